"""What a row of flow.py is tried in: a thing at one of the row's stages, arranged so that the verb would succeed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consult import flow
from consult.kernel.permits import Actor
from tests.world import START, World


@dataclass
class Situation:
    """`on`: the thing, None where the verb makes it. `do`: the verb's own function, by an actor, on a fresh copy of it."""

    on: Any
    do: Callable[[Actor, Any], Any]
    at: datetime = START

    def fresh(self) -> Any:
        return type(self.on)._default_manager.get(pk=self.on.pk) if self.on is not None else None


Arrange = Callable[[World], Situation]
# verb and, where a verb has several rows in its table, a stage of the row → how to get there.
ARRANGED: dict[tuple[str, str], Arrange] = {}


def row(verb: str, stage: str = "") -> Callable[[Arrange], Arrange]:
    """Register how a row is arranged."""

    def register(arrange: Arrange) -> Arrange:
        assert (verb, stage) not in ARRANGED, f"{verb} {stage} is arranged twice"
        ARRANGED[verb, stage] = arrange
        return arrange

    return register


def arranged(of: flow.Row) -> Arrange | None:
    """How to arrange this row."""
    for stage in ("", *of.stages):
        if (of.verb, stage) in ARRANGED:
            return ARRANGED[of.verb, stage]
    return None
