"""`make test`: every test, on SQLite and on PostgreSQL with Redis, in a browser, and the frontend's own.

`make test-postgres`: what `make test` asks of SQLite, asked of PostgreSQL.
"""

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

# The machines this is meant for have two cores. Each worker begins with a part, so that what a module builds is built once;
# who is done takes from the others.
PYTEST: list[str | Path] = [PYTHON, "-m", "pytest", "-q"]
PARALLEL = ["-n", "2", "--dist", "worksteal"]
# A third has something to do while one waits for a process it started, or for a database.
PARALLEL_AND_WAITING = ["-n", "3", "--dist", "worksteal"]
EMBEDDED = "not browser and not postgres and not redis and not scaled"
ON_POSTGRES = "--postgres"


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
            if sys.argv[1:] == [ON_POSTGRES]:
                return run_all(on_postgres(services))
            return run_all(embedded(), beside(services))
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1


def embedded() -> list[Step]:
    """The longest, and all of it calculation: it takes what the others leave, so that neither core ever waits."""
    command = [*PYTEST, *PARALLEL, "-m", EMBEDDED]
    return [Step(name="SQLite, embedded", command=command, gives_way=True)]


def beside(services: Services) -> list[Step]:
    """What waits now and then: for a page, a server or a database. One after the other: with four processes on two cores each
    finds its core cold whenever it is its turn, and all of it takes a tenth longer."""
    steps = drawing()
    guards = [*PYTEST, "--without-guards"]
    steps.append(Step(name="each guard of flow.py taken away in turn", command=guards))
    if services.database_url:
        command = [*PYTEST, "-m", "database or postgres or redis"]
        name, environment = "PostgreSQL and Redis, scaled", services.environment
        steps.append(Step(name=name, command=command, environment=environment))
    if services.database_url and nginx_program():
        steps.append(Step(name="two of each behind nginx", command=[*PYTEST, "tests/scaled", "-m", "scaled"]))
    return [*steps, Step(name="frontend", command=["npm", "test", "--silent"], folder=FRONTEND)]


def on_postgres(services: Services) -> list[Step]:
    """Twice what it takes on SQLite: for a release, or a change to what is asked of the database."""
    if not services.database_url:
        raise ServiceError("PostgreSQL is not installed: apt install postgresql")
    command = [*PYTEST, *PARALLEL_AND_WAITING, "-m", "not browser and not scaled"]
    return [Step(name="PostgreSQL, all of it", command=command, environment=services.environment)]


def drawing() -> list[Step]:
    """A browser, its pages and their servers; what is drawn late is waited for."""
    command = [*PYTEST, *PARALLEL, "tests/browser", "-m", "browser"]
    return [Step(name="browser", command=command)] if chromium() else []


if __name__ == "__main__":
    sys.exit(main())
