"""签到平板 over HTTP: opened by the desk; who stands before it goes by a token of two minutes in the request's head."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Header, Router, Schema

from consult.kernel.found import only
from consult.kernel.http import Done, Taken, perform, verb
from consult.kernel.permits import Actor
from consult.people.who import person_id

from . import attending, floor, kiosk, stream
from .found import entered, room_of
from .models import Room
from .reads import counted, stances_open

router = Router(tags=["meeting"])
Pass = Annotated[str, Header(alias="X-Kiosk", default="")]
Token = Annotated[str, Header(alias="X-Kiosk-Person", default="")]


class CodeIn(Taken):
    code: str = Field(max_length=20)


class Holder(Schema):
    name: str
    token: str


class Holders(Schema):
    people: list[Holder]


class AtKiosk(Schema):
    """What one may do now: `waiting` where a request to speak stands, `stances` what one may ask to speak for."""

    title: str
    stage: str
    presence: str | None
    waiting: bool
    speaking: bool
    removed: str
    stances: list[str]


@router.post("/rooms/{room_id}/open_kiosk", response=Done)
def open_kiosk(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    """The pass is in the facts; it is kept by the tablet alone."""
    found, _ = entered(request, room_id)

    def do(actor: Actor) -> tuple[Room, dict[str, Any]]:
        return found, {"kiosk": kiosk.open_kiosk(actor=actor, room=found)}

    return verb(request, "kiosk.open", do)


@router.post("/kiosk/{room_id}/identify", response=Holders)
def identify(request: HttpRequest, room_id: UUID, data: CodeIn, x_kiosk: Pass) -> dict[str, Any]:
    return {"people": kiosk.identify(room=room_of(room_id), kiosk=x_kiosk, code=data.code)}


@router.post("/kiosk/{room_id}/me", response=AtKiosk, summary="How whoever stands there stands in the room")
def me(request: HttpRequest, room_id: UUID, x_kiosk: Pass, x_kiosk_person: Token) -> dict[str, Any]:
    room = room_of(room_id)
    actor = kiosk.person_at(room=room, kiosk=x_kiosk, token=x_kiosk_person)
    own = stream.mine(room, actor)
    here = only(counted(room).filter(person_id=person_id(actor)))
    return {
        "title": room.session.title,
        "stage": room.stage,
        "presence": here.mode if here else None,
        "waiting": own.get("waiting") is not None,
        "speaking": own.get("speaking") is True,
        "removed": own.get("removed") or "",
        "stances": list(stances_open(room)),
    }


def _do(
    request: HttpRequest,
    room_id: UUID,
    head: tuple[str, str],
    name: str,
    do: Callable[[Actor, Room], Any],
) -> dict[str, Any]:
    room = room_of(room_id)
    actor = kiosk.person_at(room=room, kiosk=head[0], token=head[1])

    def run(who: Actor) -> Room:
        do(who, room)
        return room

    key = request.headers.get("Idempotency-Key")
    return perform(actor, key=key, name=name, do=run, about=str(room.pk))


@router.post("/kiosk/{room_id}/sign_in", response=Done)
def sign_in(request: HttpRequest, room_id: UUID, x_kiosk: Pass, x_kiosk_person: Token) -> dict[str, Any]:
    return _do(
        request,
        room_id,
        (x_kiosk, x_kiosk_person),
        "presence.sign_in",
        lambda actor, room: attending.sign_in(actor=actor, room=room, mode="on_site"),
    )


@router.post("/kiosk/{room_id}/sign_out", response=Done)
def sign_out(request: HttpRequest, room_id: UUID, x_kiosk: Pass, x_kiosk_person: Token) -> dict[str, Any]:
    return _do(
        request,
        room_id,
        (x_kiosk, x_kiosk_person),
        "presence.sign_out",
        lambda actor, room: attending.sign_out(actor=actor, room=room),
    )


class AskIn(Taken):
    stance: str = Field(max_length=20)


@router.post("/kiosk/{room_id}/raise", response=Done)
def raise_hand(
    request: HttpRequest, room_id: UUID, data: AskIn, x_kiosk: Pass, x_kiosk_person: Token
) -> dict[str, Any]:
    return _do(
        request,
        room_id,
        (x_kiosk, x_kiosk_person),
        "floor.raise",
        lambda actor, room: floor.raise_hand(actor=actor, room=room, stance=data.stance),
    )


@router.post("/kiosk/{room_id}/lower", response=Done)
def lower_hand(request: HttpRequest, room_id: UUID, x_kiosk: Pass, x_kiosk_person: Token) -> dict[str, Any]:
    return _do(
        request,
        room_id,
        (x_kiosk, x_kiosk_person),
        "floor.lower",
        lambda actor, room: floor.lower_hand(actor=actor, room=room),
    )
