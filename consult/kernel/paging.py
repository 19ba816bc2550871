"""Cursor pagination: a page is found by where the last one ended, so its cost does not grow with its number."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from .errors import invalid

LIMIT = 20
MOST = 100
M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], *, by: str, cursor: str | None, limit: int = LIMIT) -> tuple[list[M], str | None]:
    """One page in descending order of the datetime field `by` (ties by id), and the cursor of the next or None.

    Two rows may share a moment; the id breaks the tie, so none is shown twice or left out.
    """
    limit = max(1, min(limit, MOST))
    if cursor:
        at, last = _decode(cursor)
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "id__lt": last}))
    found = list(rows.order_by(f"-{by}", "-id")[: limit + 1])
    if len(found) <= limit:
        return found, None
    final = found[limit - 1]
    return found[:limit], _encode(getattr(final, by), final.pk)


def _encode(at: datetime, pk: Any) -> str:
    return urlsafe_b64encode(json.dumps([at.isoformat(), str(pk)]).encode()).decode()


def _decode(cursor: str) -> tuple[datetime, Any]:
    try:
        at, pk = json.loads(urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(cursor)
        return moment.astimezone(UTC), int(pk) if str(pk).isdigit() else UUID(str(pk))
    except (ValueError, TypeError, UnicodeError, OverflowError) as error:
        raise invalid(
            "cursor", "翻页的位置不对，请从头看起", "This page position is not valid; start again"
        ) from error
