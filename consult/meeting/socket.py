"""Room sockets: a plain ASGI application under Channels' routing and origin check. docs/protocol.md is its contract.

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

from . import by_socket, frames
from .hub import Hub
from .hubs import HUBS
from .member import Member, Pressure, Send
from .tickets import Ticket, read

_PATH = re.compile(r"^/ws/rooms/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
FIRST_FRAME_SECONDS = 10
MESSAGE_BYTES = 16 * 1024
# Ten messages a second with a burst of thirty.
RATE, BURST = 10.0, 30.0
# The server's own word on a socket's unsent bytes (pressure.py), in the ASGI scope.
PRESSURE = "consult.pressure"

Receive = Callable[[], Awaitable[dict[str, Any]]]


class BadFrame(Exception):
    """What came is no frame of the protocol. Its `why` is the code said in the `bye`."""

    why = "bad_frame"


class TooBig(BadFrame):
    why = "too_big"


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    await receive()
    path = _PATH.match(scope["path"])
    if path is None:
        # Before it is accepted: the browser sees 403 instead of a handshake.
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    pressure = scope.get("extensions", {}).get(PRESSURE)
    await _enter(path.group(1), receive, send, pressure)


async def _enter(room: str, receive: Receive, send: Send, pressure: Pressure | None) -> None:
    stranger = Member(send, Ticket(room=UUID(room), audience="screen"), pressure)
    try:
        async with asyncio.timeout(FIRST_FRAME_SECONDS):
            message = await receive()
    except TimeoutError:
        stranger.close("silent")
        return
    if message["type"] != "websocket.receive":
        return
    try:
        first = _parsed(message)
        ticket, epoch, position = _claims(first)
    except BadFrame as bad:
        stranger.close(bad.why)
        return
    if isinstance(ticket, str) or str(ticket.room) != room:
        stranger.close(ticket if isinstance(ticket, str) else "ticket_refused")
        return
    HUBS.start()
    hub = await HUBS.of(ticket.room)
    if hub is None:
        stranger.close("restart" if HUBS.leaving else "not_found")
        return
    await _stay(hub, Member(send, ticket, pressure), epoch, position, receive)


async def _stay(hub: Hub, member: Member, epoch: str, position: int, receive: Receive) -> None:
    if member.pressure is not None:
        member.pressure.drained = lambda: hub.pump(member, hub.head)
    hub.join(member, epoch, position)
    try:
        await _listen(hub, member, receive)
    finally:
        hub.leave(member)
        if member.pressure is not None:
            member.pressure.drained = None


async def _listen(hub: Hub, member: Member, receive: Receive) -> None:
    """Until the socket closes. Verbs are done one after the other; reading goes on meanwhile, so that a flood shows."""
    loop = asyncio.get_running_loop()
    tokens, filled = BURST, loop.time()
    doing: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] != "websocket.receive":
            return
        if member.closed:
            continue
        now = loop.time()
        tokens, filled = min(BURST, tokens + (now - filled) * RATE) - 1, now
        if tokens < 0:
            member.close("too_many")
            continue
        try:
            asked = _parsed(message)
            if "since" in asked:
                hub.since(member, _whole(asked["since"]))
            else:
                doing = asyncio.create_task(
                    _answer(member, asked, _named(asked, "id"), _named(asked, "do"), doing)
                )
        except BadFrame as bad:
            member.close(bad.why)


async def _answer(
    member: Member, asked: dict[str, Any], key: str, verb: str, before: asyncio.Task[None] | None
) -> None:
    if before is not None:
        await asyncio.wait([before])
    answer = await by_socket.do(member.ticket, verb=verb, key=key, asked=asked)
    member.push(frames.say(re=key, **answer))


def _parsed(message: dict[str, Any]) -> dict[str, Any]:
    text = message.get("text")
    if text is None:
        raise BadFrame
    if len(text) > MESSAGE_BYTES or len(text.encode(errors="replace")) > MESSAGE_BYTES:
        # Only where Daphne's own writes serve: the fast protocol refuses it before it is read.
        raise TooBig
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    if not isinstance(found, dict):
        raise BadFrame
    return found


def _claims(first: dict[str, Any]) -> tuple[Ticket | str, str, int]:
    """(ticket or why not, epoch, position) of the first frame. Without a snapshot there is neither epoch nor position."""
    epoch, position = first.get("epoch", ""), first.get("pos", 0)
    if not isinstance(epoch, str):
        raise BadFrame
    return read(_named(first, "ticket")), epoch, _whole(position)


def _named(frame: dict[str, Any], name: str) -> str:
    value = frame.get(name)
    if not isinstance(value, str):
        raise BadFrame
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise BadFrame
    return value
