"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate
from consult.people.models import Role

# 签发人: whose signature each kind of document needs, and in which office.
SIGNERS = {
    "decision": Role.PARTY_SECRETARY,
    "opinion": Role.PARTY_SECRETARY,
    "committee": Role.COMMITTEE_DIRECTOR,
    "grid": Role.GRID_LEAD,
}


@predicate("resolution_drafter")
def resolution_drafter(actor: Actor, thing: Any) -> bool:
    """The committee's staff; for what a grid settled, its worker and lead as well."""
    return any(
        (h.role == Role.COMMITTEE_STAFF and h.community == thing.community_id)
        or (thing.kind == "grid" and h.role in (Role.GRID_WORKER, Role.GRID_LEAD) and h.grid == thing.grid_id)
        for h in actor.held
    )


@predicate("resolution_signer")
def resolution_signer(actor: Actor, thing: Any) -> bool:
    """The Party secretary; the director for the committee's own documents (§12); the grid lead for the grid's."""
    role = SIGNERS[thing.kind]
    if role == Role.GRID_LEAD:
        return any(h.role == role and h.grid == thing.grid_id for h in actor.held)
    return any(h.role == role and h.community == thing.community_id for h in actor.held)


@predicate("objector")
def objector(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and thing.person_id == actor.person
