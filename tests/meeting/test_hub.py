"""One hub with sockets that only write down what they are sent: order, holes, joins, lagging and counters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from consult.meeting import frames, hub
from consult.meeting.hub import Hub
from consult.meeting.member import Member, Straight
from consult.meeting.ring import RING
from consult.meeting.stream import AUDIENCES, CaughtUp
from consult.meeting.tickets import Ticket

EPOCH = uuid4()


class Pressure:
    """A socket's unsent bytes, as the test would have them."""

    def __init__(self) -> None:
        self.lagging_since: float | None = None
        self.drained: Callable[[], None] | None = None
        self.straight: Straight | None = None
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True


class Phone:
    """A socket in a room: the messages it was sent, and the frames in them."""

    def __init__(self, room: Room, audience: str = "residents", person: UUID | None = None) -> None:
        self.pressure, self.messages, self.code = Pressure(), [], 0
        self.member = Member(self.send, Ticket(room.hub.room, audience, person), self.pressure)
        self.pressure.drained = lambda: room.hub.pump(self.member, room.hub.head)

    async def send(self, event: dict[str, Any]) -> None:
        if event["type"] == "websocket.close":
            self.code = event["code"]
        else:
            self.messages.append(str(event["text"]))

    @property
    def frames(self) -> list[dict[str, Any]]:
        found = [json.loads(message) for message in self.messages]
        return [frame for one in found for frame in (one if isinstance(one, list) else [one])]

    @property
    def positions(self) -> list[int]:
        return [frame["p"] for frame in self.frames if "p" in frame]


class Room:
    """A hub, its clock, and what the database would answer."""

    def __init__(self, head: int = 0) -> None:
        self.time = 1000.0
        self.caught: CaughtUp | None = None
        self.queries: list[tuple[int, str, UUID | None]] = []
        self.answering = asyncio.Event()
        self.answering.set()
        self.hub = Hub(uuid4(), EPOCH, head, self.catch_up, now=lambda: self.time)

    async def catch_up(self, position: int, audience: str, person: UUID | None) -> CaughtUp | None:
        self.queries.append((position, audience, person))
        await self.answering.wait()
        return self.caught

    def commit(self, *positions: int, persons: dict[UUID, bytes] | None = None) -> None:
        for position in positions:
            shared = {audience: frames.encode({"p": position, "to": audience}) for audience in AUDIENCES}
            self.hub.offer(position, shared, persons or {})

    def enter(self, position: int = 0, audience: str = "residents", person: UUID | None = None) -> Phone:
        phone = Phone(self, audience, person)
        self.hub.join(phone.member, str(EPOCH), position)
        return phone


async def settle() -> None:
    """Until nothing is left to do."""
    for _ in range(30):
        await asyncio.sleep(0)


def caught_up(since: int, head: int, told: frozenset[UUID] = frozenset(), **persons: bytes) -> CaughtUp:
    shared = {audience: frames.encode({"p": head, "since": since}) for audience in AUDIENCES}
    return CaughtUp(head, shared, dict.fromkeys(told, b'{"mine":{"whole":true}}'), told)


# Order


async def test_what_arrives_early_waits_for_what_is_before_it() -> None:
    room = Room()
    phone = room.enter()
    room.commit(3, 2)
    await settle()
    assert phone.positions == []
    room.commit(1)
    await settle()
    assert phone.positions == [1, 2, 3]


async def test_what_arrives_twice_is_sent_once() -> None:
    room = Room()
    phone = room.enter()
    room.commit(1, 1, 2)
    await settle()
    room.commit(1, 2)
    await settle()
    assert phone.positions == [1, 2]


async def test_a_lost_event_is_healed_and_what_waited_for_it_follows() -> None:
    room = Room()
    phone = room.enter()
    room.commit(1, 4, 5)
    await settle()
    room.hub.heal(caught_up(1, 3))
    await settle()
    assert phone.positions == [1, 3, 4, 5]
    assert phone.frames[2] == {"p": 3, "since": 1}
    assert room.hub.counters.heals == 1


async def test_an_event_that_comes_after_it_was_healed_is_passed_over() -> None:
    room = Room()
    phone = room.enter()
    room.hub.heal(caught_up(0, 3))
    room.commit(2, 3, 4)
    await settle()
    assert phone.positions == [3, 4]


async def test_each_audience_is_sent_its_own() -> None:
    room = Room()
    phones = {audience: room.enter(audience=audience) for audience in AUDIENCES}
    room.commit(1)
    await settle()
    assert {audience: phone.frames[-1]["to"] for audience, phone in phones.items()} == {
        a: a for a in AUDIENCES
    }


# Joining


async def test_joining_in_the_middle_of_a_fan_out_misses_nothing_and_hears_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "FAIR", 2)
    room = Room()
    early = [room.enter() for _ in range(9)]
    room.commit(1)
    late = []
    for number in range(12):
        await asyncio.sleep(0)
        late.append(room.enter(position=number % 2))
        room.commit(number + 2)
    await settle()
    for phone in early:
        assert phone.positions == list(range(1, 14))
    for number, phone in enumerate(late):
        assert phone.positions == list(range(number % 2 + 1, 14))


async def test_leaving_in_the_middle_of_a_fan_out_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "FAIR", 1)
    room = Room()
    phones = [room.enter() for _ in range(6)]
    room.commit(1)
    await asyncio.sleep(0)
    for phone in phones[::2]:
        room.hub.leave(phone.member)
    await settle()
    assert all(phone.positions == [1] for phone in phones[1::2])


async def test_a_phone_that_comes_back_within_the_ring_costs_one_message_and_no_query() -> None:
    room = Room()
    room.commit(*range(1, 301))
    await settle()
    phone = room.enter(position=100)
    await settle()
    assert phone.positions == list(range(101, 301))
    assert len(phone.messages) == 2, "hello, and everything missed in one"
    assert room.queries == []
    assert (room.hub.counters.resumes, room.hub.counters.queries) == (1, 0)


async def test_a_crowd_that_comes_back_from_one_position_shares_one_frame() -> None:
    room = Room()
    room.commit(*range(1, 51))
    await settle()
    room.enter(position=10)
    before = frames.Counters.built
    crowd = [room.enter(position=10) for _ in range(100)]
    assert all(phone.positions == list(range(11, 51)) for phone in crowd)
    assert frames.Counters.built - before == 100, "a hello for each, and nothing more"


async def test_long_absences_come_in_parts() -> None:
    room = Room()
    shared = {audience: frames.encode({"p": 0, "pad": "x" * 1000}) for audience in AUDIENCES}
    for position in range(1, 301):
        room.hub.offer(
            position, {a: body.replace(b'"p":0', b'"p":%d' % position) for a, body in shared.items()}, {}
        )
    phone = room.enter()
    assert phone.positions == list(range(1, 301))
    assert 5 < len(phone.messages) < 10
    assert all(len(message.encode()) <= hub.PART_BYTES + 2000 for message in phone.messages)


async def test_those_whom_the_ring_does_not_reach_are_caught_up_by_one_query() -> None:
    room = Room(head=40)
    room.caught = caught_up(30, 40)
    crowd = [room.enter(position=30) for _ in range(50)]
    await settle()
    assert all(phone.frames[-1] == {"p": 40, "since": 30} for phone in crowd)
    assert room.queries == [(30, "residents", None)]
    room.commit(41)
    await settle()
    assert all(phone.positions == [40, 41] for phone in crowd)


async def test_what_happens_while_the_database_is_asked_follows_its_answer() -> None:
    room = Room(head=40)
    room.caught = caught_up(30, 42)
    room.answering.clear()
    phone = room.enter(position=30)
    room.commit(41, 42, 43)
    await settle()
    assert phone.positions == []
    room.answering.set()
    await settle()
    assert phone.positions == [42, 43]


async def test_whoever_was_told_something_meanwhile_is_told_all_that_is_theirs() -> None:
    room, me = Room(head=40), uuid4()
    room.caught = caught_up(30, 40, frozenset([me]))
    mine, other = room.enter(position=30, person=me), room.enter(position=30, person=uuid4())
    await settle()
    assert mine.frames[-1] == {"p": 40, "since": 30, "mine": {"whole": True}}
    assert not any("mine" in frame for frame in other.frames)


async def test_whoever_was_away_while_the_room_was_healed_is_told_what_is_theirs_when_back() -> None:
    room, me = Room(), uuid4()
    told = CaughtUp(3, caught_up(0, 3).shared, {}, frozenset([me]))
    room.hub.heal(told)
    room.caught = caught_up(0, 3, frozenset([me]))
    mine, other = room.enter(person=me), room.enter(person=uuid4())
    await settle()
    assert mine.frames[-1] == {"p": 3, "since": 0, "mine": {"whole": True}}
    assert other.frames[-1] == {"p": 3, "since": 0}
    assert room.queries == [(0, "residents", None), (0, "residents", me)], "the others come from the ring"


async def test_too_long_an_absence_or_another_epoch_takes_a_snapshot_and_follows_on() -> None:
    room = Room(head=900)
    phone = room.enter(position=10)
    stranger = Phone(room)
    room.hub.join(stranger.member, "another", 900)
    await settle()
    room.commit(901)
    await settle()
    for each in (phone, stranger):
        assert {"resync": True} in each.frames
        assert each.positions == [901]


async def test_a_database_that_fails_tells_nobody_anything_false() -> None:
    room = Room(head=40)

    async def failing(position: int, audience: str, person: UUID | None) -> CaughtUp | None:
        raise ConnectionError

    room.hub.catch_up = failing
    phone = room.enter(position=30)
    await settle()
    assert len(phone.frames) == 1, "only the hello"
    room.hub.catch_up = room.catch_up
    room.caught = caught_up(30, 41)
    room.commit(41)
    await settle()
    assert phone.positions == [41]


async def test_when_positions_are_worth_nothing_any_more_everybody_starts_again() -> None:
    room, epoch = Room(), uuid4()
    phone = room.enter()
    room.commit(1, 2)
    await settle()
    room.hub.renew(epoch, 7)
    assert phone.frames[-2]["hello"]["epoch"] == str(epoch)
    assert phone.frames[-1] == {"resync": True}
    room.commit(8)
    await settle()
    assert phone.positions == [1, 2, 8]


# Asking again


async def test_whoever_asks_what_follows_a_position_is_told_again() -> None:
    room = Room()
    room.commit(1, 2, 3)
    phone = room.enter(position=3)
    room.hub.since(phone.member, 1)
    assert phone.positions == [2, 3]
    room.hub.since(phone.member, 3)
    assert phone.frames[-1] == {"hb": 3}
    room.hub.since(phone.member, 99)
    assert phone.frames[-1] == {"hb": 3}


# One person


async def test_what_concerns_one_person_goes_to_that_persons_sockets_inside_the_event() -> None:
    room, me = Room(), uuid4()
    mine, other = room.enter(person=me), room.enter(person=uuid4())
    room.commit(1, persons={me: b'{"mine":{"waiting":"x"}}'})
    await settle()
    assert mine.frames[-1] == {"p": 1, "to": "residents", "mine": {"waiting": "x"}}
    assert not any("mine" in frame for frame in other.frames)
    assert other.positions == [1]
    room.commit(2)
    late = [room.enter(person=me), room.enter(person=uuid4())]
    assert [["mine" in frame for frame in phone.frames[1:]] for phone in late] == [
        [True, False],
        [False, False],
    ]


# Slow sockets


async def test_a_lagging_socket_is_queued_nothing_and_resumed_from_the_ring() -> None:
    room = Room()
    phone, healthy = room.enter(), room.enter()
    phone.pressure.lagging_since = room.time
    room.commit(1, 2, 3)
    await settle()
    assert (phone.positions, healthy.positions) == ([], [1, 2, 3])
    phone.pressure.lagging_since = None
    assert phone.pressure.drained
    phone.pressure.drained()
    assert phone.positions == [1, 2, 3]
    assert room.queries == []


async def test_a_resume_stops_where_the_socket_fills_up_again() -> None:
    room = Room()
    for position in range(1, 301):
        body = b'{"p":%d,"pad":"%s"}' % (position, b"x" * 1000)
        room.hub.offer(position, dict.fromkeys(AUDIENCES, body), {})
    phone = Phone(room)
    send = phone.send

    async def full(event: dict[str, Any]) -> None:
        await send(event)
        if len(phone.positions) > 50:
            phone.pressure.lagging_since = room.time

    phone.member.send = full
    room.hub.join(phone.member, str(EPOCH), 0)
    first = phone.positions
    assert 50 < len(first) < 200
    phone.member.send = send
    phone.pressure.lagging_since = None
    room.hub.pump(phone.member, room.hub.head)
    assert phone.positions == list(range(1, 301))


async def test_a_socket_that_lags_too_long_is_cut() -> None:
    room = Room()
    phone, healthy = room.enter(), room.enter()
    phone.pressure.lagging_since = room.time
    room.time += 19
    await room.hub.cut_slow(20)
    assert not phone.pressure.aborted
    room.time += 2
    await room.hub.cut_slow(20)
    assert phone.pressure.aborted
    assert not healthy.pressure.aborted
    room.commit(1)
    await settle()
    assert (phone.positions, healthy.positions) == ([], [1])


async def test_a_socket_that_breaks_holds_nobody_up() -> None:
    room = Room()
    broken, healthy = room.enter(), room.enter()

    async def fails(event: dict[str, Any]) -> None:
        raise OSError

    broken.member.send = fails
    room.commit(1)
    await settle()
    assert healthy.positions == [1]


# What is counted


async def test_an_event_is_encoded_and_framed_once_an_audience_however_many_sockets() -> None:
    room = Room()
    for audience in AUDIENCES:
        for _ in range(40):
            room.enter(audience=audience)
    encoded, built, sent = frames.Counters.encoded, frames.Counters.built, room.hub.counters.sent
    for position in range(1, 11):
        room.commit(position)
        await settle()
    assert frames.Counters.encoded - encoded == 10 * len(AUDIENCES)
    assert frames.Counters.built - built == 10 * len(AUDIENCES)
    assert room.hub.counters.sent - sent == 10 * len(AUDIENCES) * 40


# What carries no position


async def test_a_quiet_room_is_heard_every_twenty_seconds() -> None:
    room = Room()
    phone = room.enter()
    room.commit(1)
    await settle()
    room.time += 19
    await room.hub.heartbeat()
    assert "hb" not in phone.frames[-1]
    room.time += 1
    await room.hub.heartbeat()
    assert phone.frames[-1]["hb"] == 1
    said = len(phone.frames)
    await room.hub.heartbeat()
    assert len(phone.frames) == said


async def test_gauges_are_told_when_they_change_and_at_most_twice_a_second() -> None:
    room = Room()
    phone = room.enter()
    assert room.hub.gauge_due()
    await room.hub.show_gauge(b'{"g":{"present":1}}')
    room.hub.stirred = True
    assert not room.hub.gauge_due()
    room.time += 0.5
    assert room.hub.gauge_due()
    await room.hub.show_gauge(b'{"g":{"present":1}}')
    assert [frame for frame in phone.frames if "g" in frame] == [{"g": {"present": 1}}]
    late = room.enter()
    assert {"g": {"present": 1}} in late.frames


async def test_gauges_take_no_more_than_a_tenth_of_the_loops_time() -> None:
    room = Room()
    room.enter()
    room.hub.fan_out_seconds = 0.2
    await room.hub.show_gauge(b'{"g":{}}')
    room.hub.stirred = True
    room.time += 1.9
    assert not room.hub.gauge_due()
    room.time += 0.2
    assert room.hub.gauge_due()


async def test_the_ring_forgets_what_is_older_than_its_length() -> None:
    room = Room()
    room.commit(*range(1, RING + 11))
    await settle()
    room.caught = caught_up(9, RING + 10)
    forgotten, kept = room.enter(position=9), room.enter(position=10)
    await settle()
    assert forgotten.frames[-1] == {"p": RING + 10, "since": 9}
    assert kept.positions == list(range(11, RING + 11))
