"""What every test shares. Fixtures with people and matters stand beside the tests that use them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.db import connection
from django.test.client import ClientHandler

from consult.kernel import append_only, clock
from tests import template
from tests.strict import as_strict_as_postgresql

if TYPE_CHECKING:
    from tests.world import World

# A deadline measures the machine, not the code. In CI the examples are the same every time, so
# that a red run is about the change.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let pytest-django start from a file that is there. It goes with CONSULT_VAR's folder."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    if connection.vendor == "sqlite":
        template.copy(to=Path(connection.settings_dict["TEST"]["NAME"]))
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = template.in_postgres(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session", autouse=True)
def _one_chain_of_middleware() -> Iterator[None]:
    """Every test client would load its own and look through all static files: a fifth of all the tests' time."""
    load, loaded = ClientHandler.load_middleware, dict[str, object]()

    def once(handler: ClientHandler) -> None:
        if not loaded:
            load(handler)
            loaded.update(vars(handler))
        for name in (
            "_view_middleware",
            "_template_response_middleware",
            "_exception_middleware",
            "_middleware_chain",
        ):
            setattr(handler, name, loaded[name])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _as_strict_as_postgresql() -> Iterator[None]:
    with as_strict_as_postgresql():
        yield


@pytest.fixture(scope="session", autouse=True)
def _only_what_is_full_is_emptied() -> Iterator[None]:
    """PostgreSQL truncates all hundred tables otherwise, half a second after each test that commits."""

    def emptied(operations: Any, style: Any, tables: Sequence[str], **how: Any) -> list[str]:
        filled = (f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in tables)  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(filled))
            full = [one for (one,) in cursor.fetchall()]
        # Without the triggers that keep a log from being emptied, and whatever refers to whatever.
        return [
            "SET session_replication_role = replica",
            *(f"DELETE FROM {one}" for one in full),  # noqa: S608
            "SET session_replication_role = DEFAULT",
        ]

    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(type(connection.ops), "sql_flush", emptied)
        yield


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Rows that other threads and processes see."""
    yield
    if connection.vendor == "sqlite":
        # All tables are emptied now, and the log's triggers refuse that; PostgreSQL's do not see a TRUNCATE.
        append_only.remove(connection)
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {append_only.TABLE}")  # noqa: S608
        append_only.install(connection)


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> Iterator[World]:
    """The small community of tests/world.py, on Monday 2 March 2026 at nine; the clock stays there."""
    from tests.again import begin
    from tests.world import START, small_community

    with clock.at(START):
        made = small_community()
        begin(made, request)
        yield made


@pytest.fixture(autouse=True)
def _replayed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that says it replays a verb's events must have done so."""
    marks = [verb for mark in request.node.iter_markers("replays") for verb in mark.args]
    if not marks:
        yield
        return
    from tests.meeting.replay import VERIFIED

    VERIFIED.clear()
    yield
    assert set(marks) <= VERIFIED, "marked replays(…), but never verified"
