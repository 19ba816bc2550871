"""A telephone line of its own between one phone and the server, which can be cut and mended."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock, Thread


class Line:
    """Forwards what comes in at its port. Cut, every connection drops at once and a new one gets no answer."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.whole = True
        self.open: set[socket.socket] = set()
        self.lock = Lock()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            if not self.whole:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            with self.lock:
                self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
        for end in (one, other):
            _drop(end)
        with self.lock:
            self.open -= {one, other}

    def cut(self) -> None:
        self.whole = False
        with self.lock:
            broken = list(self.open)
        for end in broken:
            _drop(end)

    def mend(self) -> None:
        self.whole = True

    def close(self) -> None:
        self.door.close()
        self.cut()


def _drop(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
