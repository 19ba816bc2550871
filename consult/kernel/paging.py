"""Cursor pagination: a page is found by where the last one ended, so its cost does not grow with its number."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from .errors import invalid

LIMIT = 20
MOST = 100
M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], *, by: str, cursor: str | None, limit: int = LIMIT) -> tuple[list[M], str | None]:
    """One page in the order of `by`, and the cursor of the next or None.

    `by` is written as `order_by` takes it: fields that are never null, a minus for descending ("-raised_at",
    "kind name"). Two rows may share them; the id breaks the tie in the last field's direction, so none is shown twice
    or left out.
    """
    limit = max(1, min(limit, MOST))
    named = by.split()
    order = [*named, "-id" if named[-1].startswith("-") else "id"]
    if cursor:
        rows = rows.filter(_after(order, _decode(rows.model, order, cursor)))
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, None
    final = found[limit - 1]
    return found[:limit], _encode([_value(final, _path(each)) for each in order])


def _path(ordered: str) -> str:
    return ordered.removeprefix("-")


def _after(order: list[str], last: list[Any]) -> Q:
    """Beyond the last row: its first field that differs decides, the one before it being alike."""
    beyond, alike = Q(), Q()
    for each, value in zip(order, last, strict=True):
        side = "lt" if each.startswith("-") else "gt"
        beyond |= alike & Q(**{f"{_path(each)}__{side}": value})
        alike &= Q(**{_path(each): value})
    return beyond


def _value(row: Any, path: str) -> Any:
    return reduce(getattr, path.split("__"), row)


def _encode(last: list[Any]) -> str:
    said = [value.isoformat() if isinstance(value, date) else str(value) for value in last]
    return urlsafe_b64encode(json.dumps(said).encode()).decode()


def _decode(model: type[Model], order: list[str], cursor: str) -> list[Any]:
    try:
        said = json.loads(urlsafe_b64decode(cursor.encode()))
        if not isinstance(said, list) or not all(isinstance(value, str) for value in said):
            raise ValueError(cursor)
        return [_read(_field(model, _path(each)), value) for each, value in zip(order, said, strict=True)]
    except (ValueError, TypeError, UnicodeError, OverflowError, RecursionError, ValidationError) as error:
        raise invalid(
            "cursor", "翻页的位置不对，请从头看起", "This page position is not valid; start again"
        ) from error


def _field(model: type[Model], path: str) -> Field[Any, Any]:
    *through, last = path.split("__")
    for name in through:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)  # type: ignore[return-value]


def _read(field: Field[Any, Any], said: str) -> Any:
    value = field.to_python(said)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(said)
        return value.astimezone(UTC)
    if isinstance(value, str):
        # What no database takes as a text.
        if "\x00" in value:
            raise ValueError(said)
        value.encode()
    return value
