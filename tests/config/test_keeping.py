"""Backup and restore, by the commands an operator types, from one installation into another."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest

from tests import template

ROOT = Path(__file__).resolve().parents[2]
FILL = """
import django; django.setup()
from django.core.management import call_command
from django.db import transaction
call_command("migrate", verbosity=0)
from consult.kernel import clock, ledger
from consult.kernel.models import Log
from tests.world import START, build
with clock.at(START), transaction.atomic():
    build()
    for log in Log.objects.all():
        ledger.sign_head(log.pk)
from django.conf import settings
from pathlib import Path
(Path(settings.VAR) / "media" / "photos").mkdir(parents=True)
(Path(settings.VAR) / "media" / "photos" / "灯.jpg").write_bytes(b"a photo")
"""
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


@dataclass
class Installation:
    folder: Path
    database_url: str = ""

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "CONSULT_VAR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": "",
            "DJANGO_SETTINGS_MODULE": "consult.config.settings",
        }
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
        )

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments)

    def fill(self) -> None:
        if not self.database_url:
            template.copy(to=self.folder / "consult.sqlite3")
        done = self.run("-c", FILL)
        assert done.returncode == 0, done.stderr

    def rows(self) -> dict[str, int]:
        """How many of each table, without our own code."""
        database: Any = (
            psycopg.connect(self.database_url)
            if self.database_url
            else sqlite3.connect(self.folder / "consult.sqlite3")
        )
        with closing(database):
            names = database.execute(TABLES["postgres" if self.database_url else "sqlite"]).fetchall()
            counts = {n: database.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for (n,) in names}  # noqa: S608
        assert counts["kernel_logentry"] > 0
        return counts


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("used"))
    made.fill()
    return made


@pytest.fixture(scope="module")
def backup(used: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "圆桌.zip"
    done = used.manage("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def test_a_restored_installation_has_every_row_file_and_key(
    used: Installation, backup: Path, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "other")
    done = other.manage("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "日志完好" in done.stdout
    assert other.rows() == used.rows()
    assert (other.folder / "media" / "photos" / "灯.jpg").read_bytes() == b"a photo"
    key = other.folder / "keys" / "ledger.key"
    assert key.read_bytes() == (used.folder / "keys" / "ledger.key").read_bytes()
    assert key.stat().st_mode & 0o077 == 0


def test_a_backup_is_readable_by_its_owner_alone_and_never_written_over(
    used: Installation, backup: Path
) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    before = backup.read_bytes()
    done = used.manage("backup", str(backup))
    assert done.returncode != 0
    assert "exists already" in done.stderr
    assert backup.read_bytes() == before


def test_nothing_is_restored_over_what_is_there(used: Installation, backup: Path) -> None:
    before = used.rows()
    done = used.manage("restore", str(backup))
    assert done.returncode != 0
    assert "CONSULT_VAR" in done.stderr
    assert used.rows() == before


def test_a_damaged_backup_is_refused_before_anything_is_touched(backup: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    with ZipFile(backup) as whole, ZipFile(damaged, "w") as copy:
        for item in whole.infolist():
            data = whole.read(item)
            copy.writestr(item, data[:-1] + b"!" if item.filename == "database.sqlite3" else data)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(backup.read_bytes()[:-200])
    other = Installation(tmp_path / "other")
    for file, said in (
        (damaged, "digest differs"),
        (cut, "cannot be read"),
        (ROOT / "manage.py", "cannot be read"),
    ):
        done = other.manage("restore", str(file))
        assert done.returncode != 0
        assert said in done.stderr
        assert not (other.folder / "consult.sqlite3").exists()
        assert not (other.folder / "media").exists()


def test_an_entry_changed_by_whoever_owns_the_database_is_named(
    used: Installation, backup: Path, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "other")
    other.manage("restore", str(backup))
    with sqlite3.connect(other.folder / "consult.sqlite3") as database:
        database.execute("DROP TRIGGER kernel_logentry_no_update")
        (seq,) = database.execute("SELECT max(seq) FROM kernel_logentry").fetchone()
        database.execute("UPDATE kernel_logentry SET body = body || ' ' WHERE seq = ?", [seq])
    done = other.manage("check_logs")
    assert done.returncode != 0
    assert f"entry {seq} was changed" in done.stderr


@pytest.fixture
def two_databases() -> Iterator[tuple[str, str]]:
    """A migrated one, and an empty one."""
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    names = [f"keeping_{secrets.token_hex(4)}" for _ in range(2)]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        migrated = template.in_postgres(os.environ["DATABASE_URL"])
        connection.execute(f'CREATE DATABASE "{names[0]}" TEMPLATE "{migrated}"')
        connection.execute(f'CREATE DATABASE "{names[1]}"')
        yield f"{server}/{names[0]}", f"{server}/{names[1]}"
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.postgres
def test_postgresql_is_dumped_and_restored_with_its_triggers(
    two_databases: tuple[str, str], tmp_path: Path
) -> None:
    first = Installation(tmp_path / "first", two_databases[0])
    second = Installation(tmp_path / "second", two_databases[1])
    first.fill()
    file = tmp_path / "backup.zip"
    assert (done := first.manage("backup", str(file))).returncode == 0, done.stderr
    assert (done := second.manage("restore", str(file))).returncode == 0, done.stderr
    assert second.rows() == first.rows()
    with psycopg.connect(two_databases[1]) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute("UPDATE kernel_logentry SET body = body")
