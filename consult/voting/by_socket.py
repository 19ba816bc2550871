"""ballot.cast over a room's socket: the same permits and answer as over HTTP, and no thread waits for it.

The frame's id is the idempotency key. The body goes to the grouper alone: it is kept nowhere with its key. Who it is and
what they may do is read by the grouper for the whole batch: alone it took longer than the ballot.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Any
from uuid import UUID

from consult.kernel.errors import invalid
from consult.meeting.by_socket import Answer, read
from consult.meeting.database import on_database
from consult.meeting.tickets import Ticket

from . import taken
from .arriving import KNOWN, OnSocket, known_of
from .grouping import GROUPER

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class CastFrame(taken.CastIn):
    """`poll` stands in the address over HTTP."""

    poll: UUID


async def cast(ticket: Ticket, key: str, asked: dict[str, Any]) -> Answer:
    """{"receipt": …} after the commit, or the Refusal."""
    if not _KEY.fullmatch(key):
        raise invalid("Idempotency-Key", "请求的编号不合格式", "The idempotency key is malformed")
    body = read(CastFrame, asked)
    known = KNOWN.get(body.poll)
    if known is None:
        known = await on_database(partial(known_of, body.poll))
    wish = OnSocket(
        ticket,
        poll=body.poll,
        session=known.session,
        key=key,
        choice=body.choice,
        channel=body.channel,
        right=body.right,
        envelope=taken.envelope_of(body),
    )
    receipt = await asyncio.wrap_future(GROUPER.submit(wish, secret=known.hidden))
    return {"receipt": receipt.shown()}
