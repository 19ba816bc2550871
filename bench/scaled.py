"""The scaled form, where a bench is run against the one that is up: `make scaled RUN=".venv/bin/python -m bench.join"`.

Only ours can be measured there, and the processes run where the system puts them: not on a core of their own, as those do
that a bench starts itself. A client that speaks TLS comes through nginx; wsload does not, and goes to the Daphnes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench import machine


@dataclass(frozen=True)
class Scaled:
    """`base` is nginx's address and the origin of every phone; `ports` and `pids` are the Daphnes'."""

    base: str
    ports: list[int]
    pids: list[int]

    def cpu_seconds(self) -> float:
        """What the Daphnes have used together; nginx, PostgreSQL and Redis are not in it."""
        return machine.cpu_seconds(*self.pids)

    def resident_bytes(self) -> int:
        return sum(map(machine.resident_bytes, self.pids))

    def split(self, lines: list[str]) -> list[tuple[int, list[str]]]:
        """The phones of each Daphne, by its port: as many for one as for the other."""
        return [(port, lines[nth :: len(self.ports)]) for nth, port in enumerate(self.ports)]


def running() -> Scaled | None:
    """What `make scaled` told us (deploy/scaled.py); None where the bench stands alone."""
    base = os.environ.get("CONSULT_AT")
    if base is None:
        return None
    ports = [urlsplit(one).port or 0 for one in os.environ["CONSULT_DAPHNES"].split()]
    return Scaled(base, ports, [int(pid) for pid in os.environ["CONSULT_DAPHNE_PIDS"].split()])
