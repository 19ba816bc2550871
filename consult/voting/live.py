"""What voting shows in a room: the session's polls, and on one's own screen one's own rights and receipts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from consult.kernel.act import Act
from consult.kernel.found import only
from consult.kernel.log import stamp
from consult.meeting.acting import in_stream
from consult.meeting.models import Room
from consult.meeting.stream import OwnParts

from .mine import of_each
from .models import Poll
from .results import choices, result
from .rules_articles import article_en


class PollsFold:
    """Prepared, open and settled polls. While one is open nothing of its result exists here, for anybody."""

    name = "polls"

    def whole(self, room: Room, audience: str) -> Any:
        polls = Poll.objects.filter(session_id=room.session_id).exclude(stage="void").select_related("motion")
        return {str(poll.pk): shown(poll) for poll in polls}

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        polls = list(Poll.objects.filter(session_id=room.session_id, stage="open"))
        return {
            person: {f"poll.{pk}": rights for pk, rights in by_poll.items()}
            for person, by_poll in of_each(polls, persons).items()
        }


def shown(poll: Poll) -> dict[str, Any]:
    """A poll as everybody in its room may see it."""
    text = poll.rule_text
    return {
        "id": str(poll.pk),
        "number": poll.number,
        "motion": str(poll.motion_id),
        "title": poll.motion.title,
        "stage": poll.stage,
        "rule": poll.rule,
        "rule_title": text.get("title", {}),
        "article": text.get("article", ""),
        "article_en": article_en(text.get("article", "")),
        "ballot": text.get("ballot", ""),
        "secrecy": poll.secrecy,
        "means": poll.means,
        "force": poll.force,
        "choices": choices(poll),
        "adopts": [option["text"] for option in poll.adopts],
        "may_choose": poll.at_most,
        "entitled": poll.entitled,
        "present": poll.present,
        "present_on_site": poll.present_on_site,
        "opened_at": stamp(poll.opened_at) if poll.opened_at else None,
        "closes_at": stamp(poll.closes_at) if poll.closes_at else None,
        "result": result(poll) if poll.stage == "closed" else None,
    }


def show_poll(a: Act) -> None:
    """Downstream of what is done to a poll: its room shows it."""
    room = only(Room.objects.filter(session_id=a.on.session_id))
    if room is not None:
        parts = [f"polls.{a.on.pk}", "motion", "room"]
        in_stream(room, verb=a.verb, actor=a.actor, parts=parts, data={"poll": str(a.on.pk)})


FOLDS = (PollsFold(),)
