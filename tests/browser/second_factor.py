"""An authenticator app (RFC 6238): six digits from a secret and the time, each shown once."""

from __future__ import annotations

import base64
import hmac
import struct
from time import time

STEP_SECONDS = 30
# From reading a code to the server's looking at it.
TYPING_SECONDS = 10


class Authenticator:
    """Counts by the machine's own clock, as the server does. A code is good for one use, and one step early or late is taken."""

    def __init__(self, secret: str) -> None:
        self.secret = base64.b32decode(secret)
        self.used = 0

    def code(self) -> str:
        """A code that was not used yet, and that is still taken once it is typed."""
        now = time()
        self.used = max(self.used + 1, int(now + TYPING_SECONDS) // STEP_SECONDS - 1)
        assert self.used <= int(now) // STEP_SECONDS + 1, (
            "more codes were asked for than an authenticator shows in half a minute"
        )
        return self._at(self.used)

    def _at(self, counter: int) -> str:
        digest = hmac.digest(self.secret, struct.pack(">Q", counter), "sha1")
        start = digest[-1] & 0x0F
        (number,) = struct.unpack(">I", digest[start : start + 4])
        return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
