"""Daphne's WebSocket protocol with the write path taken out of the way.

Twisted defers every write to the next turn of its loop (three system calls where one would do), and autobahn frames
each message anew: together some 25 of 36 µs a frame. Here a broadcast arrives with its frame already built, and is
written at once where nothing is queued. It uses two private attributes of Twisted's transport: `usable` probes them,
and without them Daphne's own path serves.
"""

from __future__ import annotations

from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.abstract import FileDescriptor
from twisted.internet.tcp import Server as TcpServer

from .frames import Message, framed
from .pressure import PacedProtocol
from .socket import MESSAGE_BYTES

# Unsent bytes a socket may hold before it is cut; it resumes when it comes back.
CAP = 256 * 1024


class Counters:
    """What tests assert on: frames written at once, put behind others, and sockets cut for what they held."""

    direct = queued = cut = 0


class FastWebSocketProtocol(PacedProtocol):
    # Of what comes in. What goes out does not pass autobahn's own check, which would use the same figure.
    maxMessagePayloadSize = maxFramePayloadSize = MESSAGE_BYTES

    def serverSend(self, content: Any, binary: bool = False) -> None:
        if binary or self.state != self.STATE_OPEN or self._perMessageCompress is not None or self.send_queue:
            super().serverSend(content, binary)
            return
        frame = content.frame if content.__class__ is Message else framed(content.encode())
        transport: Any = self.transport
        if transport.__class__ is not TcpServer:
            transport.write(frame)
        elif transport.dataBuffer or transport._tempDataBuffer or transport.disconnecting:
            self._queue(transport, frame)
        else:
            self._write(transport, frame)

    def _write(self, transport: Any, frame: bytes) -> None:
        try:
            sent = transport.socket.send(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            transport.abortConnection()
            return
        Counters.direct += 1
        if sent < len(frame):
            transport.write(frame[sent:])

    def _queue(self, transport: Any, frame: bytes) -> None:
        unsent = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        if unsent + len(frame) > CAP:
            Counters.cut += 1
            transport.abortConnection()
        else:
            Counters.queued += 1
            transport.write(frame)


def usable() -> bool:
    """Whether this Twisted and autobahn still have what the fast path relies on."""
    return (
        {"_tempDataLen", "_tempDataBuffer"} <= set(FileDescriptor.__init__.__code__.co_names)
        and hasattr(TcpServer, "dataBuffer")
        and hasattr(TcpServer, "offset")
        and hasattr(WebSocketProtocol, "STATE_OPEN")
    )


def install(*, fast: bool = True) -> bool:
    """Let Daphne use it where it is wanted and usable; False where Daphne's own writes stay."""
    chosen = fast and usable()
    WebSocketFactory.protocol = FastWebSocketProtocol if chosen else PacedProtocol
    return chosen
