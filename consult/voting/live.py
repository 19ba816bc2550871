"""What voting shows in a room: the session's polls, and on one's own screen one's own rights and receipts."""

from __future__ import annotations

from typing import Any

from consult.kernel.act import Act
from consult.kernel.log import stamp
from consult.kernel.permits import Actor
from consult.meeting.acting import in_stream
from consult.meeting.models import Room

from .casting import receipt_of
from .models import Cast, Poll


class PollsFold:
    """Open and settled polls. While one is open nothing of its result exists here, for anybody."""

    name = "polls"

    def whole(self, room: Room, audience: str) -> Any:
        polls = Poll.objects.filter(session_id=room.session_id).exclude(stage="void").select_related("motion")
        return {str(poll.pk): shown(poll) for poll in polls}

    def mine(self, room: Room, actor: Actor) -> dict[str, Any]:
        if actor.person is None:
            return {}
        found: dict[str, Any] = {}
        for poll in Poll.objects.filter(session_id=room.session_id, stage="open"):
            rights = poll.rights_of(actor.person)
            cast = {c.right_id: receipt_of(c) for c in Cast.objects.filter(poll=poll, right__in=rights)}
            found[f"poll.{poll.pk}"] = [
                {
                    "right": str(right.pk),
                    "label": right.label,
                    "paper": right.paper,
                    "conflict": right.conflict,
                    "receipt": cast[right.pk].text if right.pk in cast else None,
                }
                for right in rights
            ]
        return found


def shown(poll: Poll) -> dict[str, Any]:
    """A poll as everybody may see it."""
    text = poll.rule_text
    return {
        "id": str(poll.pk),
        "motion": str(poll.motion_id),
        "title": poll.motion.title,
        "stage": poll.stage,
        "rule": poll.rule,
        "rule_title": text.get("title", {}),
        "article": text.get("article", ""),
        "ballot": text.get("ballot", ""),
        "secrecy": poll.secrecy,
        "means": poll.means,
        "force": poll.force,
        "options": poll.options,
        "entitled": poll.entitled,
        "present": poll.present,
        "present_on_site": poll.present_on_site,
        "opened_at": stamp(poll.opened_at) if poll.opened_at else None,
        "closes_at": stamp(poll.closes_at) if poll.closes_at else None,
        **(
            {
                "verdict": poll.verdict,
                "sentence": poll.sentence,
                "sentence_en": poll.sentence_en,
                "counts": poll.counts,
            }
            if poll.stage == "closed"
            else {}
        ),
    }


def show_poll(a: Act) -> None:
    """Downstream of what is done to a poll: its room shows it."""
    room = Room.objects.filter(session_id=a.on.session_id).first()
    if room is not None:
        parts = [f"polls.{a.on.pk}", "motion", "room"]
        in_stream(room, verb=a.verb, actor=a.actor, parts=parts, data={"poll": str(a.on.pk)})


FOLDS = (PollsFold(),)
