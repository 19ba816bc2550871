"""Rows of flow.py without anybody: nobody does them by hand, and what they carry moves from their stages alone."""

from __future__ import annotations

from typing import Any

import pytest

from consult import flow
from consult.kernel.act import move_along
from consult.kernel.permits import SYSTEM, Actor
from tests.flow import matrix
from tests.flow.situations import agenda, intake, proposals, resolution, voting
from tests.intake import steps
from tests.world import World

ROWS = [(table, row) for table, rows in flow.TABLES.items() for row in rows if not row.who]
# A thing of each table that has such rows.
THINGS = {
    "matter": steps.raised,
    "motion": agenda.moved,
    "resolution": resolution.posted,
    "petition": intake.gathering,
    "proposal": proposals.submitted,
    "poll": lambda world: voting.shut(world).poll,
}


def named(one: object) -> str:
    return matrix.head(one) if isinstance(one, flow.Row) else str(one)


@pytest.mark.parametrize(("table", "row"), [one for one in ROWS if one[1].stages], ids=named)
def test_nobody_does_it_by_hand(stage: tuple[World, dict[str, Actor]], table: str, row: flow.Row) -> None:
    world, cast = stage
    thing: Any = THINGS[table](world)
    with matrix.at_stage(thing, row.stages[0]):
        said = {name: matrix.by_hand(row, thing, actor) for name, actor in cast.items()}
        assert set(said.values()) == {"not_permitted"}
        assert matrix.by_hand(row, thing, SYSTEM) != "not_permitted"


@pytest.mark.parametrize("verb", dict.fromkeys(row.verb for table, row in ROWS if table == "matter"))
def test_a_matter_is_carried_from_the_stages_of_its_rows_and_from_no_other(
    stage: tuple[World, dict[str, Actor]], verb: str
) -> None:
    world, _ = stage
    matter = steps.raised(world)
    leads = {at: row.to[0] for row in flow.MATTER if row.verb == verb and row.to for at in row.stages}
    for at in matrix.stages_of("matter"):
        with matrix.at_stage(matter, at):
            move_along(verb, matter)
            matter.refresh_from_db()
            assert matter.stage == leads.get(at, at)
