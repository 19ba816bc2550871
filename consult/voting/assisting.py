"""poll.assist 协助投票: a right used for its holder, who says the choice, before a second person.

By the desk or a grid worker, never by a building lead, and never by or before somebody with a stake in the question.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from consult.kernel.permits import Actor

from .casting import Wish
from .grouping import GROUPER
from .models import Cast, Poll, VotingRight
from .receipts import Receipt


def assist(
    *,
    actor: Actor,
    poll: Poll,
    right: VotingRight,
    choice: Any,
    witness: UUID,
    key: str,
    envelope: bytes | None = None,
) -> Receipt:
    """Cast for somebody at their word; like any other ballot it waits for company in the box. Raises Refusal."""
    wish = Wish(
        poll=poll.pk,
        actor=actor,
        key=key,
        choice=choice,
        channel=Cast.Channel.ASSISTED,
        right=right.pk,
        witness=witness,
        envelope=envelope,
    )
    return GROUPER.cast(wish, secret=poll.hidden)
