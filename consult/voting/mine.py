"""What a person holds in polls, and what became of it: for their own screen alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from consult.kernel.permits import Actor

from .casting import may_answer
from .holding import hold
from .models import Cast, Poll
from .receipts import receipt_of


def mine(polls: Sequence[Poll], actor: Actor) -> dict[UUID, list[dict[str, Any]]]:
    """By poll: each right of the actor, whether and how it was used, and the receipt; five statements for any number."""
    if actor.person is None or not polls:
        return {poll.pk: [] for poll in polls}
    hold(polls, [actor.person])
    rights = {poll.pk: poll.__dict__["held"][actor.person] for poll in polls}
    every = [right for held in rights.values() for right in held]
    used = {c.right_id: c for c in Cast.objects.filter(right__in=every)} if every else {}
    return {poll.pk: [_right(poll, right, used.get(right.pk)) for right in rights[poll.pk]] for poll in polls}


def _right(poll: Poll, right: Any, cast: Cast | None) -> dict[str, Any]:
    # A paper ballot has its stub, not a receipt.
    receipt = receipt_of(cast) if cast is not None and cast.receipt else None
    return {
        "right": str(right.pk),
        "label": right.label,
        "usable": not (right.struck or right.conflict or right.paper or cast) and may_answer(poll, right),
        "paper": right.paper,
        "conflict": right.conflict,
        "struck": right.struck,
        "present": right.present,
        "channel": cast.channel if cast is not None else None,
        "receipt": receipt.shown() if receipt else None,
    }
