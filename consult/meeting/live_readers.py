"""As whom an audience of a room reads."""

from __future__ import annotations

from uuid import UUID

from consult.kernel.permits import Actor, Held
from consult.people.models import Role

from .models import Room


def reader_of(room: Room, audience: str) -> Actor:
    """As whom an audience reads names: staff see them in full, everybody else as a neighbour does."""
    if audience == "staff":
        return by_full_name(room.community_id)
    return Actor(person=None, community=room.community_id)


def by_full_name(community: UUID) -> Actor:
    """Nobody in particular who reads names in full: the desk's screens, and papers of those who were there."""
    held = (Held(role=Role.COMMITTEE_STAFF, community=community),)
    return Actor(person=None, community=community, held=held)
