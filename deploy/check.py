"""`make check`: style, types, the direction of imports, migrations and the API's snapshot."""

import sys

from deploy.install import FRONTEND, PYTHON
from deploy.steps import Step, run_all


def main() -> int:
    return run_all(
        [
            Step(name="ruff check", command=[PYTHON, "-m", "ruff", "check"]),
            Step(name="ruff format", command=[PYTHON, "-m", "ruff", "format", "--check"]),
            Step(name="mypy", command=[PYTHON, "-m", "mypy"]),
            Step(name="import-linter", command=[PYTHON, "-c", LINT_IMPORTS]),
            Step(name="migrations match models", command=[PYTHON, "manage.py", *MIGRATIONS]),
            Step(name="API matches docs/openapi.json", command=[PYTHON, "manage.py", "schema", "--check"]),
            Step(name="vue-tsc", command=["npm", "run", "--silent", "typecheck"], folder=FRONTEND),
            Step(name="eslint", command=["npm", "run", "--silent", "lint"], folder=FRONTEND),
        ]
    )


# It has no __main__, and the script that pip writes for it breaks when the checkout is moved.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
MIGRATIONS = ["makemigrations", "--check", "--dry-run"]

if __name__ == "__main__":
    sys.exit(main())
