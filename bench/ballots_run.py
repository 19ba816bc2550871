"""One database of `make bench-ballots`, in a process of its own: rounds of each way in turn, and what each took.

    python -m bench.ballots_run ROUNDS VOTERS WATCHERS all|socket|ours

The environment says which database, and whether there is a scaled form that serves it (bench/scaled.py). The last line is JSON: {way: [{per_s, p50_ms, p95_ms, cpu_ms}]}.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import django

from bench import machine
from bench.scaled import running

if TYPE_CHECKING:
    from bench.ballots_hall import Bench
    from bench.ballots_voters import Round

START_SECONDS = 60
WAYS = {
    "all": ("socket", "socket_plain", "http", "http_plain"),
    "socket": ("socket", "socket_plain"),
    "ours": ("socket", "http"),
}
# What opening a poll sends into the room is to be out of the way before anybody casts.
SETTLING_SECONDS = 1.0


def main(rounds: int, count: int, watchers: int, which: str) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "consult.config.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.ballots_hall import build_hall

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    bench = build_hall(count)
    with serving() as (base, pids):
        found = asyncio.run(Measuring(bench, base, pids).measure(rounds, watchers, WAYS[which]))
    connection.close()
    print(json.dumps({way: [asdict(one) for one in each] for way, each in found.items()}))
    return 0


@contextlib.contextmanager
def serving() -> Iterator[tuple[str, list[int]]]:
    """The address to vote at, and the processes that serve there: a server of our own, or the scaled form that runs."""
    there = running()
    if there is not None:
        yield there.base, there.pids
        return
    port = int(os.environ["PORT"])
    # Of SQLite the server itself is whose syncs are slowed; opening and closing a poll is not measured.
    slowed = {"LD_PRELOAD": preload} if (preload := os.environ.get("BENCH_PRELOAD")) else {}
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.ballots_server", str(port)],
        env={**os.environ, **slowed},
        stdout=subprocess.DEVNULL,
        preexec_fn=machine.pinned(machine.SERVER_CORES),
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", [server.pid]
    finally:
        server.terminate()
        server.wait(timeout=30)


class Measuring:
    def __init__(self, bench: Bench, base: str, servers: list[int]) -> None:
        self.bench, self.base, self.servers = bench, base, servers
        self.phones: list[Any] = []
        self.lines: list[Any] = []

    async def measure(self, rounds: int, watchers: int, ways: tuple[str, ...]) -> dict[str, list[Round]]:
        from bench import ballots_voters as voters

        found: dict[str, list[Round]] = {way: [] for way in ways}
        self.phones = await voters.connected(self.bench, self.base, list(self.bench.voters))
        self.lines = await voters.kept_open(self.base, self.bench.voters)
        crowd: list[Any] = []
        for way in ways:
            await self.once(way)
        for _ in range(rounds):
            for way in random.sample(ways, len(ways)):
                found[way].append(await self.once(way))
        if watchers:
            crowd = await voters.connected(self.bench, self.base, [None] * watchers)
            listening = [asyncio.create_task(voters.listen(each)) for each in crowd]
            found["socket_watched"] = [await self.once("socket_watched") for _ in range(rounds)]
            for task in listening:
                task.cancel()
        await voters.close([*self.phones, *self.lines, *crowd])
        return found

    async def once(self, way: str) -> Round:
        """A poll opened, cast by everybody at one moment, and closed."""
        from bench import ballots_voters as voters

        poll = await asyncio.to_thread(_in_thread, self.bench.open)
        plainly = "_plain" in way
        await asyncio.sleep(SETTLING_SECONDS)
        if way.startswith("http"):
            path = "cast_plainly" if plainly else "cast"
            calls = [voters.cast_by_http(line, str(poll.pk), path, self.base) for line in self.lines]
        else:
            verb = "ballot.cast_plainly" if plainly else "ballot.cast"
            calls = [voters.cast_by_socket(phone, str(poll.pk), verb) for phone in self.phones]
        used = machine.cpu_seconds(*self.servers)
        result = await voters.together(calls, lambda: machine.cpu_seconds(*self.servers) - used)
        await asyncio.to_thread(_in_thread, lambda: self.bench.close(poll))
        return result


def _in_thread(work: Callable[[], Any]) -> Any:
    from django.db import connection

    try:
        return work()
    finally:
        connection.close()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    rounds, voters, watchers, which = sys.argv[1:5]
    sys.exit(main(int(rounds), int(voters), int(watchers), which))
