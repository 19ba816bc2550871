"""What a database may not keep is refused on both: by PostgreSQL itself, by SQLite because tests/strict.py sees to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError

from consult.meeting.models import FloorEntry
from consult.people.models import Grid
from tests.meeting.made import hall
from tests.world import World

pytestmark = pytest.mark.database


@pytest.mark.parametrize("name", ["网" * 10_000, "一\x00网格"], ids=["longer than its column", "NUL"])
def test_a_text_that_does_not_fit_is_refused(world: World, name: str) -> None:
    with pytest.raises(DataError):
        Grid.objects.filter(pk=world.grids[0].pk).update(name=name)


def test_a_nul_inside_json_is_refused(world: World) -> None:
    motion = hall(world).motion
    with pytest.raises(DataError):
        type(motion).objects.filter(pk=motion.pk).update(page={"text": "一\x00"})


@pytest.mark.parametrize("seconds", [2**31, -(2**31) - 1])
def test_a_number_beyond_its_type_is_refused(world: World, seconds: Any) -> None:
    entry = FloorEntry(room=hall(world).room, person=world.people["小谷"], stance="for", spoken=seconds)
    with pytest.raises(DataError):
        entry.save()
