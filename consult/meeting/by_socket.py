"""The verbs that may also travel on a room's socket: same function, permits, limits, errors and key as over HTTP.

They are named in config/wiring.py, so that a later stage can add its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

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
from consult.people.who import actors_of

from . import floor, remarks, taken
from .database import on_database
from .found import person_in
from .models import Room
from .tickets import Ticket, may_enter

log = structlog.get_logger()
Body = TypeVar("Body", bound=Schema)

Answer = dict[str, Any]
# (actor, room, key, the frame) → the answer.
SocketVerb = Callable[[Actor, Room, str, dict[str, Any]], Answer]
# A verb that is done for many together: (ticket, key, the frame) → the answer, on the event loop, without its own thread.
TogetherVerb = Callable[[Ticket, str, dict[str, Any]], Awaitable[Answer]]
# Filled by config/wiring.py.
VERBS: dict[str, SocketVerb] = {}
TOGETHER: dict[str, TogetherVerb] = {}


async def do(ticket: Ticket, *, verb: str, key: str, asked: dict[str, Any]) -> dict[str, Any]:
    """{"ok": what HTTP would answer} or {"error": the envelope}; always after the commit."""
    try:
        if verb in TOGETHER:
            return {"ok": await TOGETHER[verb](ticket, key, asked)}
        return {"ok": await on_database(partial(_do, ticket, verb, key, asked))}
    except Refusal as refusal:
        return {"error": refusal.envelope()}
    except (OperationalError, InterfaceError) as error:
        log.warning("the database did not answer", verb=verb, kind=type(error).__name__)
        return {"error": unavailable().envelope()}
    except Exception as error:
        log.exception("a socket verb failed", verb=verb, kind=type(error).__name__)
        return {"error": failed().envelope()}


def _do(ticket: Ticket, verb: str, key: str, asked: dict[str, Any]) -> Answer:
    if verb not in VERBS:
        raise invalid("do", "不能在会场里这样做", "This cannot be done over the room's socket")
    [caller] = callers([ticket])
    if isinstance(caller, Refusal):
        raise caller
    return VERBS[verb](*caller, key, asked)


def callers(tickets: Sequence[Ticket]) -> list[tuple[Actor, Room] | Refusal]:
    """Who stands behind each ticket now, and in which room: five statements for any number of them.

    Who it is and what they may do is read anew for every verb: a role that ended a moment ago ended.
    """
    keys = {ticket.session for ticket in tickets if ticket.session}
    signed_in = set(
        SignIn.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "pk", flat=True
        )
    )
    asking = {
        ticket.person for ticket in tickets if ticket.session in signed_in and ticket.person is not None
    }
    actors = actors_of(list(Person.objects.filter(pk__in=asking, account__is_active=True)))
    rooms = Room.objects.select_related("session").in_bulk({ticket.room for ticket in tickets})
    return [_caller(ticket, signed_in, actors, rooms) for ticket in tickets]


def _caller(
    ticket: Ticket, signed_in: set[str], actors: dict[UUID, Actor], rooms: dict[UUID, Room]
) -> tuple[Actor, Room] | Refusal:
    actor = actors.get(ticket.person) if ticket.person and ticket.session in signed_in else None
    if actor is None:
        return not_signed_in()
    room = rooms.get(ticket.room)
    return (actor, room) if room is not None and may_enter(actor, room) else not_found()


def read(schema: type[Body], asked: dict[str, Any]) -> Body:
    """The frame as the body HTTP would take, without its key and verb; refused as HTTP would refuse it."""
    try:
        return schema.model_validate({name: each for name, each in asked.items() if name not in ("id", "do")})
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

    return perform(actor, key=key, name="floor.raise", do=do, about=str(room.pk))


def lower_hand(actor: Actor, room: Room, key: str, asked: dict[str, Any]) -> Answer:
    body = read(taken.Somebody, asked)

    def do(who: Actor) -> Room:
        floor.lower_hand(actor=who, room=room, person=person_in(who, body.person))
        return room

    return perform(actor, key=key, name="floor.lower", do=do, about=str(room.pk))


def send_remark(actor: Actor, room: Room, key: str, asked: dict[str, Any]) -> Answer:
    body = read(taken.RemarkIn, asked)

    def do(who: Actor) -> tuple[Room, dict[str, Any]]:
        author = person_in(who, body.person)
        remarks.take_turn(who, author)
        made = remarks.send(
            actor=who,
            room=room,
            text=body.text,
            stance=body.stance,
            person=author,
            on_paper=body.on_paper,
        )
        return room, {"id": str(made.pk)}

    return perform(actor, key=key, name="remark.send", do=do, about=str(room.pk))
