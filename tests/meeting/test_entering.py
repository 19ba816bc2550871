"""A hall that comes in together: everybody gets what they would get alone, and nobody gets in who would not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session as SignIn
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.kernel import clock
from consult.meeting import floor, remarks, tickets
from consult.meeting.door import Door, arrival_of
from consult.meeting.entering import Arrival, snapshots
from consult.meeting.models import Room
from consult.meeting.tickets import Ticket
from consult.people.models import Holding, Person, Role
from consult.people.who import PERSON_KEY
from tests.meeting.made import Hall, hall, seat
from tests.meeting.serving import signed_in
from tests.world import World

CROWD = ("王阿姨", "小谷", "社工小李", "孙副主任", "葛阿姨")


@pytest.fixture
def entered(world: World, db: None) -> Hall:
    """A room in which everybody's own part differs: a hand up, a remark held, the chair, the desk, nothing at all."""
    here = hall(world)
    seat(here.room, *(world.people[name] for name in ("王阿姨", "小谷", "孙副主任", "社工小李")))
    Room.objects.filter(pk=here.room.pk).update(remarks_held=True)
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")
    remarks.send(actor=world.actor("小谷"), room=here.fresh(), text="先装一处灯")
    return here


def alone(here: Hall, cookie: str) -> Any:
    """As Django answers one of them."""
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return browser.get(f"/api/v1/rooms/{here.room.pk}")


def arrivals(here: Hall, *people: Person) -> list[Arrival]:
    return [Arrival(here.room.pk, signed_in(person)) for person in people]


def told(body: bytes | None) -> tuple[dict[str, Any], Ticket]:
    """A body, its ticket opened: no two tickets are written alike."""
    assert body is not None
    found = json.loads(body)
    ticket = tickets.read(found.pop("ticket"))
    assert isinstance(ticket, Ticket)
    return found, ticket


def test_each_of_a_crowd_gets_exactly_what_it_would_get_alone(world: World, entered: Hall) -> None:
    crowd = arrivals(entered, *(world.people[name] for name in CROWD))
    bodies = [told(body) for body in snapshots(crowd)]
    assert bodies == [told(alone(entered, one.session).content) for one in crowd]
    audiences = [found["audience"] for found, _ in bodies]
    assert audiences == ["residents", "residents", "staff", "staff", "residents"]
    assert [ticket.person for _, ticket in bodies] == [world.people[name].pk for name in CROWD]
    mine = [found["mine"] for found, _ in bodies]
    assert mine[0]["waiting"]
    assert not mine[1]["waiting"]
    assert "先装一处灯" in json.dumps(mine[1], ensure_ascii=False)
    assert "先装一处灯" not in json.dumps([bodies[0][0], bodies[4][0]], ensure_ascii=False)


def test_a_crowd_asks_the_database_no_oftener_than_one(world: World, entered: Hall) -> None:
    def statements(crowd: Sequence[Arrival]) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert all(snapshots(crowd))
        return len(asked)

    crowd = arrivals(entered, *(world.people[name] for name in ("王阿姨", "小谷", "老尹", "葛阿姨")))
    statements(crowd)
    assert statements(crowd) == statements(crowd[:1])


def test_whoever_is_not_certainly_let_in_is_left_to_django(world: World, entered: Hall) -> None:
    signed_out, expired, inactive, changed, undecided = arrivals(
        entered, *(world.people[name] for name in ("王阿姨", "小谷", "老尹", "葛阿姨", "孙副主任"))
    )
    SignIn.objects.filter(pk=signed_out.session).delete()
    SignIn.objects.filter(pk=expired.session).update(expire_date=clock.now() - timedelta(days=400))
    for name, fields in (("老尹", {"is_active": False}), ("葛阿姨", {"password": "another"})):
        account = world.people[name].account
        assert account
        type(account).objects.filter(pk=account.pk).update(**fields)
    # Two people on one telephone: who acts is chosen after signing in.
    Person.objects.create(
        community=world.community, account=world.people["孙副主任"].account, name="孙家老人", demo=True
    )
    foreign = world.person("外社区的人")
    Person.objects.filter(pk=foreign.pk).update(community=world.other)
    stranger = arrivals(entered, foreign)[0]
    nowhere = Arrival(world.community.pk, signed_in(world.people["王阿姨"]))
    crowd = [
        signed_out,
        expired,
        inactive,
        changed,
        undecided,
        stranger,
        Arrival(entered.room.pk, "nobody's"),
    ]
    assert snapshots([*crowd, nowhere]) == [None] * (len(crowd) + 1)
    assert {alone(entered, one.session).status_code for one in crowd} == {401, 404}


def test_the_person_chosen_to_act_is_the_one_let_in(world: World, entered: Hall) -> None:
    other = Person.objects.create(
        community=world.community, account=world.people["王阿姨"].account, name="王家老人", demo=True
    )
    browser = Client()
    assert world.people["王阿姨"].account
    browser.force_login(world.people["王阿姨"].account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = browser.session
    session[PERSON_KEY] = str(other.pk)
    session.save()
    [body] = snapshots([Arrival(entered.room.pk, browser.cookies[settings.SESSION_COOKIE_NAME].value)])
    found, ticket = told(body)
    assert ticket.person == other.pk
    assert found["mine"]["waiting"] is None, "the hand is the other's"


def test_a_role_that_ended_a_moment_ago_ended(world: World, entered: Hall) -> None:
    crowd = arrivals(entered, world.people["社工小李"])
    entered.session.recorder = None
    entered.session.save(update_fields=["recorder"])
    assert told(snapshots(crowd)[0])[0]["audience"] == "staff"
    Holding.objects.filter(person=world.people["社工小李"], role=Role.COMMITTEE_STAFF).update(
        ends=clock.today()
    )
    assert told(snapshots(crowd)[0])[0]["audience"] == "residents"


# The door itself


def scope(
    path: str, *, method: str = "GET", host: str = "localhost", cookie: str = "sessionid=the0first"
) -> dict[str, Any]:
    headers = [(b"host", host.encode()), (b"cookie", cookie.encode())]
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}


ROOM = "/api/v1/rooms/7f2c1c52-5f0e-4b4e-9a38-0d7f6a2f9c11"


@pytest.mark.parametrize(
    "other",
    [
        scope(ROOM, method="HEAD"),
        scope(ROOM, method="POST"),
        scope(f"{ROOM}/screen"),
        scope(f"{ROOM}/ticket"),
        scope("/api/v1/rooms/nonsense"),
        scope(ROOM, host="elsewhere.example"),
        scope(ROOM, host=""),
        scope(ROOM, cookie="sessionid="),
        scope(ROOM, cookie='sessionid="the0first\\000"'),
        scope(ROOM, cookie="csrftoken=a"),
    ],
)
def test_every_other_request_is_djangos(other: dict[str, Any]) -> None:
    assert arrival_of(other) is None
    assert arrival_of(scope(ROOM, host="localhost:8000")) is not None


class Work:
    """The database's work, done when the test says so."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, work: Callable[[], Any]) -> Any:
        await self.go_on.wait()
        return work()


async def come(door: Door, name: str) -> list[dict[str, Any]]:
    """What somebody is answered; nothing where Django is to answer."""
    said: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    assert await door.answered(scope(ROOM, cookie=f"sessionid={name}"), send) == bool(said)
    return said


async def test_those_who_come_meanwhile_are_let_in_together() -> None:
    together: list[int] = []

    def let_in(some: Sequence[Arrival]) -> list[bytes | None]:
        together.append(len(some))
        return [one.session.encode() for one in some]

    database = Work()
    door = Door(let_in, database)
    callers = [asyncio.create_task(come(door, "the0first"))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    callers += [asyncio.create_task(come(door, name)) for name in ("the00next", "goes0away", "the00last")]
    await asyncio.sleep(0)
    # One of them gave up waiting.
    callers.pop(2).cancel()
    database.go_on.set()
    assert [said[1]["body"] for said in await asyncio.gather(*callers)] == [
        b"the0first",
        b"the00next",
        b"the00last",
    ]
    assert together == [1, 3]


async def test_a_crowd_that_cannot_be_let_in_together_is_left_to_django() -> None:
    def let_in(some: Sequence[Arrival]) -> list[bytes | None]:
        raise ConnectionError

    database = Work()
    database.go_on.set()
    assert await come(Door(let_in, database), "the0first") == []


def test_the_answer_carries_the_headers_django_gives_it(world: World, entered: Hall) -> None:
    cookie = signed_in(world.people["王阿姨"])
    by_django = alone(entered, cookie)
    database = Work()
    database.go_on.set()
    head, body = asyncio.run(come(Door(lambda some: [by_django.content] * len(some), database), cookie))
    ours = {name.decode(): value.decode() for name, value in head["headers"]}
    theirs = dict(by_django.items())
    assert ours.keys() == theirs.keys()
    ours.pop("Date"), theirs.pop("Date")
    assert ours == theirs
    assert (head["status"], body["body"]) == (200, by_django.content)
