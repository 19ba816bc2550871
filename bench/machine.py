"""What a bench asks of the machine: cores kept apart, enough files, and what a process has used.

Where two cores are not to be had, or nobody may raise a priority, the bench says so and goes on: ratios within one run
still hold, latencies less so.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORES, CLIENT_CORES = CORES[:1], CORES[1:2] or CORES[:1]
# Before everybody else's work on this machine, where that is allowed.
PRIORITY = -10


def raise_file_limit() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def pinned(cores: list[int]) -> Callable[[], None]:
    """What a child does before it becomes the program: stay on these cores."""

    def pin() -> None:
        os.sched_setaffinity(0, cores)
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)

    return pin


def cpu_seconds(*processes: int) -> float:
    """Time all threads of these processes have had on a core, those that ended included: user, kernel, and what loopback
    does in their name."""
    # The process's own clock, as clock_getcpuclockid(3) numbers it.
    return sum(time.clock_gettime((~process << 3) | 2) for process in processes)


def resident_bytes(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {process} has no VmRSS")


def compiled_client(folder: Path) -> Path:
    """The C client, compiled here and now."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None and _installed("gcc", "libc6-dev"):
        compiler = shutil.which("gcc")
    if compiler is None:
        raise SystemExit(
            "The bench's client is written in C and there is no compiler. As root: apt-get install gcc libc6-dev"
        )
    program = folder / "wsload"
    source = ROOT / "bench" / "wsload.c"
    subprocess.run([compiler, "-O2", "-Wall", "-o", program, source], check=True)
    return program


def _installed(*packages: str) -> bool:
    from deploy.install import apt_install

    return apt_install(list(packages))


def model() -> str:
    found = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            found = line.partition(":")[2].strip()
            break
    return f"{found}, {len(CORES)} cores, load {os.getloadavg()[0]:.1f}"


def said() -> str:
    """The machine in one line, for the head of a report."""
    apart = f"server on core {SERVER_CORES[0]}, client on core {CLIENT_CORES[0]}"
    if SERVER_CORES == CLIENT_CORES:
        apart = "server and client share the only core: latencies say little"
    return f"{model()} ({apart})"
