"""The verbs done in a room, over HTTP: POST /rooms/{id}/<verb>, and on its remarks and points."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from consult.agenda.models import AgendaItem
from consult.kernel.found import existing
from consult.kernel.http import Done, verb
from consult.kernel.permits import Actor

from . import attending, chairing, floor, opinions, phasing, points, remarks
from . import taken as s
from .found import entered, opinion_of, person_in, point_of, remark_of, somebody_in
from .models import Remark, Room

router = Router(tags=["meeting"])


def in_room(request: HttpRequest, room_id: UUID, name: str, do: Any) -> dict[str, Any]:
    found, _ = entered(request, room_id)

    def run(actor: Actor) -> tuple[Room, dict[str, Any]]:
        made = do(actor, found)
        return found, {"id": str(made.pk)} if hasattr(made, "pk") else {}

    return verb(request, name, run)


@router.post("/rooms/{room_id}/sign_in", response=Done)
def sign_in(request: HttpRequest, room_id: UUID, data: s.SignIn) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "presence.sign_in",
        lambda actor, at: attending.sign_in(
            actor=actor, room=at, mode=data.mode, person=person_in(actor, data.person)
        ),
    )


@router.post("/rooms/{room_id}/sign_out", response=Done)
def sign_out(request: HttpRequest, room_id: UUID, data: s.Somebody) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "presence.sign_out",
        lambda actor, at: attending.sign_out(actor=actor, room=at, person=person_in(actor, data.person)),
    )


@router.post("/rooms/{room_id}/raise", response=Done)
def raise_hand(request: HttpRequest, room_id: UUID, data: s.Raise) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "floor.raise",
        lambda actor, at: floor.raise_hand(
            actor=actor, room=at, stance=data.stance, person=person_in(actor, data.person)
        ),
    )


@router.post("/rooms/{room_id}/lower", response=Done)
def lower_hand(request: HttpRequest, room_id: UUID, data: s.Somebody) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "floor.lower",
        lambda actor, at: floor.lower_hand(actor=actor, room=at, person=person_in(actor, data.person)),
    )


@router.post("/rooms/{room_id}/next", response=Done)
def next_speaker(request: HttpRequest, room_id: UUID, data: s.NextIn) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "floor.next",
        lambda actor, at: floor.next_speaker(actor=actor, room=at, entry=data.entry),
    )


@router.post("/rooms/{room_id}/hold", response=Done)
def hold(request: HttpRequest, room_id: UUID, data: s.Hold) -> dict[str, Any]:
    return in_room(
        request, room_id, "floor.hold", lambda actor, at: floor.hold(actor=actor, room=at, resume=data.resume)
    )


@router.post("/rooms/{room_id}/extend", response=Done)
def extend(request: HttpRequest, room_id: UUID, data: s.Extend) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "floor.extend",
        lambda actor, at: floor.extend(actor=actor, room=at, seconds=data.seconds),
    )


@router.post("/rooms/{room_id}/cut", response=Done)
def cut(request: HttpRequest, room_id: UUID, data: s.Why) -> dict[str, Any]:
    return in_room(
        request, room_id, "floor.cut", lambda actor, at: floor.cut(actor=actor, room=at, reason=data.reason)
    )


@router.post("/rooms/{room_id}/remark", response=Done)
def send_remark(request: HttpRequest, room_id: UUID, data: s.RemarkIn) -> dict[str, Any]:
    def do(actor: Actor, at: Room) -> Remark:
        author = person_in(actor, data.person)
        remarks.take_turn(actor, author)
        return remarks.send(
            actor=actor,
            room=at,
            text=data.text,
            stance=data.stance,
            person=author,
            on_paper=data.on_paper,
        )

    return in_room(request, room_id, "remark.send", do)


@router.post("/remarks/{remark_id}/show", response=Done)
def show_remark(request: HttpRequest, remark_id: UUID) -> dict[str, Any]:
    kept = remark_of(remark_id)
    return in_room(
        request,
        kept.room_id,
        "remark.show",
        lambda actor, at: remarks.show(actor=actor, room=at, remark=kept),
    )


@router.post("/remarks/{remark_id}/refuse", response=Done)
def refuse_remark(request: HttpRequest, remark_id: UUID, data: s.Why) -> dict[str, Any]:
    kept = remark_of(remark_id)
    return in_room(
        request,
        kept.room_id,
        "remark.refuse",
        lambda actor, at: remarks.refuse(actor=actor, room=at, remark=kept, reason=data.reason),
    )


@router.post("/remarks/{remark_id}/report", response=Done)
def report_remark(request: HttpRequest, remark_id: UUID, data: s.Why) -> dict[str, Any]:
    kept = remark_of(remark_id)
    return in_room(
        request,
        kept.room_id,
        "remark.report",
        lambda actor, at: remarks.report(actor=actor, room=at, remark=kept, reason=data.reason),
    )


@router.post("/rooms/{room_id}/opinion", response=Done)
def write_opinion(request: HttpRequest, room_id: UUID, data: s.OpinionIn) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "opinion.write",
        lambda actor, at: opinions.write(
            actor=actor, room=at, text=data.text, person=person_in(actor, data.person)
        ),
    )


@router.post("/opinions/{opinion_id}/answer", response=Done)
def answer_opinion(request: HttpRequest, opinion_id: UUID, data: s.AnswerOpinion) -> dict[str, Any]:
    kept = opinion_of(opinion_id)
    return in_room(
        request,
        kept.room_id,
        "opinion.answer",
        lambda actor, at: opinions.answer(actor=actor, room=at, opinion=kept, text=data.text),
    )


@router.post("/rooms/{room_id}/point", response=Done)
def record_point(request: HttpRequest, room_id: UUID, data: s.PointIn) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "point.record",
        lambda actor, at: points.record(
            actor=actor, room=at, kind=data.kind, text=data.text, by=person_in(actor, data.person)
        ),
    )


@router.post("/points/{point_id}/confirm", response=Done)
def confirm_point(request: HttpRequest, point_id: UUID) -> dict[str, Any]:
    kept = point_of(point_id)
    return in_room(
        request,
        kept.room_id,
        "point.confirm",
        lambda actor, at: points.confirm(actor=actor, room=at, point=kept),
    )


@router.post("/points/{point_id}/drop", response=Done)
def drop_point(request: HttpRequest, point_id: UUID) -> dict[str, Any]:
    kept = point_of(point_id)
    return in_room(
        request, kept.room_id, "point.drop", lambda actor, at: points.drop(actor=actor, room=at, point=kept)
    )


@router.post("/rooms/{room_id}/item", response=Done)
def take_up_item(request: HttpRequest, room_id: UUID, data: s.Item) -> dict[str, Any]:
    item = existing(AgendaItem.objects.filter(pk=data.item))
    return in_room(
        request,
        room_id,
        "item.take_up",
        lambda actor, at: chairing.take_up_item(actor=actor, room=at, item=item),
    )


@router.post("/rooms/{room_id}/hand_over", response=Done)
def hand_over(request: HttpRequest, room_id: UUID, data: s.NamedPerson) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "chair.hand_over",
        lambda actor, at: chairing.hand_over(actor=actor, room=at, to=somebody_in(actor, data.person)),
    )


@router.post("/rooms/{room_id}/take_back", response=Done)
def take_back(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    return in_room(
        request, room_id, "chair.take_back", lambda actor, at: chairing.take_back(actor=actor, room=at)
    )


@router.post("/rooms/{room_id}/arrange", response=Done)
def arrange(request: HttpRequest, room_id: UUID, data: s.Arrange) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "room.arrange",
        lambda actor, at: chairing.arrange(actor=actor, room=at, **data.dict()),
    )


@router.post("/rooms/{room_id}/warn", response=Done)
def warn(request: HttpRequest, room_id: UUID, data: s.NamedWhy) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "person.warn",
        lambda actor, at: chairing.warn(
            actor=actor, room=at, person=somebody_in(actor, data.person), reason=data.reason
        ),
    )


@router.post("/rooms/{room_id}/remove", response=Done)
def remove(request: HttpRequest, room_id: UUID, data: s.NamedWhy) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "person.remove",
        lambda actor, at: chairing.remove(
            actor=actor, room=at, person=somebody_in(actor, data.person), reason=data.reason
        ),
    )


@router.post("/rooms/{room_id}/readmit", response=Done)
def readmit(request: HttpRequest, room_id: UUID, data: s.NamedPerson) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "person.readmit",
        lambda actor, at: chairing.readmit(actor=actor, room=at, person=somebody_in(actor, data.person)),
    )


@router.post("/rooms/{room_id}/phase", response=Done)
def enter_phase(request: HttpRequest, room_id: UUID, data: s.PhaseIn) -> dict[str, Any]:
    return in_room(
        request,
        room_id,
        "phase.enter",
        lambda actor, at: phasing.enter(actor=actor, room=at, phase=data.phase),
    )


@router.post("/rooms/{room_id}/round", response=Done)
def begin_round(request: HttpRequest, room_id: UUID) -> dict[str, Any]:
    return in_room(
        request, room_id, "round.begin", lambda actor, at: phasing.begin_round(actor=actor, room=at)
    )
