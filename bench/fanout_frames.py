"""One measurement of `make bench-fanout`: events sent, frames counted where they arrive, and the time they took."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench import machine
from bench.load import Talker

EVENTS, RATE, BYTES = 20, 4, 300
WARM_UP = 10


@dataclass
class Measured:
    """One rival, one size, one round."""

    us_per_frame: float
    p50: float
    p99: float
    kib_per_phone: float
    idle: float


def idle_share(*pids: int) -> float:
    """The share of a core the servers use while nothing happens."""
    before, began = machine.cpu_seconds(*pids), time.monotonic()
    time.sleep(4)
    return (machine.cpu_seconds(*pids) - before) / (time.monotonic() - began)


def publish(
    server: Talker,
    halls: list[Talker],
    reading: int,
    events: int,
    *,
    rate: float = RATE,
    size: int = BYTES,
    pids: Sequence[int] = (),
) -> tuple[float, dict[str, Any]]:
    """Send events and wait until all who read have them, `reading` in each hall: (CPU seconds, what the clients counted).

    `pids` are the processes whose time is counted, where it is not the one that is told to send.
    """
    pids = pids or [server.pid]
    for one in halls:
        one.ask("reset")
    before = machine.cpu_seconds(*pids)
    server.ask(f"publish {events} {rate} {size}")
    deadline = time.monotonic() + 240
    while True:
        told = [one.ask("report") for one in halls]
        if all(one["least"] >= events for one in told):
            break
        if any(one["lost"] or one["gaps"] for one in told) or time.monotonic() > deadline:
            raise SystemExit(f"not every phone was told everything in order: {told}")
        time.sleep(0.02)
    spent = machine.cpu_seconds(*pids) - before
    if any(one["most"] != events or one["gaps"] or one["frames"] != reading * events for one in told):
        raise SystemExit(f"frames do not add up: {told}")
    whole = {"frames": sum(one["frames"] for one in told)}
    return spent, whole | {name: max(one[name] for one in told) for name in ("p50_ms", "p95_ms", "p99_ms")}


def median(rounds: list[Measured]) -> Measured:
    return Measured(*(statistics.median(getattr(one, name) for one in rounds) for name in vars(rounds[0])))
