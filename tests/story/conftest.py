"""Both communities founded, the three scripts played on their dates of 2026, and around them all the demo plays: once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from consult.config.demo import catalogue
from consult.config.demo.clockwork import play
from consult.config.demo.founding import found
from consult.config.demo.stories import m18, m24, small, traffic
from consult.config.demo.town import Town
from consult.kernel import clock

NOW = clock.beijing(2026, 8, 15, 12)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First of all, by one worker: played at the end, by whichever is free, the other would stand idle or play it too."""
    items.sort(key=lambda item: "story_db" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Town]]:
    with django_db_blocker.unblock(), transaction.atomic():
        founded = clock.beijing(2026, 1, 5, 8)
        with clock.at(founded):
            made = found(on=founded.date())
        ha, xl = made["HA"], made["XL"]
        stories = [
            ("甲", m18.story(ha, first=clock.beijing(2026, 3, 2).date())),
            ("乙", m24.story(ha, first=clock.beijing(2026, 4, 1).date())),
            ("丙", traffic.m02(xl, first=clock.beijing(2026, 4, 1).date())),
            ("M17", small.m17(xl, today=clock.beijing(2026, 7, 9).date())),
        ]
        dated = {"M18", "M24", "M02", "M17"}
        stories += [one for one in catalogue.stories(made, now=NOW) if one[0] not in dated]
        play(stories, until=NOW)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def story_db(towns: dict[str, Town], db: None) -> dict[str, Town]:
    """Each test's own transaction is a savepoint within theirs. That a test asks for `db` is also why there is a test
    database at all: pytest-django makes none for tests that do not."""
    return towns
