"""How much one HTTP request may bring. Daphne reads every body to its end before anybody looks at it: without a limit
here, one sender of ten gigabytes fills the memory of a server that has no nginx in front."""

from __future__ import annotations

import json

from daphne import http_protocol
from django.conf import settings

from consult.kernel.errors import too_large

# A sealed box's result is the largest file there is (32 MiB); nginx is told the same (deploy/nginx.conf).
MOST_OF_FILES = 33 * 1024 * 1024
# Django refuses fields beyond its own limit itself, with their endpoint's answer: this is what it is given to refuse.
MOST_OF_TEXT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1024 * 1024


class Nowhere:
    """Takes the place of a refused body's temporary file."""

    def write(self, data: bytes) -> None:
        pass

    def close(self) -> None:
        pass


class BoundedRequest(http_protocol.WebRequest):
    """Daphne's request, which answers 413 and hangs up as soon as the body is known to be too large."""

    came = 0
    refused = False

    def most(self) -> int:
        kind = self.requestHeaders.getRawHeaders(b"content-type", [b""])[0]
        return MOST_OF_FILES if kind.startswith(b"multipart/form-data") else MOST_OF_TEXT

    def gotLength(self, length: int | None) -> None:
        if length is not None and length > self.most():
            self.refuse()
        else:
            super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:
        self.came += len(data)
        if not self.refused and self.came > self.most():
            # Sent in chunks, whose length nobody says beforehand.
            self.content.close()
            self.refuse()
        super().handleContentChunk(data)

    def requestReceived(self, *line: bytes) -> None:
        """All of it came: of a refused one nothing is made."""
        if not self.refused:
            super().requestReceived(*line)

    def refuse(self) -> None:
        self.refused, self.content = True, Nowhere()
        body = json.dumps(too_large().envelope(), ensure_ascii=False).encode()
        head = (
            "HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        self.channel.transport.write(head.encode() + body)
        self.channel.transport.loseConnection()


def install() -> None:
    """Let Daphne's server make these in place of its own."""
    http_protocol.WebRequest = BoundedRequest
