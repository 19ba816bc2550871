"""tests/again.py: what is put there again is what the verbs would have written, and only where they would have."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from tests.again import arranged
from tests.intake import steps
from tests.kept import rows
from tests.world import World

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="on PostgreSQL nothing is put there again"
)


class Arranging:
    """How often a matter was raised by its verb, and what came of each way to ask for one."""

    def __init__(self) -> None:
        self.done = 0
        self.arranged = arranged(self.raised)

    def raised(self, world: World, **asked: Any) -> Any:
        self.done += 1
        newcomer = world.person("新来的人")
        return world, newcomer, steps.raised.__wrapped__(world, by="王阿姨", **asked)  # type: ignore[attr-defined]

    def undone(self, world: World, **asked: Any) -> tuple[Any, Any]:
        """What was given and all rows there were, nothing of which stays."""
        people = dict(world.people)
        with transaction.atomic():
            found = self.arranged(world, **asked), rows()
            transaction.set_rollback(True)
        world.people = people
        # As at the beginning of another test.
        world.untouched.begin()
        return found


def test_from_the_third_time_on_the_rows_are_written_and_the_verb_is_not_done(world: World) -> None:
    verb = Arranging()
    verb.undone(world)
    (_, person, matter), second = verb.undone(world)
    (found, newcomer, again), third = verb.undone(world)
    assert verb.done == 2
    assert third == second
    assert found is world
    assert (newcomer, again) == (person, matter)
    assert again.proposer is not None
    assert {field.attname: getattr(again, field.attname) for field in again._meta.concrete_fields} == {
        field.attname: getattr(matter, field.attname) for field in matter._meta.concrete_fields
    }


def test_what_is_asked_otherwise_is_arranged_otherwise(world: World) -> None:
    verb = Arranging()
    for title in ("路灯", "路灯", "路灯", "电梯"):
        (_, _, matter), _ = verb.undone(world, title=title)
        assert matter.title == title
    assert verb.done == 3


def test_where_something_was_done_before_the_verb_is_done(world: World) -> None:
    verb = Arranging()
    for _ in range(3):
        verb.undone(world)
    steps.raised(world, by="小谷")
    verb.arranged(world)
    assert verb.done == 3


def test_where_the_program_was_changed_the_verb_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    verb = Arranging()
    for _ in range(3):
        verb.undone(world)
    monkeypatch.setattr("consult.kernel.ledger.sign", lambda data: "")
    verb.undone(world)
    assert verb.done == 3
