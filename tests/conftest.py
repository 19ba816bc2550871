"""What every test shares. Fixtures with people and matters stand beside the tests that use them."""

import os
from pathlib import Path

import hypothesis
import pytest

# A deadline measures the machine, not the code. In CI the examples are the same every time, so
# that a red run is about the change.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite tests use a file, not memory: only a file has WAL and lets a second thread write."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        name = Path(os.environ["CONSULT_VAR"]) / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(name)
