"""诉求 over HTTP: telling and noting, grouping, raising as a matter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from consult.agenda.reads import find as find_session
from consult.intake.found import community_of
from consult.kernel.errors import not_found
from consult.kernel.http import Done, actor_of, verb
from consult.kernel.paging import LIMIT, page
from consult.kernel.permits import Actor
from consult.people.who import signed_in

from . import concern_reads as reads
from . import concerns
from . import taken as s
from .found import entered, person_in
from .models import Concern

router = Router(tags=["meeting"])


class ConcernMatter(Schema):
    id: UUID
    number: str


class ConcernOut(Schema):
    """`label` and `category` are set when it is grouped; `matter` is what it became."""

    id: UUID
    name: str
    text: str
    label: str
    category: str
    stage: str
    at: str
    session: UUID | None
    session_title: str
    is_mine: bool
    matter: ConcernMatter | None
    reason: str
    allowed: list[str]


class ConcernPage(Schema):
    items: list[ConcernOut]
    next: str | None


class Grouped(Schema):
    """A page, the newest first. `groups`: ids of those that are alike, or carry the same label, whichever page they
    stand on; among the newest three hundred, further back each stands for itself."""

    items: list[ConcernOut]
    groups: list[list[UUID]]
    next: str | None


@router.get("/concerns", response=ConcernPage, summary="One's own concerns, the newest first")
def mine(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
    actor = signed_in(request)
    rows, following = page(reads.own(actor), by="-at", cursor=cursor, limit=limit)
    return {"items": reads.shown(rows, actor), "next": following}


@router.get(
    "/studio/concerns",
    response=Grouped,
    summary="What was told at the talk studio and waits, in groups of likeness",
)
def studio(request: HttpRequest, cursor: str | None = None, limit: int = LIMIT) -> dict[str, Any]:
    actor = signed_in(request)
    return _grouped(reads.studio(actor), actor, cursor, limit)


@router.get(
    "/sessions/{session_id}/concerns",
    response=Grouped,
    summary="What was told in a session, in groups of likeness",
)
def of_session(
    request: HttpRequest, session_id: UUID, cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    actor = actor_of(request)
    session = find_session(actor, session_id)
    return _grouped(reads.of_session(session.pk), actor, cursor, limit)


def _grouped(told: QuerySet[Concern], actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    rows, following = page(told, by="-at", cursor=cursor, limit=limit)
    return {
        "items": reads.shown(rows, actor),
        "groups": reads.grouped(list(told[: reads.MOST])),
        "next": following,
    }


@router.post("/rooms/{room_id}/tell", response=Done)
def tell(request: HttpRequest, room_id: UUID, data: s.TellIn) -> dict[str, Any]:
    room, _ = entered(request, room_id)
    return verb(
        request,
        "concern.tell",
        lambda actor: concerns.tell(
            actor=actor, room=room, text=data.text, person=person_in(actor, data.person)
        ),
    )


@router.post("/concerns", response=Done)
def note(request: HttpRequest, data: s.NoteIn) -> dict[str, Any]:
    def do(actor: Actor) -> Concern:
        return concerns.note(
            actor=actor,
            community=community_of(actor, None),
            text=data.text,
            person=person_in(actor, data.person),
            person_name=data.person_name,
        )

    return verb(request, "concern.note", do)


def _found(actor: Actor, concern: UUID) -> Concern:
    found = reads.find(actor, concern)
    if found is None:
        raise not_found()
    return found


@router.post("/concerns/{concern_id}/bring", response=Done)
def bring(request: HttpRequest, concern_id: UUID, data: s.BringIn) -> dict[str, Any]:
    room, _ = entered(request, data.room)
    return verb(
        request,
        "concern.bring",
        lambda actor: concerns.bring(actor=actor, concern=_found(actor, concern_id), room=room),
    )


@router.post("/concerns/{concern_id}/group", response=Done)
def group(request: HttpRequest, concern_id: UUID, data: s.GroupIn) -> dict[str, Any]:
    return verb(
        request,
        "concern.group",
        lambda actor: concerns.group(
            actor=actor, concern=_found(actor, concern_id), label=data.label, category=data.category
        ),
    )


@router.post("/concerns/{concern_id}/raise", response=Done, summary="Raise")
def raise_(request: HttpRequest, concern_id: UUID, data: s.RaiseConcernIn) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Concern, dict[str, Any]]:
        found = _found(actor, concern_id)
        matter = concerns.raise_(
            actor=actor,
            concern=found,
            title=data.title,
            category=data.category,
            affected=data.affected.model_dump(mode="json") if data.affected else None,
        )
        found.refresh_from_db()
        return found, {"matter": str(matter.pk), "number": matter.number, "matter_stage": matter.stage}

    return verb(request, "concern.raise", do)


@router.post("/concerns/{concern_id}/keep", response=Done)
def keep(request: HttpRequest, concern_id: UUID, data: s.KeepIn) -> dict[str, Any]:
    return verb(
        request,
        "concern.keep",
        lambda actor: concerns.keep(actor=actor, concern=_found(actor, concern_id), reason=data.reason),
    )
