"""kill -9 while 200 ballots a second come in: one round of `python -m bench.ballots_kill`, which runs twenty."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection

from tests import template

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """For a database without a row, of the kind the tests run on, gone afterwards."""
    known = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "CONSULT_VAR")}
    if connection.vendor == "sqlite":
        yield known
        return
    name = f"kill_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {name} TEMPLATE "{template.in_postgres(known["DATABASE_URL"])}"')
    known["DATABASE_URL"] = urlsplit(known["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    yield known
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_nothing_acknowledged_is_lost_and_nothing_is_in_twice(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "bench.ballots_kill", "--rounds", "1"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["rounds"], told["lost"], told["twice"]) == (1, 0, 0)
    assert told["acknowledged"] > 0
