"""Predicates of this stage, named in `flow.py`."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import PREDICATES, Actor, predicate
from consult.people.models import Household, Role

from .models import Petition
from .touched import lives_in


@predicate("proposer")
def proposer(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and getattr(thing, "proposer_id", None) == actor.person


@predicate("enters_here")
def enters_here(actor: Actor, thing: Any) -> bool:
    """Who wrote the matter down for somebody, or whose work it is to write matters down there."""
    if actor.person is None:
        return False
    return getattr(thing, "entered_by_id", None) == actor.person or any(
        PREDICATES[name](actor, thing) for name in ("grid_worker_here", "building_lead_here")
    )


@predicate("neighbour")
def neighbour(actor: Actor, thing: Any) -> bool:
    """Anybody signed in whom the community knows as its own; not for what neighbours may not see."""
    return (
        actor.person is not None
        and actor.community is not None
        and actor.community == getattr(thing, "community_id", None)
        and not getattr(thing, "restricted", False)
    )


@predicate("petitioner_here")
def petitioner_here(actor: Actor, thing: Any) -> bool:
    """Who counts among those a petition is by: residents of age, household or residents' representatives (§26, §28)."""
    return may_petition(actor, kind=thing.kind, community=thing.community_id)


def may_petition(actor: Actor, *, kind: str, community: Any) -> bool:
    if actor.person is None or actor.community != community:
        return False
    if kind == Petition.Kind.ADULTS:
        return actor.of_age and bool(actor.homes)
    if kind == Petition.Kind.HOUSEHOLDS:
        return Household.objects.filter(community=community, representative=actor.person).exists()
    return any(h.role == Role.RESIDENT_REP and h.community == community for h in actor.held)


@predicate("petition_starter")
def petition_starter(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and getattr(thing, "starter_id", None) == actor.person


@predicate("affected")
def affected(actor: Actor, thing: Any) -> bool:
    """Lives in what the matter touches. A list asks once for all its rows and leaves the answer on each."""
    if actor.person is None:
        return False
    told = getattr(thing, "touches_reader", None)
    return bool(told) if told is not None else lives_in(actor, thing)
