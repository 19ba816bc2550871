"""Working days and the running of periods (期间).

A period counts from the day after the act; where its last day is a statutory day of rest it runs on to the next
working day (Civil Code §§201, 203). Days of rest are weekends and the State Council's holidays less the weekends made
working days; they stand in `packs/holidays.toml`, one table a year.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "packs" / "holidays.toml"


@lru_cache
def _years() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache
def _calendar() -> tuple[frozenset[date], frozenset[date]]:
    years = _years()
    rest = {day for year in years.values() for first, last in year["rest"] for day in _span(first, last)}
    work = {day for year in years.values() for day in year["work"]}
    return frozenset(rest), frozenset(work)


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def unarranged(today: date) -> list[int]:
    """The years that periods beginning now may run into and whose days of rest are not arranged here yet."""
    near = [today.year, (today + timedelta(days=60)).year]
    return [
        year
        for year in dict.fromkeys(near)
        if not _years().get(str(year), {"arranged": False}).get("arranged", True)
    ]


def is_workday(day: date) -> bool:
    rest, work = _calendar()
    return day in work or (day.weekday() < 5 and day not in rest)


def add_workdays(start: date, days: int) -> date:
    """The last of `days` working days, counted from the day after `start`."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_workday(day)
    return day


def period_end(start: date, days: int) -> date:
    """The last day of a period of `days` calendar days that begins the day after `start`, moved to a working day."""
    day = start + timedelta(days=days)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def full_days_between(earlier: date, later: date) -> int:
    """Whole days that lie between two dates, neither counted: notice on the 1st of a meeting on the 12th is ten."""
    return (later - earlier).days - 1
