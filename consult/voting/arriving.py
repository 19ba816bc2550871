"""Casts that came over sockets: who stands behind each is read for the whole batch; then they are wishes like any other.

Read one by one it took eight times as long as writing the ballot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consult.kernel.errors import Refusal, not_found
from consult.meeting.by_socket import callers
from consult.meeting.tickets import Ticket

from . import reads
from .casting import Wish, cast_together
from .receipts import Receipt


@dataclass(frozen=True)
class OnSocket:
    """A wish whose voter is whoever the ticket was given to. `session` is the poll's: its room alone may bring it."""

    ticket: Ticket
    poll: UUID
    session: UUID
    key: str
    choice: Any
    channel: str
    right: UUID | None
    envelope: bytes | None


def cast_arrived(arrived: Sequence[Wish | OnSocket]) -> list[Receipt | Refusal]:
    """`cast_together` for wishes of both roads; an answer for each in order."""
    wishes = _wishes(arrived)
    told = iter(cast_together([wish for wish in wishes if isinstance(wish, Wish)]))
    return [
        wish if isinstance(wish, Refusal) else _as_seen(next(told), wish, came)
        for came, wish in zip(arrived, wishes, strict=True)
    ]


def _wishes(arrived: Sequence[Wish | OnSocket]) -> list[Wish | Refusal]:
    tickets = [came.ticket for came in arrived if isinstance(came, OnSocket)]
    found = iter(callers(tickets) if tickets else ())
    return [came if isinstance(came, Wish) else _wish(came, next(found)) for came in arrived]


def _wish(came: OnSocket, caller: Any) -> Wish | Refusal:
    if isinstance(caller, Refusal):
        return caller
    actor, room = caller
    if room.session_id != came.session:
        return not_found()
    return Wish(
        poll=came.poll,
        actor=actor,
        key=came.key,
        choice=came.choice,
        channel=came.channel,
        right=came.right,
        envelope=came.envelope,
    )


def _as_seen(answer: Receipt | Refusal, wish: Wish, came: Wish | OnSocket) -> Receipt | Refusal:
    """Whoever holds a right may use it. Who holds none is told so of a poll they may see, and nothing of another."""
    if isinstance(answer, Refusal) and answer.code == "no_right" and isinstance(came, OnSocket):
        try:
            reads.find(wish.actor, wish.poll)
        except Refusal as unseen:
            return unseen
    return answer
