"""Signatures and months, exactly."""

from __future__ import annotations

from datetime import date

import pytest

from consult.intake.rules_powers import months_later, signatures_needed


@pytest.mark.parametrize(
    ("base", "percent", "needed"),
    [
        (2960, 10, 296),
        (2961, 10, 297),
        (2969, 10, 297),
        (1308, 10, 131),
        (10, 10, 1),
        (11, 10, 2),
        (0, 10, 1),
        # A third is a third: 33 of 100 would be too few.
        (100, 33, 34),
        (99, 33, 33),
        (35, 33, 12),
        (36, 33, 12),
        (37, 33, 13),
        (35, 20, 7),
        (36, 20, 8),
        (48, 20, 10),
    ],
)
def test_a_share_or_more_is_counted_in_whole_people(base: int, percent: int, needed: int) -> None:
    assert signatures_needed(base=base, percent=percent) == needed


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 3, 2), 6, date(2026, 9, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
