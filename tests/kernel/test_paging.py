"""Pages show each row once, in any order asked for; a cursor that was made up is refused, never a failure."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import date
from itertools import product
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from consult.kernel.models import LogEntry
from consult.kernel.paging import page
from consult.people.models import Holding, Person
from tests.expect import refused
from tests.world import World


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        "not base64 at all",
        ["9999-12-31T23:59:59-23:59", "1"],
        ["2026-03-02T09:00:00", "1"],
        ["2026-03-02T09:00:00+08:00", "nobody"],
        {"at": 1},
        [1, 2, 3],
        ["2026-03-02T09:00:00+08:00"],
        "[" * 20_000,
    ],
)
def test_a_cursor_nobody_gave_out_is_refused(said: object) -> None:
    cursor = said if isinstance(said, str) else urlsafe_b64encode(json.dumps(said).encode()).decode()
    with refused("invalid"):
        page(LogEntry.objects.all(), by="-at", cursor=cursor)


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("name", ["\0", str(uuid4())]),
        ("name", ["\ud800", str(uuid4())]),
        ("community__code name", ["HA", "甲", "no id"]),
        ("of_age_on", ["yesterday", str(uuid4())]),
    ],
)
def test_nor_one_that_no_database_would_take(by: str, said: list[str]) -> None:
    cursor = urlsafe_b64encode(json.dumps(said).encode()).decode()
    with refused("invalid"):
        page(Person.objects.all(), by=by, cursor=cursor)


ORDERS = (
    "starts",
    "-starts",
    "role starts",
    "role -starts",
    "-role starts",
    "person__name",
    "community__code -role",
)


@pytest.mark.database
def test_every_row_stands_on_one_page_whatever_it_shares_with_others(world: World) -> None:
    held = Holding.objects.filter(community=world.community)
    held.filter(role="building_lead").update(starts=date(2024, 5, 1))
    assert held.count() > 10
    for by, limit in product(ORDERS, (1, 3, 7)):
        last = "-id" if by.split()[-1].startswith("-") else "id"
        assert walked(held, by, limit) == list(held.order_by(*by.split(), last)), f"{by}, {limit} a page"


def walked(held: QuerySet[Holding], by: str, limit: int) -> list[Holding]:
    seen, cursor = page(held, by=by, cursor=None, limit=limit)
    while cursor is not None:
        found, cursor = page(held, by=by, cursor=cursor, limit=limit)
        seen += found
    return seen
