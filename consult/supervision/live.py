"""What an appraisal session shows: what was promised beside what was done, how many scored it, and in the end how well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from consult.meeting.models import Room
from consult.meeting.stream import OwnParts
from consult.resolution.models import Duty

from .appraising import FORM, MOST, promised
from .models import AppraisalScore


class AppraisalFold:
    """By duty. The average is told when the session is over: nobody scores after the others' scores."""

    name = "appraisal"

    def whole(self, room: Room, audience: str) -> Any:
        if room.session.form != FORM:
            return {}
        points: dict[UUID, list[int]] = defaultdict(list)
        for duty, given in AppraisalScore.objects.filter(room=room).values_list("duty", "points"):
            points[duty].append(given)
        over = room.session.stage == "closed"
        return {str(duty.pk): _shown(duty, points[duty.pk], over) for duty in promised(room)[:MOST]}

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        found: OwnParts = defaultdict(dict)
        given = AppraisalScore.objects.filter(room=room, person__in=persons)
        for person, duty, points in given.values_list("person", "duty", "points"):
            found[person][f"appraisal.{duty}"] = points
        return found


def _shown(duty: Duty, points: list[int], over: bool) -> dict[str, Any]:
    proposal, order = duty.proposal, getattr(duty, "order", None)
    return {
        "what": duty.what,
        "who": duty.person_name or duty.get_party_display(),
        "deadline": duty.deadline.isoformat() if duty.deadline else None,
        "money": duty.money,
        "standard": duty.standard,
        "proposal": f"{proposal.number}. {proposal.title}" if proposal else "",
        "promised": f"由{proposal.who}，{proposal.when}：{proposal.what}" if proposal else "",
        "done": order.stage if order else "",
        "scored": len(points),
        # Hundredths of a point, rounded down.
        "average": sum(points) * 100 // len(points) if over and points else None,
    }


FOLDS = (AppraisalFold(),)
