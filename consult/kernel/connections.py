"""Threads that keep a database connection between two pieces of work: whether it still stands is asked after a pause."""

from __future__ import annotations

import threading
from time import monotonic

from django.db import connection

# A connection used within this long is taken to stand; after a longer pause a restart may have gone unnoticed.
PAUSE_SECONDS = 1.0
_used = threading.local()
# How often some thread of this process found the database gone.
_losses = 0


def lost() -> None:
    """A thread found the database gone: every other asks about its own connection before its next work, pause or not."""
    global _losses
    _losses += 1


def still_stands() -> None:
    """Before the work: give up this thread's connection if the database does not know it any more.

    Costs one small question, on PostgreSQL only. A connection lost in the middle of work shows as that work's error.
    """
    now = monotonic()
    if now - getattr(_used, "at", now) > PAUSE_SECONDS or getattr(_used, "losses", _losses) != _losses:
        connection.health_check_done = False  # type: ignore[attr-defined]
        connection.close_if_health_check_failed()
    _used.at, _used.losses = now, _losses
