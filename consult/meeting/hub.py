"""One room in one process: what is rendered once is sent to every socket of its audience.

Everything here runs on the server's event loop and, but for the fan-out's pauses, without waiting: between two lines no
frame can slip. Committed events arrive through `offer` in any order, are held until they are contiguous, and go out in
order; each socket is known by the position up to which it has been told (`Member.at`), so that joining, lagging and
resuming are one thing: being told what follows that position.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from consult.kernel import clock
from consult.kernel.log import stamp

from . import frames
from .member import Member
from .ring import Entry, Ring
from .stream import AUDIENCES, CaughtUp

log = structlog.get_logger()

# Sockets written between two pauses of a fan-out: one to 3,000 would otherwise keep the loop for 28 ms.
FAIR = 200
# A message of several frames is no longer than this.
PART_BYTES = 64 * 1024
HEARTBEAT_SECONDS = 20.0
# Sockets cut for not reading between two pauses, and how long these are.
CUT_TOGETHER = 10
CUT_PAUSE_SECONDS = 0.02
# Gauges at most twice a second, and at most a tenth of the loop's time.
GAUGE_SECONDS = 0.5
GAUGE_SHARE = 10

# Ask the database what follows a position for one audience, with all that concerns one person: None where too much.
CatchUp = Callable[[int, str, UUID | None], Awaitable[CaughtUp | None]]


@dataclass
class Counters:
    """What tests assert on."""

    sent: int = 0
    resumes: int = 0
    resyncs: int = 0
    queries: int = 0
    heals: int = 0
    cut: int = 0


class Hub:
    """The room's sockets, the ring of finished frames, and the one task that fans out."""

    def __init__(
        self, room: UUID, epoch: UUID, head: int, catch_up: CatchUp, *, now: Callable[[], float] | None = None
    ) -> None:
        """`now`: seconds on some clock that only goes forward; the loop's where none is given."""
        self.room, self.epoch, self.catch_up = room, epoch, catch_up
        self.now = now or asyncio.get_running_loop().time
        self.ring = Ring(head)
        self.early: dict[int, tuple[Mapping[str, bytes], Mapping[UUID, bytes]]] = {}
        self.members: dict[str, set[Member]] = {audience: set() for audience in AUDIENCES}
        self.persons: dict[UUID, set[Member]] = {}
        self.counters = Counters()
        self.closed = False
        self.gauge: bytes | None = None
        self.stirred = True
        self.fan_out_seconds = 0.0
        # The stream's head as it was last seen in the database.
        self.wanted = head
        self.spoke_at = self.empty_since = self.now()
        self.gauge_at = 0.0
        self._asked: dict[tuple[int, str, UUID | None], asyncio.Task[CaughtUp | None]] = {}
        self._parts: dict[tuple[str, int, int, UUID | None], list[tuple[int, frames.Event]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._fan = asyncio.create_task(self._fan_out())

    @property
    def head(self) -> int:
        return self.ring.head

    def everybody(self) -> list[Member]:
        return [member for audience in AUDIENCES for member in self.members[audience]]

    # What happens

    def offer(self, position: int, shared: Mapping[str, bytes], persons: Mapping[UUID, bytes]) -> None:
        """A committed event. Held while one before it is missing; passed over when already known."""
        if position <= self.head:
            return
        self.early[position] = (shared, persons)
        self._accept_early()

    def heal(self, caught: CaughtUp) -> None:
        """Events that were lost on the way here, or written by another process, in one."""
        if caught.head <= self.head:
            return
        self.counters.heals += 1
        self.stirred = True
        self._accept(caught.head, caught.shared, caught.persons, caught.told.difference(caught.persons))
        self.early = {position: held for position, held in self.early.items() if position > caught.head}
        self._accept_early()

    def renew(self, epoch: UUID, head: int) -> None:
        """Positions can no longer be followed: everybody takes a snapshot."""
        self.epoch, self.ring, self.early = epoch, Ring(head), {}
        self._parts.clear()
        for member in self.everybody():
            member.push(self._hello())
            self._resync(member)

    def _accept_early(self) -> None:
        while self.head + 1 in self.early:
            self._accept(self.head + 1, *self.early.pop(self.head + 1))

    def _accept(
        self,
        position: int,
        shared: Mapping[str, bytes],
        persons: Mapping[UUID, bytes],
        unread: frozenset[UUID] = frozenset(),
    ) -> None:
        self.ring.append(
            Entry(
                since=self.head,
                pos=position,
                shared={audience: frames.Event(body) for audience, body in shared.items()},
                persons=persons,
                unread=unread,
            )
        )
        self._parts.clear()
        self._woken.set()

    async def _fan_out(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            began, upto = self.now(), self.head
            try:
                async for audience, some in self._fairly():
                    self._tell(audience, some, upto)
            except Exception:
                # The room must not fall silent: what was left out is made good at the next event or when asked for.
                log.exception("a fan-out broke off", room=str(self.room))
            self.spoke_at = self.now()
            self.fan_out_seconds = self.spoke_at - began

    async def _fairly(self) -> AsyncIterator[tuple[str, Sequence[Member]]]:
        """Everybody, one audience after the other, with a pause for the loop now and then."""
        paused = 0
        for audience in AUDIENCES:
            everybody = tuple(self.members[audience])
            for start in range(0, len(everybody), FAIR):
                some = everybody[start : start + FAIR]
                yield audience, some
                paused += len(some)
                if paused >= FAIR:
                    paused = 0
                    await asyncio.sleep(0)

    def _tell(self, audience: str, members: Sequence[Member], upto: int) -> None:
        """The last event to all who have had everything before it: nearly everybody. The others one by one."""
        last = self.ring.entries[-1] if self.ring.entries else None
        if last is None or last.pos != upto or last.unread:
            for member in members:
                self.pump(member, upto)
            return
        since, event = last.since, last.shared[audience]
        apart = {member for person in last.persons for member in self.persons.get(person, ())}
        told, frame = 0, event.frame
        for member in members:
            if not since <= member.at < upto or member.busy or member.closed or member in apart:
                self.pump(member, upto)
                continue
            straight = member.straight
            if straight is not None and straight.fd >= 0:
                # Nothing waits to be written, so it does not lag: of most members no more is looked at than this.
                straight.write(frame)
            elif member.waits():
                continue
            else:
                member.push(event)
            member.at = upto
            told += 1
        self.counters.sent += told

    # Who is told

    def join(self, member: Member, epoch: str, position: int) -> None:
        """Greet a socket and tell it what it missed since `position`, or that it must take a snapshot."""
        member.push(self._hello())
        self.members[member.audience].add(member)
        if member.person is not None:
            self.persons.setdefault(member.person, set()).add(member)
        if self.gauge is not None:
            member.push(frames.Event(self.gauge))
        if epoch != str(self.epoch):
            self._resync(member)
            return
        self.counters.resumes += 1
        member.at = position
        if position > self.head:
            # Either its snapshot holds an event that is still on its way here, or it invents.
            self._ask(member)
        else:
            self.pump(member, self.head)

    def since(self, member: Member, position: int) -> None:
        """Tell a socket again what follows a position; where that is nothing, how far it has been told."""
        if member.waits():
            return
        member.at = min(member.at, position)
        before = member.at
        self.pump(member, self.head)
        if member.at == before and not member.busy:
            member.push(frames.say(hb=member.at))

    def leave(self, member: Member) -> None:
        self.members[member.audience].discard(member)
        if member.person is not None:
            own = self.persons.get(member.person, set())
            own.discard(member)
            if not own:
                self.persons.pop(member.person, None)
        if not any(self.members.values()):
            self.empty_since = self.now()

    def pump(self, member: Member, upto: int) -> None:
        """Tell a socket what it has not had, up to a position; nothing while it waits."""
        if member.at >= upto or member.waits():
            return
        last = self.ring.entries[-1] if self.ring.entries else None
        if last is not None and last.pos == upto and last.since <= member.at and not last.unread:
            self.counters.sent += 1
            member.push(last.event(member.audience, member.person))
            member.at = upto
            return
        missed = self.ring.after(member.at)
        if missed is None or any(member.person in entry.unread for entry in missed):
            self._ask(member)
            return
        for position, event in self._together(member, upto, missed):
            self.counters.sent += 1
            member.push(event)
            member.at = position
            if member.waits():
                return

    def _together(self, member: Member, upto: int, missed: list[Entry]) -> list[tuple[int, frames.Event]]:
        """What follows a position, several frames to a message, each with the position it leads to.

        Kept while the head stands: phones come back in crowds, from the same position.
        """
        person = member.person if any(member.person in entry.persons for entry in missed) else None
        key = (member.audience, member.at, upto, person)
        if key not in self._parts:
            events = [
                (entry.pos, entry.event(member.audience, person)) for entry in missed if entry.pos <= upto
            ]
            self._parts[key] = _parts(events)
        return self._parts[key]

    # Those whom the ring does not reach

    def _ask(self, member: Member) -> None:
        member.busy = True
        task = asyncio.create_task(self._catch_up(member))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _catch_up(self, member: Member) -> None:
        epoch = self.epoch
        try:
            caught = await self._query(member.at, member.audience, None)
            if caught is not None and member.person in caught.told:
                caught = await self._query(member.at, member.audience, member.person)
        except Exception as error:
            # It has not been told anything false: it stays where it is, and asks or is pumped again.
            log.warning("a phone could not be caught up", kind=type(error).__name__)
            member.busy = False
            return
        member.busy = False
        if caught is None or epoch != self.epoch:
            self._resync(member)
            return
        if caught.head > member.at:
            body = caught.shared[member.audience]
            own = caught.persons.get(member.person) if member.person is not None else None
            member.push(frames.Event(frames.joined(body, own) if own else body))
            member.at = caught.head
        self.pump(member, self.head)

    async def _query(self, position: int, audience: str, person: UUID | None) -> CaughtUp | None:
        """One query for all who come back from the same position."""
        key = (position, audience, person)
        task = self._asked.get(key)
        if task is None:
            self.counters.queries += 1
            task = self._asked[key] = asyncio.ensure_future(self.catch_up(position, audience, person))
            task.add_done_callback(lambda _: self._asked.pop(key, None))
        return await asyncio.shield(task)

    def _resync(self, member: Member) -> None:
        self.counters.resyncs += 1
        member.push(frames.say(resync=True))
        # Its snapshot will be of this position or a later one: whatever is in the ring was committed before.
        member.at = self.head

    # What carries no position

    def _hello(self) -> frames.Event:
        return frames.say(
            hello={"epoch": str(self.epoch), "pos": self.head, "hb": int(HEARTBEAT_SECONDS), "now": _now()}
        )

    async def heartbeat(self) -> None:
        """How far everybody has been told, when nothing was said for a while: so that losing the last event shows."""
        if self.now() - self.spoke_at < HEARTBEAT_SECONDS:
            return
        self.spoke_at = self.now()
        upto = self.head
        event = frames.say(hb=upto, now=_now())
        async for _, some in self._fairly():
            for member in some:
                if not member.waits() and member.at >= upto:
                    member.push(event)

    def gauge_due(self) -> bool:
        return self.stirred and self.now() >= self.gauge_at and any(self.members.values())

    async def show_gauge(self, body: bytes) -> None:
        """Tell everybody the figures, where they changed. A socket that lags is told the next ones."""
        self.gauge_at = self.now() + max(GAUGE_SECONDS, GAUGE_SHARE * self.fan_out_seconds)
        if body == self.gauge:
            return
        self.gauge = body
        event = frames.Event(body)
        async for _, some in self._fairly():
            for member in some:
                if not member.waits():
                    member.push(event)

    async def cut_slow(self, limit: float) -> None:
        """Cut those who have not read for so many seconds; they resume when they come back.

        A few at a time: each has its end to be seen to, and a third of a hall at once holds up what the others are told.
        """

        def slow(member: Member) -> bool:
            since = member.pressure.lagging_since if member.pressure is not None else None
            return since is not None and not member.closed and self.now() - since > limit

        cut = 0
        for member in [member for member in self.everybody() if slow(member)]:
            if cut and cut % CUT_TOGETHER == 0:
                await asyncio.sleep(CUT_PAUSE_SECONDS)
            if slow(member):
                cut += 1
                self.counters.cut += 1
                member.cut()

    def stop(self) -> None:
        self._fan.cancel()
        for task in self._tasks:
            task.cancel()


def _parts(events: list[tuple[int, frames.Event]]) -> list[tuple[int, frames.Event]]:
    """Gather events into messages of up to PART_BYTES."""
    parts: list[list[tuple[int, frames.Event]]] = []
    size = PART_BYTES
    for position, event in events:
        length = len(event.frame)
        if size + length > PART_BYTES:
            parts.append([])
            size = 0
        parts[-1].append((position, event))
        size += length
    return [
        part[0]
        if len(part) == 1
        else (part[-1][0], frames.Event(frames.together([event.body for _, event in part])))
        for part in parts
    ]


def _now() -> str:
    """The server's time: phones count down by it, whatever their own clocks say."""
    return stamp(clock.now())
