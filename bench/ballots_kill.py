"""kill -9 while 200 ballots a second come in: nothing that was acknowledged is lost, nothing is in twice.

    python -m bench.ballots_kill [--rounds 20]

A real served process on a real disk (SQLite in a folder of its own; DATABASE_URL names another, empty database). Each
round opens a poll for 200 voters, who cast over their sockets within one second; somewhere in it the server is killed.
Another is started. Every phone asks by its key what became of its ballot, and whoever has no answer (and some who have)
sends it again under the same key. Then: each acknowledged receipt is given again letter for letter, everybody's ballot is in once, the count at
the close is 200, and recount.py comes to the same. `make test` runs one round of it on each database.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench import machine
from bench.ballots_run import answers
from bench.machine import ROOT
from deploy.services import free_port
from tests import template

if TYPE_CHECKING:
    from bench.ballots_hall import Bench
    from bench.ballots_voters import Phone

VOTERS = 200
SECONDS = 1.0
# Of those that were acknowledged so many press again all the same, and so many hold their receipt beside the export.
SENT_AGAIN = 20
START_SECONDS = 60


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=20)
    rounds = asked.parse_args().rounds
    machine.raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="consult-kill-") as var:
        os.environ |= {"CONSULT_VAR": var, "DJANGO_SETTINGS_MODULE": "consult.config.settings"}
        os.environ["PORT"] = str(free_port())
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from bench.ballots_hall import build_hall

        if "DATABASE_URL" not in os.environ:
            # The tests' own migrated file, where there is one: migrating takes seconds.
            template.copy(to=Path(var) / "consult.sqlite3")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        hall = build_hall(VOTERS)
        acknowledged = [Round(hall).run() for _ in range(rounds)]
        connection.close()
    for number, count in enumerate(acknowledged, 1):
        print(f"round {number}: killed after {count} of {VOTERS} were acknowledged; none lost, none twice")
    print(json.dumps({"rounds": rounds, "acknowledged": sum(acknowledged), "lost": 0, "twice": 0}))
    return 0


class Round:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.poll = bench.open()
        self.receipts: dict[str, dict[str, Any]] = {}

    def run(self) -> int:
        """How many were acknowledged before the kill. Whatever is wrong raises AssertionError."""
        with served() as server:
            asyncio.run(self.cast_until_killed(server))
        acknowledged = dict(self.receipts)
        with served():
            asyncio.run(self.ask_and_send_again(acknowledged))
        self.look_at_the_log(acknowledged)
        return len(acknowledged)

    def key(self, phone: Phone) -> str:
        return f"{self.poll.pk.hex[:12]}-{phone.voter.person.pk.hex[:12]}"

    async def cast_until_killed(self, server: subprocess.Popen[bytes]) -> None:
        from bench import ballots_voters as voters

        phones = await voters.connected(self.bench, base(), list(self.bench.voters))
        pressing = [
            asyncio.create_task(self.press(phone, n * SECONDS / VOTERS)) for n, phone in enumerate(phones)
        ]
        await asyncio.sleep(random.uniform(0.2, 0.9) * SECONDS)
        server.kill()
        await asyncio.gather(*pressing)

    async def press(self, phone: Phone, after: float) -> None:
        """Cast once; no answer is no answer."""
        from websockets.exceptions import ConnectionClosed

        assert phone.socket is not None
        await asyncio.sleep(after)
        key = self.key(phone)
        frame = {"id": key, "do": "ballot.cast", "poll": str(self.poll.pk), "choice": "yes"}
        with contextlib.suppress(ConnectionClosed):
            await phone.socket.send(json.dumps(frame))
            while True:
                heard = json.loads(await phone.socket.recv())
                for answer in heard if isinstance(heard, list) else [heard]:
                    if answer.get("re") == key:
                        self.receipts[key] = answer["ok"]["receipt"]
                        return

    async def ask_and_send_again(self, acknowledged: dict[str, dict[str, Any]]) -> None:
        from bench import ballots_voters as voters

        for phone in await voters.kept_open(base(), self.bench.voters):
            key = self.key(phone)
            status, told = await voters.ask_by_http(
                phone, f"/api/v1/polls/{self.poll.pk}/receipt?key={key}", base()
            )
            assert status in (200, 404), told
            if key in acknowledged:
                assert (status, told) == (200, acknowledged[key]), (
                    "an acknowledged ballot is lost, or another"
                )
            if key in acknowledged and random.random() > SENT_AGAIN / len(acknowledged):
                await voters.close([phone])
                continue
            again = await voters.send_by_http(phone, str(self.poll.pk), base(), key=key)
            assert status == 404 or again == told, "one key, two receipts"
            self.receipts[key] = again
            await voters.close([phone])

    def look_at_the_log(self, acknowledged: dict[str, dict[str, Any]]) -> None:
        """Everybody once; the closed count, and a stranger's recount of the export, say the same."""
        from consult.voting import evidence
        from consult.voting.models import Cast

        casts = list(Cast.objects.filter(poll=self.poll).values_list("right", "log_seq"))
        assert len(casts) == len({right for right, _ in casts}) == len({seq for _, seq in casts}) == VOTERS
        self.bench.close(self.poll)
        self.poll.refresh_from_db()
        with tempfile.NamedTemporaryFile(suffix=".zip") as packed:
            packed.write(evidence.export(self.poll))
            packed.flush()
            found = [receipt["full"] for receipt in list(acknowledged.values())[:SENT_AGAIN]]
            told = subprocess.run(
                [sys.executable, "-I", str(ROOT / "recount.py"), packed.name, *found],
                capture_output=True,
                text=True,
            )
        assert told.returncode == 0, told.stdout + told.stderr


def base() -> str:
    return f"http://127.0.0.1:{os.environ['PORT']}"


@contextlib.contextmanager
def served() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "serve", "--port", os.environ["PORT"]]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(int(os.environ["PORT"])):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        yield server
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
