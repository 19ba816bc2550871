"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate

from .holding import held


@predicate("voter")
def voter(actor: Actor, thing: Any) -> bool:
    """Whoever may use a right on this poll's frozen roll now."""
    return actor.person is not None and any(not right.struck for right in held(thing, actor.person))
