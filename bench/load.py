"""A server to be measured and the phones in it: started, told what to do, and asked what it cost."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine
from bench.machine import ROOT
from bench.scaled import Scaled
from deploy.scaled import listens

PATIENCE = 300


class Talker:
    """A child that answers each line with a line of JSON."""

    def __init__(
        self, command: list[str | Path], *, cores: list[int], environment: Mapping[str, str]
    ) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=machine.pinned(cores),
        )
        self.rest = b""

    @property
    def pid(self) -> int:
        return self.process.pid

    def tell(self, command: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """The next line of JSON; other lines are for people."""
        assert self.process.stdout
        deadline = time.monotonic() + PATIENCE
        while True:
            line, found, self.rest = self.rest.partition(b"\n")
            if found:
                if line.startswith(b"{"):
                    return dict(json.loads(line))
                continue
            self.rest = line
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                raise SystemExit(f"{self.process.args} fell silent (exit code {self.process.poll()})")
            self.rest += piece

    def ask(self, command: str) -> dict[str, Any]:
        self.tell(command)
        return self.answer()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Hall:
    """A folder with a database, and the phones that belong to it."""

    folder: Path
    environment: dict[str, str]

    @property
    def file(self) -> Path:
        return self.folder / "hall.json"

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.file.read_text()))


def made_hall(folder: Path, *, phones: int, history: int, there: Scaled | None = None) -> Hall:
    """Rows for that many phones: in the database of the scaled form that runs, else in a new one, SQLite."""
    folder.mkdir(parents=True)
    own = {
        "CONSULT_VAR": str(folder),
        "SECRET_KEY": "of benches only",
        "DJANGO_SETTINGS_MODULE": "consult.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    alone = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    hall = Hall(folder, dict(os.environ) if there else alone | own)
    command = [sys.executable, "-m", "bench.hall", hall.file, str(phones), str(history)]
    subprocess.run(command, cwd=ROOT, env=hall.environment, check=True)
    return hall


@contextlib.contextmanager
def serving(command: list[str | Path], *, port: int, environment: Mapping[str, str]) -> Iterator[Talker]:
    """A measured server, until the block ends. Its command is given the port."""
    environment = {**environment, "PORT": str(port), "CONSULT_ORIGINS": f"http://127.0.0.1:{port}"}
    server = Talker([*command], cores=machine.SERVER_CORES, environment=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while not listens(port):
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command} did not start")
            time.sleep(0.05)
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def phones(
    client: Path, lines: list[str], folder: Path, *, port: int, stalled: int = 0, at_once: int = 40
) -> Iterator[Talker]:
    """wsload with these phones, until the block ends."""
    file = folder / f"phones-{port}.tsv"
    file.write_text("".join(lines))
    command: list[str | Path] = [client, str(port), file, str(stalled), str(at_once)]
    talker = Talker(command, cores=machine.CLIENT_CORES, environment=os.environ)
    try:
        yield talker
    finally:
        talker.stop()


@contextlib.contextmanager
def phones_at(
    there: Scaled, client: Path, lines: list[str], folder: Path, *, at_once: int = 40
) -> Iterator[list[Talker]]:
    """A wsload for each Daphne, with its half of the phones."""
    with contextlib.ExitStack() as stack:
        crowds = [
            stack.enter_context(phones(client, some, folder, port=port, at_once=at_once))
            for port, some in there.split(lines)
        ]
        yield crowds
