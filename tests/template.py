"""A migrated database to start from: replaying every migration takes seconds a process.

SQLite's is a file in var/, PostgreSQL's a database of its server; both are named by a hash of everything that shapes
them, so a changed migration makes a new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-template"


def path() -> Path:
    return FOLDER / f"{shape()}.sqlite3"


def shape() -> str:
    whole = hashlib.sha256()
    for file in sorted(set(shapers())):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:32]


def shapers() -> Iterator[Path]:
    """The migrations, what of the project they import, and the lock that names other apps' migrations."""
    yield ROOT / "requirements" / "run.txt"
    yield ROOT / "consult" / "config" / "settings.py"
    for migration in ROOT.glob("consult/*/migrations/*.py"):
        yield migration
        for module, name in re.findall(r"^from (consult[\w.]*) import (\w+)", migration.read_text(), re.M):
            yield from ROOT.glob(f"{module.replace('.', '/')}/{name}.py")
            yield from ROOT.glob(f"{module.replace('.', '/')}.py")


def copy(*, to: Path) -> None:
    with _alone():
        if not path().exists():
            _make()
    shutil.copyfile(path(), to)


def in_postgres(url: str) -> str:
    """The database of this server to name after CREATE DATABASE … TEMPLATE."""
    server, name = urlsplit(url), f"migrated_{shape()}"
    with _alone(), psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'DROP DATABASE IF EXISTS "{name}_"')
            connection.execute(f'CREATE DATABASE "{name}_"')
            with tempfile.TemporaryDirectory() as folder:
                _migrate(CONSULT_VAR=folder, DATABASE_URL=server._replace(path=f"/{name}_").geturl())
            connection.execute(f'ALTER DATABASE "{name}_" RENAME TO "{name}"')
    return name


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Several processes may ask at once: the first one makes it, the others wait for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(**environment: str) -> None:
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env={**os.environ, **environment}, check=True)


def _make() -> None:
    """In place of older ones; whole or not at all."""
    for older in FOLDER.glob("*.sqlite3"):
        older.unlink()
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        _migrate(CONSULT_VAR=folder, DATABASE_URL="")
        made = Path(folder) / "made"
        with sqlite3.connect(Path(folder) / "consult.sqlite3") as database:
            database.execute("VACUUM INTO ?", [str(made)])
        database.close()
        made.rename(path())
