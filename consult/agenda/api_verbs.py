"""HTTP of this stage's verbs on sessions and motions: POST /<things>/{id}/<verb>."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from consult.intake.found import person_of
from consult.intake.reads import find as find_matter
from consult.kernel.errors import not_found
from consult.kernel.found import only
from consult.kernel.http import Done, verb
from consult.kernel.permits import Actor
from consult.people.models import Person

from . import (
    amending,
    answering,
    appointing,
    composing,
    convening,
    drafting,
    items,
    materials,
    motions,
    publishing,
    replying,
    serving,
    studying,
)
from . import taken as s
from .models import Invitation, Motion, Session
from .reads import find, find_motion

router = Router(tags=["agenda"])
M = TypeVar("M", bound=Model)


def _do(
    request: HttpRequest, name: str, session: UUID, act: Callable[[Actor, Session], Any]
) -> dict[str, Any]:
    return verb(request, name, lambda actor: act(actor, find(actor, session)))


def _move(
    request: HttpRequest, name: str, motion: UUID, act: Callable[[Actor, Motion], Any]
) -> dict[str, Any]:
    return verb(request, name, lambda actor: act(actor, find_motion(actor, motion)))


@router.post("/sessions/{id}/compose", response=Done)
def compose(request: HttpRequest, id: UUID, body: s.Compose) -> dict[str, Any]:
    return _do(
        request,
        "session.compose",
        id,
        lambda a, it: composing.compose(actor=a, session=it, bodies=body.bodies),
    )


@router.post("/sessions/{id}/add_item", response=Done)
def add_item(request: HttpRequest, id: UUID, body: s.AddItem) -> dict[str, Any]:
    def act(actor: Actor, session: Session) -> Session:
        return items.add_item(
            actor=actor,
            session=session,
            title=body.title,
            minutes=body.minutes,
            matter=find_matter(actor, body.matter) if body.matter else None,
            position=body.position,
        )

    return _do(request, "session.add_item", id, act)


@router.post("/sessions/{id}/drop_item", response=Done)
def drop_item(request: HttpRequest, id: UUID, body: s.DropItem) -> dict[str, Any]:
    return _do(
        request, "session.drop_item", id, lambda a, it: items.drop_item(actor=a, session=it, item=body.item)
    )


@router.post("/sessions/{id}/add_material", response=Done)
def add_material(
    request: HttpRequest,
    id: UUID,
    data: Form[s.MaterialForm],
    file: File[UploadedFile | None] = None,
) -> dict[str, Any]:
    """A text (Markdown) or a file, as a form. Answers with the material's id and hash among the facts."""
    # One byte more than may be, so that what is too big is refused as that without being read whole.
    content = file.read(materials.MOST_BYTES + 1) if file is not None else None

    def act(actor: Actor, session: Session) -> tuple[Session, dict[str, Any]]:
        made = materials.add_material(actor=actor, session=session, file=content, **data.model_dump())
        return session, {"material": str(made.pk), "sha256": made.sha256}

    return _do(request, "session.add_material", id, act)


@router.post("/sessions/{id}/appoint", response=Done)
def appoint(request: HttpRequest, id: UUID, body: s.Appoint) -> dict[str, Any]:
    def act(actor: Actor, session: Session) -> Session:
        return appointing.appoint(
            actor=actor,
            session=session,
            chair=person_of(session.community, body.chair),
            recorder=person_of(session.community, body.recorder),
            scrutineers=None if body.scrutineers is None else _people(session, body.scrutineers),
        )

    return _do(request, "session.appoint", id, act)


@router.post("/sessions/{id}/publish", response=Done)
def publish(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return _do(request, "session.publish", id, lambda a, it: publishing.publish(actor=a, session=it))


@router.post("/sessions/{id}/serve", response=Done)
def serve(request: HttpRequest, id: UUID, body: s.Serve) -> dict[str, Any]:
    def act(actor: Actor, session: Session) -> Session:
        return serving.serve(
            actor=actor,
            session=session,
            invitations=_letters(session, body.invitations),
            means=body.means,
            reached=body.reached,
            at=body.at,
        )

    return _do(request, "session.serve", id, act)


@router.post("/sessions/{id}/reply", response=Done)
def reply(request: HttpRequest, id: UUID, body: s.GiveReply) -> dict[str, Any]:
    def act(actor: Actor, session: Session) -> Session:
        return replying.reply(
            actor=actor,
            session=session,
            invitation=_letters(session, [body.invitation])[0],
            reply=body.reply,
            delegate=_given(only(Person.objects.filter(pk=body.delegate))) if body.delegate else None,
            opinion=body.opinion,
        )

    return _do(request, "session.reply", id, act)


@router.post("/sessions/{id}/answer_opinions", response=Done)
def answer_opinions(request: HttpRequest, id: UUID, body: s.AnswerOpinions) -> dict[str, Any]:
    def act(actor: Actor, session: Session) -> Session:
        answers = {one.number: one.answer for one in body.answers}
        return answering.answer_opinions(actor=actor, session=session, answers=answers)

    return _do(request, "session.answer_opinions", id, act)


@router.post("/sessions/{id}/cancel", response=Done)
def cancel(request: HttpRequest, id: UUID, body: s.Cancel) -> dict[str, Any]:
    return _do(
        request, "session.cancel", id, lambda a, it: convening.cancel(actor=a, session=it, reason=body.reason)
    )


@router.post("/matters/{id}/record_study", response=Done)
def record_study(request: HttpRequest, id: UUID, body: s.RecordStudy) -> dict[str, Any]:
    given = body.model_dump()
    return verb(
        request,
        "study.record",
        lambda actor: studying.record(actor=actor, matter=find_matter(actor, id), **given),
    )


@router.post("/motions", response=Done)
def draft(request: HttpRequest, body: s.DraftMotion) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Motion, dict[str, Any]]:
        session = find(actor, body.session)
        made = drafting.draft(
            actor=actor,
            session=session,
            matter=find_matter(actor, body.matter),
            title=body.title,
            who=body.who,
            when=body.when,
            what=body.what,
            rule=body.rule,
            then_rule=body.then_rule,
            mover=person_of(session.community, body.mover),
            options=[option.model_dump() for option in body.options],
            subject=body.subject,
            apart_reason=body.apart_reason,
        )
        return made, {"number": made.number}

    return verb(request, "motion.draft", do)


@router.post("/motions/{id}/write_page", response=Done)
def write_page(request: HttpRequest, id: UUID, body: s.WritePage) -> dict[str, Any]:
    return _move(
        request, "motion.write_page", id, lambda a, it: motions.write_page(actor=a, motion=it, page=body.page)
    )


@router.post("/motions/{id}/check_legality", response=Done)
def check_legality(request: HttpRequest, id: UUID, body: s.CheckLegality) -> dict[str, Any]:
    given = body.model_dump()
    return _move(
        request,
        "motion.check_legality",
        id,
        lambda a, it: motions.check_legality(actor=a, motion=it, **given),
    )


@router.post("/motions/{id}/amend", response=Done)
def amend(request: HttpRequest, id: UUID, body: s.Amend) -> dict[str, Any]:
    given = body.model_dump()
    return _move(request, "motion.amend", id, lambda a, it: amending.amend(actor=a, motion=it, **given))


@router.post("/motions/{id}/withdraw", response=Done)
def withdraw(request: HttpRequest, id: UUID, body: s.MaybeWhy) -> dict[str, Any]:
    return _move(
        request, "motion.withdraw", id, lambda a, it: motions.withdraw(actor=a, motion=it, reason=body.reason)
    )


@router.post("/motions/{id}/split", response=Done)
def split(request: HttpRequest, id: UUID, body: s.Split) -> dict[str, Any]:
    """Answers with the parts among the facts."""

    def act(actor: Actor, motion: Motion) -> tuple[Motion, dict[str, Any]]:
        parts = [amending.MotionPart(**part.model_dump()) for part in body.parts]
        made = amending.split(actor=actor, motion=motion, parts=parts, reason=body.reason)
        return motion, {"parts": [{"id": str(part.pk), "number": part.number} for part in made]}

    return _move(request, "motion.split", id, act)


def _given(found: M | None) -> M:
    if found is None:
        raise not_found()
    return found


def _people(session: Session, ids: list[UUID]) -> list[Person]:
    found = {
        person.pk: person for person in Person.objects.filter(pk__in=ids, community=session.community_id)
    }
    if len(found) != len(set(ids)):
        raise not_found()
    return [found[pk] for pk in dict.fromkeys(ids)]


def _letters(session: Session, ids: list[UUID]) -> list[Invitation]:
    """The letters of these ids, each once, with whom each is for."""
    found = {
        letter.pk: letter
        for letter in session.invitations.filter(pk__in=ids).select_related("participant__household")
    }
    if len(found) != len(set(ids)):
        raise not_found()
    return [found[pk] for pk in dict.fromkeys(ids)]
