"""One socket in a room: how far it has been told, and whether it keeps up."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import structlog

from . import frames
from .tickets import Ticket

log = structlog.get_logger()

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

# Why a socket is closed: the code of its `bye` and of the close frame (docs/protocol.md has the sentences).
CLOSES: dict[str, int] = {
    "restart": 4012,
    "bad_frame": 4400,
    "too_big": 4413,
    "ticket_expired": 4401,
    "ticket_refused": 4401,
    "signed_out": 4401,
    "not_permitted": 4403,
    "not_found": 4404,
    "slow": 4408,
    "silent": 4408,
    "room_closed": 4410,
    "too_many": 4429,
}


class Straight(Protocol):
    """A way past ASGI for finished frames, where the server has one. `fd` is -1 while something waits to be written first."""

    fd: int

    def write(self, frame: bytes) -> None: ...


class Pressure(Protocol):
    """What the server knows of a socket's unsent bytes. Where it tells nothing, nobody ever lags."""

    lagging_since: float | None
    drained: Callable[[], None] | None
    straight: Straight | None

    def abort(self) -> None:
        """Cut the connection without a word: it would not be read."""


class Member:
    """`at` is the position up to which this socket has been sent everything; `busy` while the database is asked for it.

    `lot`: a number by which those are told apart that are looked at by turns; one person's sockets have the same.
    """

    __slots__ = (
        "at",
        "audience",
        "busy",
        "closed",
        "lot",
        "person",
        "pressure",
        "send",
        "straight",
        "ticket",
    )

    def __init__(self, send: Send, ticket: Ticket, pressure: Pressure | None = None) -> None:
        self.send, self.ticket, self.pressure = send, ticket, pressure
        self.straight = pressure.straight if pressure is not None else None
        self.audience, self.person = ticket.audience, ticket.person
        self.at, self.lot = 0, ticket.person.int if ticket.person is not None else 0
        self.busy = self.closed = False

    def waits(self) -> bool:
        """Whether nothing more may be queued for it now."""
        return (
            self.busy
            or self.closed
            or (self.pressure is not None and self.pressure.lagging_since is not None)
        )

    def push(self, event: frames.Event) -> None:
        """Hand an event to the server, which writes it at once or buffers it: neither ever waits."""
        if self.straight is None:
            self._send({"type": "websocket.send", "text": event.text})
        elif not self.closed:
            self.straight.write(event.frame)

    def _send(self, message: dict[str, Any]) -> None:
        """By ASGI. Daphne's `send` never waits (daphne#170), which is why what a slow phone may hold is ours to limit,
        and why one phone cannot hold up a room."""
        try:
            # Driven by hand: a coroutine that never waits is done at its first step.
            self.send(message).send(None)
        except StopIteration:
            return
        except Exception as gone:
            # The connection went between two frames; its own task will notice and leave.
            log.debug("a room socket could not be written to", kind=type(gone).__name__)
            self.closed = True
        else:
            raise RuntimeError("this server's send waits; rooms are served by Daphne")

    def close(self, why: str, *, spread: int | None = None) -> None:
        """Say why, then hang up. `spread`: over how many milliseconds everybody is to come back."""
        if self.closed:
            return
        self.push(frames.say(bye={"code": why} if spread is None else {"code": why, "spread": spread}))
        self._send({"type": "websocket.close", "code": CLOSES[why]})
        self.closed = True

    def cut(self) -> None:
        """Close a socket that does not read."""
        if self.pressure is not None:
            self.closed = True
            self.pressure.abort()
        else:
            self.close("slow")
