"""All rooms of this process: opened when first wanted, told what was committed, and looked after every second.

The looking after heals what was lost on the way or written by another process, and closes the sockets of those who
signed out, lost their role, stopped reading, or whose session ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings

from . import gauges, stream
from .between import Between
from .database import on_database
from .hub import Hub
from .models import Room
from .standing import gone
from .stream import CaughtUp, Committed
from .tickets import Ticket

log = structlog.get_logger()
T = TypeVar("T")

# How often the streams' heads are read. What is missing at two looks in a row is lost: at one it may be on its way.
LOOK_SECONDS = 1.0
# In how many looks everybody is asked once whether they still may be there: signing out closes within five seconds.
STANDING_LOOKS = 4
# How often figures are counted anew where nothing happened that would have moved them: ballots do, a minute later.
GAUGES_SECONDS = 5.0
TICK_SECONDS = 0.25
# A room nobody is in is forgotten after this long.
EMPTY_SECONDS = 300.0
LAGGING_SECONDS = 20.0
# The stages of a session after which its room is left to the desk.
ENDED = frozenset(["closed", "cancelled"])


@dataclass(frozen=True)
class Found:
    """A room as the database has it."""

    epoch: UUID
    head: int
    ended: bool


class Hubs:
    """The rooms by id. `database` runs a function off the loop and answers with what it returns."""

    def __init__(self, database: Callable[[Callable[[], Any]], Awaitable[Any]] = on_database) -> None:
        self.database = database
        self.loop: asyncio.AbstractEventLoop | None = None
        self.hubs: dict[UUID, Hub] = {}
        self.opening: dict[UUID, asyncio.Task[Hub | None]] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.leaving = False
        self.between: Between | None = None

    def start(self) -> None:
        """On the server's loop, before the first socket is served; where several processes serve, before the first verb."""
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            if settings.REDIS_URL:
                self.between = Between(settings.REDIS_URL, self.deliver)
            stream.PUBLISHERS.append(self.publish)
            for task in (
                self._for_ever(LOOK_SECONDS, self.look),
                self._for_ever(TICK_SECONDS, self.show_gauges),
            ):
                self._keep(task)

    def stop(self) -> None:
        """Tell everybody that the server goes, and over how long to come back: 3 ms a phone."""
        self.leaving = True
        spread = 3 * sum(len(hub.everybody()) for hub in self.hubs.values())
        for hub in self.hubs.values():
            for member in hub.everybody():
                member.close("restart", spread=spread)
            hub.stop()
        self.hubs.clear()
        if self.loop is not None:
            stream.PUBLISHERS.remove(self.publish)
            self.loop = None
        if self.between is not None:
            self.between.stop()
            self.between = None
        for task in self.tasks:
            task.cancel()

    def publish(self, made: Committed) -> None:
        """What this process committed, from any thread."""
        if self.loop is not None and made.room in self.hubs:
            self.loop.call_soon_threadsafe(self.deliver, made)
        between = self.between
        if between is not None:
            between.tell(made)

    def deliver(self, made: Committed) -> None:
        hub = self.hubs.get(made.room)
        if hub is not None and hub.epoch == made.epoch:
            hub.offer(made.position, made.shared, made.persons)
            hub.stirred = hub.stirred or made.figures

    async def of(self, room: UUID) -> Hub | None:
        """The room's hub, opened at first need; None where there is no such room."""
        if room in self.hubs:
            return self.hubs[room]
        task = self.opening.get(room)
        if task is None:
            task = self.opening[room] = asyncio.create_task(self._open(room))
        return await asyncio.shield(task)

    async def _open(self, room: UUID) -> Hub | None:
        try:
            found = (await self.database(lambda: _found([room]))).get(room)
            if found is None or self.leaving:
                return None

            async def catch_up(position: int, audience: str, person: UUID | None) -> CaughtUp | None:
                persons = [person] if person else []
                caught: CaughtUp | None = await self.database(
                    lambda: stream.catch_up(room, position, audiences=[audience], persons=persons)
                )
                return caught

            self.hubs[room] = Hub(room, found.epoch, found.head, catch_up)
            self.hubs[room].closed = found.ended
            return self.hubs[room]
        finally:
            self.opening.pop(room, None)

    # Looking after

    async def _for_ever(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception as error:
                # The database may be away for a while; rooms stay as they are and are healed when it is back.
                log.warning("rooms could not be looked after; trying again", kind=type(error).__name__)

    async def look(self) -> None:
        """Once a second: heal, close, cut, and let a quiet room be heard."""
        for room, hub in list(self.hubs.items()):
            if not any(hub.members.values()) and hub.now() - hub.empty_since > EMPTY_SECONDS:
                self.hubs.pop(room).stop()
        if not self.hubs:
            return
        # First what needs no database: a room must be heard also while that is away.
        for hub in list(self.hubs.values()):
            await hub.cut_slow(LAGGING_SECONDS)
            await hub.heartbeat()
        rooms = list(self.hubs)
        found = await self.database(lambda: _found(rooms))
        for room, hub in list(self.hubs.items()):
            if room in found:
                await self._look_at(hub, found[room])
        await self._see_out()

    async def _look_at(self, hub: Hub, found: Found) -> None:
        if found.epoch != hub.epoch:
            hub.renew(found.epoch, found.head)
        elif hub.head < hub.wanted:
            here, since = list(hub.persons), hub.head
            caught = await self.database(lambda: stream.catch_up(hub.room, since, persons=here))
            if caught is None:
                hub.renew(found.epoch, found.head)
            else:
                hub.heal(caught)
        hub.wanted = found.head
        hub.closed = found.ended
        if hub.now() >= hub.gauge_at + GAUGES_SECONDS:
            # Ballots, and what other processes did, move figures without an event here.
            hub.stirred = True

    async def _see_out(self) -> None:
        """Close the sockets of those who may not be there any more."""
        for hub in self.hubs.values():
            if hub.closed and hub.head >= hub.wanted:
                # They have been shown that it ended.
                for member in hub.everybody():
                    if member.audience != "staff" and member.at >= hub.head:
                        member.close("room_closed")
        # Some of them at every look: a thousand at once would hold up whatever else is being done.
        self._turn = (self._turn + 1) % STANDING_LOOKS
        members = [
            member
            for hub in self.hubs.values()
            for member in hub.everybody()
            if member.lot % STANDING_LOOKS == self._turn
        ]
        if not members:
            return
        tickets = [member.ticket for member in members]
        why: dict[Ticket, str] = await self.database(lambda: gone(tickets))
        for member in members if why else ():
            if member.ticket in why:
                member.close(why[member.ticket])

    _turn = 0

    async def show_gauges(self) -> None:
        for hub in list(self.hubs.values()):
            if hub.gauge_due():
                hub.stirred = False
                await hub.show_gauge(await self.database(partial(gauges.gauges, hub.room)))

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def _found(rooms: list[UUID]) -> dict[UUID, Found]:
    rows = Room.objects.filter(pk__in=rooms).values_list("pk", "epoch", "stream__size", "session__stage")
    return {room: Found(epoch, head, stage in ENDED) for room, epoch, head, stage in rows}


HUBS = Hubs()
