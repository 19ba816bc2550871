"""What is asked of a room."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from consult.kernel.act import Act

from .models import FloorEntry, Presence, Room
from .rules import INTERJECTIONS, SIDES


def present(room: Room) -> QuerySet[Presence]:
    return Presence.objects.filter(room=room, signed_out_at__isnull=True)


def here(room: Room, person: UUID) -> bool:
    return present(room).filter(person_id=person).exists()


def speaker_of(a: Act) -> UUID | None:
    """Whose words they are: the one named by the desk, or the actor. None asks in advance, for nobody in particular."""
    return a.given.get("speaker") or a.actor.person


def question_of(room: Room) -> QuerySet[FloorEntry]:
    """The floor entries on the present question: the motion where one is pending, else the item."""
    rows = FloorEntry.objects.filter(room=room)
    return rows.filter(motion_id=room.motion_id) if room.motion_id else rows.filter(item_id=room.item_id)


def turns_taken(room: Room) -> dict[str, int]:
    """Turns had on the present question, by person; interjections do not count."""
    had = question_of(room).filter(state__in=[FloorEntry.State.SPEAKING, FloorEntry.State.DONE])
    return Counter(
        str(person) for person in had.exclude(stance__in=INTERJECTIONS).values_list("person_id", flat=True)
    )


def last_side(room: Room) -> str | None:
    return (
        question_of(room)
        .filter(state__in=[FloorEntry.State.SPEAKING, FloorEntry.State.DONE], stance__in=list(SIDES))
        .order_by("-started_at")
        .values_list("stance", flat=True)
        .first()
    )


def open_poll(session: Any) -> Any:
    """The session's poll that is open in the hall, if any; one that runs on for days holds no session up.

    Voting is a later stage: its table is asked by name, not imported.
    """
    polls = apps.get_model("voting", "Poll").objects
    return polls.filter(session_id=session, stage="open", closes_at__isnull=True).first()
