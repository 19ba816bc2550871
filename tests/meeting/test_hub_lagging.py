"""Sockets that do not read, and one that breaks: nobody else waits for them."""

from __future__ import annotations

from typing import Any

from consult.meeting.stream import AUDIENCES
from tests.meeting.one_hub import EPOCH, Phone, Room, settle


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
