"""What this stage adds to earlier stages' pages: a matter's votes, and the votes that wait for the reader."""

from __future__ import annotations

from typing import Any

from consult.intake.models import Matter
from consult.kernel.act import allowed, waits
from consult.kernel.permits import Actor
from consult.kernel.words import say

from .mine import mine
from .models import Poll
from .reads import visible

MOST_ASKED = 5


def matter_parts(matter: Matter, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """{"links"} to the votes on a matter that the reader may see, in the order they were prepared. One statement."""
    polls = visible(reader).filter(motion__matter=matter).exclude(stage__in=["prepared", "void"])
    return {
        "links": [
            {
                "kind": "poll",
                "id": poll.pk,
                "name": say("link.poll", "zh", motion=poll.motion.title),
                "name_en": say("link.poll", "en", motion=poll.motion.title),
            }
            for poll in polls.order_by("prepared_at", "pk")
        ]
    }


def waiting(actor: Actor) -> list[dict[str, Any]]:
    """Open votes in which the reader still has a right to use, the one that ends first before the others."""
    if actor.person is None:
        return []
    polls = list(visible(actor).filter(stage="open").order_by("closes_at", "prepared_at", "pk"))
    rights = mine(polls, actor)
    asked = [poll for poll in polls if any(right["usable"] for right in rights[poll.pk])]
    return [_row(poll, actor) for poll in asked[:MOST_ASKED]]


def desk_figures(actor: Actor) -> dict[str, int]:
    """Votes that are prepared or open and wait at this desk: each by its session, in one statement."""
    alive = visible(actor).filter(stage__in=["prepared", "open"])
    return {"polls": sum(waits(poll, actor) for poll in alive)}


def _row(poll: Poll, actor: Actor) -> dict[str, Any]:
    return {
        "kind": "poll",
        "id": poll.pk,
        "number": poll.motion.number,
        "title": poll.motion.title,
        "stage": poll.stage,
        "sentence": say("state.poll.open", "zh"),
        "sentence_en": say("state.poll.open", "en"),
        "due": poll.closes_at,
        "rail": [],
        "allowed": allowed(poll, actor),
    }
