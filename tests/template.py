"""A migrated SQLite file to start from: replaying every migration takes nine seconds a process.

The file lies in var/ under a hash of everything that shapes it, so a changed migration makes a new
one. PostgreSQL is migrated anew each time, and so is SQLite in a fresh clone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

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
    if path().exists():
        shutil.copyfile(path(), to)


def save(connection: BaseDatabaseWrapper) -> None:
    """Keep a copy of the database just migrated, in place of older ones."""
    kept = path()
    if kept.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for older in FOLDER.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    # Two workers may save at once: each writes its own file, and the last rename wins.
    mine = FOLDER / f"{os.getpid()}.new"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(mine)])
    mine.replace(kept)
