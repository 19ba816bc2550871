"""Coming back to a hub: from the ring, by one query, or by a snapshot; nothing missed, nothing twice."""

from __future__ import annotations

from uuid import UUID, uuid4

from consult.meeting import frames, hub
from consult.meeting.ring import RING
from consult.meeting.stream import AUDIENCES, CaughtUp
from tests.meeting.one_hub import Phone, Room, caught_up, settle


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


async def test_the_ring_forgets_what_is_older_than_its_length() -> None:
    room = Room()
    room.commit(*range(1, RING + 11))
    await settle()
    room.caught = caught_up(9, RING + 10)
    forgotten, kept = room.enter(position=9), room.enter(position=10)
    await settle()
    assert forgotten.frames[-1] == {"p": RING + 10, "since": 9}
    assert kept.positions == list(range(11, RING + 11))
