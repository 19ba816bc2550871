"""What goes over a room's socket: JSON made once, framed once, shared by everybody it is sent to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


class Counters:
    """What tests assert on: JSON made, and WebSocket frames built, in this process."""

    encoded = built = 0


class Event:
    """One message: its JSON as a finished WebSocket frame, so that a broadcast is framed once and not per socket."""

    __slots__ = ("_text", "frame")

    def __init__(self, body: bytes) -> None:
        self.frame = framed(body)
        self._text: str | None = None

    @property
    def body(self) -> bytes:
        """The JSON alone."""
        return self.frame[{126: 4, 127: 10}.get(self.frame[1], 2) :]

    @property
    def text(self) -> str:
        """The JSON for a server that frames by itself; decoded once for all it is sent to."""
        if self._text is None:
            self._text = self.body.decode()
        return self._text


def encode(value: Any) -> bytes:
    Counters.encoded += 1
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def say(**value: Any) -> Event:
    """One small frame, such as `say(hb=12)`."""
    return Event(encode(value))


def together(bodies: Sequence[bytes]) -> bytes:
    """Several frames as one message: a JSON array, in order."""
    return b"[" + b",".join(bodies) + b"]"


def joined(one: bytes, other: bytes) -> bytes:
    """Two JSON objects that share no key, neither empty, as one."""
    return one[:-1] + b"," + other[1:]


def framed(payload: bytes) -> bytes:
    """A text message as one unmasked frame (RFC 6455 §5.2)."""
    Counters.built += 1
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
