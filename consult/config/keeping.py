"""Backing up and restoring: one archive holds the database, the files and the keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from consult.kernel import clock, log

# What an archive holds besides its manifest and the database.
FOLDERS = ("media", "keys")
# Made at every start: no sign that an installation is in use.
SPARE = {"django.key"}
MANIFEST = "manifest.json"


class KeepingError(Exception):
    """A backup or restore that was not done; the message says why and what to do, in both languages."""


def back_up(to: Path) -> dict[str, Any]:
    """Write one ZIP of everything, while the service runs; returns its manifest.

    The database is copied as of one moment (SQLite: VACUUM INTO, which also leaves freed pages behind; PostgreSQL:
    pg_dump). Files are only ever added, so those copied after it are a superset of what it names. The archive holds the
    signing key: it is readable by its owner alone, and appears under its name only when it is whole.
    """
    if to.exists():
        raise KeepingError(f"{to} 已存在，请换一个文件名 / exists already: choose another name")
    with tempfile.TemporaryDirectory(prefix="consult-backup-") as temporary:
        dump = _dump(Path(temporary))
        manifest = {
            "made_at": log.stamp(clock.now()),
            "engine": connection.vendor,
            "database": dump.name,
            "database_sha256": _digest(dump),
            "migrations": _migrations(),
        }
        partial = to.with_name(to.name + ".partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
                archive.write(dump, dump.name)
                for path in _files():
                    archive.write(path, str(path.relative_to(settings.VAR)))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(to)
    return manifest


def restore(archive: Path) -> dict[str, Any]:
    """Put a backup in place of nothing: refused where data exist. Returns its manifest; the caller checks the logs.

    Nothing of the target is touched before the archive is unpacked, its digest holds and its engine is this one's.
    """
    with _unpacked(archive) as folder:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        dump = folder / manifest["database"]
        if manifest["engine"] != connection.vendor:
            raise KeepingError(
                f"备份来自 {manifest['engine']}，这里是 {connection.vendor} / the backup is of another database engine"
            )
        if _digest(dump) != manifest["database_sha256"]:
            raise KeepingError(
                "备份已损坏：数据库摘要不符 / the backup is damaged: its database's digest differs"
            )
        if kept := [path for path in _files() if path.name not in SPARE]:
            raise KeepingError(
                f"数据目录里已有 {kept[0].name} 等，请换一个空的 CONSULT_VAR / "
                f"{kept[0].name} and more are in the data folder: choose an empty CONSULT_VAR"
            )
        _load(dump)
        for name in FOLDERS:
            if (folder / name).exists():
                shutil.copytree(folder / name, Path(settings.VAR) / name, dirs_exist_ok=True)
        for key in (Path(settings.VAR) / "keys").glob("*"):
            key.chmod(0o600)
    return manifest


def _dump(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        dump = folder / "database.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(dump)])
        return dump
    dump = folder / "database.pgdump"
    _run(["pg_dump", "--format=custom", "--no-owner", f"--file={dump}"])
    return dump


def _load(dump: Path) -> None:
    if "django_migrations" in connection.introspection.table_names():
        raise KeepingError(
            "数据库里已有数据，恢复只往空库里做 / the database is in use: a restore needs an empty one"
        )
    if connection.vendor == "sqlite":
        connection.close()
        place = Path(str(settings.DATABASES["default"]["NAME"]))
        shutil.copyfile(dump, place)
        os.chmod(place, 0o600)
        return
    _run(
        [
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            "--dbname",
            _name(),
            str(dump),
        ]
    )


def _run(command: list[str]) -> None:
    """A program of PostgreSQL's against our database; the password goes by the environment, not the command line."""
    given = connection.get_connection_params()
    named = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = {name: str(given[key]) for key, name in named.items() if given.get(key)}
    try:
        done = subprocess.run(
            command, env={**os.environ, **environment, "PGDATABASE": _name()}, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise KeepingError(
            f"没有 {command[0]}，请安装 postgresql-client / {command[0]} is missing: install postgresql-client"
        ) from None
    if done.returncode:
        raise KeepingError(f"{command[0]}: {done.stderr.strip()}")


def _files() -> list[Path]:
    var = Path(settings.VAR)
    return sorted(path for name in FOLDERS for path in (var / name).rglob("*") if path.is_file())


def _name() -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def _unpacked(archive: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="consult-restore-") as temporary:
        try:
            # extractall takes nothing out of the folder: it drops drive letters, leading slashes and "..".
            with ZipFile(archive) as opened:
                opened.extractall(temporary)
        except (BadZipFile, EOFError, OSError, zlib.error) as error:
            raise KeepingError(f"打不开备份 / the backup cannot be read: {error}") from None
        if not (Path(temporary) / MANIFEST).exists():
            raise KeepingError(f"{archive} 不是备份 / is not a backup of Consult")
        yield Path(temporary)


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _digest(path: Path) -> str:
    whole = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            whole.update(block)
    return whole.hexdigest()
