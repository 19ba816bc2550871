"""No verb that a room shows goes without its events being replayed onto an old snapshot."""

from __future__ import annotations

import ast
from pathlib import Path

from consult import flow
from consult.config import wiring

TESTS = Path(__file__).resolve().parents[1]
# Written by session.close, for those whose requests it ends.
BESIDE = frozenset(["floor.empty"])


def shown() -> set[str]:
    """The verbs done in a room, and those of other things that a `show_…` in wiring.py tells it of."""
    in_rooms = {row.verb for row in flow.TABLES["room"]}
    told = {
        verb
        for verb, followers in wiring.DOWNSTREAM.items()
        if any(name.rpartition(".")[2].startswith("show_") for name in followers)
    }
    return in_rooms | told | BESIDE


def replayed() -> set[str]:
    """What tests say they replay; that they do, the mark itself makes sure (tests/conftest.py)."""
    found: set[str] = set()
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "replays":
                found.update(str(one.value) for one in node.args if isinstance(one, ast.Constant))
    return found


def test_every_verb_a_room_shows_has_its_events_replayed() -> None:
    assert shown() - replayed() == set(), "no test carries @replays(…) for these"


def test_no_test_claims_a_verb_that_no_room_shows() -> None:
    assert replayed() - shown() == set()
