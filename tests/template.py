"""A migrated SQLite file to start from: replaying every migration takes seconds a process.

The file lies in var/ under a hash of everything that shapes it, so a changed migration makes a new
one. PostgreSQL is migrated anew each time, and so is SQLite in a fresh clone, once.
"""

from __future__ import annotations

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

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-template"


def path() -> Path:
    whole = hashlib.sha256()
    for file in sorted(set(shapers())):
        whole.update(file.read_bytes())
    return FOLDER / f"{whole.hexdigest()[:32]}.sqlite3"


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
    """Several processes may ask at once: the first one makes it, the others wait for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path().exists():
            _make()
    shutil.copyfile(path(), to)


def _make() -> None:
    """In place of older ones; whole or not at all."""
    for older in FOLDER.glob("*.sqlite3"):
        older.unlink()
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        environment = {**os.environ, "CONSULT_VAR": folder, "DATABASE_URL": ""}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        made = Path(folder) / "made"
        with sqlite3.connect(Path(folder) / "consult.sqlite3") as database:
            database.execute("VACUUM INTO ?", [str(made)])
        database.close()
        made.rename(path())
