"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate
from consult.people.models import Role


@predicate("order_owner")
def order_owner(actor: Actor, thing: Any) -> bool:
    """Whom the order names; where it names somebody outside the system (a company, an office), the committee's staff."""
    if actor.person is None:
        return False
    if thing.owner_id is not None:
        return bool(thing.owner_id == actor.person)
    return any(h.role == Role.COMMITTEE_STAFF and h.community == thing.community_id for h in actor.held)


@predicate("evaluator_here")
def evaluator_here(actor: Actor, thing: Any) -> bool:
    """第三方评估: reads and scores, for a term."""
    return any(h.role == Role.EVALUATOR and h.community == thing.community_id for h in actor.held)
