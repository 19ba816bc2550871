"""The verbs that may also travel on a room's socket: same function, permits, limits, errors and key as over HTTP.

They are named in config/wiring.py, so that a later stage can add its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

import structlog
from django.contrib.sessions.models import Session as SignIn
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from ninja import Schema
from pydantic import ValidationError

from consult.kernel.errors import Refusal, failed, invalid, not_found, not_signed_in, unavailable
from consult.kernel.http import perform
from consult.kernel.permits import Actor
from consult.people.models import Person
from consult.people.who import actor_of

from . import floor, remarks, taken
from .database import on_database
from .found import person_in
from .models import Room
from .tickets import Ticket, may_enter

log = structlog.get_logger()
Body = TypeVar("Body", bound=Schema)

Answer = dict[str, Any]
# (actor, room, key, the frame) → the answer, or a future of it where the verb waits for company.
SocketVerb = Callable[[Actor, Room, str, dict[str, Any]], "Answer | Future[Answer]"]
# Filled by config/wiring.py.
VERBS: dict[str, SocketVerb] = {}


async def do(ticket: Ticket, *, verb: str, key: str, asked: dict[str, Any]) -> dict[str, Any]:
    """{"ok": what HTTP would answer} or {"error": the envelope}; always after the commit."""
    try:
        answer = await on_database(partial(_do, ticket, verb, key, asked))
        if isinstance(answer, Future):
            answer = await asyncio.wrap_future(answer)
        return {"ok": answer}
    except Refusal as refusal:
        return {"error": refusal.envelope()}
    except (OperationalError, InterfaceError) as error:
        log.warning("the database did not answer", verb=verb, kind=type(error).__name__)
        return {"error": unavailable().envelope()}
    except Exception as error:
        log.exception("a socket verb failed", verb=verb, kind=type(error).__name__)
        return {"error": failed().envelope()}


def _do(ticket: Ticket, verb: str, key: str, asked: dict[str, Any]) -> Answer | Future[Answer]:
    """Who it is and what they may do is read anew for every verb: a role that ended a moment ago ended."""
    if verb not in VERBS:
        raise invalid("do", "不能在会场里这样做", "This cannot be done over the room's socket")
    if ticket.person is None:
        raise not_signed_in()
    signed_in = SignIn.objects.filter(session_key=ticket.session, expire_date__gt=timezone.now())
    person = Person.objects.filter(pk=ticket.person, account__is_active=True).first()
    if person is None or not signed_in.exists():
        raise not_signed_in()
    room = Room.objects.select_related("session").filter(pk=ticket.room).first()
    actor = actor_of(person)
    if room is None or not may_enter(actor, room):
        raise not_found()
    return VERBS[verb](actor, room, key, asked)


def read(schema: type[Body], asked: dict[str, Any]) -> Body:
    """The frame as the body HTTP would take; refused as HTTP would refuse it."""
    try:
        return schema.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        refusal = invalid(
            ".".join(str(part) for part in first["loc"]),
            "填写的内容不合要求",
            "Something filled in is not as required",
        )
        refusal.facts["detail"] = str(first["msg"])[:200]
        raise refusal from error


def raise_hand(actor: Actor, room: Room, key: str, asked: dict[str, Any]) -> Answer:
    body = read(taken.Raise, asked)

    def do(who: Actor) -> tuple[Room, dict[str, Any]]:
        speaker = person_in(who, body.person)
        made = floor.raise_hand(actor=who, room=room, stance=body.stance, person=speaker)
        return room, {"id": str(made.pk)}

    return perform(actor, key=key, name="floor.raise", do=do)


def lower_hand(actor: Actor, room: Room, key: str, asked: dict[str, Any]) -> Answer:
    body = read(taken.Somebody, asked)

    def do(who: Actor) -> Room:
        floor.lower_hand(actor=who, room=room, person=person_in(who, body.person))
        return room

    return perform(actor, key=key, name="floor.lower", do=do)


def send_remark(actor: Actor, room: Room, key: str, asked: dict[str, Any]) -> Answer:
    body = read(taken.RemarkIn, asked)

    def do(who: Actor) -> tuple[Room, dict[str, Any]]:
        made = remarks.send(
            actor=who,
            room=room,
            text=body.text,
            stance=body.stance,
            person=person_in(who, body.person),
            on_paper=body.on_paper,
        )
        return room, {"id": str(made.pk)}

    return perform(actor, key=key, name="remark.send", do=do)
