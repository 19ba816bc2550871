"""A database that several threads write to, and a world that is there for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from consult.kernel import clock
from tests.intake.conftest import _append_only_again, committed
from tests.world import START, World, build

__all__ = ["_append_only_again", "committed"]


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The small community; built in one transaction, as the rows it locks ask for on PostgreSQL."""
    with clock.at(START):
        with transaction.atomic():
            made = build()
        yield made
