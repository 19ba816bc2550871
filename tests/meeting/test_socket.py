"""A room's socket against a real server: following, coming back, and what another process wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from consult.meeting import floor
from consult.meeting.client import RoomClient
from tests.meeting.conftest import Run
from tests.meeting.made import Hall
from tests.meeting.replay import state
from tests.meeting.serving import Served, serving, stop
from tests.world import START, World

pytestmark = pytest.mark.django_db(transaction=True)


def as_now(phone: RoomClient, made: Hall, audience: str) -> bool:
    return (phone.state.pos, phone.state.shared) == state(made.room, audience)


@pytest.fixture
def phone(world: World, here: Hall, server: Served) -> RoomClient:
    return server.phone(here.room, world.people["王阿姨"])


@pytest.fixture
def desk(world: World, here: Hall, server: Served) -> RoomClient:
    return server.phone(here.room, world.people["社工小李"])


def test_a_phone_the_desk_and_a_screen_follow_the_room(
    world: World, here: Hall, server: Served, phone: RoomClient, desk: RoomClient, run: Run
) -> None:
    screen = server.phone(here.room)
    everybody = (phone, desk, screen)
    for each in everybody:
        run(each.enter())
    run(phone.post("/raise", stance="for"))
    for each in everybody:
        run(each.until(lambda each=each: each.state.pos == 1))
    assert as_now(phone, here, "residents")
    assert as_now(desk, here, "staff")
    assert as_now(screen, here, "screen")
    assert [each.snapshots for each in everybody] == [1, 1, 1]


def test_what_concerns_one_person_reaches_that_persons_sockets_alone(
    world: World, here: Hall, server: Served, phone: RoomClient, desk: RoomClient, run: Run
) -> None:
    tablet = server.phone(here.room, world.people["王阿姨"])
    neighbour = server.phone(here.room, world.people["小谷"])
    for each in (phone, tablet, neighbour, desk):
        run(each.enter())
    run(phone.post("/raise", stance="for"))
    for each in (phone, tablet, neighbour, desk):
        run(each.until(lambda each=each: each.state.pos == 1))
    told = [any("mine" in frame for frame in each.frames) for each in (phone, tablet, neighbour, desk)]
    assert told == [True, True, False, False]
    assert phone.state.mine["waiting"] == tablet.state.mine["waiting"] is not None


def test_a_held_remark_is_a_bare_position_to_all_but_the_desk_and_its_author(
    world: World, here: Hall, server: Served, phone: RoomClient, desk: RoomClient, run: Run
) -> None:
    here.room.remarks_held = True
    here.room.save()
    neighbour = server.phone(here.room, world.people["小谷"])
    for each in (phone, desk, neighbour):
        run(each.enter())
    run(phone.post("/remark", text="我家三代都在这里吃饭"))
    for each in (phone, desk, neighbour):
        run(each.until(lambda each=each: each.state.pos == 1))
    assert [frame for frame in neighbour.frames if "p" in frame] == [{"p": 1}]
    assert "我家三代" in str(desk.state.shared["remarks"])
    assert "'held_for': 'arranged'" in str(phone.state.mine)


@pytest.mark.parametrize("who", [pytest.param("王阿姨", id="phone"), pytest.param("", id="screen")])
def test_a_phone_that_lost_its_connection_comes_back_where_it_was(
    world: World, here: Hall, server: Served, desk: RoomClient, run: Run, who: str
) -> None:
    phone = server.phone(here.room, world.people[who] if who else None)
    run(phone.enter())
    run(desk.enter())
    run(phone.drop())
    for text in ("一", "二", "三"):
        run(desk.post("/remark", text=text))
    run(desk.until(lambda: desk.state.pos == 3))
    heard = len(phone.frames)
    run(phone.come_back())
    run(phone.until(lambda: phone.state.pos == 3))
    assert as_now(phone, here, "residents")
    assert phone.snapshots == 1
    assert [frame["p"] for frame in phone.frames[heard:] if "p" in frame] == [1, 2, 3]


def test_what_another_process_wrote_reaches_the_room_within_seconds(
    world: World, here: Hall, phone: RoomClient, desk: RoomClient, run: Run
) -> None:
    run(phone.enter())
    run(desk.enter())
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")
    floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="against")
    run(phone.until(lambda: phone.state.pos == 2, seconds=4))
    run(desk.until(lambda: desk.state.pos == 2, seconds=4))
    assert as_now(phone, here, "residents")
    assert as_now(desk, here, "staff")
    assert phone.state.mine["waiting"], "one's own is told too, though the event itself never came here"
    assert phone.snapshots == desk.snapshots == 1


def test_a_phone_that_missed_what_the_server_never_saw_is_caught_up_in_one_frame(
    world: World, here: Hall, phone: RoomClient, run: Run
) -> None:
    """After a restart the ring is empty, and the stream itself tells what was missed."""
    run(phone.snapshot())
    for name in ("王阿姨", "小谷"):
        floor.raise_hand(actor=world.actor(name), room=here.fresh(), stance="for")
    run(phone.open())
    run(phone.until(lambda: phone.state.pos == 2))
    [caught] = [frame for frame in phone.frames if "p" in frame]
    assert (caught["p"], caught["since"], caught["t"]) == (2, 0, "catch_up")
    assert as_now(phone, here, "residents")
    assert phone.state.mine["waiting"]
    assert phone.snapshots == 1


def test_another_epoch_is_told_to_take_a_snapshot(here: Hall, phone: RoomClient, run: Run) -> None:
    run(phone.snapshot())
    phone.state.epoch = "an epoch of before the restore"
    run(phone.open())
    run(phone.until(lambda: phone.snapshots == 2))
    assert as_now(phone, here, "residents")


def test_a_position_that_never_was_is_told_to_take_a_snapshot(
    here: Hall, phone: RoomClient, run: Run
) -> None:
    run(phone.snapshot())
    phone.state.pos = 900
    run(phone.open())
    run(phone.until(lambda: {"resync": True} in phone.frames))


def test_asked_what_follows_a_position_the_server_repeats_it_or_says_how_far_it_is(
    here: Hall, phone: RoomClient, desk: RoomClient, run: Run
) -> None:
    run(phone.enter())
    run(phone.say({"since": 0}))
    run(phone.until(lambda: {"hb": 0} in phone.frames))
    run(phone.post("/remark", text="一"))
    run(phone.post("/remark", text="二"))
    run(phone.until(lambda: phone.state.pos == 2))
    heard = len(phone.frames)
    run(phone.say({"since": 0}))
    run(phone.until(lambda: len([f for f in phone.frames[heard:] if "p" in f]) == 2))
    assert [frame["p"] for frame in phone.frames[heard:] if "p" in frame] == [1, 2]


def test_a_server_that_stops_says_over_how_long_to_come_back(
    world: World, here: Hall, server: Served, tmp_path: Path, run: Run
) -> None:
    with serving(tmp_path / "other", moment=START.isoformat()) as other:
        phones = [other.phone(here.room, world.people[name]) for name in ("王阿姨", "小谷", "老尹")]
        for phone in phones:
            run(phone.enter())
        stop(other.process)
        for phone in phones:
            run(phone.until(lambda phone=phone: phone.code is not None))
            run(phone.leave())
        assert [(phone.bye, phone.code) for phone in phones] == [({"code": "restart", "spread": 9}, 4012)] * 3
