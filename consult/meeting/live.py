"""What this stage shows in a room: the session's own folds, `room`, `agenda`, `motion` and `minutes`, and the list of all.

What is said stands in `live_speech.py`, proposals in `live_proposals.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from consult.agenda.forms import FORMS
from consult.agenda.models import Motion
from consult.agenda.phases import Phase
from consult.kernel.found import only
from consult.kernel.log import stamp
from consult.people.naming import names

from .live_proposals import CallFold, ProposalsFold
from .live_readers import reader_of
from .live_speech import ConcernsFold, FloorFold, OpinionsFold, PointsFold, RemarksFold
from .models import Minutes, Room
from .reads import counted, phase_of, stances_open
from .stream import OwnParts


class RoomFold:
    name = "room"

    def whole(self, room: Room, audience: str) -> Any:
        session = room.session
        form = FORMS[session.form]
        chair = names([room.chair_id], reader_of(room, audience)) if room.chair_id else {}
        return {
            "session": str(session.pk),
            "title": session.title,
            "form": session.form,
            "stage": session.stage,
            "place": session.place,
            "starts_at": stamp(session.starts_at),
            "phase": _phase(phase_of(room)),
            "phases": [_phase(phase) for phase in form.phases],
            "stances": list(stances_open(room)),
            "points": list(form.points),
            "round": room.round,
            "chair": {"id": str(room.chair_id), "name": chair.get(room.chair_id, "")}
            if room.chair_id
            else None,
            "item": str(room.item_id) if room.item_id else None,
            "remarks_held": room.remarks_held,
            "turn_seconds": room.turn_seconds,
            "turns_each": room.turns_each,
        }

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        """Who else is present is a gauge (gauges.py): an event for each sign-in would render a thousand names."""
        found: OwnParts = {
            person: {"chair": person == room.chair_id, "presence": None, "removed": "", "warned": ""}
            for person in persons
        }
        columns = ("person", "mode", "removed_at", "removed_why", "warned")
        for person, mode, removed_at, removed_why, warned in (
            counted(room).filter(person__in=persons).values_list(*columns)
        ):
            here = {
                "presence": mode if removed_at is None else None,
                "removed": removed_why,
                "warned": warned,
            }
            found[person].update(here)
        return found


def _phase(phase: Phase | None) -> dict[str, Any] | None:
    return (
        {
            "code": phase.code,
            "zh": phase.zh,
            "en": phase.en,
            "does": list(phase.does),
            "speakers": phase.speakers,
        }
        if phase
        else None
    )


class AgendaFold:
    name = "agenda"

    def whole(self, room: Room, audience: str) -> Any:
        return [
            {
                "id": str(item.pk),
                "title": item.title,
                "minutes": item.minutes,
                "motion": str(item.motion_id or ""),
            }
            for item in room.session.items.order_by("position")
        ]

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        return {}


class MotionFold:
    """The motion before the room, whole: it is always in sight."""

    name = "motion"

    def whole(self, room: Room, audience: str) -> Any:
        motion = only(Motion.objects.filter(pk=room.motion_id)) if room.motion_id else None
        if motion is None:
            return None
        return {
            "id": str(motion.pk),
            "title": motion.title,
            "who": motion.who,
            "when": motion.when,
            "what": motion.what,
            "stage": motion.stage,
            "rule": motion.rule,
            "options": motion.options,
            "preferred": motion.preferred,
            "page": motion.page,
        }

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        return {}


class MinutesFold:
    """The minutes as they grow: beside the meeting on the staff's desk; others read them once frozen."""

    name = "minutes"

    def whole(self, room: Room, audience: str) -> Any:
        if audience != "staff":
            return None
        minutes = only(Minutes.objects.filter(session_id=room.session_id))
        if minutes is None:
            return None
        approved = minutes.approved.count()
        return {
            "text": minutes.text,
            "frozen": minutes.frozen_at is not None,
            "approved": approved,
            "asked_anew": minutes.approvals.count() - approved,
        }

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        return {}


FOLDS = (
    RoomFold(),
    AgendaFold(),
    MotionFold(),
    FloorFold(),
    RemarksFold(),
    PointsFold(),
    CallFold(),
    ProposalsFold(),
    ConcernsFold(),
    OpinionsFold(),
    MinutesFold(),
)
