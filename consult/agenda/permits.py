"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate


@predicate("convener_here")
def convener_here(actor: Actor, thing: Any) -> bool:
    return False


@predicate("session_staff")
def session_staff(actor: Actor, thing: Any) -> bool:
    return False


@predicate("session_chair")
def session_chair(actor: Actor, thing: Any) -> bool:
    return False


@predicate("session_recorder")
def session_recorder(actor: Actor, thing: Any) -> bool:
    return False


@predicate("invited")
def invited(actor: Actor, thing: Any) -> bool:
    return False


@predicate("mover")
def mover(actor: Actor, thing: Any) -> bool:
    return False
