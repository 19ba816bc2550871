"""Who may do what to a session or to what belongs to one (a motion, a poll, a room), named in `flow.py`.

Lists ask the same question of many sessions for one reader: `know` answers for all of them at once and leaves the answer
on each session, where the predicates look first. Later stages add what their own predicates need to `KNOW`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q

from consult.kernel.permits import Actor, predicate
from consult.people.models import Role

from .forms import FORMS
from .models import Participant, Session

GRID_ROLES = frozenset([Role.GRID_WORKER, Role.GRID_LEAD])
ABOVE = frozenset([Role.SUBDISTRICT_OFFICER, Role.WORKING_COMMITTEE_SECRETARY])
OFFICE = frozenset([Role.COMMITTEE_STAFF, Role.COMMITTEE_DIRECTOR, Role.COMMITTEE_DEPUTY])
# Whose meeting it is prepares it, beside the community office.
BY_FORM: dict[str, frozenset[str]] = {
    "owners_assembly": frozenset([Role.OWNERS_COMMITTEE_MEMBER]),
    "party_branch": frozenset([Role.PARTY_SECRETARY, Role.PARTY_DEPUTY]),
}
# 全程列席、查档: they see a session while it is still being prepared.
OVERSEERS = frozenset([Role.SUPERVISOR, Role.LEGAL_ADVISER, Role.PARTY_SECRETARY, Role.PARTY_DEPUTY])


def session_of(thing: Any) -> Session:
    return thing if isinstance(thing, Session) else thing.session


def holds_here(actor: Actor, session: Session, roles: Iterable[str]) -> bool:
    """Whether the actor holds one of these roles where the session takes place: its building, grid or community."""
    wanted = frozenset(roles)
    for held in actor.held:
        if held.role not in wanted:
            continue
        if held.role in GRID_ROLES:
            here = session.grid_id is not None and held.grid == session.grid_id
        elif held.role == Role.BUILDING_LEAD:
            here = session.building_id is not None and held.building == session.building_id
        elif held.role in ABOVE:
            here = held.subdistrict == session.community.subdistrict_id
        else:
            here = held.community == session.community_id
        if here:
            return True
    return False


@predicate("convener_here")
def convener_here(actor: Actor, thing: Any) -> bool:
    """Who the form names: the committee for residents' meetings (§26, §28), the grid lead for a grid session …"""
    form = FORMS.get(thing.form)
    return form is not None and holds_here(actor, thing, form.conveners)


@predicate("session_staff")
def session_staff(actor: Actor, thing: Any) -> bool:
    """Who prepares the session: the community office, its grid and building, whoever convened it."""
    session = session_of(thing)
    return actor.person is not None and (
        (session.convener_id == actor.person and convener_here(actor, session))
        or holds_here(actor, session, OFFICE | GRID_ROLES | {Role.BUILDING_LEAD})
        or holds_here(actor, session, BY_FORM.get(session.form, frozenset()))
    )


@predicate("session_chair")
def session_chair(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and session_of(thing).chair_id == actor.person


@predicate("session_recorder")
def session_recorder(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and session_of(thing).recorder_id == actor.person


@predicate("invited")
def invited(actor: Actor, thing: Any) -> bool:
    """By name, as an adult of an invited household, or for an invited body."""
    if actor.person is None:
        return False
    session = session_of(thing)
    known: bool | None = session.__dict__.get("known_invited", {}).get(actor.person)
    if known is not None:
        return known
    return Participant.objects.filter(invited_as(actor), session=session).exists()


def invited_as(actor: Actor) -> Q:
    """The participants an actor answers for."""
    own = Q(person=actor.person)
    if actor.of_age and actor.homes:
        own |= Q(person=None, household__in=actor.homes)
    bodies = [held.body for held in actor.held if held.body]
    if bodies:
        own |= Q(person=None, household=None, body__in=bodies)
    return own


@predicate("lead_of_invited")
def lead_of_invited(actor: Actor, thing: Any) -> bool:
    """楼门组长送达: a building lead some of whose doors are invited."""
    buildings = [h.building for h in actor.held if h.role == Role.BUILDING_LEAD and h.building]
    if not buildings:
        return False
    session = session_of(thing)
    known: bool | None = session.__dict__.get("known_led", {}).get(actor.person)
    if known is not None:
        return known
    return Participant.objects.filter(session=session, household__building__in=buildings).exists()


def know_invited(sessions: Sequence[Session], actor: Actor) -> None:
    """Whether the actor is invited to each, and leads a building some of whose doors are. Two statements at most."""
    if actor.person is None:
        return
    mine = set(
        Participant.objects.filter(invited_as(actor), session__in=sessions).values_list(
            "session_id", flat=True
        )
    )
    buildings = [h.building for h in actor.held if h.role == Role.BUILDING_LEAD and h.building]
    led = (
        set(
            Participant.objects.filter(session__in=sessions, household__building__in=buildings).values_list(
                "session_id", flat=True
            )
        )
        if buildings
        else set()
    )
    for session in sessions:
        session.__dict__["known_invited"] = {actor.person: session.pk in mine}
        session.__dict__["known_led"] = {actor.person: session.pk in led}


# What fills in answers for a whole list before its `allowed` is asked: (sessions, reader) each.
KNOW: list[Callable[[Sequence[Session], Actor], None]] = [know_invited]


def know(sessions: Sequence[Session], actor: Actor) -> None:
    for fill in KNOW:
        fill(sessions, actor)


@predicate("mover")
def mover(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and thing.mover_id == actor.person
