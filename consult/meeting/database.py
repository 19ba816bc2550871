"""Database work for the rooms' event loop: on a pool of few threads, each with a connection it keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from consult.kernel.connections import lost, still_stands

T = TypeVar("T")

# More would only wait for one another: SQLite writes one at a time, and a second process has its own.
THREADS = 4
POOL = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="room-db")


async def on_database(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(POOL, _kept, work)


def _kept(work: Callable[[], T]) -> T:
    """Opening a connection costs 1–5 ms, so it is kept; one that broke is given up, and the next call opens another."""
    try:
        still_stands()
        return work()
    except (OperationalError, InterfaceError):
        lost()
        connection.close()
        raise
