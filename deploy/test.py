"""`make test`: every test, on SQLite and on PostgreSQL with Redis, in a browser, and the frontend's own."""

import os
import sys
import tempfile
from pathlib import Path

from deploy.install import FRONTEND, PYTHON, chromium
from deploy.server import ServiceError
from deploy.services import (
    Services,
    nginx_program,
    postgres_folder,
    redis_program,
    stop_on_signals,
    throwaway,
)
from deploy.steps import Step, run_all

# Two workers: the machines this is meant for have two cores. Each begins with one half, so that what a module builds is
# built once; who is done takes from the other.
PYTEST: list[str | Path] = [PYTHON, "-m", "pytest", "-q"]
PARALLEL = ["-n", "2", "--dist", "worksteal"]
EMBEDDED = "not browser and not postgres and not redis and not scaled"


def main() -> int:
    stop_on_signals()
    # The tests choose their databases; an operator's own must never be one of them.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    # Compiled once for all steps and the servers they start: pytest alone compiles for six seconds each time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="consult-tests-", ignore_cleanup_errors=True) as temporary,
            throwaway(postgres=postgres_folder() is not None, redis=redis_program() is not None) as services,
        ):
            # Tests that are stopped may not tidy up; this goes whatever happens.
            os.environ["TMPDIR"] = temporary
            return run_all(calculating(), waiting(services))
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1


def calculating() -> list[Step]:
    """What keeps both cores busy for as long as it lasts, so it leaves them to whoever else has something to do."""
    steps = [
        ("SQLite, embedded", ["-m", EMBEDDED]),
        ("each guard of flow.py taken away in turn", ["--without-guards"]),
    ]
    return [Step(name=name, command=[*PYTEST, *PARALLEL, *chosen], gives_way=True) for name, chosen in steps]


def waiting(services: Services) -> list[Step]:
    """What mostly waits: for servers to fail and to come back, for pages to be drawn, for a disk; each has its own patience."""
    steps = []
    if services.database_url and nginx_program():
        steps.append(Step(name="two of each behind nginx", command=[*PYTEST, "tests/scaled", "-m", "scaled"]))
    if chromium():
        command = [*PYTEST, *PARALLEL, "tests/browser", "-m", "browser"]
        steps.append(Step(name="browser", command=command))
    steps.append(Step(name="frontend", command=["npm", "test", "--silent"], folder=FRONTEND))
    if services.database_url:
        command = [*PYTEST, *PARALLEL, "-m", "database or postgres or redis"]
        steps.append(
            Step(name="PostgreSQL and Redis, scaled", command=command, environment=services.environment)
        )
    return steps


if __name__ == "__main__":
    sys.exit(main())
