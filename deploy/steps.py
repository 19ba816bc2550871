"""Run named commands, all of them, in lanes side by side, and say at the end how each went."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
LOOK_SECONDS = 0.1
# How long somebody who watches waits for a word.
WORD_SECONDS = 30
# For what a step started itself to be stopped, once it is told to go.
LEAVE_SECONDS = 15
# Of nineteen: what is left, and nearly nothing else.
LAST = 15
AUTOGROUP = Path("/proc/self/autogroup")
# What asks us to leave.
LEAVING = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, kw_only=True)
class Step:
    """`gives_way`: it takes what processor time the steps beside it leave."""

    name: str
    command: list[str | Path]
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)
    gives_way: bool = False


class Running:
    """A step that was started. What it says is kept until it has ended, so that two never talk at once."""

    def __init__(self, step: Step, said: IO[bytes]) -> None:
        self.step, self.said = step, said
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            step.command,
            cwd=step.folder,
            env={**os.environ, **step.environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            # A session of its own: Ctrl-C goes to us, and we stop all it started.
            start_new_session=True,
            preexec_fn=self.prepare,
        )

    def prepare(self) -> None:
        """In the new process, before it becomes the step's."""
        signal.pthread_sigmask(signal.SIG_UNBLOCK, LEAVING)
        if self.step.gives_way:
            os.nice(LAST)
            # Linux may share its time out among sessions before it does among processes.
            with contextlib.suppress(OSError), AUTOGROUP.open("w") as group:
                group.write(str(LAST))

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def last_words(self) -> str:
        self.said.seek(0)
        lines = self.said.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")

    def report(self) -> None:
        print(f"\n=== {self.step.name}", flush=True)
        self.said.seek(0)
        sys.stdout.write(self.said.read().decode(errors="replace"))
        sys.stdout.flush()

    def stop(self) -> None:
        """Ask it to tidy up, as Ctrl-C does; then end it with all it started."""
        if self.process.poll() is not None:
            return
        self.tell(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(LEAVE_SECONDS)
        self.tell(signal.SIGKILL)
        self.process.wait()

    def tell(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Who asks us to leave waits meanwhile: a step that runs before we know its process would be left behind."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, LEAVING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_all(*lanes: list[Step]) -> int:
    """Run every step even after a failure, each lane's in turn and the lanes side by side; 0 when all succeeded, else 1."""
    began = time.monotonic()
    results = _run([list(lane) for lane in lanes])
    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {seconds:6.1f} s  {name}")
    print(f"       {time.monotonic() - began:6.1f} s  in all\n", flush=True)
    return int(any(code for _, code, _ in results))


# A step's name, what it ended with, and its seconds.
Result = tuple[str, int, float]


def _run(waiting: list[list[Step]]) -> list[Result]:
    word = time.monotonic()
    running: dict[int, Running] = {}
    results: list[Result] = []
    with contextlib.ExitStack() as stack:
        while running or any(waiting):
            for nth, lane in enumerate(waiting):
                if lane and nth not in running:
                    with _undisturbed():
                        running[nth] = Running(lane.pop(0), stack.enter_context(tempfile.TemporaryFile()))
                        stack.callback(running[nth].stop)
                    print(f"--- {running[nth].step.name} …", flush=True)
            time.sleep(LOOK_SECONDS)
            for nth, one in list(running.items()):
                code = one.process.poll()
                if code is not None:
                    one.report()
                    results.append((one.step.name, code, one.seconds()))
                    del running[nth]
            if time.monotonic() - word > WORD_SECONDS:
                word = time.monotonic()
                for one in running.values():
                    print(
                        f"--- {one.seconds():4.0f} s  {one.step.name}: {one.last_words()[-80:]}", flush=True
                    )
    return results
