"""Every list and every timeline takes a fixed number of statements, however long: all of them, as the schema names them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.addresses import Endpoint, endpoints
from tests.api.town import Town
from tests.resolution.asking import client
from tests.world import World

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


def read(town: Town, readers: dict[str, Client]) -> Read:
    found: Read = {}
    for endpoint in lists():
        for asked in endpoint.ways():
            for name, browser in readers.items():
                with CaptureQueriesContext(connection) as statements:
                    answer = browser.get(endpoint.of(town), asked)
                shown = answer.json() if "json" in answer["Content-Type"] else None
                assert answer.status_code < 500, f"{endpoint.path} {name}"
                found[f"{endpoint.path} {asked.get('mine', '')}".strip(), name] = (len(statements), shown)
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


@pytest.fixture
def twice(world: World) -> tuple[Read, Read]:
    """Everything read when everything is there twice, and again when it is there four times."""
    town = Town(world)
    readers = {VISITOR: client(world), **{name: client(world, name) for name in READERS}}
    town.grow()
    # What is asked once a process is asked now.
    read(town, {VISITOR: readers[VISITOR]})
    town.grow()
    short = read(town, readers)
    for _ in range(2):
        town.grow()
    return short, read(town, readers)


def test_a_longer_list_takes_no_more_statements(twice: tuple[Read, Read]) -> None:
    short, long = twice
    counted = {f"{path} {name}": (short[path, name][0], long[path, name][0]) for path, name in short}
    assert {at: counts for at, counts in counted.items() if counts[0] != counts[1]} == {}

    longer: dict[str, bool] = defaultdict(bool)
    for path, name in short:
        before, after = lengths(short[path, name][1]), lengths(long[path, name][1])
        for where, length in after.items():
            longer[path] |= length > before.get(where, 0)
    # A list that the town does not make longer proves nothing: tests/api/town.py has to grow what it shows.
    assert {path for path, grew in longer.items() if not grew} == set(FIXED)
