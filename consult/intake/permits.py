"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate


@predicate("proposer")
def proposer(actor: Actor, thing: Any) -> bool:
    return False


@predicate("enters_here")
def enters_here(actor: Actor, thing: Any) -> bool:
    return False


@predicate("neighbour")
def neighbour(actor: Actor, thing: Any) -> bool:
    return False


@predicate("petitioner_here")
def petitioner_here(actor: Actor, thing: Any) -> bool:
    return False


@predicate("petition_starter")
def petition_starter(actor: Actor, thing: Any) -> bool:
    return False


@predicate("affected")
def affected(actor: Actor, thing: Any) -> bool:
    return False
