"""`make bench-join`: a thousand phones at the door at once, and a thousand that lose their server.

**Arriving.** A room with 200 items of history, served by one process (`manage.py serve`, SQLite). 1,000 phones connect in
one moment, with `wsload.c`: each fetches its snapshot over HTTP with its own sign-in, opens a socket with the ticket it got,
and has its first state when the server has greeted it. The time is from the first connection to the last greeting; the
memory is what the server's process has grown by, by phone. (The kernel's own socket buffers are not in it.)

**Coming back.** 1,000 reference clients (`consult/meeting/client.py`), each with the whole room in memory, are inside when the
server is killed (SIGKILL) and started again at once. They come back by the pauses docs/protocol.md asks for, while a hand
goes up and down. A phone is back when it has been greeted and told all up to that greeting; in the end what each knows
is compared with a fresh snapshot. The time is from the kill, so that it holds the server's own start.

The last line is one JSON object. Started by `make scaled RUN=".venv/bin/python -m bench.join"` the phones arrive at what runs
there (join_scaled.py).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import join_phones, join_scaled, machine
from bench.load import Hall, Talker, made_hall, phones, serving
from bench.scaled import running
from deploy.services import free_port

PHONES, HISTORY = 1000, 200
FIRST_STATE_SECONDS, KIB_EACH, BACK_SECONDS, BACK_SHARE = 4.0, 60.0, 30.0, 0.95


@dataclass
class Arrived:
    """One round: seconds until the last of all had its first state, and on the mean; memory and processor time by phone."""

    last_s: float
    mean_s: float
    kib: float
    cpu_ms: float


def arrive(folder: Path, client: Path, hall: Hall) -> Arrived:
    port = free_port()
    with serving([sys.executable, "manage.py", "serve"], port=port, environment=hall.environment) as server:
        everybody = join_phones.lines(hall.told, f"http://127.0.0.1:{port}")
        # The first one in: whoever opened the room. What the server loads at its first request is not the crowd's.
        with phones(client, everybody[:1], folder, port=port) as first:
            first.ask("ready")
        before, began = machine.resident_bytes(server.pid), machine.cpu_seconds(server.pid)
        with phones(client, everybody, folder, port=port, at_once=len(everybody)) as crowd:
            came = crowd.ask("ready")
            if came["greeted"] != len(everybody):
                raise SystemExit(f"{came['greeted']} of {len(everybody)} phones came in")
            spent = machine.cpu_seconds(server.pid) - began
            grown = machine.resident_bytes(server.pid) - before
    count = len(everybody)
    return Arrived(came["seconds"], came["mean_seconds"], grown / count / 1024, spent / count * 1000)


def storm(hall: Hall) -> dict[str, float]:
    """Kill the server with everybody inside, start it again: when they were back, and whether they know all."""
    port = free_port()
    command: list[str | Path] = [sys.executable, "manage.py", "serve"]
    crowd = Talker(
        [sys.executable, "-m", "bench.join_phones", hall.file, f"http://127.0.0.1:{port}"],
        cores=machine.CLIENT_CORES,
        environment=os.environ,
    )
    try:
        with serving(command, port=port, environment=hall.environment) as server:
            inside = crowd.ask("enter")["inside"]
            killed = time.monotonic()
            server.stop(signal.SIGKILL)
        crowd.tell("lost")
        with serving(command, port=port, environment=hall.environment):
            served = time.monotonic() - killed
            crowd.answer()
            came = [at - killed for at in crowd.ask(f"back {2 * BACK_SECONDS}")["came"]]
            exact = crowd.ask("exact")
    finally:
        crowd.stop(signal.SIGKILL)
    enough = round(inside * BACK_SHARE)
    return {
        "served_again_s": served,
        "half_back_s": statistics.median(came),
        "back_95_s": came[enough - 1] if len(came) >= enough else float("inf"),
        "back": len(came),
        "last_back_s": came[-1],
        "events_meanwhile": exact["moved"],
        "exact_share": exact["exact"] / exact["of"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--phones", type=int, default=PHONES)
    parser.add_argument("--only", choices=["arrive", "storm"])
    arguments = parser.parse_args()
    machine.raise_file_limit()
    if there := running():
        return join_scaled.main(there, phones=arguments.phones, history=HISTORY, rounds=arguments.rounds)
    targets: list[tuple[str, float, float]] = []
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as temporary:
        folder = Path(temporary)
        print(machine.said(), flush=True)
        hall = made_hall(folder / "hall", phones=arguments.phones, history=HISTORY)
        if arguments.only != "storm":
            targets += arriving(folder, hall, arguments.rounds)
        if arguments.only != "arrive":
            targets += coming_back(hall)
    print()
    for name, value, limit in targets:
        print(f"{name:<20} {value:>8.3f}   at most {limit:.3f}   {'ok' if value <= limit else 'MISSED'}")
    print(json.dumps({name: round(value, 3) for name, value, _ in targets}))
    return int(any(value > limit for _, value, limit in targets))


def arriving(folder: Path, hall: Hall, rounds: int) -> list[tuple[str, float, float]]:
    client = machine.compiled_client(folder)
    print(f"{'arriving':<10} {'last s':>8} {'mean s':>8} {'KiB/phone':>10} {'CPU ms/phone':>13}")
    found = []
    for number in range(1, rounds + 1):
        one = arrive(folder, client, hall)
        print(
            f"{number:<10} {one.last_s:>8.2f} {one.mean_s:>8.2f} {one.kib:>10.1f} {one.cpu_ms:>13.2f}",
            flush=True,
        )
        found.append(one)
    return [
        ("first_state_s", statistics.median(one.last_s for one in found), FIRST_STATE_SECONDS),
        ("kib_per_phone", statistics.median(one.kib for one in found), KIB_EACH),
    ]


def coming_back(hall: Hall) -> list[tuple[str, float, float]]:
    one = storm(hall)
    print("coming back: " + ", ".join(f"{name} {value:.2f}" for name, value in one.items()))
    return [("back_95_s", one["back_95_s"], BACK_SECONDS), ("not_exact", 1 - one["exact_share"], 0.0)]


if __name__ == "__main__":
    sys.exit(main())
