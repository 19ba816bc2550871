"""Who is who in a room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from consult.agenda.models import Session
from consult.agenda.permits import KNOW
from consult.kernel.permits import Actor, any_of, predicate
from consult.people.models import Role

from .models import Presence

# 说事: who listens at the talk studio's desk, and writes down what is told.
STUDIO = frozenset(
    [
        Role.COMMITTEE_STAFF,
        Role.COMMITTEE_DIRECTOR,
        Role.COMMITTEE_DEPUTY,
        Role.COMMITTEE_MEMBER,
        Role.GRID_WORKER,
        Role.GRID_LEAD,
        Role.BUILDING_LEAD,
    ]
)


@predicate("listens_here")
def listens_here(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and any(
        held.role in STUDIO and held.community == thing.community_id for held in actor.held
    )


@predicate("concern_desk")
def concern_desk(actor: Actor, thing: Any) -> bool:
    """Whoever keeps the session it was told in; at the studio, whoever listens there."""
    return at_the_desk(actor, thing.room) if thing.room is not None else listens_here(actor, thing)


@predicate("teller")
def teller(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and thing.person_id == actor.person


@predicate("attendee")
def attendee(actor: Actor, thing: Any) -> bool:
    """Anybody of the community may come in and listen (任何居民都可列席); what they may do there is asked by guards."""
    return actor.person is not None and actor.community == thing.community_id


@predicate("session_attendee")
def session_attendee(actor: Actor, thing: Any) -> bool:
    """Somebody who was there: signed in at some time."""
    if actor.person is None:
        return False
    known: bool | None = thing.__dict__.get("known_attended", {}).get(actor.person)
    if known is not None:
        return known
    return Presence.objects.filter(room__session_id=thing.pk, person_id=actor.person).exists()


def know_attended(sessions: Sequence[Session], actor: Actor) -> None:
    """Whether the actor was there, for each session of a list. One statement."""
    if actor.person is None:
        return
    there = set(
        Presence.objects.filter(room__session__in=sessions, person_id=actor.person).values_list(
            "room__session_id", flat=True
        )
    )
    for session in sessions:
        session.__dict__["known_attended"] = {actor.person: session.pk in there}


KNOW.append(know_attended)


@predicate("proposal_owner")
def proposal_owner(actor: Actor, thing: Any) -> bool:
    return actor.person is not None and thing.proposer_id == actor.person


@predicate("chair_now")
def chair_now(actor: Actor, thing: Any) -> bool:
    """Who holds the chair at this moment: it may have been handed over."""
    return actor.person is not None and thing.chair_id == actor.person


def at_the_desk(actor: Actor, room: Any) -> bool:
    """Whether this actor may act for people in the hall."""
    return any_of(("session_staff", "session_recorder"), actor, room)
