"""`make bench-ballots`: durable ballots a second and how long a voter waits, 500 voters at once.

Over the room's socket and over HTTP, each beside the plain way (`ballots_plain.py`: one ORM insert and one commit a request,
with the same permits, conditions, constraints and answers) by the same road to the same server in the same run. A round is a
poll of its own: opened, cast by everybody at one moment, closed, and every answered ballot counted. Rounds of the four ways
alternate in random order; medians are reported. A rate is 500 over the time from the first press to the last answer; a wait
is one voter's, from the press to the receipt, which is given after the commit.

SQLite is the embedded form (WAL, synchronous=FULL), PostgreSQL is durable too (fsync and synchronous_commit on). The socket
is measured again on a disk whose sync takes 2 ms (`slow_sync.c`, compiled here), and with 1,000 watchers in the room. Opening
is measured alone: the question put to 5,000 rights, the roll frozen and hashed with it (`ballots_opening.py`). Server
and voters have a core each, where there are two. The last line is one JSON object.

Started by `make scaled RUN=".venv/bin/python -m bench.ballots"` ours alone is measured, through nginx over TLS, at what runs there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine
from bench.machine import ROOT
from bench.scaled import running
from deploy.services import free_port, postgres_folder, throwaway_postgres

DATABASES = ("sqlite", "postgres")
VOTERS, WATCHERS = 500, 1000
# What is promised: how many times the plain rate, what part of its wait, and what is left with the watchers there.
PROMISED = {
    "socket_over_plain": 4.0,
    "socket_over_plain_sync2ms": 8.0,
    "http_over_plain": 1.0,
}
WAIT_PART, LEFT_WITH_WATCHERS, OPEN_SECONDS = 1 / 3, 2 / 3, 2.0
Rounds = dict[str, list[dict[str, float]]]


@dataclass(frozen=True)
class Way:
    """Medians over the rounds of one way."""

    per_s: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--database", choices=DATABASES, action="append")
    given = asked.parse_args()
    machine.raise_file_limit()
    if running() is not None:
        print(json.dumps(measured_there(given.rounds)))
        return 0
    print(machine.said())
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as temporary:
        folder = Path(temporary)
        # Where PostgreSQL runs as its own account, it reads the shim too.
        folder.chmod(0o755)
        shim = compiled_shim(folder)
        for database in given.database or DATABASES:
            if database == "postgres" and postgres_folder() is None:
                print("PostgreSQL is not installed: not measured")
                continue
            figures |= measured(database, given.rounds, folder, shim)
    print(json.dumps(figures))
    kept = [promise for promise in promises(figures) if not promise.startswith("ok")]
    return 1 if kept else 0


def measured_there(rounds: int) -> dict[str, float]:
    """Ours alone, against the scaled form that is up."""
    print(f"{machine.model()}: {VOTERS} voters through nginx and TLS to two Daphnes, {rounds} rounds each.")
    print("The PostgreSQL of `make scaled` does not sync: these ballots are committed, and not on a disk.")
    ways = medians(run(dict(os.environ), rounds, WATCHERS, "ours"))
    show(ways)
    figures: dict[str, float] = {}
    for way, each in ways.items():
        figures[f"{way}_per_s_scaled"] = round(each.per_s, 1)
        figures[f"{way}_p95_ms_scaled"] = round(each.p95_ms, 1)
    return figures


def show(ways: dict[str, Way]) -> None:
    print(f"  {'':28}{'ballots/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms each':>13}")
    for way, each in ways.items():
        print(f"  {way:28}{each.per_s:10.0f}{each.p50_ms:9.0f}{each.p95_ms:9.0f}{each.cpu_ms:13.2f}")
    sys.stdout.flush()


def measured(database: str, rounds: int, folder: Path, shim: Path) -> dict[str, float]:
    """The figures of one database, shown as they come."""
    print(f"\n{database}, {VOTERS} voters at once, {rounds} rounds each", flush=True)
    with durable(database, folder, None) as environment:
        ways = medians(run(environment, rounds, WATCHERS, "all"))
    with durable(database, folder, shim) as environment:
        slow = medians(run(environment, rounds, 0, "socket"))
    with durable(database, folder, None) as environment:
        opening = statistics.median(run_module("bench.ballots_opening", [rounds], environment))
    ways |= {f"{way}_sync2ms": each for way, each in slow.items()}
    show(ways)
    figures: dict[str, float] = {}
    for way, each in ways.items():
        figures[f"{way}_per_s_{database}"] = round(each.per_s, 1)
        figures[f"{way}_p95_ms_{database}"] = round(each.p95_ms, 1)
    for road, plain, name in (
        ("socket", "socket_plain", "socket_over_plain"),
        ("http", "http_plain", "http_over_plain"),
        ("socket_sync2ms", "socket_plain_sync2ms", "socket_over_plain_sync2ms"),
    ):
        figures[f"{name}_{database}"] = round(ways[road].per_s / ways[plain].per_s, 2)
    figures[f"socket_p95_part_of_plain_{database}"] = round(
        ways["socket"].p95_ms / ways["socket_plain"].p95_ms, 3
    )
    figures[f"socket_with_watchers_{database}"] = round(
        ways["socket_watched"].per_s / ways["socket"].per_s, 2
    )
    figures[f"open_5000_s_{database}"] = round(opening, 2)
    for promise in promises(figures):
        print(f"  {promise}", flush=True)
    return figures


def promises(figures: dict[str, float]) -> list[str]:
    """Each promise with its figure, "ok" or "NOT KEPT" before it."""
    said = []
    for database in DATABASES:
        if f"socket_over_plain_{database}" not in figures:
            continue
        for name, least in PROMISED.items():
            found = figures[f"{name}_{database}"]
            said.append(
                f"{'ok' if found >= least else 'NOT KEPT'}: {name}_{database} {found}, at least {least}"
            )
        part = figures[f"socket_p95_part_of_plain_{database}"]
        kept = "ok" if part <= WAIT_PART else "NOT KEPT"
        said.append(f"{kept}: socket_p95_part_of_plain_{database} {part}, at most {WAIT_PART:.3f}")
        left = figures[f"socket_with_watchers_{database}"]
        kept = "ok" if left > LEFT_WITH_WATCHERS else "NOT KEPT"
        said.append(f"{kept}: socket_with_watchers_{database} {left}, more than {LEFT_WITH_WATCHERS:.3f}")
        opening = figures[f"open_5000_s_{database}"]
        kept = "ok" if opening < OPEN_SECONDS else "NOT KEPT"
        said.append(f"{kept}: open_5000_s_{database} {opening}, under {OPEN_SECONDS}")
    return said


def medians(rounds: Rounds) -> dict[str, Way]:
    return {
        way: Way(**{name: statistics.median(each[name] for each in found) for name in found[0]})
        for way, found in rounds.items()
        if found
    }


def run(environment: dict[str, str], rounds: int, watchers: int, which: str) -> Rounds:
    """One process with its own server and database."""
    return dict(run_module("bench.ballots_run", [rounds, VOTERS, watchers, which], environment))


def run_module(module: str, given: list[object], environment: dict[str, str]) -> Any:
    """What the last line of its output says."""
    command = [sys.executable, "-m", module, *map(str, given)]
    pin = machine.pinned(machine.CLIENT_CORES)
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, preexec_fn=pin, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@contextlib.contextmanager
def durable(database: str, folder: Path, shim: Path | None) -> Iterator[dict[str, str]]:
    """The environment of a server on a durable database of this kind; with the shim its syncs take 2 ms."""
    slowed = {"LD_PRELOAD": str(shim)} if shim else {}
    port = str(free_port())
    with tempfile.TemporaryDirectory(prefix="var-", dir=folder) as var:
        known = {**os.environ, "CONSULT_VAR": var, "PORT": port, "CONSULT_HOSTS": "127.0.0.1"}
        known.pop("DATABASE_URL", None)
        known.pop("REDIS_URL", None)
        if database == "sqlite":
            yield {**known, "BENCH_PRELOAD": str(shim or "")}
            return
        with throwaway_postgres(durable=True, environment={**os.environ, **slowed}) as (_, url):
            yield {**known, "DATABASE_URL": url}


def compiled_shim(folder: Path) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit(
            "The slow disk is written in C and there is no compiler. As root: apt-get install gcc libc6-dev"
        )
    shim = folder / "slow_sync.so"
    source = ROOT / "bench" / "slow_sync.c"
    subprocess.run([compiler, "-O2", "-Wall", "-shared", "-fPIC", "-o", shim, source], check=True)
    return shim


if __name__ == "__main__":
    sys.exit(main())
