"""Fixtures of the live room: a running server, and an event loop that stands still between two steps of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.meeting.made import Hall, gathered
from tests.meeting.serving import Served, serving
from tests.world import START, World

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="module")
def running(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """One server a module: its rooms come and go with the tests' worlds."""
    folder = tmp_path_factory.mktemp("server")
    with django_db_blocker.unblock(), serving(folder, moment=START.isoformat()) as served:
        yield served


@pytest.fixture
def run() -> Iterator[Run]:
    """Run a coroutine on this test's loop. Between two calls the loop stands, and the ORM may be used as always."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def server(running: Served, committed: None, run: Run) -> Iterator[Served]:
    """The running server; the phones made for it leave with the test."""
    # Its clock runs on from when the file was written: back to where this test's stands.
    running.clock.write_text(START.isoformat())
    yield running
    for phone in running.phones:
        run(phone.leave())
    running.phones.clear()


@pytest.fixture
def here(committed: None, world: World) -> Hall:
    """Committed, so that the server sees it."""
    return gathered(world)
