"""What is asked of a room."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from consult.agenda.forms import FORMS
from consult.agenda.models import Participant
from consult.agenda.permits import invited_as
from consult.agenda.phases import Phase
from consult.kernel.act import Act
from consult.kernel.found import only
from consult.people.models import Person
from consult.people.who import actor_of

from .models import FloorEntry, Presence, Proposal, Remark, Room
from .rules import SIDES, UNCOUNTED, Asking, debate_exhausted

# Turns that were begun, whatever became of them.
SPOKEN = (FloorEntry.State.SPEAKING, FloorEntry.State.INTERRUPTED, FloorEntry.State.DONE)


def counted(room: Room) -> QuerySet[Presence]:
    """到会: who came and has not signed out. Somebody sent out of the room still counts, and still votes (principle 9)."""
    return Presence.objects.filter(room=room, signed_out_at__isnull=True)


# The last remarks a snapshot carries; earlier ones stay readable as static text.
REMARKS = 100


def remarks_of(room: Room, *, held: bool) -> QuerySet[Remark]:
    """The newest first: those shown, or with the held and refused ones, as the desk reads them."""
    rows = Remark.objects.filter(room=room).order_by("-at", "-pk")
    return rows if held else rows.filter(state=Remark.State.SHOWN)


def present(room: Room) -> QuerySet[Presence]:
    """Who is in the room and may speak there."""
    return counted(room).filter(removed_at__isnull=True)


def here(room: Room, person: UUID) -> bool:
    return present(room).filter(person_id=person).exists()


def phase_of(room: Room) -> Phase | None:
    """The phase the room is in; None where it has none, and nothing is restricted."""
    return FORMS[room.session.form].phase(room.phase)


def stances_open(room: Room) -> tuple[str, ...]:
    """What one may ask to speak for now, besides interjections."""
    phase = phase_of(room)
    return FORMS[room.session.form].stances if phase is None else phase.stances


def does(room: Room, what: str) -> bool:
    phase = phase_of(room)
    return phase is None or what in phase.does


def turn_seconds(room: Room) -> int:
    phase = phase_of(room)
    return (phase.seconds if phase else 0) or room.turn_seconds


def is_party(room: Room, person: UUID) -> bool:
    """Whether somebody is a party to what is coordinated: invited as one of those touched (X). Where nobody is, all are."""
    parties = Participant.objects.filter(session_id=room.session_id, part=Participant.Part.X)
    found = only(Person.objects.filter(pk=person))
    return not parties.exists() or (
        found is not None and parties.filter(invited_as(actor_of(found))).exists()
    )


def brought(room: Room) -> QuerySet[Proposal]:
    """The proposals that stand in this review."""
    return Proposal.objects.filter(session_id=room.session_id, stage="submitted").order_by("number")


def unheard(room: Room) -> QuerySet[Proposal]:
    """Those of them that nobody has presented yet."""
    presented = FloorEntry.objects.filter(room=room, proposal__isnull=False, state__in=SPOKEN)
    return brought(room).exclude(pk__in=presented.values("proposal"))


def speaker_of(a: Act) -> UUID | None:
    """Whose words they are: the one named by the desk, or the actor. None asks in advance, for nobody in particular."""
    return a.given.get("speaker") or a.actor.person


def question_of(room: Room) -> QuerySet[FloorEntry]:
    """The floor entries on the present question: the motion where one is pending, else the item."""
    rows = FloorEntry.objects.filter(room=room)
    return rows.filter(motion_id=room.motion_id) if room.motion_id else rows.filter(item_id=room.item_id)


def turns_taken(room: Room) -> dict[str, int]:
    """Turns had on the present question, by person; interjections and rounds do not count."""
    return counted_turns(question_of(room))


def counted_turns(entries: QuerySet[FloorEntry]) -> dict[str, int]:
    had = entries.filter(state__in=SPOKEN).exclude(stance__in=UNCOUNTED)
    return Counter(str(person) for person in had.values_list("person_id", flat=True))


def last_side(room: Room) -> str | None:
    return (
        question_of(room)
        .filter(state__in=SPOKEN, stance__in=list(SIDES))
        .order_by("-started_at")
        .values_list("stance", flat=True)
        .first()
    )


def spoke_on_motion(room: Room, person: UUID | None) -> bool:
    """Whether somebody has spoken on the motion before the room."""
    if room.motion_id is None or person is None:
        return False
    entries = FloorEntry.objects.filter(room=room, motion_id=room.motion_id, person_id=person)
    return entries.filter(started_at__isnull=False).exists()


def debate_over(room: Room, motion: UUID) -> bool:
    """Whether the question may be put as far as speaking goes: see `rules.debate_exhausted`."""
    entries = FloorEntry.objects.filter(room=room, motion_id=motion)
    states = FloorEntry.State
    waiting = [
        Asking(str(e.pk), str(e.person_id), e.stance, e.place) for e in entries.filter(state=states.WAITING)
    ]
    return debate_exhausted(
        speaking=entries.filter(state__in=[states.SPEAKING, states.INTERRUPTED]).exists(),
        waiting=waiting,
        taken=counted_turns(entries),
        each=room.turns_each,
    )


def open_poll(session: Any) -> Any:
    """The session's poll that is open in the hall, if any; one that runs on for days holds no session up.

    Voting is a later stage: its table is asked by name, not imported.
    """
    polls = apps.get_model("voting", "Poll").objects
    return polls.filter(session_id=session, stage="open", closes_at__isnull=True).first()
