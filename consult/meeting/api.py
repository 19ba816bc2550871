"""The room over HTTP: its snapshot, its ticket, and its verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from consult.agenda.models import AgendaItem, Motion, Session
from consult.kernel.errors import not_found, not_signed_in
from consult.kernel.http import Done, actor_of, verb
from consult.kernel.paging import page
from consult.kernel.permits import Actor
from consult.paper.qr import svg
from consult.people.models import Person
from consult.people.naming import names

from . import attending, chairing, floor, minutes, opening, points, reads, remarks, stream, tickets
from .models import Point, Remark, Room
from .snapshots import shared_bytes
from .tickets import Ticket

router = Router(tags=["meeting"])


def room_of(room_id: UUID) -> Room:
    """A room anybody signed in to its community may enter; its verbs ask for themselves."""
    found = Room.objects.select_related("session").filter(pk=room_id).first()
    if found is None:
        raise not_found()
    return found


def session_of(session_id: UUID) -> Session:
    found = Session.objects.filter(pk=session_id).first()
    if found is None:
        raise not_found()
    return found


def person_in(actor: Actor, person_id: UUID | None) -> Person | None:
    """Somebody of the actor's community, named by the desk; None where the actor acts for themselves."""
    if person_id is None:
        return None
    if actor.community is None:
        raise not_found()
    found = Person.objects.filter(pk=person_id, community_id=actor.community).first()
    if found is None:
        raise not_found()
    return found


def _entered(request: HttpRequest, room_id: UUID) -> tuple[Room, Actor]:
    actor, room = actor_of(request), room_of(room_id)
    if actor.person is None:
        raise not_signed_in()
    if not tickets.may_enter(actor, room):
        raise not_found()
    return room, actor


class TicketOut(Schema):
    ticket: str
    audience: str


def _ticket(request: HttpRequest, found: Room, actor: Actor) -> Ticket:
    audience = tickets.audience_of(actor, found)
    return Ticket(found.pk, audience, actor.person, request.session.session_key or "")


def _snapshot(room: Room, ticket: Ticket, own: Callable[[], dict[str, Any]]) -> HttpResponse:
    """With a ticket, so that entering takes one request. What is one's own is read after the position, never before:
    whatever concerns one after it comes over the socket."""
    shared = shared_bytes(room, ticket.audience)
    personal = stream.encode(own())
    body = b'{%s,"mine":%s,"audience":"%s","ticket":"%s"}' % (
        shared,
        personal,
        ticket.audience.encode(),
        tickets.issue(ticket).encode(),
    )
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/rooms/{room_id}", summary="{epoch, pos, shared, mine, audience, ticket}")
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    found, actor = _entered(request, room_id)
    return _snapshot(found, _ticket(request, found, actor), lambda: stream.mine(found, actor))


@router.get("/rooms/{room_id}/screen", summary="the same for a big screen; no sign-in")
def screen(request: HttpRequest, room_id: UUID) -> HttpResponse:
    found = room_of(room_id)
    return _snapshot(found, Ticket(found.pk, "screen"), dict)


@router.get("/rooms/{room_id}/qr.svg", summary="The way into the room, to point a phone at")
def qr(request: HttpRequest, room_id: UUID) -> HttpResponse:
    found = room_of(room_id)
    return HttpResponse(svg(f"{settings.ORIGINS[0]}/room/{found.pk}"), content_type="image/svg+xml")


@router.post("/rooms/{room_id}/ticket", response=TicketOut)
def ticket(request: HttpRequest, room_id: UUID) -> dict[str, str]:
    made = _ticket(request, *_entered(request, room_id))
    return {"ticket": tickets.issue(made), "audience": made.audience}


@router.post("/rooms/{room_id}/screen_ticket", response=TicketOut)
def screen_ticket(request: HttpRequest, room_id: UUID) -> dict[str, str]:
    """A big screen shows what is public in the hall; it can do nothing."""
    made = Ticket(room_of(room_id).pk, "screen")
    return {"ticket": tickets.issue(made), "audience": made.audience}


class PresentOut(Schema):
    id: UUID
    person: UUID
    name: str
    mode: str
    since: datetime


class PresentPage(Schema):
    items: list[PresentOut]
    next: str | None


@router.get("/rooms/{room_id}/present", response=PresentPage, summary="who is there by name, for the desk")
def present(
    request: HttpRequest, room_id: UUID, cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    found, actor = _entered(request, room_id)
    if tickets.audience_of(actor, found) != "staff":
        raise not_found()
    rows, following = page(reads.present(found), by="signed_in_at", cursor=cursor, limit=limit)
    named = names({row.person_id for row in rows}, actor)
    items = [
        {
            "id": row.pk,
            "person": row.person_id,
            "name": named[row.person_id],
            "mode": row.mode,
            "since": row.signed_in_at,
        }
        for row in rows
    ]
    return {"items": items, "next": following}


class SignIn(Schema):
    mode: str = Field("online", pattern="^(online|on_site)$")
    person: UUID | None = None


class Somebody(Schema):
    person: UUID | None = None


class Raise(Schema):
    stance: str = Field(max_length=20)
    person: UUID | None = None


class NextIn(Schema):
    entry: UUID | None = None


class Hold(Schema):
    resume: bool = False


class Extend(Schema):
    seconds: int


class Why(Schema):
    reason: str = Field(max_length=500)


class RemarkIn(Schema):
    text: str = Field(max_length=2000)
    stance: str = Field("", max_length=12)
    person: UUID | None = None
    on_paper: bool = False


class PointIn(Schema):
    kind: str = Field(pattern="^(consensus|reservation|concern)$")
    text: str = Field(max_length=2000)
    person: UUID | None = None


class RemoveIn(Schema):
    person: UUID
    reason: str = Field(max_length=500)


class Item(Schema):
    item: UUID


class HandOver(Schema):
    person: UUID


class Arrange(Schema):
    remarks_held: bool | None = None
    turn_seconds: int | None = None
    turns_each: int | None = None


class MinutesIn(Schema):
    text: str = Field(max_length=50_000)


class ObjectionIn(Schema):
    objection: str = Field("", max_length=1000)


class Until(Schema):
    until: str = Field(max_length=200)


def _in_room(request: HttpRequest, room_id: UUID, name: str, do: Any) -> dict[str, Any]:
    found, _ = _entered(request, room_id)

    def run(actor: Actor) -> tuple[Room, dict[str, Any]]:
        made = do(actor, found)
        return found, {"id": str(made.pk)} if hasattr(made, "pk") else {}

    return verb(request, name, run)


@router.post("/rooms/{room_id}/sign_in", response=Done)
def sign_in(request: HttpRequest, room_id: UUID, data: SignIn) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "presence.sign_in",
        lambda actor, at: attending.sign_in(
            actor=actor, room=at, mode=data.mode, person=person_in(actor, data.person)
        ),
    )


@router.post("/rooms/{room_id}/sign_out", response=Done)
def sign_out(request: HttpRequest, room_id: UUID, data: Somebody) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "presence.sign_out",
        lambda actor, at: attending.sign_out(actor=actor, room=at, person=person_in(actor, data.person)),
    )


@router.post("/rooms/{room_id}/raise", response=Done)
def raise_hand(request: HttpRequest, room_id: UUID, data: Raise) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "floor.raise",
        lambda actor, at: floor.raise_hand(
            actor=actor, room=at, stance=data.stance, person=person_in(actor, data.person)
        ),
    )


@router.post("/rooms/{room_id}/lower", response=Done)
def lower_hand(request: HttpRequest, room_id: UUID, data: Somebody) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "floor.lower",
        lambda actor, at: floor.lower_hand(actor=actor, room=at, person=person_in(actor, data.person)),
    )


@router.post("/rooms/{room_id}/next", response=Done)
def next_speaker(request: HttpRequest, room_id: UUID, data: NextIn) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "floor.next",
        lambda actor, at: floor.next_speaker(actor=actor, room=at, entry=data.entry),
    )


@router.post("/rooms/{room_id}/hold", response=Done)
def hold(request: HttpRequest, room_id: UUID, data: Hold) -> dict[str, Any]:
    return _in_room(
        request, room_id, "floor.hold", lambda actor, at: floor.hold(actor=actor, room=at, resume=data.resume)
    )


@router.post("/rooms/{room_id}/extend", response=Done)
def extend(request: HttpRequest, room_id: UUID, data: Extend) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "floor.extend",
        lambda actor, at: floor.extend(actor=actor, room=at, seconds=data.seconds),
    )


@router.post("/rooms/{room_id}/cut", response=Done)
def cut(request: HttpRequest, room_id: UUID, data: Why) -> dict[str, Any]:
    return _in_room(
        request, room_id, "floor.cut", lambda actor, at: floor.cut(actor=actor, room=at, reason=data.reason)
    )


@router.post("/rooms/{room_id}/remark", response=Done)
def send_remark(request: HttpRequest, room_id: UUID, data: RemarkIn) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "remark.send",
        lambda actor, at: remarks.send(
            actor=actor,
            room=at,
            text=data.text,
            stance=data.stance,
            person=person_in(actor, data.person),
            on_paper=data.on_paper,
        ),
    )


def _remark(remark_id: UUID) -> Remark:
    found = Remark.objects.filter(pk=remark_id).first()
    if found is None:
        raise not_found()
    return found


@router.post("/remarks/{remark_id}/show", response=Done)
def show_remark(request: HttpRequest, remark_id: UUID) -> dict[str, Any]:
    kept = _remark(remark_id)
    return _in_room(
        request,
        kept.room_id,
        "remark.show",
        lambda actor, at: remarks.show(actor=actor, room=at, remark=kept),
    )


@router.post("/remarks/{remark_id}/refuse", response=Done)
def refuse_remark(request: HttpRequest, remark_id: UUID, data: Why) -> dict[str, Any]:
    kept = _remark(remark_id)
    return _in_room(
        request,
        kept.room_id,
        "remark.refuse",
        lambda actor, at: remarks.refuse(actor=actor, room=at, remark=kept, reason=data.reason),
    )


@router.post("/rooms/{room_id}/point", response=Done)
def record_point(request: HttpRequest, room_id: UUID, data: PointIn) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "point.record",
        lambda actor, at: points.record(
            actor=actor, room=at, kind=data.kind, text=data.text, by=person_in(actor, data.person)
        ),
    )


def _point(point_id: UUID) -> Point:
    found = Point.objects.filter(pk=point_id).first()
    if found is None:
        raise not_found()
    return found


@router.post("/points/{point_id}/confirm", response=Done)
def confirm_point(request: HttpRequest, point_id: UUID) -> dict[str, Any]:
    kept = _point(point_id)
    return _in_room(
        request,
        kept.room_id,
        "point.confirm",
        lambda actor, at: points.confirm(actor=actor, room=at, point=kept),
    )


@router.post("/points/{point_id}/drop", response=Done)
def drop_point(request: HttpRequest, point_id: UUID) -> dict[str, Any]:
    kept = _point(point_id)
    return _in_room(
        request, kept.room_id, "point.drop", lambda actor, at: points.drop(actor=actor, room=at, point=kept)
    )


@router.post("/rooms/{room_id}/item", response=Done)
def take_up_item(request: HttpRequest, room_id: UUID, data: Item) -> dict[str, Any]:
    item = AgendaItem.objects.filter(pk=data.item).first()
    if item is None:
        raise not_found()
    return _in_room(
        request,
        room_id,
        "item.take_up",
        lambda actor, at: chairing.take_up_item(actor=actor, room=at, item=item),
    )


@router.post("/rooms/{room_id}/hand_over", response=Done)
def hand_over(request: HttpRequest, room_id: UUID, data: HandOver) -> dict[str, Any]:
    def do(actor: Actor, at: Room) -> None:
        to = person_in(actor, data.person)
        assert to is not None
        chairing.hand_over(actor=actor, room=at, to=to)

    return _in_room(request, room_id, "chair.hand_over", do)


@router.post("/rooms/{room_id}/take_back", response=Done)
def take_back(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    return _in_room(
        request, room_id, "chair.take_back", lambda actor, at: chairing.take_back(actor=actor, room=at)
    )


@router.post("/rooms/{room_id}/arrange", response=Done)
def arrange(request: HttpRequest, room_id: UUID, data: Arrange) -> dict[str, Any]:
    return _in_room(
        request,
        room_id,
        "room.arrange",
        lambda actor, at: chairing.arrange(actor=actor, room=at, **data.dict()),
    )


@router.post("/rooms/{room_id}/remove", response=Done)
def remove(request: HttpRequest, room_id: UUID, data: RemoveIn) -> dict[str, Any]:
    def do(actor: Actor, at: Room) -> None:
        who = person_in(actor, data.person)
        assert who is not None
        chairing.remove(actor=actor, room=at, person=who, reason=data.reason)

    return _in_room(request, room_id, "person.remove", do)


@router.post("/motions/{motion_id}/take_up", response=Done)
def take_up_motion(request: HttpRequest, motion_id: UUID) -> dict[str, Any]:
    motion = Motion.objects.filter(pk=motion_id).first()
    if motion is None:
        raise not_found()
    return verb(request, "motion.take_up", lambda actor: chairing.take_up_motion(actor=actor, motion=motion))


@router.post("/sessions/{session_id}/open", response=Done)
def open_session(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    found = session_of(session_id)
    return verb(request, "session.open", lambda actor: opening.open_session(actor=actor, session=found))


@router.post("/sessions/{session_id}/adjourn", response=Done)
def adjourn(request: HttpRequest, session_id: UUID, data: Until) -> dict[str, Any]:
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
def fail(request: HttpRequest, session_id: UUID, data: Why) -> dict[str, Any]:
    found = session_of(session_id)
    return verb(
        request, "session.fail", lambda actor: opening.fail(actor=actor, session=found, reason=data.reason)
    )


def _minutes_verb(request: HttpRequest, session_id: UUID, name: str, do: Any) -> dict[str, Any]:
    found = session_of(session_id)

    def run(actor: Actor) -> Session:
        do(actor, found)
        found.refresh_from_db()
        return found

    return verb(request, name, run)


@router.post("/sessions/{session_id}/edit_minutes", response=Done)
def edit_minutes(request: HttpRequest, session_id: UUID, data: MinutesIn) -> dict[str, Any]:
    return _minutes_verb(
        request,
        session_id,
        "minutes.edit",
        lambda actor, at: minutes.edit(actor=actor, session=at, text=data.text),
    )


@router.post("/sessions/{session_id}/approve_minutes", response=Done)
def approve_minutes(request: HttpRequest, session_id: UUID, data: ObjectionIn) -> dict[str, Any]:
    return _minutes_verb(
        request,
        session_id,
        "minutes.approve",
        lambda actor, at: minutes.approve(actor=actor, session=at, objection=data.objection),
    )


@router.post("/sessions/{session_id}/freeze_minutes", response=Done)
def freeze_minutes(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    return _minutes_verb(
        request, session_id, "minutes.freeze", lambda actor, at: minutes.freeze(actor=actor, session=at)
    )


class Drafted(Schema):
    text: str


@router.get("/rooms/{room_id}/draft_minutes", response=Drafted)
def draft_minutes(request: HttpRequest, room_id: UUID) -> dict[str, str]:
    found, actor = _entered(request, room_id)
    if tickets.audience_of(actor, found) != "staff":
        raise not_found()
    return {"text": minutes.draft(found, actor)}
