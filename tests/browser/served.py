"""A real server for browser tests: both communities founded, its time taken from a file, its SMS in a folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from deploy.services import free_port
from tests import template
from tests.outbox import sent_code

ROOT = Path(__file__).resolve().parents[2]
FOUND = """
import django; django.setup()
from django.core.management import call_command
call_command("createcachetable", verbosity=0)
from consult.config.demo.founding import found
from consult.kernel import clock
found(on=clock.today())
call_command("demo", json=True)
"""


def founded(folder: Path, *, on: datetime) -> None:
    """Both communities without a matter, as of that moment, in a folder to copy from: founding takes a quarter of a minute."""
    (folder / "clock").write_text(on.isoformat())
    template.copy(to=folder / "consult.sqlite3")
    with (folder / "sign-ins.json").open("w") as listed:
        command = [sys.executable, "-c", FOUND]
        subprocess.run(command, cwd=ROOT, env=environment(folder, port=0), check=True, stdout=listed)


def environment(folder: Path, *, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "CONSULT_VAR": str(folder),
        "CONSULT_CLOCK": str(folder / "clock"),
        "PORT": str(port),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "consult.config.settings",
    }


class Served:
    """One Daphne process with its own folder, port and clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.clock = folder / "clock"
        self.environment = environment(folder, port=self.port)
        self.start()

    def start(self) -> None:
        self.log = (self.folder / "serve.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def set_clock(self, moment: datetime) -> None:
        """The server's time from now on; it runs on from there."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(moment.isoformat())
        fresh.replace(self.clock)

    def _wait(self) -> None:
        until = monotonic() + 120
        while monotonic() < until:
            assert self.process.poll() is None, (self.folder / "serve.log").read_text()[-2000:]
            try:
                urlopen(self.url, timeout=2).close()
                return
            except (URLError, OSError):
                # Its start takes both cores' time already.
                sleep(0.05)
        raise AssertionError("the server did not answer within two minutes")

    def sign_ins(self) -> dict[str, dict[str, str]]:
        """Who can sign in, by name, as `manage.py demo --json` lists them: number and, for signers, TOTP secret."""
        return {one["name"]: one for one in json.loads((self.folder / "sign-ins.json").read_text())}

    def code_for(self, phone: str) -> str:
        return sent_code(self.folder / "outbox", phone)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
