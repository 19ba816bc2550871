"""One database of `make bench-ballots`, in a process of its own: rounds of each way, one after the other, and what each took.

    python -m bench.ballots_run ROUNDS VOTERS WATCHERS     the last line is JSON: {way: [{per_s, p50_ms, p95_ms}]}

The environment says which database, and whether its syncs are slowed.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from bench.ballots_hall import Bench
    from bench.ballots_voters import Round

START_SECONDS = 60
# (way, what is measured): the two ways of one road stand beside each other in every round.
WAYS = ("socket", "socket_plain", "http", "http_plain", "socket_watched")


def main(rounds: int, count: int, watchers: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "consult.config.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.ballots_hall import build_hall

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    bench = build_hall(count)
    port = int(os.environ["PORT"])
    command = [sys.executable, "-m", "bench.ballots_server", str(port)]
    environment = dict(os.environ)
    # Only the database's own syncs are slowed, in whichever process makes them.
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        found = asyncio.run(measure(bench, port, rounds, watchers))
    finally:
        server.terminate()
        server.wait(timeout=30)
        connection.close()
    print(json.dumps({way: [asdict(one) for one in each] for way, each in found.items()}))
    return 0


async def measure(bench: Bench, port: int, rounds: int, watchers: int) -> dict[str, list[Round]]:
    from bench import ballots_voters as voters

    found: dict[str, list[Round]] = {way: [] for way in WAYS}
    phones = await voters.connected(bench, port, list(bench.voters))
    lines = await voters.kept_open(port, bench.voters)
    crowd: list[Any] = []

    async def once(way: str) -> Round:
        poll = await asyncio.to_thread(_in_thread, lambda: bench.open(secrecy="named"))
        plainly = way.endswith("_plain")
        verb = "ballot.cast_plainly" if plainly else "ballot.cast"
        path = "cast_plainly" if plainly else "cast"
        calls = (
            [voters.cast_by_http(line, str(poll.pk), path, port) for line in lines]
            if way.startswith("http")
            else [voters.cast_by_socket(phone, str(poll.pk), verb) for phone in phones]
        )
        # What opening the poll sent into the room is out of the way.
        await asyncio.sleep(1.0)
        result = await voters.together(calls)
        await asyncio.to_thread(_in_thread, lambda: bench.close(poll))
        return result

    for way in WAYS[:4]:
        await once(way)
    for _ in range(rounds):
        for way in random.sample(WAYS[:4], 4):
            found[way].append(await once(way))
    if watchers:
        crowd = await voters.connected(bench, port, [None] * watchers)
        listening = [asyncio.create_task(voters.listen(each)) for each in crowd]
        for _ in range(rounds):
            found["socket_watched"].append(await once("socket_watched"))
        for task in listening:
            task.cancel()
    await voters.close([*phones, *lines, *crowd])
    return found


def _in_thread(work: Callable[[], Any]) -> Any:
    from django.db import connection

    try:
        return work()
    finally:
        connection.close()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main(*(int(figure) for figure in sys.argv[1:4])))
