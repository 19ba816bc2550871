"""The demo's rolls are what domain figures say, and a community could upload them as they are."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from consult.config.demo.places import HUAIAN, PLACES, XINLAN, Place
from consult.config.demo.rolls import doors, roll
from consult.paper.roll import preview

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("place", "households", "adults"), [(HUAIAN, 1308, 2960), (XINLAN, 1850, 4120)], ids=["HA", "XL"]
)
def test_a_roll_has_its_households_and_adults_and_not_one_bad_row(
    place: Place, households: int, adults: int
) -> None:
    read = preview(roll(place, today=TODAY), "roll.xlsx", on=TODAY)
    assert read.bad == []
    assert len({(row.compound, row.building, row.unit, row.room) for row in read.rows}) == households
    # Who owns a second unit stands on the roll twice and is one person.
    assert sum(row.adult for row in read.rows) - place.multiple_owners == adults


def test_the_owners_register_adds_up_and_owners_of_two_units_are_named_alike() -> None:
    read = preview(roll(XINLAN, today=TODAY), "roll.xlsx", on=TODAY)
    units = [row for row in read.rows if row.area_cm2]
    assert len(units) == 1200
    assert sum(row.area_cm2 or 0 for row in units) == 116_400 * 10_000
    twice = Counter(
        (row.ownership_party, row.phone) for row in units if row.phone and row.relation == "owner"
    )
    assert sum(count == 2 for count in twice.values()) == 24


def test_phones_are_all_of_the_demo_range_and_belong_to_one_person_each() -> None:
    phones = [
        row.phone
        for place in PLACES
        for row in preview(roll(place, today=TODAY), "roll.xlsx", on=TODAY).rows
        if row.phone
    ]
    assert len(phones) - XINLAN.multiple_owners == len(set(phones))
    assert all("1990000" in phone for phone in phones)
    assert sum(len(doors(place)) for place in PLACES) == 3158
