"""One hub: the order of events, holes, audiences, joining and leaving in the middle, what is made once for all."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from consult.meeting import frames, hub
from consult.meeting.stream import AUDIENCES
from tests.meeting.one_hub import Room, caught_up, settle


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
