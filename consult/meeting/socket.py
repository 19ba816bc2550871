"""Room sockets: a plain ASGI application under Channels' routing and origin check.

Not a consumer class: Channels hops to a thread for every incoming message (70–100 µs). The first frame carries the
ticket, the epoch and the position; the answer is `hello` and then what was missed, or `resync`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import structlog

from consult.kernel.errors import Refusal, invalid, not_found
from consult.kernel.once import once
from consult.people.models import Person
from consult.people.who import actor_of

from . import stream
from .hub import HUBS, Hub, Member, on_database
from .models import Room
from .tickets import Ticket, read

log = structlog.get_logger()

_PATH = re.compile(r"^/ws/rooms/([0-9a-f-]{36})$")
FIRST_FRAME_SECONDS = 10
MESSAGE_BYTES = 16 * 1024
# Ten messages a second with a burst of thirty.
RATE, BURST = 10.0, 30.0

# Verbs a socket may carry, filled by config/wiring.py: (actor, room, arguments) → answer.
VERBS: dict[str, Callable[[Any, Room, dict[str, Any]], dict[str, Any]]] = {}

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    found = _PATH.match(scope["path"])
    try:
        first = json.loads((await asyncio.wait_for(receive(), FIRST_FRAME_SECONDS)).get("text") or "")
        ticket = read(str(first["ticket"]))
        epoch, position = str(first.get("epoch") or ""), int(first.get("pos") or 0)
    except (TimeoutError, ValueError, KeyError, TypeError):
        await send({"type": "websocket.close", "code": 4400})
        return
    if found is None or ticket is None or str(ticket.room) != found.group(1):
        await send({"type": "websocket.close", "code": 4401})
        return
    hub = await HUBS.of(ticket.room)
    if hub is None:
        await send({"type": "websocket.close", "code": 4404})
        return
    member = Member(send, ticket.audience, ticket.person)
    try:
        await _greet(hub, member, epoch, position)
        await _serve(hub, member, ticket, receive)
    finally:
        hub.leave(member)


async def _greet(hub: Hub, member: Member, epoch: str, position: int) -> None:
    hello = {"hello": {"epoch": str(hub.epoch), "pos": hub.head, "hb": 20}}
    await _text(member.send, stream.encode(hello).decode())
    missed = hub.join(member, epoch, position)
    for frame in ['{"resync":true}'] if missed is None else missed:
        await _text(member.send, frame)


async def _serve(hub: Hub, member: Member, ticket: Ticket, receive: Receive) -> None:
    loop = asyncio.get_running_loop()
    tokens, checked = BURST, loop.time()
    while True:
        message = await receive()
        if message["type"] != "websocket.receive":
            return
        tokens, checked = min(BURST, tokens + (loop.time() - checked) * RATE) - 1, loop.time()
        text = message.get("text")
        if tokens < 0 or text is None or len(text) > MESSAGE_BYTES:
            await member.send({"type": "websocket.close", "code": 4413})
            return
        await _answer(hub, member, ticket, text)


async def _answer(hub: Hub, member: Member, ticket: Ticket, text: str) -> None:
    try:
        asked = json.loads(text)
        if not isinstance(asked, dict):
            raise TypeError
        if "since" in asked:
            await _since(hub, member, int(asked["since"]))
            return
        key, verb = str(asked["id"]), str(asked["do"])
    except (ValueError, KeyError, TypeError):
        await member.send({"type": "websocket.close", "code": 4400})
        return
    try:
        answer = {"re": key, "ok": await on_database(_do, ticket, key, verb, asked)}
    except Refusal as refusal:
        answer = {"re": key, "error": refusal.envelope()}
    except Exception:
        log.exception("socket verb failed", verb=verb)
        failed = Refusal(
            "failed", "系统出了问题,这一步没有完成", "Something went wrong; nothing was done", status=500
        )
        answer = {"re": key, "error": failed.envelope()}
    await _text(member.send, stream.encode(answer).decode())


async def _since(hub: Hub, member: Member, position: int) -> None:
    missed = hub.missed(member.audience, str(hub.epoch), position)
    for frame in (
        ['{"resync":true}'] if missed is None else missed or [stream.encode({"hb": hub.head}).decode()]
    ):
        await _text(member.send, frame)


def _do(ticket: Ticket, key: str, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The same verb function, permits, limits and key as over HTTP. Roles are read anew for every verb."""
    if ticket.person is None:
        raise not_found()
    if verb not in VERBS:
        raise invalid("do", "不能在会场里这样做", "This cannot be done over the room's socket")
    person = Person.objects.filter(pk=ticket.person).first()
    room = Room.objects.select_related("session").filter(pk=ticket.room).first()
    if person is None or room is None:
        raise not_found()
    return once(
        actor=UUID(str(person.pk)),
        key=key,
        verb=verb,
        do=lambda: VERBS[verb](actor_of(person), room, asked),
    )


async def _text(send: Send, text: str) -> None:
    await send({"type": "websocket.send", "text": text})
