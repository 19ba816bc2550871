"""As whom an audience of a room reads."""

from __future__ import annotations

from consult.kernel.permits import Actor, Held
from consult.people.models import Role

from .models import Room


def reader_of(room: Room, audience: str) -> Actor:
    """As whom an audience reads names: staff see them in full, everybody else as a neighbour does."""
    held = (Held(role=Role.COMMITTEE_STAFF, community=room.community_id),) if audience == "staff" else ()
    return Actor(person=None, community=room.community_id, held=held)
