"""What a measured server is told on its standard input, one command a line, each answered by one line of JSON.

    publish COUNT RATE BYTES     that many events of that size to everybody, so many a second; answered when all are out
    tickets FILE                 a phone's line for every sign-in of the hall, with a ticket issued now
    counters                     what the server counts of itself, where it does

An event is made and encoded once for each audience, beginning at the moment written into it; both Python servers are
handed the same bytes. The Node server does the same in its own words.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, monotonic_ns, sleep
from typing import Any
from uuid import UUID

from consult.meeting import tickets
from consult.meeting.stream import AUDIENCES, encode
from consult.meeting.tickets import Ticket

REMARK = "7f2c1c52-5f0e-4b4e-9a38-0d7f6a2f9c11"
# Takes (position, JSON by audience).
Publish = Callable[[int, dict[str, bytes]], None]


def event(position: int, audience: str, size: int) -> bytes:
    """A remark as `remark.send` would show it, filled up to `size` bytes; the staff's says who let it through."""
    remark: dict[str, Any] = {"name": "王阿姨", "stance": "for", "on_paper": False, "text": ""}
    if audience == "staff":
        remark |= {"state": "shown", "why": ""}
    frame = {
        "p": position,
        "t": "remark.send",
        "at": monotonic_ns(),
        "d": {"set": {f"remarks.{REMARK}": remark}},
    }
    remark["text"] = "x" * (size - len(encode(frame)))
    return encode(frame)


def phones(hall: dict[str, Any], origin: str, position: int) -> list[str]:
    """One line a phone for wsload: no HTTP, the ticket at hand."""
    room = UUID(hall["room"])
    lines = []
    for audience, person, session in hall["phones"]:
        ticket = tickets.issue(Ticket(room, audience, UUID(person) if person else None, session))
        first = json.dumps({"ticket": ticket, "epoch": hall["epoch"], "pos": position})
        lines.append(f"-\t-\t/ws/rooms/{room}\t{origin}\t{first}\n")
    return lines


def obey(
    hall: dict[str, Any], origin: str, publish: Publish, counters: Callable[[], dict[str, int]] = dict
) -> None:
    """Take commands from standard input in a thread, as a verb's work is done in one."""

    def run() -> None:
        position = hall["pos"]
        for line in sys.stdin:
            name, *rest = line.split()
            if name == "tickets":
                Path(rest[0]).write_text("".join(phones(hall, origin, position)))
            elif name == "publish":
                count, rate, size = int(rest[0]), float(rest[1]), int(rest[2])
                began = monotonic()
                for number in range(count):
                    sleep(max(0.0, began + number / rate - monotonic()))
                    position += 1
                    publish(position, {audience: event(position, audience, size) for audience in AUDIENCES})
            print(json.dumps({"done": name, "pos": position, **counters()}), flush=True)

    threading.Thread(target=run, daemon=True).start()
