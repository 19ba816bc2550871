"""What goes over a room's socket: JSON made once, framed once, shared by everybody it is sent to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


class Counters:
    """What tests assert on: JSON made, and WebSocket frames built, in this process."""

    encoded = built = 0


class Message(str):
    """A text message that carries its finished WebSocket frame, so that a broadcast is framed once and not per socket."""

    __slots__ = ("frame",)
    frame: bytes


# A message as an ASGI server takes it.
Event = dict[str, Any]


def encode(value: Any) -> bytes:
    Counters.encoded += 1
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def event(body: bytes) -> Event:
    """The ASGI event that sends this JSON."""
    message = Message(body.decode())
    message.frame = framed(body)
    return {"type": "websocket.send", "text": message}


def say(**value: Any) -> Event:
    """The ASGI event that sends one small frame, such as `say(hb=12)`."""
    return event(encode(value))


def together(bodies: Sequence[bytes]) -> bytes:
    """Several frames as one message: a JSON array, in order."""
    return b"[" + b",".join(bodies) + b"]"


def joined(one: bytes, other: bytes) -> bytes:
    """Two JSON objects that share no key, neither empty, as one."""
    return one[:-1] + b"," + other[1:]


def body_of(sent: Event) -> bytes:
    """The JSON inside an event made by `event`."""
    frame: bytes = sent["text"].frame
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


def framed(payload: bytes) -> bytes:
    """A text message as one unmasked frame (RFC 6455 §5.2)."""
    Counters.built += 1
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
