"""What a person holds in polls, and what became of it: for their own screen alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from consult.kernel.permits import Actor

from .casting import may_answer
from .holding import hold, proxy_of, standing
from .models import Cast, Poll
from .receipts import receipt_of


def mine(polls: Sequence[Poll], actor: Actor) -> dict[UUID, list[dict[str, Any]]]:
    """By poll: each right of the actor, whether and how it was used, and the receipt."""
    if actor.person is None:
        return {poll.pk: [] for poll in polls}
    return of_each(polls, [actor.person])[actor.person]


def of_each(polls: Sequence[Poll], persons: Collection[UUID]) -> dict[UUID, dict[UUID, list[dict[str, Any]]]]:
    """The same for each of these people: five statements for any number of polls and people, two more
    where a rule allows proxies."""
    if not polls:
        return {person: {} for person in persons}
    hold(polls, persons)
    every = [right for poll in polls for held in poll.__dict__["held"].values() for right in held]
    used = {c.right_id: c for c in Cast.objects.filter(right__in=every)} if every else {}
    letters = standing(every) if any(poll.rule_text.get("proxies") for poll in polls) else {}
    return {
        person: {
            poll.pk: [
                {
                    **_right(poll, right, used.get(right.pk)),
                    "behalf": proxy_of(poll, person, right) is not None,
                    "proxy": letters.get(right.pk),
                }
                for right in poll.__dict__["held"][person]
            ]
            for poll in polls
        }
        for person in persons
    }


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
