"""会议照片 over HTTP: the list, the picture with its faces covered, adding and taking away."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import ValidationError

from consult.agenda.reads import find
from consult.kernel.errors import invalid
from consult.kernel.found import existing
from consult.kernel.http import Done, Taken, TakenForm, actor_of, verb
from consult.kernel.permits import Actor
from consult.paper.photos import MAX_BYTES, Box

from . import photographing
from .models import SessionPhoto

router = Router(tags=["meeting"])


class SessionPhotoOut(Schema):
    id: UUID
    caption: str
    covered: int
    sha256: str
    at: datetime


class SessionPhotos(Schema):
    items: list[SessionPhotoOut]


class BoxIn(Taken):
    """In thousandths of the picture's width and height."""

    x: int
    y: int
    width: int
    height: int


@router.get("/sessions/{session_id}/photos", response=SessionPhotos, summary="The photos of a session")
def photos(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    session = find(actor_of(request), session_id)
    return {"items": list(SessionPhoto.objects.filter(session=session).order_by("at", "pk"))}


def _photo(request: HttpRequest, photo_id: UUID) -> SessionPhoto:
    """One of a session the reader may see."""
    found = existing(SessionPhoto.objects.filter(pk=photo_id))
    find(actor_of(request), found.session_id)
    return found


@router.get("/session_photos/{photo_id}/file", response={200: bytes})
def photo_file(request: HttpRequest, photo_id: UUID) -> FileResponse:
    return FileResponse(_photo(request, photo_id).file.open(), content_type="image/jpeg")


@router.get("/session_photos/{photo_id}/thumb", response={200: bytes})
def photo_thumb(request: HttpRequest, photo_id: UUID) -> FileResponse:
    return FileResponse(_photo(request, photo_id).thumb.open(), content_type="image/jpeg")


class PhotoForm(TakenForm):
    """`boxes`: JSON, a list of {x, y, width, height} in thousandths of the upright picture."""

    boxes: str = Field("[]", max_length=20_000)
    nobody: bool = False
    caption: str = Field("", max_length=400)


@router.post("/sessions/{session_id}/add_photo", response=Done)
def add_photo(
    request: HttpRequest,
    session_id: UUID,
    file: File[UploadedFile],
    data: Form[PhotoForm],
) -> dict[str, Any]:
    covered = _boxes(data.boxes)
    content = file.read(MAX_BYTES + 1)

    def do(actor: Actor) -> tuple[Any, dict[str, Any]]:
        session = find(actor, session_id)
        made = photographing.add(
            actor=actor,
            session=session,
            data=content,
            boxes=covered,
            nobody=data.nobody,
            caption=data.caption,
        )
        session.refresh_from_db()
        return session, {"photo": str(made.pk)}

    return verb(request, "minutes.add_photo", do)


class DropIn(Taken):
    photo: UUID


@router.post("/sessions/{session_id}/drop_photo", response=Done)
def drop_photo(request: HttpRequest, session_id: UUID, data: DropIn) -> dict[str, Any]:
    photo = _photo(request, data.photo)

    def do(actor: Actor) -> Any:
        session = find(actor, session_id)
        photographing.drop(actor=actor, session=session, photo=photo)
        return session

    return verb(request, "minutes.drop_photo", do)


def _boxes(text: str) -> list[Box]:
    try:
        drawn = [BoxIn.model_validate(each) for each in json.loads(text)]
    except (ValueError, TypeError, ValidationError) as wrong:
        raise invalid("boxes", "方框的位置不对", "The boxes are not as they should be") from wrong
    if any(
        not (0 <= b.x <= 1000 and 0 <= b.y <= 1000 and 0 < b.width <= 1000 and 0 < b.height <= 1000)
        for b in drawn
    ):
        raise invalid("boxes", "方框的位置不对", "The boxes are not as they should be")
    return [Box(b.x, b.y, b.width, b.height) for b in drawn]
