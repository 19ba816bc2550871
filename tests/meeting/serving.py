"""A real server for tests: `manage.py serve` in a process of its own, on the test's own database."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client

from consult.meeting.client import RoomClient
from consult.meeting.models import Room
from consult.people.models import Person
from deploy.services import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass
class Served:
    """A running server and the phones that were made for it."""

    base: str
    process: subprocess.Popen[bytes]
    log: Path
    clock: Path
    phones: list[RoomClient] = field(default_factory=list)

    def phone(self, room: Room, person: Person | None = None, **options: str) -> RoomClient:
        """A phone signed in as this person; without one, a big screen."""
        cookie = signed_in(person) if person else ""
        made = RoomClient(self.base, str(room.pk), cookie=cookie, **options)
        self.phones.append(made)
        return made

    def said(self) -> str:
        return self.log.read_text(errors="replace")


def signed_in(person: Person) -> str:
    """The session cookie of a browser signed in to this person's account."""
    browser = Client()
    assert person.account is not None
    browser.force_login(person.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser.cookies["sessionid"].value


def environment(folder: Path, port: int) -> dict[str, str]:
    """What tells the server to use this test's database, keys and clock."""
    found = {**os.environ, "CONSULT_VAR": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    (folder / "keys").symlink_to(settings.VAR / "keys")
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        # SQLite keeps its journal beside the file a link leads to: both processes share it.
        (folder / "consult.sqlite3").symlink_to(name)
        found.pop("DATABASE_URL", None)
    else:
        found["DATABASE_URL"] = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return found


@contextlib.contextmanager
def serving(folder: Path, *options: str, moment: str = "", port: int = 0, **extra: str) -> Iterator[Served]:
    """Run a server while the block runs. `moment`: its clock, for a world that stands at a set time."""
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (settings.VAR / "keys").mkdir(exist_ok=True)
    variables = {**environment(folder, port), **extra}
    if moment:
        (folder / "clock").write_text(moment)
        variables["CONSULT_CLOCK"] = str(folder / "clock")
    log = folder / "log"
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)
        yield Served(f"http://127.0.0.1:{port}", process, log, folder / "clock")
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
