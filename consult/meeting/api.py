"""The room over HTTP, as it is read: its snapshot, its ticket, who is there, the minutes as they draft themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from consult.kernel.errors import not_found
from consult.kernel.http import actor_of
from consult.kernel.paging import page
from consult.kernel.permits import Actor
from consult.paper.qr import svg
from consult.people.naming import names

from . import minutes, reads, snapshots, stream, tickets
from .found import entered, room_of, session_of
from .models import Room
from .tickets import Ticket

router = Router(tags=["meeting"])


class TicketOut(Schema):
    ticket: str
    audience: str


def _ticket(request: HttpRequest, found: Room, actor: Actor) -> Ticket:
    audience = tickets.audience_of(actor, found)
    return Ticket(found.pk, audience, actor.person, request.session.session_key or "")


def _snapshot(room: Room, ticket: Ticket, own: Callable[[], dict[str, Any]]) -> HttpResponse:
    body = snapshots.answer(snapshots.shared_bytes(room, ticket.audience), own(), ticket)
    answer = HttpResponse(body, content_type=snapshots.CONTENT_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/rooms/{room_id}", summary="The room as it stands: {epoch, pos, shared, mine, audience, ticket}")
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    # Most phones are answered before they come here: door.py.
    found, actor = entered(request, room_id)
    return _snapshot(found, _ticket(request, found, actor), lambda: stream.mine(found, actor))


@router.get("/rooms/{room_id}/screen", summary="The same for a big screen, without signing in")
def screen(request: HttpRequest, room_id: UUID) -> HttpResponse:
    found = room_of(room_id)
    return _snapshot(found, Ticket(found.pk, "screen"), dict)


@router.get("/rooms/{room_id}/qr.svg", summary="The way into the room from the hall, to point a phone at")
def qr(request: HttpRequest, room_id: UUID) -> HttpResponse:
    found = room_of(room_id)
    # Whoever points a phone at it stands in the hall: the page signs them in on site.
    return HttpResponse(svg(f"{settings.ORIGINS[0]}/room/{found.pk}?at=hall"), content_type="image/svg+xml")


@router.post("/rooms/{room_id}/ticket", response=TicketOut)
def ticket(request: HttpRequest, room_id: UUID) -> dict[str, str]:
    made = _ticket(request, *entered(request, room_id))
    return {"ticket": tickets.issue(made), "audience": made.audience}


@router.post("/rooms/{room_id}/screen_ticket", response=TicketOut)
def screen_ticket(request: HttpRequest, room_id: UUID) -> dict[str, str]:
    """A big screen shows what is public in the hall; it can do nothing."""
    made = Ticket(room_of(room_id).pk, "screen")
    return {"ticket": tickets.issue(made), "audience": made.audience}


class PresentOut(Schema):
    """`removed` says why somebody was sent out of the room; empty for everybody else."""

    id: UUID
    person: UUID
    name: str
    mode: str
    since: datetime
    removed: str


class PresentPage(Schema):
    items: list[PresentOut]
    next: str | None


@router.get("/rooms/{room_id}/present", response=PresentPage, summary="Who is there by name, for the desk")
def present(
    request: HttpRequest, room_id: UUID, cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    found, actor = entered(request, room_id)
    if tickets.audience_of(actor, found) != "staff":
        raise not_found()
    rows, following = page(reads.counted(found), by="-signed_in_at", cursor=cursor, limit=limit)
    named = names({row.person_id for row in rows}, actor)
    items = [
        {
            "id": row.pk,
            "person": row.person_id,
            "name": named[row.person_id],
            "mode": row.mode,
            "since": row.signed_in_at,
            "removed": row.removed_why,
        }
        for row in rows
    ]
    return {"items": items, "next": following}


class Objection(Schema):
    """`earlier`: noted beside words that have been changed since."""

    name: str
    text: str
    earlier: bool


class MinutesOut(Schema):
    """`approvals`: how many of those who were there stand behind these words. `approved_at`, `objection`: the reader's own
    word; `changed_since`: it was about other words than these, and is asked anew."""

    text: str
    frozen: bool
    sha256: str
    text_sha256: str
    approvals: int
    approved_at: datetime | None
    changed_since: bool
    objection: str
    objections: list[Objection]


@router.get(
    "/sessions/{session_id}/minutes",
    response=MinutesOut,
    summary="The minutes, for those who were there and the session's staff",
)
def read_minutes(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    return minutes.shown(session_of(session_id), actor_of(request))


class Drafted(Schema):
    text: str


@router.get("/rooms/{room_id}/draft_minutes", response=Drafted)
def draft_minutes(request: HttpRequest, room_id: UUID) -> dict[str, str]:
    found, actor = entered(request, room_id)
    if tickets.audience_of(actor, found) != "staff":
        raise not_found()
    return {"text": minutes.draft(found, actor)}
