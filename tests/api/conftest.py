"""Two communities, made once for all tests of a process and put there for those of a module: each test's own transaction is a savepoint within theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from consult.kernel import clock
from consult.kernel.permits import Actor
from tests.again import begin
from tests.api.town import Town
from tests.flow.cast import cast
from tests.kept import kept
from tests.world import START, World, build, settle


@kept
def two_towns() -> tuple[Town, Town]:
    world = build()
    here, there = Town(world), Town(settle(world.other, world.community))
    here.grow()
    there.grow()
    return here, there


@kept
def quiet_beside_town() -> tuple[World, dict[str, Actor], Town]:
    world = build()
    there = Town(settle(world.other, world.community))
    there.grow()
    return world, cast(world), there


@pytest.fixture(scope="module")
def both(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Town, Town]]:
    """Everything goes on in each of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(START):
            made = two_towns()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def quiet(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[World, dict[str, Actor], Town]]:
    """One in which nothing goes on yet, its cast, and another in which everything does."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(START):
            made = quiet_beside_town()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def stage(
    quiet: tuple[World, dict[str, Actor], Town], db: None, request: pytest.FixtureRequest
) -> Iterator[tuple[World, dict[str, Actor], Town]]:
    world = quiet[0]
    people = dict(world.people)
    with clock.at(START):
        begin(world, request)
        yield quiet
    world.people = people


@pytest.fixture
def towns(both: tuple[Town, Town], db: None) -> Iterator[tuple[Town, Town]]:
    with clock.at(START):
        yield both
