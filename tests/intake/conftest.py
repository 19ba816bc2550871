"""A database that several threads write to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from consult.kernel import append_only


@pytest.fixture
def _append_only_again(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        append_only.install(connection)


@pytest.fixture
def committed(_append_only_again: None, transactional_db: None) -> Iterator[None]:
    """Real transactions. Emptying the tables afterwards deletes log entries, which the triggers would refuse."""
    yield
    append_only.remove(connection)
