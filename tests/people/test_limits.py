"""The counters: exact when many ask at once, and of no use to whoever reads the table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from consult.kernel import clock
from consult.people.limits import take, take_all
from consult.people.models import Allowance
from tests.world import START


def test_no_more_than_allowed_are_taken_in_a_window(db: None) -> None:
    with clock.at(START):
        assert [take("tries", "a", (3, 60)) for _ in range(5)] == [True] * 3 + [False] * 2
        assert take("tries", "b", (3, 60))
        assert take("other", "a", (3, 60))
    with clock.at(START + timedelta(seconds=59)):
        assert not take("tries", "a", (3, 60))
    with clock.at(START + timedelta(seconds=60)):
        assert take("tries", "a", (3, 60))


def test_of_several_windows_the_narrowest_decides(db: None) -> None:
    with clock.at(START):
        assert take_all("codes", "a", ((1, 60), (2, 3600)))
        assert not take_all("codes", "a", ((1, 60), (2, 3600)))
    with clock.at(START + timedelta(seconds=61)):
        assert take_all("codes", "a", ((1, 60), (2, 3600)))
    with clock.at(START + timedelta(seconds=122)):
        assert not take_all("codes", "a", ((1, 60), (2, 3600)))


def test_the_table_names_no_number(db: None) -> None:
    with clock.at(START):
        take("codes", "+8613900000001", (1, 60))
    assert not Allowance.objects.filter(key__contains="13900000001").exists()


def test_windows_long_over_are_swept_away(db: None) -> None:
    with clock.at(START):
        for n in range(5):
            take("codes", str(n), (1, 60))
    with clock.at(START + timedelta(hours=2)):
        take("codes", "another", (1, 60))
    assert Allowance.objects.count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_than_allowed_get_through() -> None:
    def ask(_: int) -> bool:
        try:
            with clock.at(START):
                return take("tries", "one code", (5, 300))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(40))) == 5
    Allowance.objects.all().delete()
