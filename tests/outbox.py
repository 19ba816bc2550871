"""The codes a served installation without a gateway has put into its outbox folder."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic, sleep


def sent_code(outbox: Path, number: str) -> str:
    """The newest that was sent to a number of this end, once it is sent; it is given out once."""
    until = monotonic() + 30
    while monotonic() < until:
        # What is still being written has a name with a dot before it.
        for file in sorted(outbox.glob("[!.]*.json"), reverse=True):
            message = json.loads(file.read_text())
            if message["to"].endswith(number) and "code" in message["facts"]:
                file.unlink()
                return str(message["facts"]["code"])
        # Whoever sends it needs a processor too.
        sleep(0.05)
    raise AssertionError(f"no code was sent to {number}")
