"""ballot.cast over a room's socket: the same function, permits and answer as over HTTP, and no thread waits for company.

The frame's id is the idempotency key. The body goes to the grouper alone: it is kept nowhere with its key.
"""

from __future__ import annotations

import re
from concurrent.futures import Future
from typing import Any
from uuid import UUID

from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import Actor
from consult.meeting.by_socket import Answer, read
from consult.meeting.models import Room

from . import reads, shapes
from .casting import Wish
from .grouping import GROUPER
from .receipts import Receipt

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class CastFrame(shapes.CastIn):
    """`poll` stands in the address over HTTP."""

    poll: UUID


def cast(actor: Actor, room: Room, key: str, asked: dict[str, Any]) -> Future[Answer]:
    """A future of {"receipt": …}, or of the Refusal; it is settled after the commit."""
    if not _KEY.fullmatch(key):
        raise invalid("Idempotency-Key", "请求的编号不合格式", "The idempotency key is malformed")
    body = read(CastFrame, asked)
    found = reads.find(actor, body.poll)
    if found.session_id != room.session_id:
        raise not_found()
    wish = Wish(
        poll=found.pk,
        actor=actor,
        key=key,
        choice=body.choice,
        channel=body.channel,
        right=body.right,
        envelope=shapes.envelope_of(body),
    )
    answer: Future[Answer] = Future()

    def settle(written: Future[Receipt]) -> None:
        error = written.exception()
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result({"receipt": written.result().shown()})

    GROUPER.submit(wish, secret=found.hidden).add_done_callback(settle)
    return answer
