"""How days are counted: the first never counts, a last day of rest runs on, made-up Saturdays are working days."""

from __future__ import annotations

from datetime import date

import pytest

from consult.kernel import checks, clock, workdays


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 2), True),
        (date(2026, 3, 7), False),
        # 春节 2026: 15–23 February off, Saturdays the 14th and the 28th made working days.
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),
        # By the regulation itself, before the year's notice: 元旦, 除夕, 国庆 of 2027.
        (date(2027, 1, 1), False),
        (date(2027, 2, 5), False),
        (date(2027, 10, 1), False),
    ],
)
def test_which_days_are_working_days(day: date, works: bool) -> None:
    assert workdays.is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        # 剧本甲: decided on Wednesday 1 April, to be signed by the 7th, after 清明.
        (date(2026, 4, 1), 3, date(2026, 4, 7)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        # A made-up Saturday counts.
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, days: int, last: date) -> None:
    assert workdays.add_workdays(start, days) == last


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        # 民法典 §201, §203: the day itself does not count; a last day of rest runs on to the next working day.
        (date(2026, 4, 3), 15, date(2026, 4, 20)),
        (date(2026, 3, 2), 3, date(2026, 3, 5)),
        (date(2026, 3, 5), 3, date(2026, 3, 9)),
        # Rest in the middle of it counts.
        (date(2026, 9, 28), 15, date(2026, 10, 13)),
        # The last day is a Saturday made a working day: there it ends.
        (date(2026, 9, 25), 15, date(2026, 10, 10)),
        # The last day is New Year's.
        (date(2026, 12, 17), 15, date(2027, 1, 4)),
    ],
)
def test_a_period_begins_the_day_after_and_never_ends_on_a_day_of_rest(
    start: date, days: int, last: date
) -> None:
    assert workdays.period_end(start, days) == last


@pytest.mark.parametrize(
    ("told", "met", "whole"),
    [
        (date(2026, 3, 1), date(2026, 3, 12), 10),
        (date(2026, 3, 1), date(2026, 3, 11), 9),
        (date(2026, 3, 1), date(2026, 3, 2), 0),
    ],
)
def test_whole_days_of_notice_count_neither_end(told: date, met: date, whole: int) -> None:
    assert workdays.full_days_between(told, met) == whole


@pytest.mark.parametrize(
    ("moment", "years"),
    [
        ((2026, 3, 2), []),
        ((2026, 11, 1), []),
        ((2026, 11, 22), [2027]),
        ((2027, 6, 1), [2027]),
        ((2030, 6, 1), [2030]),
    ],
)
def test_the_check_says_which_years_are_not_arranged(moment: tuple[int, int, int], years: list[int]) -> None:
    with clock.at(clock.beijing(*moment)):
        said = [warning.msg for warning in checks.holidays_arranged(None)]
    assert [year for year in (2026, 2027, 2030) if any(str(year) in text for text in said)] == years
