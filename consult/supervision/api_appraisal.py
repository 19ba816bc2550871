"""appraisal.score over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router

from consult.kernel.found import existing
from consult.kernel.http import Done, Taken
from consult.kernel.permits import Actor
from consult.meeting.api_verbs import in_room
from consult.meeting.found import person_in
from consult.meeting.models import Room
from consult.resolution.models import Duty

from . import appraising

router = Router(tags=["supervision"])


class AppraiseIn(Taken):
    duty: UUID
    points: int = Field(ge=1, le=5)
    person: UUID | None = None


@router.post("/rooms/{room_id}/appraise", response=Done)
def appraise(request: HttpRequest, room_id: UUID, data: AppraiseIn) -> dict[str, Any]:
    """1 to 5 for one duty."""

    def do(actor: Actor, at: Room) -> None:
        duty = existing(Duty.objects.filter(pk=data.duty))
        appraising.score(
            actor=actor, room=at, duty=duty, points=data.points, person=person_in(actor, data.person)
        )

    return in_room(request, room_id, "appraisal.score", do)
