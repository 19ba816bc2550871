"""`bench.fanout` against the scaled form that runs: what one event costs two Daphnes that share a hall over Redis.

Half of the phones are at each of the Daphnes that `make scaled` started, not through nginx: the compiled client speaks no TLS.
The events come from one more process, so that both are told by Redis, as each is of what the other or a worker did; a
latency has Redis in it, and processor time is the two Daphnes', of a room with everything a room does. Memory is not measured:
these processes have served others before.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import machine
from bench.fanout_frames import EVENTS, WARM_UP, idle_share, publish
from bench.load import Talker, made_hall, phones_at
from bench.scaled import Scaled


@dataclass
class Shared:
    """One size, one round; `idle` is the share of a core both Daphnes use while nothing happens."""

    us_per_frame: float
    p50_ms: float
    p99_ms: float
    idle: float


class Bench:
    def __init__(self, there: Scaled, folder: Path, *, phones: int) -> None:
        self.there, self.folder = there, folder
        self.client = machine.compiled_client(folder)
        self.hall = made_hall(folder / "hall", phones=phones, history=20, there=there)
        # For all rounds: the room goes on from where the last one left it.
        self.beside = Talker(
            [sys.executable, "-m", "bench.servers.beside", self.hall.file, there.base],
            cores=machine.CLIENT_CORES,
            environment=self.hall.environment,
        )

    @contextmanager
    def room(self, count: int) -> Iterator[list[Talker]]:
        """So many phones inside, half of them in each hall."""
        tickets = self.folder / "tickets"
        self.beside.ask(f"tickets {tickets}")
        lines = tickets.read_text().splitlines(keepends=True)[:count]
        with phones_at(self.there, self.client, lines, self.folder) as halls:
            came = sum(hall.ask("ready")["greeted"] for hall in halls)
            if came != count:
                raise SystemExit(f"{came} of {count} phones came in")
            yield halls

    def measure(self, count: int) -> Shared:
        each, pids = count // len(self.there.ports), self.there.pids
        with self.room(count) as halls:
            publish(self.beside, halls, each, WARM_UP, pids=pids)
            idle = idle_share(*pids)
            spent, told = publish(self.beside, halls, each, EVENTS, pids=pids)
        return Shared(spent / told["frames"] * 1e6, told["p50_ms"], told["p99_ms"], idle)


def main(there: Scaled, *, sizes: list[int], rounds: int) -> int:
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as temporary:
        print(
            f"{machine.model()}: two Daphnes over Redis, where the system puts them; phones past nginx, no TLS"
        )
        bench = Bench(there, Path(temporary), phones=max(sizes))
        try:
            return report(bench, sizes, rounds)
        finally:
            bench.beside.stop()


def report(bench: Bench, sizes: list[int], rounds: int) -> int:
    print(f"{'':<8} {'phones':>6} {'µs/frame':>10} {'p50 ms':>9} {'p99 ms':>9} {'idle %':>8}")
    figures: dict[str, float] = {}
    for count in sizes:
        found = []
        for number in range(1, rounds + 1):
            one = bench.measure(count)
            print(
                f"{number:<8} {count:>6,} {one.us_per_frame:>10.1f} {one.p50_ms:>9.1f} {one.p99_ms:>9.1f}"
                f" {one.idle * 100:>8.1f}",
                flush=True,
            )
            found.append(asdict(one))
        for name in found[0]:
            figures[f"{name}_{count}"] = round(statistics.median(each[name] for each in found), 3)
    print(json.dumps(figures))
    return 0
