"""What many tests begin from, built once a process: afterwards only its rows are inserted again.

Building the small community takes fifteen milliseconds, inserting what came of it two; some three thousand tests begin
with it. What is given is made anew each time: no test sees what another did to its objects.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

Built = TypeVar("Built")
Rows = dict[str, list[Any]]


def kept(build: Callable[[], Built]) -> Callable[[], Built]:
    """`build`, which is called once, in a database that holds nothing but what migrations put there."""

    @cache
    def first() -> tuple[list[tuple[str, list[Any]]], list[str], bytes]:
        before = rows()
        with transaction.atomic():
            pickled = pickle.dumps(build())
            after = rows()
            transaction.set_rollback(True)
        new = {table: some for table, some in after.items() if some != before[table]}
        assert not any(before[table] for table in new), "the first time it is built in an empty database"
        models = [model for model in apps.get_models() if model._meta.db_table in new]
        inserts = [
            (f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places(some)})", some)  # noqa: S608
            for table, some in new.items()
        ]
        return inserts, connection.ops.sequence_reset_sql(no_style(), models), pickled

    def places(some: list[Any]) -> str:
        return ", ".join(["%s"] * len(some[0]))

    def again() -> Built:
        inserts, sequences, pickled = first()
        with transaction.atomic(), connection.cursor() as cursor:
            for insert, some in inserts:
                cursor.executemany(insert, some)
            for statement in sequences:
                cursor.execute(statement)
        made: Built = pickle.loads(pickled)
        return made

    return again


def rows() -> Rows:
    """Of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = list(cursor.fetchall())
    return found
