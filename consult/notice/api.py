"""A person's own messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from consult.kernel.errors import not_signed_in
from consult.kernel.http import Moment, Taken, actor_of
from consult.kernel.paging import LIMIT

from . import in_app

router = Router(tags=["notice"])


class Notice(Schema):
    id: UUID
    template: str
    zh: str
    en: str
    about: UUID | None
    at: datetime
    read_at: datetime | None


class Notices(Schema):
    items: list[Notice]
    next: str | None
    unread: int


class ReadUntil(Taken):
    until: Moment


class Unread(Schema):
    unread: int


def _me(request: HttpRequest) -> UUID:
    person = actor_of(request).person
    if person is None:
        raise not_signed_in()
    return person


@router.get("/notices", response=Notices)
def notices(request: HttpRequest, cursor: str | None = None, limit: int = LIMIT) -> dict[str, Any]:
    items, following, unread = in_app.mine(_me(request), cursor=cursor, limit=limit)
    return {"items": [in_app.said(item) for item in items], "next": following, "unread": unread}


@router.post("/notices/read", response=Unread)
def read_until(request: HttpRequest, body: ReadUntil) -> dict[str, int]:
    """The list was before somebody's eyes up to this moment: nothing of it is new any more."""
    return {"unread": in_app.read_until(_me(request), body.until)}


@router.post("/notices/{id}/read", response=Notice)
def read(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return in_app.said(in_app.read(_me(request), id))
