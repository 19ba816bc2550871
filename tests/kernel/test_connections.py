"""A thread that keeps its connection: when it asks whether the connection still stands."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from consult.kernel.connections import lost, still_stands

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _work() -> int:
    """What a keeping thread does: its connection's number on the server."""
    try:
        still_stands()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])
    except OperationalError:
        lost()
        connection.close()
        raise


def _close() -> None:
    # The thread's own: `connection` is another in each.
    connection.close()


@pytest.fixture
def threads() -> Iterator[list[ThreadPoolExecutor]]:
    found = [ThreadPoolExecutor(max_workers=1) for _ in range(3)]
    yield found
    for thread in found:
        thread.submit(_close).result()
        thread.shutdown()


def test_one_thread_finding_the_database_gone_spares_every_other_the_same(
    threads: list[ThreadPoolExecutor],
) -> None:
    numbers = [thread.submit(_work).result() for thread in threads]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [numbers])
    finding, *others = threads
    with pytest.raises(OperationalError):
        finding.submit(_work).result()
    # Within the pause in which a connection is otherwise taken to stand.
    again = [thread.submit(_work).result() for thread in others]
    assert not set(again) & set(numbers)
    assert finding.submit(_work).result() not in numbers
