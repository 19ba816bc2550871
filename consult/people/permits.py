"""Predicates about roles: who somebody is, measured against where a thing belongs."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, predicate

from .models import Community, Role

# Whose work needs residents' names and households: they see them in full in their own community, and nobody else does.
DESK_ROLES = frozenset(
    {
        Role.GRID_WORKER,
        Role.GRID_LEAD,
        Role.COMMITTEE_STAFF,
        Role.COMMITTEE_MEMBER,
        Role.COMMITTEE_DEPUTY,
        Role.COMMITTEE_DIRECTOR,
        Role.PARTY_SECRETARY,
        Role.PARTY_DEPUTY,
        Role.SUPERVISOR,
        Role.ADMINISTRATOR,
    }
)


def community_of(thing: Any) -> Any:
    return getattr(thing, "community_id", None)


def _in_community(actor: Actor, thing: Any, *roles: str) -> bool:
    return any(h.role in roles and h.community == community_of(thing) for h in actor.held)


def _in_grid(actor: Actor, thing: Any, role: str) -> bool:
    grid = getattr(thing, "grid_id", None)
    return grid is not None and any(h.role == role and h.grid == grid for h in actor.held)


@predicate("signed_in")
def signed_in(actor: Actor, thing: Any) -> bool:
    return actor.person is not None


@predicate("grid_worker_here")
def grid_worker_here(actor: Actor, thing: Any) -> bool:
    return _in_grid(actor, thing, Role.GRID_WORKER)


@predicate("grid_lead_here")
def grid_lead_here(actor: Actor, thing: Any) -> bool:
    return _in_grid(actor, thing, Role.GRID_LEAD)


@predicate("building_lead_here")
def building_lead_here(actor: Actor, thing: Any) -> bool:
    building = getattr(thing, "building_id", None)
    return building is not None and any(
        h.role == Role.BUILDING_LEAD and h.building == building for h in actor.held
    )


@predicate("committee_staff")
def committee_staff(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.COMMITTEE_STAFF)


@predicate("committee_director")
def committee_director(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.COMMITTEE_DIRECTOR)


@predicate("party_secretary")
def party_secretary(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.PARTY_SECRETARY)


@predicate("party_committee_member")
def party_committee_member(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.PARTY_MEMBER, Role.PARTY_PART_TIME, Role.PARTY_DEPUTY)


@predicate("supervisor")
def supervisor(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.SUPERVISOR)


@predicate("inspector")
def inspector(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.INSPECTOR)


@predicate("legal_adviser")
def legal_adviser(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.LEGAL_ADVISER)


@predicate("representative")
def representative(actor: Actor, thing: Any) -> bool:
    return _in_community(actor, thing, Role.RESIDENT_REP)


@predicate("subdistrict_officer")
def subdistrict_officer(actor: Actor, thing: Any) -> bool:
    """Above the communities: by the subdistrict the thing's community belongs to."""
    community = getattr(thing, "community", None)
    return community is not None and any(
        h.role in (Role.SUBDISTRICT_OFFICER, Role.WORKING_COMMITTEE_SECRETARY)
        and h.subdistrict == community.subdistrict_id
        for h in actor.held
    )


@predicate("working_committee")
def working_committee(actor: Actor, thing: Any) -> bool:
    """街道党工委: the Party's own level above the community's organization."""
    community = getattr(thing, "community", None)
    return community is not None and any(
        h.role == Role.WORKING_COMMITTEE_SECRETARY and h.subdistrict == community.subdistrict_id
        for h in actor.held
    )


def _holds(actor: Actor, community: Community, role: Role) -> bool:
    return any(h.role == role and h.community == community.pk for h in actor.held)


def administers(actor: Actor, subdistrict: Any) -> bool:
    """Whether this is an administrator (系统管理员) of the subdistrict: opens communities, places and accounts."""
    return any(h.role == Role.ADMINISTRATOR and h.subdistrict == subdistrict for h in actor.held)


def may_build(actor: Actor, community: Community) -> bool:
    """Whether places, bodies, groups and rolls of this community are this actor's to enter."""
    return _holds(actor, community, Role.COMMITTEE_STAFF) or administers(actor, community.subdistrict_id)


def at_desk(actor: Actor, community: Community) -> bool:
    """Whether the actor works at a desk of the community, or administers its subdistrict."""
    return any(h.role in DESK_ROLES and h.community == community.pk for h in actor.held) or administers(
        actor, community.subdistrict_id
    )
