"""One hub a room and process: what is rendered once is sent to every socket of its audience.

Everything here runs on the event loop of the server; database work is done on `DATABASE`, a bounded pool. Frames arrive
from committed transactions on other threads through `offer`, are held until they are contiguous, and go out in order.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import close_old_connections, transaction

from consult.kernel.models import Log

from . import stream
from .models import Room

log = structlog.get_logger()
T = TypeVar("T")

Send = Callable[[dict[str, Any]], Awaitable[None]]
# A phone that comes back within this many events costs one write and no query.
RING = 1000
# How long a hole may last before the stream is asked; also how a lost message or another process's verb is noticed.
HEAL_SECONDS = 2.0
HEARTBEAT_SECONDS = 20.0
# Sockets written between two yields to the loop: a fan-out to 3,000 would otherwise block it for 28 ms.
FAIR = 200
DATABASE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="room-db")


async def on_database(work: Callable[..., T], *args: Any) -> T:
    """Run ORM work on the pool, with the connection checked before and after as a request would."""

    def run() -> T:
        close_old_connections()
        try:
            return work(*args)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(DATABASE, run)


@dataclass
class Counters:
    """What tests assert on."""

    encodes: int = 0
    frames: int = 0
    resumes: int = 0
    resyncs: int = 0
    heals: int = 0


@dataclass(eq=False)
class Member:
    """One socket."""

    send: Send
    audience: str
    person: UUID | None


class Hub:
    """The room's members, the ring of finished frames, and the one task that sends them."""

    def __init__(self, room_id: UUID, epoch: UUID, head: int) -> None:
        self.room_id, self.epoch = room_id, epoch
        self.head = self.sent = head
        self.members: set[Member] = set()
        self.ring: deque[tuple[int, Mapping[str, bytes]]] = deque(maxlen=RING)
        self.early: dict[int, Mapping[str, bytes]] = {}
        self.queue: asyncio.Queue[tuple[int, Mapping[str, bytes]]] = asyncio.Queue()
        self.counters = Counters()
        self.quiet_since = asyncio.get_running_loop().time()
        self.task = asyncio.create_task(self._fan_out())

    def offer(self, position: int, frames: Mapping[str, bytes]) -> None:
        """A committed event. Held while one before it is missing; ignored when already known."""
        if position <= self.head:
            return
        self.early[position] = frames
        while self.head + 1 in self.early:
            self._accept(self.head + 1, self.early.pop(self.head + 1))

    def _accept(self, position: int, frames: Mapping[str, bytes]) -> None:
        self.head = position
        self.counters.encodes += len(frames)
        self.ring.append((position, frames))
        self.queue.put_nowait((position, frames))

    def healed(self, head: int, frames: Mapping[str, bytes]) -> None:
        """Catch-up frames that take everybody from the present head to `head`."""
        if head <= self.head:
            return
        self.counters.heals += 1
        # What the ring holds no longer reaches back without a gap; resumes start from here again.
        self.ring.clear()
        self.early = {p: f for p, f in self.early.items() if p > head}
        self._accept(head, frames)

    async def _fan_out(self) -> None:
        while True:
            position, frames = await self.queue.get()
            # From here on a joiner is served up to `position` from the ring, and must not be sent it twice.
            self.sent = position
            await self._to_all(list(self.members), frames)

    async def _to_all(self, members: list[Member], frames: Mapping[str, bytes]) -> None:
        messages = {a: {"type": "websocket.send", "text": frame.decode()} for a, frame in frames.items()}
        for count, member in enumerate(members, 1):
            if member in self.members:
                await member.send(messages[member.audience])
                self.counters.frames += 1
            if count % FAIR == 0:
                await asyncio.sleep(0)
        self.quiet_since = asyncio.get_running_loop().time()

    def join(self, member: Member, epoch: str, position: int) -> list[str] | None:
        """Add a member and return the frames it missed; None where it must take a snapshot.

        Nothing is awaited between reading the ring and adding the member: no frame can slip between the two.
        """
        missed = self.missed(member.audience, epoch, position)
        if missed is None:
            self.counters.resyncs += 1
        else:
            self.counters.resumes += 1
        self.members.add(member)
        return missed

    def missed(self, audience: str, epoch: str, position: int) -> list[str] | None:
        """What an audience was sent after `position`, from the ring; None where the ring does not reach back."""
        if epoch != str(self.epoch) or position > self.sent:
            return None
        reach = self.sent - sum(1 for at, _ in self.ring if at <= self.sent)
        if position < reach:
            return None
        return [frames[audience].decode() for at, frames in self.ring if position < at <= self.sent]

    def leave(self, member: Member) -> None:
        self.members.discard(member)

    async def to_person(self, person: UUID, frame: bytes) -> None:
        message = {"type": "websocket.send", "text": frame.decode()}
        for member in [m for m in self.members if m.person == person]:
            await member.send(message)

    async def heartbeat(self, now: float) -> None:
        """The head, when nothing was sent for a while: so that losing the last event shows."""
        if now - self.quiet_since >= HEARTBEAT_SECONDS:
            frame = stream.encode({"hb": self.head})
            await self._to_all(list(self.members), dict.fromkeys(stream.AUDIENCES, frame))

    def stop(self) -> None:
        self.task.cancel()


class Hubs:
    """All hubs of this process."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.hubs: dict[UUID, Hub] = {}
        self.opening: dict[UUID, asyncio.Task[Hub | None]] = {}
        self.healer: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Called on the server's loop before the first socket is served."""
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            self.healer = asyncio.create_task(self._heal_for_ever())
            stream.PUBLISHERS.append(self.publish)

    def publish(
        self,
        room: UUID,
        epoch: UUID,
        position: int,
        frames: Mapping[str, bytes],
        persons: Mapping[UUID, bytes],
    ) -> None:
        """From any thread, after commit."""
        if self.loop is not None and room in self.hubs:
            self.loop.call_soon_threadsafe(self._deliver, room, epoch, position, frames, persons)

    def _deliver(
        self,
        room: UUID,
        epoch: UUID,
        position: int,
        frames: Mapping[str, bytes],
        persons: Mapping[UUID, bytes],
    ) -> None:
        hub = self.hubs.get(room)
        if hub is None or hub.epoch != epoch:
            return
        hub.offer(position, frames)
        for person, frame in persons.items():
            task = asyncio.create_task(hub.to_person(person, frame))
            _running.add(task)
            task.add_done_callback(_running.discard)

    async def of(self, room: UUID) -> Hub | None:
        """The room's hub, opened at first need; None where there is no such room."""
        self.start()
        if room in self.hubs:
            return self.hubs[room]
        task = self.opening.get(room)
        if task is None:
            task = self.opening[room] = asyncio.create_task(self._open(room))
        return await task

    async def _open(self, room: UUID) -> Hub | None:
        try:
            found = await on_database(_epoch_and_head, room)
            if found is None:
                return None
            self.hubs[room] = Hub(room, *found)
            return self.hubs[room]
        finally:
            self.opening.pop(room, None)

    async def _heal_for_ever(self) -> None:
        while True:
            await asyncio.sleep(HEAL_SECONDS)
            try:
                await self.heal()
            except Exception:
                log.exception("rooms could not be healed; trying again")

    async def heal(self) -> None:
        """Ask the streams how far they are; catch up where a message was lost or another process wrote."""
        live = {room: hub for room, hub in self.hubs.items() if hub.members}
        for room in [room for room, hub in self.hubs.items() if not hub.members]:
            self.hubs.pop(room).stop()
        if not live:
            return
        heads = await on_database(_heads, list(live))
        now = asyncio.get_running_loop().time()
        for room, hub in live.items():
            epoch, head = heads.get(room, (hub.epoch, hub.head))
            if epoch != hub.epoch:
                self.hubs.pop(room).stop()
                frame = stream.encode({"resync": True})
                await hub._to_all(list(hub.members), dict.fromkeys(stream.AUDIENCES, frame))
            elif head > hub.head:
                caught = await on_database(_caught_up, room, hub.head)
                if caught is not None:
                    hub.healed(*caught)
            await hub.heartbeat(now)


_running: set[asyncio.Task[None]] = set()
HUBS = Hubs()


def _epoch_and_head(room: UUID) -> tuple[UUID, int] | None:
    found = Room.objects.filter(pk=room).values_list("epoch", "stream_id").first()
    if found is None:
        return None
    return found[0], Log.objects.values_list("size", flat=True).get(pk=found[1])


def _heads(rooms: list[UUID]) -> dict[UUID, tuple[UUID, int]]:
    rows = Room.objects.filter(pk__in=rooms).values_list("pk", "epoch", "stream__size")
    return {room: (epoch, head) for room, epoch, head in rows}


def _caught_up(room_id: UUID, position: int) -> tuple[int, dict[str, bytes]] | None:
    with transaction.atomic():
        room = Room.objects.select_for_update(of=("self",)).select_related("session").get(pk=room_id)
        frames: dict[str, bytes] = {}
        head = position
        for audience in stream.AUDIENCES:
            caught = stream.catch_up(room, position, audience)
            if caught is None:
                # Too far behind to patch: everybody takes a snapshot.
                caught = (
                    Log.objects.values_list("size", flat=True).get(pk=room.stream_id),
                    b'{"resync":true}',
                )
            head, frames[audience] = caught
        return head, frames
