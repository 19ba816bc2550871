"""What is done to a session while it sits and after, over HTTP, and to its minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from consult.agenda.models import Motion, Session
from consult.intake.found import building_of, grid_of
from consult.kernel.found import existing
from consult.kernel.http import Done, verb
from consult.kernel.permits import Actor

from . import chairing, minutes, opening
from . import taken as s
from .found import session_of

router = Router(tags=["meeting"])


@router.post("/motions/{motion_id}/take_up", response=Done)
def take_up_motion(request: HttpRequest, motion_id: UUID) -> dict[str, Any]:
    motion = existing(Motion.objects.filter(pk=motion_id))
    return verb(request, "motion.take_up", lambda actor: chairing.take_up_motion(actor=actor, motion=motion))


@router.post("/sessions/{session_id}/open", response=Done)
def open_session(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    found = session_of(session_id)
    return verb(request, "session.open", lambda actor: opening.open_session(actor=actor, session=found))


@router.post("/sessions/{session_id}/adjourn", response=Done)
def adjourn(request: HttpRequest, session_id: UUID, data: s.Until) -> dict[str, Any]:
    found = session_of(session_id)
    return verb(
        request,
        "session.adjourn",
        lambda actor: opening.adjourn(actor=actor, session=found, until=data.until),
    )


@router.post("/sessions/{session_id}/close", response=Done)
def close_session(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    found = session_of(session_id)
    return verb(request, "session.close", lambda actor: opening.close(actor=actor, session=found))


@router.post("/sessions/{session_id}/agree", response=Done)
def agree(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    found = session_of(session_id)
    return verb(request, "session.agree", lambda actor: opening.agree(actor=actor, session=found))


@router.post("/sessions/{session_id}/fail", response=Done)
def fail(request: HttpRequest, session_id: UUID, data: s.Failed) -> dict[str, Any]:
    found = session_of(session_id)

    def run(actor: Actor) -> Session:
        touches = building_of(found.community, data.building) or grid_of(found.community, data.grid)
        return opening.fail(actor=actor, session=found, reason=data.reason, touches=touches)

    return verb(request, "session.fail", run)


def _minutes_verb(request: HttpRequest, session_id: UUID, name: str, do: Any) -> dict[str, Any]:
    found = session_of(session_id)

    def run(actor: Actor) -> Session:
        do(actor, found)
        found.refresh_from_db()
        return found

    return verb(request, name, run)


@router.post("/sessions/{session_id}/edit_minutes", response=Done)
def edit_minutes(request: HttpRequest, session_id: UUID, data: s.MinutesIn) -> dict[str, Any]:
    return _minutes_verb(
        request,
        session_id,
        "minutes.edit",
        lambda actor, at: minutes.edit(actor=actor, session=at, text=data.text),
    )


@router.post("/sessions/{session_id}/approve_minutes", response=Done)
def approve_minutes(request: HttpRequest, session_id: UUID, data: s.ApproveIn) -> dict[str, Any]:
    return _minutes_verb(
        request,
        session_id,
        "minutes.approve",
        lambda actor, at: minutes.approve(actor=actor, session=at, objection=data.objection, seen=data.seen),
    )


@router.post("/sessions/{session_id}/freeze_minutes", response=Done)
def freeze_minutes(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    return _minutes_verb(
        request, session_id, "minutes.freeze", lambda actor, at: minutes.freeze(actor=actor, session=at)
    )
