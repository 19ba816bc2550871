"""A world that is there for every thread that writes to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from consult.kernel import clock
from tests.world import START, World, build


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The small community; built in one transaction, as the rows it locks ask for on PostgreSQL."""
    with clock.at(START):
        with transaction.atomic():
            made = build()
        yield made
