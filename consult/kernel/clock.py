"""The one clock. Nothing else in the project asks the system for the time.

Tests and the demo loader set it with `at()`; a whole server started with CONSULT_CLOCK takes it from that file (one ISO
moment; it runs on from when the file was written), so that a browser can walk through weeks. A ledger that is not marked
as a demonstration in its first entry refuses entries made under a set clock (`ledger.py`), so a real community's record
cannot be back-dated through either door.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_FILE = Path(os.environ["CONSULT_CLOCK"]) if os.environ.get("CONSULT_CLOCK") else None
_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The current moment, in UTC."""
    return _set.get() or _from_file() or datetime.now(UTC)


def _from_file() -> datetime | None:
    if _FILE is None:
        return None
    written = datetime.fromtimestamp(_FILE.stat().st_mtime, UTC)
    return datetime.fromisoformat(_FILE.read_text().strip()).astimezone(UTC) + (datetime.now(UTC) - written)


def today() -> date:
    """The current date where the communities live."""
    return now().astimezone(BEIJING).date()


def is_set() -> bool:
    """Whether this is a set time and not the real one."""
    return _set.get() is not None or _FILE is not None


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
