"""The small community and its cast, once for all rows; and matrix.txt, read or written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from consult.kernel import clock
from consult.kernel.permits import Actor
from tests.again import begin
from tests.flow.cast import cast
from tests.flow.golden import Golden
from tests.world import START, World, build

GOLDEN = pytest.StashKey[Golden]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-matrix", action="store_true", help="write matrix.txt as the rows answer now")


def pytest_sessionfinish(session: pytest.Session) -> None:
    golden = session.config.stash.get(GOLDEN, None)
    if golden:
        golden.save()


@pytest.fixture(scope="session")
def golden(pytestconfig: pytest.Config) -> Golden:
    """Read, except by `pytest tests/flow --write-matrix`."""
    made = Golden(write=bool(pytestconfig.getoption("--write-matrix", default=False)))
    pytestconfig.stash[GOLDEN] = made
    return made


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[World, dict[str, Actor]]]:
    """Each test's own transaction, of the fixture `db`, is a savepoint within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(START):
            world = build()
            everybody = cast(world)
        yield world, everybody
        transaction.set_rollback(True)


@pytest.fixture
def stage(
    town: tuple[World, dict[str, Actor]], db: None, request: pytest.FixtureRequest
) -> Iterator[tuple[World, dict[str, Actor]]]:
    world, _ = town
    people = dict(world.people)
    with clock.at(START):
        begin(world, request)
        yield town
    world.people = people
