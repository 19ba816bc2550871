"""What addresses of this stage name: rooms, sessions, and people a desk speaks of."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from consult.agenda.models import Session
from consult.kernel.errors import not_found, not_signed_in
from consult.kernel.found import existing
from consult.kernel.http import actor_of
from consult.kernel.permits import Actor
from consult.people.models import Person

from . import tickets
from .models import Opinion, Point, Proposal, Remark, Room


def room_of(room_id: UUID) -> Room:
    """A room anybody signed in to its community may enter; its verbs ask for themselves."""
    # With its stream: how far that is, a snapshot asks at once.
    return existing(Room.objects.select_related("session", "stream").filter(pk=room_id))


def session_of(session_id: UUID) -> Session:
    return existing(Session.objects.filter(pk=session_id))


def remark_of(remark_id: UUID) -> Remark:
    return existing(Remark.objects.filter(pk=remark_id))


def proposal_of(proposal_id: UUID) -> Proposal:
    """A proposal of a session that is no secret any more: proposals come in once it is published."""
    return existing(Proposal.objects.select_related("session").filter(pk=proposal_id))


def opinion_of(opinion_id: UUID) -> Opinion:
    return existing(Opinion.objects.filter(pk=opinion_id))


def point_of(point_id: UUID) -> Point:
    return existing(Point.objects.filter(pk=point_id))


def somebody_in(actor: Actor, person_id: UUID) -> Person:
    """A person who must be named."""
    named = person_in(actor, person_id)
    assert named is not None
    return named


def person_in(actor: Actor, person_id: UUID | None) -> Person | None:
    """Somebody of the actor's community, named by the desk; None where the actor acts for themselves."""
    if person_id is None:
        return None
    if actor.community is None:
        raise not_found()
    return existing(Person.objects.filter(pk=person_id, community_id=actor.community))


def entered(request: HttpRequest, room_id: UUID) -> tuple[Room, Actor]:
    """The room and who enters it. Raises `not_signed_in`, and `not_found` where they may not."""
    actor, room = actor_of(request), room_of(room_id)
    if actor.person is None:
        raise not_signed_in()
    if not tickets.may_enter(actor, room):
        raise not_found()
    return room, actor
