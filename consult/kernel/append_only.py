"""Triggers that keep log entries from being changed or deleted, on both databases.

They hold against our own code and against a careless hand at the console; whoever owns the database can drop them,
and then the hashes and the signed heads tell.
"""

from __future__ import annotations

from typing import Any

TABLE = "kernel_logentry"

_SQLITE = (
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'log entries are never changed'); END",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'log entries are never deleted'); END",
)
_POSTGRES = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'log entries are never changed or deleted'; END $$",
    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
)
_SQLITE_DROP = (f"DROP TRIGGER IF EXISTS {TABLE}_no_update", f"DROP TRIGGER IF EXISTS {TABLE}_no_delete")
_POSTGRES_DROP = (f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}",)


def install(connection: Any) -> None:
    for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRES:
        connection.cursor().execute(statement)


def remove(connection: Any) -> None:
    for statement in _SQLITE_DROP if connection.vendor == "sqlite" else _POSTGRES_DROP:
        connection.cursor().execute(statement)
