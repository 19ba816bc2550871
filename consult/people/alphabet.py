"""Pages of people in the order of their names: a page begins after the last name of the one before."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from consult.kernel.errors import invalid
from consult.kernel.paging import LIMIT, MOST

M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], *, cursor: str | None, limit: int = LIMIT) -> tuple[list[M], str | None]:
    """One page of rows with a `name`, and the cursor of the next or None. Namesakes are told apart by id."""
    limit = max(1, min(limit, MOST))
    if cursor:
        name, last = _decode(cursor)
        rows = rows.filter(Q(name__gt=name) | Q(name=name, id__gt=last))
    found: list[Any] = list(rows.order_by("name", "id")[: limit + 1])
    if len(found) <= limit:
        return found, None
    final = found[limit - 1]
    return found[:limit], urlsafe_b64encode(json.dumps([final.name, str(final.pk)]).encode()).decode()


def _decode(cursor: str) -> tuple[str, UUID]:
    try:
        name, pk = json.loads(urlsafe_b64decode(cursor.encode()))
        return str(name), UUID(str(pk))
    except (ValueError, TypeError, UnicodeError) as error:
        raise invalid(
            "cursor", "翻页的位置不对，请从头看起", "This page position is not valid; start again"
        ) from error
