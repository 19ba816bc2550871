"""The one clock. Nothing else in the project asks the system for the time.

Tests and the demo loader set it with `at()`. A ledger that is not marked as a demonstration in its first entry refuses
entries made under a set clock (`ledger.py`), so a real community's record cannot be back-dated through this door.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The current moment, in UTC."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """The current date where the communities live."""
    return now().astimezone(BEIJING).date()


def is_set() -> bool:
    """Whether this is a set time and not the real one."""
    return _set.get() is not None


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Run the block as if it were `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware datetimes only")
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)


def beijing(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in the communities' own time."""
    return datetime(year, month, day, hour, minute, tzinfo=BEIJING)
