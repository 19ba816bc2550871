"""Daphne's WebSocket protocol with the write path taken out of the way.

Twisted defers every write to the next turn of its loop (three system calls where one would do), and autobahn frames
each message anew: together some 25 of 36 µs a frame. Here a broadcast arrives with its frame already built, and is
written at once where nothing is queued. It uses two private attributes of Twisted's transport: `usable` probes them,
and without them Daphne's own path serves.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from random import random
from time import time
from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.abstract import FileDescriptor
from twisted.internet.tcp import Server as TcpServer

from .frames import framed
from .pressure import PacedProtocol
from .socket import MESSAGE_BYTES

# Unsent bytes a socket may hold before it is cut; it resumes when it comes back.
CAP = 256 * 1024
# A phone that has not answered a ping for so long is gone.
PING_SECONDS, PONG_SECONDS = 20, 30
# The whole frame: a ping without a payload (RFC 6455 §5.5.2).
PING = b"\x89\x00"
# What answers it: as short, with four bytes of mask (§5.5.3).
PONG, PONG_BYTES = b"\x8a\x80", 6


@dataclass
class Counters:
    """What tests assert on: frames written at once, put behind others, and sockets cut for what they held."""

    direct: int = 0
    queued: int = 0
    cut: int = 0


COUNTERS = Counters()


class FastWebSocketProtocol(PacedProtocol):
    # Of what comes in. What goes out does not pass autobahn's own check, which would use the same figure.
    maxMessagePayloadSize = maxFramePayloadSize = MESSAGE_BYTES
    straight: Straight | None = None
    # When the next ping is due, and when one was sent that is not answered yet.
    ping_at = 0.0
    pinged_at: float | None = None

    def onOpen(self) -> None:
        if self.transport.__class__ is TcpServer and self._perMessageCompress is None:
            self.straight = Straight(self.transport)
            # A hall that came in together would be due together.
            self.ping_at = time() + PING_SECONDS * random()
            # The hub's way past ASGI, for what it sends to a thousand phones.
            self.pressure.straight = self.straight
        super().onOpen()

    def onClose(self, *args: Any) -> None:
        self.straight = None
        super().onClose(*args)

    def check_timeouts(self) -> None:
        """Daphne asks this of every socket each two seconds. autobahn's own ping costs ten times as much as this one."""
        if self.straight is None or self.state != self.STATE_OPEN:
            super().check_timeouts()
            return
        now = time()
        if self.pinged_at is not None:
            if now - self.pinged_at > PONG_SECONDS:
                self.transport.abortConnection()
        elif now >= self.ping_at:
            self.pinged_at, self.ping_at = now, now + PING_SECONDS
            self.straight.write(PING)

    def dataReceived(self, data: bytes) -> None:
        """A pong that comes alone is most of what a quiet hall says: autobahn takes ten times as long over it."""
        if (
            len(data) == PONG_BYTES
            and data.startswith(PONG)
            and self.straight is not None
            and not self.data
            and self.current_frame is None
        ):
            self.pinged_at = None
        else:
            super().dataReceived(data)

    def onPong(self, payload: bytes) -> None:
        self.pinged_at = None

    def serverSend(self, content: Any, binary: bool = False) -> None:
        if binary or self.straight is None or self.state != self.STATE_OPEN or self.send_queue:
            super().serverSend(content, binary)
        else:
            self.straight.write(framed(content.encode()))


class Straight:
    """A socket's own write path. Of its kind there are thousands, used one after the other: it is kept small, and looks
    at as little as possible, because every object it has to fetch from memory costs a tenth of a microsecond.

    `fd` is the socket's file while nothing waits to be written before a frame, and -1 while something does and once the
    connection ends: Twisted says both, by the methods with which it asks its loop to write and to stop writing.
    """

    __slots__ = ("fd", "transport")

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        # The answer to the handshake still waits to be written.
        self.fd = -1
        transport.startWriting, transport.stopWriting = self._begun, self._done

    def _begun(self) -> None:
        self.fd = -1
        TcpServer.startWriting(self.transport)  # type: ignore[no-untyped-call]

    def _done(self) -> None:
        transport = self.transport
        TcpServer.stopWriting(transport)  # type: ignore[no-untyped-call]
        # Before its file is closed, and may become another's, a connection is no longer `connected`.
        self.fd = transport.fileno() if transport.connected and not transport.disconnecting else -1

    def write(self, frame: bytes) -> None:
        """Send a finished frame now where nothing waits before it, else behind what waits."""
        if self.fd < 0:
            self._queue(frame)
            return
        try:
            # Not by the socket object, which is one more thing to fetch.
            sent = os.write(self.fd, frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            # Gone: its own task will notice. Where the system refuses for another reason, this ends it.
            self.transport.abortConnection()
            return
        COUNTERS.direct += 1
        if sent < len(frame):
            self.transport.write(frame[sent:])

    def _queue(self, frame: bytes) -> None:
        transport = self.transport
        unsent = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        if unsent + len(frame) > CAP:
            COUNTERS.cut += 1
            transport.abortConnection()
        else:
            COUNTERS.queued += 1
            transport.write(frame)


def usable() -> bool:
    """Whether this Twisted and autobahn still have what the fast path relies on."""
    return (
        {"_tempDataLen", "_tempDataBuffer"} <= set(FileDescriptor.__init__.__code__.co_names)
        and all(
            "startWriting" in of.__code__.co_names
            for of in (FileDescriptor.write, FileDescriptor.loseConnection)
        )
        and all(
            "stopWriting" in of.__code__.co_names
            for of in (FileDescriptor.doWrite, FileDescriptor.connectionLost)
        )
        and hasattr(TcpServer, "dataBuffer")
        and hasattr(TcpServer, "offset")
        and hasattr(WebSocketProtocol, "STATE_OPEN")
    )


def install(*, fast: bool = True) -> bool:
    """Let Daphne use it where it is wanted and usable; False where Daphne's own writes stay."""
    chosen = fast and usable()
    WebSocketFactory.protocol = FastWebSocketProtocol if chosen else PacedProtocol
    return chosen
