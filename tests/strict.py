"""SQLite made as strict as PostgreSQL, for the tests that run on it: what only PostgreSQL refuses is found on both.

SQLite keeps a text longer than its column, a number beyond its type and a NUL inside a text; PostgreSQL refuses all
three, and what was never tried on it would be a 500 there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DataError
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models import CharField, IntegerField
from django.db.models.fields import Field


@contextmanager
def as_strict_as_postgresql() -> Iterator[None]:
    kept, execute, executemany = (
        Field.get_db_prep_save,
        SQLiteCursorWrapper.execute,
        SQLiteCursorWrapper.executemany,
    )

    def checked_text(field: Any, value: Any, connection: Any) -> Any:
        prepared = kept(field, value, connection)
        if field.max_length is not None and isinstance(prepared, str) and len(prepared) > field.max_length:
            raise DataError(f"{field}: {len(prepared)} characters, and it takes {field.max_length}")
        return prepared

    def checked_number(field: Any, value: Any, connection: Any) -> Any:
        prepared = kept(field, value, connection)
        if isinstance(prepared, int):
            least, most = DatabaseOperations.integer_field_ranges[field.get_internal_type()]
            if not least <= prepared <= most:
                raise DataError(f"{field}: {prepared} is out of range")
        return prepared

    def checked_execute(cursor: Any, query: str, params: Any = None) -> Any:
        _without_nul(params)
        return execute(cursor, query, params)

    def checked_executemany(cursor: Any, query: str, many: Any) -> Any:
        many = list(many)
        for params in many:
            _without_nul(params)
        return executemany(cursor, query, many)

    with pytest.MonkeyPatch.context() as patch:
        # Both have it from Field; all other fields keep Field's own.
        patch.setattr(CharField, "get_db_prep_save", checked_text, raising=False)
        patch.setattr(IntegerField, "get_db_prep_save", checked_number, raising=False)
        patch.setattr(SQLiteCursorWrapper, "execute", checked_execute)
        patch.setattr(SQLiteCursorWrapper, "executemany", checked_executemany)
        yield


def _without_nul(params: Iterable[Any] | None) -> None:
    for value in (params.values() if isinstance(params, dict) else params) or ():
        # The second is how JSON writes it: `jsonb` cannot hold it.
        if isinstance(value, str) and ("\x00" in value or "\\u0000" in value):
            raise DataError("PostgreSQL's texts cannot hold a NUL")
