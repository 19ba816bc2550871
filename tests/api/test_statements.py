"""Every list and every timeline takes a fixed number of statements, however long, and every page of it is found: all of
them, as the schema names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from consult.kernel import clock
from tests.api.addresses import Endpoint, endpoints
from tests.api.town import Town
from tests.resolution.asking import client
from tests.world import START, build

# Both tests in a row: tests without a database come after all that have one, and the town would be built again.
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
    found: list[Any] = []
    cursor = None
    while True:
        asked = {**endpoint.asked(), "limit": str(limit or 1), **({"cursor": cursor} if cursor else {})}
        answer = grown.readers[name].get(endpoint.of(grown.town), asked)
        if answer.status_code in (403, 404):
            return []
        page = answer.json()
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


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
