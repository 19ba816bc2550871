"""Run named commands one after another, all of them, and say at the end how each went."""

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str
    command: list[str | Path]
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)


def run_all(steps: list[Step]) -> int:
    """Run every step even after a failure; 0 when all succeeded, else 1."""
    results = []
    for step in steps:
        print(f"\n=== {step.name}", flush=True)
        started = time.monotonic()
        done = subprocess.run(
            step.command,
            cwd=step.folder,
            env={**os.environ, **step.environment},
            stdin=subprocess.DEVNULL,
        )
        results.append((step.name, done.returncode, time.monotonic() - started))
    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {seconds:6.1f} s  {name}")
    print(flush=True)
    return int(any(code for _, code, _ in results))
