"""Every list and every timeline takes a fixed number of statements, however long, and every page of it is found: all of
them, as the schema names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from consult import flow
from consult.agenda.models import Session
from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.paging import LIMIT
from consult.people.models import Holding
from tests.api.addresses import Endpoint, endpoints
from tests.api.town import Town
from tests.resolution.asking import client
from tests.world import RESIDENTS, START, build

# All tests in a row: tests without a database come after all that have one, and the town would be built again.
pytestmark = pytest.mark.django_db
VISITOR = ""
READERS = ("王阿姨", "楼长刘姐", "网格长老柏", "社工小李", "周书记", "吕监督", "街道小高")
# Papers: each is typeset by itself, and no screen lists them.
PAPERS = (
    "pdf",
    "docx",
    "svg",
    "blank",
    "file",
    "ballot_sheets",
    "count_sheet",
    "export",
    "proof",
    "letter",
    "thumb",
)
# Whose lists are as long as the law, the rule or the form makes them, or end at a few.
FIXED = {
    "/api/v1/sessions/forms": "the forms of the pack",
    "/api/v1/matters/similar": "the most similar few",
    "/api/v1/polls/{poll_id}": "a poll's choices and result",
    "/api/v1/motions/{id}/secrecies": "three",
    "/api/v1/evidence/{poll_id}": "a poll's result",
}

# (address, reader) → (statements, answer)
Read = dict[tuple[str, str], tuple[int, Any]]


def lists() -> list[Endpoint]:
    """Whatever is read as JSON."""
    return [one for one in endpoints("get") if one.path.replace(".", "/").rsplit("/", 1)[-1] not in PAPERS]


class Statements:
    """How many; django.test's own context writes each out with its values, which takes longer than the statement."""

    count = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.count += 1
        return execute(*asked)


def read(town: Town, readers: dict[str, Client]) -> Read:
    found: Read = {}
    for endpoint in lists():
        for asked in endpoint.ways():
            for name, browser in readers.items():
                statements = Statements()
                with connection.execute_wrapper(statements):
                    answer = browser.get(endpoint.of(town), asked)
                shown = answer.json() if "json" in answer["Content-Type"] else None
                assert answer.status_code < 500, f"{endpoint.path} {name}"
                found[f"{endpoint.path} {asked.get('mine', '')}".strip(), name] = (statements.count, shown)
    return found


def lengths(value: Any, path: str = "") -> dict[str, int]:
    """How many entries each list of an answer has in all, by where it stands."""
    inner: list[tuple[str, Any]] = []
    found: dict[str, int] = {}
    if isinstance(value, list):
        found[f"{path}[]"] = len(value)
        inner = [(f"{path}[]", one) for one in value]
    elif isinstance(value, dict):
        inner = [(f"{path}.{name}", one) for name, one in value.items()]
    for place, one in inner:
        for where, length in lengths(one, place).items():
            found[where] = found.get(where, 0) + length
    return found


@dataclass
class Grown:
    """A town, and everything read of it when everything was there twice, and again when it was there four times."""

    town: Town
    readers: dict[str, Client]
    short: Read
    long: Read


@pytest.fixture(scope="module")
def grown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Grown]:
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(START):
        world = build()
        town = Town(world)
        readers = {VISITOR: client(world), **{name: client(world, name) for name in READERS}}
        town.grow()
        # What is asked once a process is asked now.
        read(town, {VISITOR: readers[VISITOR]})
        town.grow()
        short = read(town, readers)
        for _ in range(2):
            town.grow()
        yield Grown(town, readers, short, read(town, readers))
        transaction.set_rollback(True)


def test_a_list_read_in_small_pages_is_the_list(grown: Grown) -> None:
    turned = set()
    paged = [endpoint for endpoint in lists() if endpoint.paged]
    for endpoint in paged:
        for name in ("社工小李", "王阿姨", "网格长老柏"):
            whole = walked(endpoint, grown, name, 100)
            assert walked(endpoint, grown, name, -(-len(whole) // 3)) == whole, f"{endpoint.path} {name}"
            if len(whole) > 2:
                turned.add(endpoint.path)
    # Three entries at least: tests/api/town.py has to grow what the list shows.
    assert {endpoint.path for endpoint in paged} - turned == set()


def walked(endpoint: Endpoint, grown: Grown, name: str, limit: int) -> list[Any]:
    asked = {**endpoint.asked(), "limit": str(limit or 1)}
    return pages(grown.readers[name], endpoint.of(grown.town), asked)


def pages(reader: Client, address: str, asked: dict[str, str]) -> list[Any]:
    """Everything on them all; nothing where the reader may not look."""
    found: list[Any] = []
    cursor = None
    while True:
        answer = reader.get(address, {**asked, **({"cursor": cursor} if cursor else {})})
        if answer.status_code in (403, 404):
            return []
        page = answer.json()
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


# Place of the desk's rail → the list it shows, and what of it waits besides there being work for the reader.
RAIL: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "topics": ("topics", lambda row: True),
    "sessions": ("sessions?stage=drafted,published", lambda row: row["stage"] == "drafted" or tomorrow(row)),
    "rooms": ("sessions?stage=open,adjourned", lambda row: True),
    "polls": ("polls?stage=prepared,open", lambda row: True),
    "resolutions": ("resolutions?stage=draft,checked,signed,countersigned", lambda row: True),
    "notices": (
        "resolutions?stage=published",
        lambda row: row["objections_open"] > 0 or row["days_left"] == 0,
    ),
    "orders": ("orders", lambda row: True),
    "evaluation": ("matters?stage=evaluating", lambda row: True),
    "archive": ("matters?stage=closed,answered,rejected,merged,withdrawn", lambda row: True),
}


def tomorrow(row: Any) -> bool:
    return datetime.fromisoformat(row["starts_at"]) < clock.now() + timedelta(days=1)


def test_the_desks_figures_are_what_waits_on_all_pages_of_its_lists(grown: Grown) -> None:
    more_than_a_page(Matter, "in_review")
    more_than_a_page(Session, "drafted")
    beyond: dict[str, set[str]] = defaultdict(set)
    some = set()
    for name in READERS[1:]:
        shown = grown.readers[name].get("/api/v1/desk/waiting").json()
        expected = {"inbox": len(listed(grown.readers[name], "inbox"))}
        for place, (address, due) in RAIL.items():
            rows = listed(grown.readers[name], address)
            expected[place] = sum(bool(work(row)) and due(row) for row in rows)
        assert shown == expected, name
        some |= {place for place, n in shown.items() if n}
        beyond[name] = {place for place, n in shown.items() if n > LIMIT}
    # Where nothing waits for anybody, nothing is proved.
    assert some == {"inbox", *RAIL}
    assert beyond["社工小李"] == {"topics", "sessions"}
    assert beyond["周书记"] == {"inbox", "topics"}


def more_than_a_page(model: type[Matter | Session], stage: str) -> None:
    one = model.objects.filter(stage=stage)[0]
    for n in range(LIMIT):
        one.pk, one.number = uuid4(), f"{n}"
        one._state.adding = True
        one.save()


def listed(reader: Client, address: str) -> list[Any]:
    path, _, stage = address.partition("?stage=")
    return pages(reader, f"/api/v1/{path}", {"limit": "100", **({"stage": stage} if stage else {})})


def work(row: Any) -> set[str]:
    """The verbs of a row that are a desk's own, and no side steps."""
    return set(row["allowed"]) - flow.RESIDENTS - flow.ASIDE


def test_only_who_holds_an_office_is_told_what_waits(grown: Grown) -> None:
    world = grown.town.world
    held = Holding.objects.values("person")
    nobody = next(name for name in RESIDENTS if not held.filter(person=world.people[name]).exists())
    for reader, code in ((grown.readers[VISITOR], "not_signed_in"), (client(world, nobody), "not_permitted")):
        assert reader.get("/api/v1/desk/waiting").json()["code"] == code


def test_a_longer_list_takes_no_more_statements(grown: Grown) -> None:
    short, long = grown.short, grown.long
    counted = {f"{path} {name}": (short[path, name][0], long[path, name][0]) for path, name in short}
    assert {at: counts for at, counts in counted.items() if counts[0] != counts[1]} == {}

    longer: dict[str, bool] = defaultdict(bool)
    for path, name in short:
        before, after = lengths(short[path, name][1]), lengths(long[path, name][1])
        for where, length in after.items():
            longer[path] |= length > before.get(where, 0)
    # A list that the town does not make longer proves nothing: tests/api/town.py has to grow what it shows.
    assert {path for path, grew in longer.items() if not grew} == set(FIXED)
