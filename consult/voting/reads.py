"""What is asked of polls."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from consult.kernel import words
from consult.kernel.log import stamp
from consult.kernel.permits import Actor, any_of

from .casting import receipt_of
from .live import shown
from .models import Cast, Poll
from .paper_desk import reconciliation

# Turnout while open is told in steps of five, so that nobody can be picked out by watching it move.
STEP = 5


def visible(actor: Actor) -> QuerySet[Poll]:
    """Polls of the actor's community, and of those a subdistrict officer looks after."""
    above = {h.subdistrict for h in actor.held if h.community is None and h.subdistrict}
    return Poll.objects.filter(
        Q(community_id=actor.community) | Q(community__subdistrict_id__in=above)
    ).select_related("motion", "session", "community")


def turnout(poll: Poll) -> int:
    """How many rights are used; while the poll is open, rounded down to fives."""
    used = Cast.objects.filter(poll=poll).count()
    return used if poll.stage == "closed" else used - used % STEP


def detail(poll: Poll, actor: Actor) -> dict[str, Any]:
    """A poll's own page: itself, my rights and receipts, and for the desk the roll and the paper account."""
    found = {
        **shown(poll),
        "session": str(poll.session_id),
        "motion_text": {
            "who": poll.motion.who,
            "when": poll.motion.when,
            "what": poll.motion.what,
            "page": poll.motion.page,
        },
        "secrecy_sentence": words.say(f"secrecy.{poll.secrecy}", "zh"),
        "secrecy_sentence_en": words.say(f"secrecy.{poll.secrecy}", "en"),
        "turnout": turnout(poll) if poll.stage in ("open", "closed") else 0,
        "at_most": poll.at_most,
        "budget_fen": poll.budget_fen,
        "mine": mine(poll, actor),
        "seed": poll.seed if poll.stage == "closed" else "",
    }
    if any_of(("session_staff", "session_recorder", "supervisor"), actor, poll):
        used = dict(Cast.objects.filter(poll=poll).values_list("right_id", "channel"))
        found["roll"] = [
            {
                "id": str(right.pk),
                "number": right.number,
                "label": right.label,
                "used": used.get(right.pk),
                "paper": right.paper,
                "present": right.present,
                "struck": right.struck,
                "conflict": right.conflict,
            }
            for right in poll.rights.order_by("number")
        ]
        found["paper"] = reconciliation(poll)
        found["batches"] = [
            {
                "id": str(batch.pk),
                "state": batch.state,
                "numbers": sorted(right.number for right in batch.rights.all()),
                "issued_at": stamp(batch.issued_at),
            }
            for batch in poll.batches.prefetch_related("rights").order_by("issued_at")
        ]
    return found


def mine(poll: Poll, actor: Actor) -> list[dict[str, Any]]:
    if actor.person is None:
        return []
    rights = poll.rights_of(actor.person)
    used = {c.right_id: c for c in Cast.objects.filter(poll=poll, right__in=rights)}
    return [
        {
            "right": str(right.pk),
            "label": right.label,
            "paper": right.paper,
            "conflict": right.conflict,
            "receipt": receipt_of(used[right.pk]).text if right.pk in used else None,
            "channel": used[right.pk].channel if right.pk in used else None,
        }
        for right in rights
    ]
