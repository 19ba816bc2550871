"""Who is who in a room."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor, any_of, predicate

from .models import Presence


@predicate("attendee")
def attendee(actor: Actor, thing: Any) -> bool:
    """Anybody of the community may come in and listen (任何居民都可列席); what they may do there is asked by guards."""
    return actor.person is not None and actor.community == thing.community_id


@predicate("session_attendee")
def session_attendee(actor: Actor, thing: Any) -> bool:
    """Somebody who was there: signed in at some time."""
    return (
        actor.person is not None
        and Presence.objects.filter(room__session_id=thing.pk, person_id=actor.person).exists()
    )


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
