"""`make test`: every test, on SQLite and on PostgreSQL with Redis, in a browser, and the frontend's own."""

import os
import sys
import tempfile
from pathlib import Path

from deploy.install import FRONTEND, PYTHON, chromium
from deploy.server import ServiceError
from deploy.services import nginx_program, postgres_folder, redis_program, stop_on_signals, throwaway
from deploy.steps import Step, run_all

# Two workers: the machines this is meant for have two cores.
PYTEST: list[str | Path] = [PYTHON, "-m", "pytest", "-q"]
PARALLEL = ["-n", "2"]


def main() -> int:
    stop_on_signals()
    # The tests choose their databases; an operator's own must never be one of them.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    embedded = "not browser and not postgres and not redis and not scaled"
    steps = [
        Step(name="SQLite, embedded", command=[*PYTEST, *PARALLEL, "-m", embedded]),
        Step(
            name="each guard of flow.py taken away in turn", command=[*PYTEST, *PARALLEL, "--without-guards"]
        ),
    ]
    try:
        with (
            tempfile.TemporaryDirectory(prefix="consult-tests-", ignore_cleanup_errors=True) as temporary,
            throwaway(postgres=postgres_folder() is not None, redis=redis_program() is not None) as services,
        ):
            # An interrupt kills the tests before they tidy up; this goes whatever happens.
            os.environ["TMPDIR"] = temporary
            if services.database_url:
                steps.append(
                    Step(
                        name="PostgreSQL and Redis, scaled",
                        command=[*PYTEST, *PARALLEL, "-m", "database or postgres or redis"],
                        environment=services.environment,
                    )
                )
                if nginx_program():
                    steps.append(
                        Step(
                            name="two of each behind nginx", command=[*PYTEST, "tests/scaled", "-m", "scaled"]
                        )
                    )
            if chromium():
                steps.append(Step(name="browser", command=[*PYTEST, "tests/browser", "-m", "browser"]))
            steps.append(Step(name="frontend", command=["npm", "test", "--silent"], folder=FRONTEND))
            return run_all(steps)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
