"""What must be settled before Django reads its settings: loaded by `-p` in pyproject.toml.

pytest-django reads the settings before any conftest.py, so a conftest would be too late to give
each worker a folder of its own. It also holds the one place that decides what happens to a test
whose server or browser is not there.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping

import pytest

from deploy.install import chromium
from deploy.services import nginx_program, postgres_folder, redis_program

FOLDER = pytest.StashKey[str]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Every process (each xdist worker is one) keeps its data in a new folder."""
    # Nothing of what is loaded now is garbage; looking for it takes a quarter of the time.
    gc.set_threshold(50_000, 20, 50)
    early_config.stash[FOLDER] = tempfile.mkdtemp(prefix="consult-test-")
    os.environ["CONSULT_VAR"] = early_config.stash[FOLDER]
    # Asked for where several processes share it, as they would in scaled mode.
    os.environ["SECRET_KEY"] = "of tests only"


def pytest_collection_finish() -> None:
    """What was loaded by now stays: the collector need not look through it again and again (a tenth of the time)."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a server or browser that is absent; with CI=true, fail it instead."""
    marks = {mark.name for mark in item.iter_markers()}
    missing = absent(marks, os.environ)
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing}, and with CI=true no test may be skipped", pytrace=False)
    if missing:
        pytest.skip(missing)


def absent(marks: Iterable[str], environment: Mapping[str, str]) -> str | None:
    """What the marked test needs and this machine lacks, as a sentence; None when all is there."""
    path = environment.get("PATH")
    # Asked only of what is marked: each looks through several folders.
    here: dict[str, Callable[[], bool]] = {
        "postgres": lambda: environment.get("DATABASE_URL", "").startswith("postgres"),
        "redis": lambda: bool(environment.get("REDIS_URL")),
        "browser": lambda: chromium(path=path) is not None,
        "scaled": lambda: scaled_programs(path=path),
        "compiler": lambda: shutil.which("cc", path=path) is not None,
    }
    reasons = {
        "postgres": "DATABASE_URL names no PostgreSQL",
        "redis": "REDIS_URL is not set",
        "browser": "chromium is not installed",
        "scaled": "PostgreSQL, Redis or nginx is not installed",
        "compiler": "there is no C compiler for the benches' client",
    }
    return next((reasons[mark] for mark in here if mark in marks and not here[mark]()), None)


def scaled_programs(*, path: str | None) -> bool:
    return bool(postgres_folder() and redis_program(path=path) and nginx_program(path=path))
