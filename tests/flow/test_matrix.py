"""Every row of flow.py, for everybody: matrix.txt says who is let through, who is refused and why, and at which stages.

After changing a row, a permit or the cast: `pytest tests/flow --write-matrix`, and read what changed in matrix.txt.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from consult import flow
from consult.kernel.permits import Actor
from tests.flow import golden as file
from tests.flow import matrix
from tests.flow.golden import Golden
from tests.flow.situation import ARRANGED, arranged
from tests.world import World

for module in ("intake", "agenda", "meeting", "proposals", "concerns", "voting", "resolution", "supervision"):
    import_module(f"tests.flow.situations.{module}")

ROWS = [(table, row) for table, rows in flow.TABLES.items() for row in rows if row.who]
# Refusals for who somebody is: to them the API does not offer the verb at all.
UNWELCOME = {"not_permitted", "not_signed_in", "no_right"}


def named(one: object) -> str:
    return matrix.head(one) if isinstance(one, flow.Row) else str(one)


@pytest.mark.parametrize(("table", "row"), ROWS, ids=named)
def test_row(stage: tuple[World, dict[str, Actor]], golden: Golden, table: str, row: flow.Row) -> None:
    world, cast = stage
    arrange = arranged(row)
    assert arrange, f"arrange {row} in tests/flow/situations: a thing, and the verb done to it"
    situation = arrange(world)
    said = matrix.answers(situation, cast)
    let_through = [name for name, answer in said.items() if answer == matrix.ALLOWED]
    unwelcome = {name for name, answer in said.items() if answer in UNWELCOME}
    assert let_through, f"nobody may: {said}"
    assert unwelcome, "nobody is refused for who they are"
    wrong: dict[str, str] = {}
    if situation.on is not None:
        # No screen guesses: the button is there for those, and only those, whom the verb would not turn away.
        assert matrix.buttons(situation, row.verb, cast) == set(cast) - unwelcome
        wrong = matrix.elsewhere(row, table, situation, cast[let_through[0]])
    golden.compare(table, row, matrix.section(row, said, wrong))


def test_the_matrix_has_every_row_once_and_no_other(golden: Golden) -> None:
    if not golden.write:
        assert list(golden.sections) == file.heads()


def test_no_situation_is_left_for_a_row_that_is_gone() -> None:
    verbs = {(row.verb, stage) for _, row in ROWS for stage in ("", *row.stages)}
    assert set(ARRANGED) - verbs == set()
