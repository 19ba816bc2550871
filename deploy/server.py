"""One program that runs in the background until it is stopped."""

import pwd
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypedDict

# Seconds. A first start on a busy two-core machine was seen to take four.
START_TIMEOUT = 60
STOP_TIMEOUT = 30

# Takes (name of the server, one line it said).
Output = Callable[[str, str], None]


class ServiceError(Exception):
    """A server cannot be had or did not start; the message says which, why and what to do."""


@dataclass(kw_only=True)
class Server:
    """`answers` tells whether it serves. Without `output` what it says is in `log` in its folder.

    It may be killed, stopped and started again: its command, folder and port stay the same.
    """

    name: str
    command: list[str | Path]
    folder: Path
    answers: Callable[[], bool]
    owner: pwd.struct_passwd | None = None
    environment: Mapping[str, str] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    output: Output | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Back when it answers; ServiceError when it does not."""
        self.launch()
        self.await_answer()

    def launch(self) -> None:
        """Start it without waiting, for several that start side by side."""
        log = self.folder / "log"
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if self.output else file,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=self.environment,
                **_as(self.owner),
                # A session of its own: Ctrl-C goes to us, and we stop it after its clients.
                start_new_session=True,
            )
        if self.process.stdout:
            threading.Thread(target=self._pass_on, args=(self.process.stdout,), daemon=True).start()

    def await_answer(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not self.answers():
            if not self.running() or time.monotonic() > deadline:
                raise ServiceError(f"{self.name} did not start:\n{self._said()}")
            time.sleep(0.05)

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None, f"{self.name} was never started"
        self.process.send_signal(number)

    def kill(self) -> None:
        """At once and without a word, as a fault would."""
        self.send(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def stop(self) -> None:
        """Ask it to stop, wait, and kill it when it does not."""
        if self.process is None or not self.running():
            return
        # One that was frozen could not hear the other signal.
        self.process.send_signal(signal.SIGCONT)
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout=STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _pass_on(self, said: IO[bytes]) -> None:
        assert self.output is not None
        with said:
            for line in said:
                self.output(self.name, line.decode(errors="replace").rstrip())

    def _said(self) -> str:
        return (
            "its last words are above" if self.output else (self.folder / "log").read_text(errors="replace")
        )


class _Credentials(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _as(owner: pwd.struct_passwd | None) -> _Credentials:
    """What subprocess needs to start a program as the owner; None: as we are."""
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
