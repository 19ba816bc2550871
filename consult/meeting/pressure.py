"""Backpressure for room sockets: Daphne registers nobody with the transport and buffers without limit (daphne#170).

Twisted tells a registered producer when more than 64 KiB lie unsent, and again when all of it has gone: that is all the
hub needs to stop queueing for a phone that does not read, and to resume it from the ring.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from .member import Straight
from .socket import PRESSURE

# The kernel would otherwise let a socket's own buffer grow to 4 MiB and hide the backlog from us.
SEND_BUFFER_BYTES = 64 * 1024
# How long sent bytes may stay unacknowledged before the kernel gives the connection up.
UNACKNOWLEDGED_MS = 30_000


@implementer(IPushProducer)
class SocketPressure:
    """What the transport says of one socket, handed to the room's application in its scope."""

    __slots__ = ("__weakref__", "drained", "lagging_since", "protocol", "straight")

    def __init__(self, protocol: Any) -> None:
        self.protocol = protocol
        self.lagging_since: float | None = None
        self.drained: Callable[[], None] | None = None
        self.straight: Straight | None = None

    def watch(self) -> None:
        """From the upgrade on; until then the HTTP channel was registered, and would stop reading from a slow reader."""
        transport = self.protocol.transport
        transport.unregisterProducer()
        transport.registerProducer(self, True)
        handle = transport.getHandle() if hasattr(transport, "getHandle") else None
        if isinstance(handle, socket.socket) and handle.family in (socket.AF_INET, socket.AF_INET6):
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)

    def abort(self) -> None:
        self.protocol.transport.abortConnection()

    def pauseProducing(self) -> None:
        if self.lagging_since is None:
            self.lagging_since = asyncio.get_running_loop().time()

    def resumeProducing(self) -> None:
        self.lagging_since = None
        if self.protocol.transport.disconnecting:
            # A transport that is closing waits for its producer to go.
            self.protocol.transport.unregisterProducer()
        elif self.drained is not None:
            self.drained()

    def stopProducing(self) -> None:
        self.drained = None


class PacedProtocol(WebSocketProtocol):
    """Daphne's own protocol, with backpressure told to the application, and frames too large answered by a close frame."""

    failByDrop = False

    def onConnect(self, request: Any) -> Any:
        self.pressure = SocketPressure(self)
        return super().onConnect(request)

    def onOpen(self) -> None:
        super().onOpen()
        self.pressure.watch()

    def serverSend(self, content: Any, binary: bool = False) -> None:
        # What is sent into a closing handshake is lost either way; autobahn would raise.
        if self.state in (self.STATE_CONNECTING, self.STATE_OPEN):
            super().serverSend(content, binary)


class RoomServer(Server):
    """Daphne's server, whose room sockets know how much they hold unsent."""

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if isinstance(protocol, PacedProtocol):
            scope.setdefault("extensions", {})[PRESSURE] = protocol.pressure
        return super().create_application(protocol, scope)
