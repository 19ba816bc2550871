"""Who does not get in, and what is hung up on: origins, tickets, floods, and frames that are none."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from consult.kernel import clock
from consult.meeting import chairing, opening, socket, tickets
from consult.meeting.client import Refused, RoomClient
from consult.meeting.models import Room
from consult.meeting.tickets import Ticket
from consult.people.models import Holding, Role
from tests.meeting.conftest import Run
from tests.meeting.made import Hall
from tests.meeting.serving import Served, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(world: World, here: Hall, server: Served, run: Run) -> RoomClient:
    made = server.phone(here.room, world.people["王阿姨"])
    run(made.snapshot())
    return made


def test_a_page_of_another_origin_is_not_let_in(phone: RoomClient, run: Run) -> None:
    port = phone.base.rpartition(":")[2]
    for origin in (
        "",
        "null",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        f"https://127.0.0.1:{port}",
        f"http://127.0.0.1.evil.example:{port}",
        f"http://localhost.:{port}",
        "file://",
        "garbage",
    ):
        phone.origin = origin
        with pytest.raises(InvalidStatus) as refused:
            run(phone.open())
        # Autobahn itself refuses what is no origin at all.
        assert refused.value.response.status_code == (400 if origin == "garbage" else 403), origin


def test_a_page_of_our_own_is_let_in_by_either_name(phone: RoomClient, run: Run) -> None:
    for name in ("127.0.0.1", "localhost"):
        phone.origin = f"http://{name}:{phone.base.rpartition(':')[2]}"
        run(phone.open())
        assert phone.hello is not None
        run(phone.drop())


def test_an_address_that_is_no_room_is_not_let_in(phone: RoomClient, run: Run) -> None:
    phone.room = "../../etc"
    with pytest.raises(InvalidStatus):
        run(phone.open())


def closed(phone: RoomClient, run: Run, first: Any) -> tuple[str | None, int | None]:
    """The first frame as given; what the server said and hung up with."""
    run(phone.open(first=first))
    run(phone.until(lambda: phone.code is not None))
    return phone.bye["code"] if phone.bye else None, phone.code


def test_a_ticket_that_is_not_ours_is_refused(phone: RoomClient, run: Run) -> None:
    forged = phone.ticket[:-6] + "AAAAAA"
    for ticket in (forged, "", "x" * 3000, "gAAAA", "票"):
        assert closed(phone, run, {"ticket": ticket}) == ("ticket_refused", 4401)


def test_a_ticket_of_another_room_is_refused(world: World, here: Hall, phone: RoomClient, run: Run) -> None:
    foreign = tickets.issue(Ticket(world.community.pk, "residents", world.people["王阿姨"].pk, "s"))
    assert closed(phone, run, {"ticket": foreign}) == ("ticket_refused", 4401)


def test_a_ticket_of_a_minute_ago_is_too_old(world: World, here: Hall, phone: RoomClient, run: Run) -> None:
    ticket = Ticket(here.room.pk, "residents", world.people["王阿姨"].pk, "s")
    with clock.at(clock.now() - timezone.timedelta(seconds=120)):
        old = tickets.issue(ticket)
    assert closed(phone, run, {"ticket": old}) == ("ticket_expired", 4401)


def test_a_ticket_does_not_show_the_sign_in_it_carries(world: World, here: Hall) -> None:
    ticket = Ticket(here.room.pk, "residents", world.people["王阿姨"].pk, "a-session-key")
    text = tickets.issue(ticket)
    assert tickets.read(text) == ticket
    assert "a-session-key" not in text


def test_a_first_frame_that_is_none_is_hung_up_on(phone: RoomClient, run: Run) -> None:
    ticket = phone.ticket
    for first in (
        [],
        {},
        {"ticket": 7},
        {"ticket": ticket, "pos": "3"},
        {"ticket": ticket, "pos": -1},
        {"ticket": ticket, "pos": True},
        {"ticket": ticket, "pos": 2.5},
        {"ticket": ticket, "epoch": {}},
    ):
        assert closed(phone, run, first) == ("bad_frame", 4400), first


def test_a_later_frame_that_is_none_is_hung_up_on(phone: RoomClient, run: Run) -> None:
    async def say(text: str) -> None:
        assert phone.socket is not None
        await phone.socket.send(text)

    for text in (
        "",
        "no json",
        "7",
        "[1]",
        "{}",
        '{"since": "1"}',
        '{"since": -1}',
        '{"id": 1, "do": "x"}',
        '{"do": "x"}',
        "[" * 9000,
    ):
        run(phone.open())
        run(say(text))
        run(phone.until(lambda: phone.code is not None))
        assert (phone.bye, phone.code) == ({"code": "bad_frame"}, 4400), text


def test_binary_is_hung_up_on(phone: RoomClient, run: Run) -> None:
    async def say() -> None:
        assert phone.socket is not None
        await phone.socket.send(b"\x00\x01")

    run(phone.open())
    run(say())
    run(phone.until(lambda: phone.code is not None))
    assert (phone.bye, phone.code) == ({"code": "bad_frame"}, 4400)


def test_a_frame_too_large_is_hung_up_on_before_it_is_read(phone: RoomClient, run: Run) -> None:
    for size in (socket.MESSAGE_BYTES + 1, 1024 * 1024):
        run(phone.open())
        run(phone.say({"id": "a-long-one", "do": "remark.send", "text": "x" * size}))
        run(phone.until(lambda: phone.code is not None))
        assert phone.code == 1009
    assert not Room.objects.get(pk=phone.room).remarks.exists()


def test_a_flood_is_hung_up_on(phone: RoomClient, run: Run) -> None:
    async def flood() -> None:
        for _ in range(200):
            await phone.say({"since": 0})

    run(phone.open())
    run(flood())
    run(phone.until(lambda: phone.code is not None))
    assert (phone.bye, phone.code) == ({"code": "too_many"}, 4429)


def test_thirty_at_once_are_no_flood(phone: RoomClient, run: Run) -> None:
    async def burst() -> None:
        for _ in range(29):
            await phone.say({"since": 0})

    run(phone.open())
    run(burst())
    run(phone.until(lambda: sum("hb" in frame for frame in phone.frames) == 29))
    assert phone.code is None


def test_somebody_who_says_nothing_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the application itself: the wait is ten seconds, here none."""
    monkeypatch.setattr(socket, "FIRST_FRAME_SECONDS", 0)
    said: list[dict[str, Any]] = []

    async def go() -> None:
        heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        heard.put_nowait({"type": "websocket.connect"})

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        path = "/ws/rooms/00000000-0000-4000-8000-000000000000"
        await socket.application({"type": "websocket", "path": path}, heard.get, send)

    asyncio.run(go())
    assert [message["type"] for message in said] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert json.loads(said[1]["text"]) == {"bye": {"code": "silent"}}
    assert said[2]["code"] == 4408


def ended(phone: RoomClient, run: Run) -> tuple[str | None, int | None]:
    run(phone.until(lambda: phone.code is not None, seconds=6))
    return phone.bye["code"] if phone.bye else None, phone.code


def test_signing_out_closes_the_socket_within_seconds(
    world: World, here: Hall, server: Served, phone: RoomClient, run: Run
) -> None:
    other = server.phone(here.room, world.people["王阿姨"])
    run(other.enter())
    run(phone.open())
    SignIn.objects.get(session_key=_cookie(phone)).delete()
    assert ended(phone, run) == ("signed_out", 4401)
    assert other.code is None, "the same person's other phone is still signed in"


def test_after_signing_out_nothing_more_is_done(here: Hall, phone: RoomClient, run: Run) -> None:
    run(phone.open())
    SignIn.objects.get(session_key=_cookie(phone)).delete()
    with pytest.raises(Refused) as refused:
        run(phone.do("floor.raise", stance="for"))
    assert refused.value.code == "not_signed_in"
    assert not here.room.floor.exists()


def test_an_account_that_was_closed_is_out(world: World, phone: RoomClient, run: Run) -> None:
    run(phone.open())
    account = world.people["王阿姨"].account
    assert account is not None
    account.is_active = False
    account.save()
    assert ended(phone, run) == ("signed_out", 4401)


def test_a_lost_role_closes_the_desks_socket_and_leaves_the_residents(
    world: World, here: Hall, server: Served, phone: RoomClient, run: Run
) -> None:
    world.hold("小郑" if "小郑" in world.people else "社工小郑", Role.SUPERVISOR)
    desk = server.phone(here.room, world.people["吕监督"])
    run(phone.open())
    run(desk.enter())
    assert desk.state.shared["minutes"] is not None
    Holding.objects.filter(person=world.people["吕监督"]).update(ends=clock.today())
    assert ended(desk, run) == ("not_permitted", 4403)
    assert phone.code is None


def test_a_verb_of_somebody_whose_role_ended_is_refused_at_once(
    world: World, here: Hall, server: Served, run: Run
) -> None:
    """The desk raises a hand for somebody in the hall: no longer, the moment the role is gone."""
    desk = server.phone(here.room, world.people["社工小李"])
    run(desk.enter())
    here.session.recorder = None
    here.session.save()
    Holding.objects.filter(person=world.people["社工小李"]).update(ends=clock.today())
    with pytest.raises(Refused) as refused:
        run(desk.do("floor.raise", stance="for", person=str(world.people["老尹"].pk)))
    assert refused.value.code == "not_permitted"
    assert not here.room.floor.exists()


def test_the_end_of_the_session_is_shown_and_then_closes_the_sockets(
    world: World, here: Hall, server: Served, phone: RoomClient, run: Run
) -> None:
    desk = server.phone(here.room, world.people["社工小李"])
    run(phone.open())
    run(desk.enter())
    opening.close(actor=world.actor("孙副主任"), session=here.session)
    assert ended(phone, run) == ("room_closed", 4410)
    assert phone.state.shared["room"]["stage"] == "closed"
    assert desk.code is None, "the desk still has minutes to write"
    late = server.phone(here.room, world.people["小谷"])
    run(late.enter())
    assert ended(late, run) == ("room_closed", 4410)


def test_a_handed_over_chair_moves_no_socket(world: World, here: Hall, server: Served, run: Run) -> None:
    """孙副主任 keeps the desk by another role; who gets the chair gets the desk when coming back."""
    chair = server.phone(here.room, world.people["孙副主任"])
    run(chair.enter())
    chairing.hand_over(actor=world.actor("孙副主任"), room=here.fresh(), to=world.people["老尹"])
    run(chair.until(lambda: chair.state.pos == 1))
    assert chair.state.shared["room"]["chair"]["id"] == str(world.people["老尹"].pk)


def test_somebody_of_another_community_is_not_let_in(
    world: World, here: Hall, server: Served, run: Run
) -> None:
    stranger = world.person("外人")
    stranger.community = world.other
    stranger.save()
    with pytest.raises(Refused) as refused:
        run(server.phone(here.room, stranger).enter())
    assert refused.value.code == "not_found"
    ticket = Ticket(here.room.pk, "residents", stranger.pk, signed_in(stranger))
    phone = server.phone(here.room, stranger)
    run(phone.open(first={"ticket": tickets.issue(ticket)}))
    with pytest.raises(Refused) as refused:
        run(phone.do("floor.raise", stance="for"))
    assert refused.value.code == "not_found"


def _cookie(phone: RoomClient) -> str:
    return str(phone.http.headers["Cookie"]).partition("sessionid=")[2].partition(";")[0]
