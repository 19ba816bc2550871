"""Casts as they come in, over HTTP or a socket: what need not be read for each of them is read once.

Who stands behind a socket's ticket is read for the whole batch: one by one it took eight times as long as writing the
ballot. Whether a poll may be seen is asked of those who hold no right in it; whoever holds one may use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consult.kernel.errors import Refusal, not_found
from consult.kernel.found import existing
from consult.meeting.by_socket import callers
from consult.meeting.tickets import Ticket

from . import reads
from .casting import Wish, cast_together
from .models import Poll
from .receipts import Receipt


@dataclass(frozen=True)
class Known:
    """Of a poll: its session, and whether its ballots wait for company. Neither changes while the poll lives."""

    session: UUID
    hidden: bool


KNOWN: dict[UUID, Known] = {}
MOST_KNOWN = 1000


def known_of(poll: UUID) -> Known:
    """Raises not_found; one statement the first time."""
    known = KNOWN.get(poll)
    if known is None:
        found = existing(Poll.objects.filter(pk=poll).only("session_id", "secrecy"))
        if len(KNOWN) >= MOST_KNOWN:
            KNOWN.clear()
        known = KNOWN[poll] = Known(found.session_id, found.hidden)
    return known


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
    return [wish if isinstance(wish, Refusal) else _as_seen(next(told), wish) for wish in wishes]


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


def _as_seen(answer: Receipt | Refusal, wish: Wish) -> Receipt | Refusal:
    """Who holds no right is told so of a poll they may see, and nothing of another."""
    if isinstance(answer, Refusal) and answer.code == "no_right":
        try:
            reads.find(wish.actor, wish.poll)
        except Refusal as unseen:
            return unseen
    return answer
