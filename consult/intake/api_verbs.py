"""HTTP of this stage's verbs on a matter and on a petition: POST /<things>/{id}/<verb>."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from consult.kernel.http import Done, verb
from consult.kernel.permits import Actor

from . import accepting, handling, petitions, powers, raising, referrals, review, triage
from . import schemas_in as s
from .found import body_of, building_of, grid_of
from .models import Matter
from .reads import find, find_petition

router = Router(tags=["intake"])


def _do(request: HttpRequest, name: str, matter: UUID, act: Callable[[Actor, Matter], Any]) -> dict[str, Any]:
    return verb(request, name, lambda actor: act(actor, find(actor, matter)))


@router.post("/matters/{id}/confirm", response=Done)
def confirm(request: HttpRequest, id: UUID, body: s.ConfirmMatter) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "matter.confirm", id, lambda a, m: raising.confirm(actor=a, matter=m, **given))


@router.post("/matters/{id}/endorse", response=Done)
def endorse(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return _do(request, "matter.endorse", id, lambda a, m: raising.endorse(actor=a, matter=m))


@router.post("/matters/{id}/withdraw", response=Done)
def withdraw(request: HttpRequest, id: UUID, body: s.MaybeReason) -> dict[str, Any]:
    return _do(
        request, "matter.withdraw", id, lambda a, m: raising.withdraw(actor=a, matter=m, reason=body.reason)
    )


@router.post("/matters/{id}/accept", response=Done)
def accept(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return _do(request, "matter.accept", id, lambda a, m: accepting.accept(actor=a, matter=m))


@router.post("/matters/{id}/suggest", response=Done)
def suggest(request: HttpRequest, id: UUID, body: s.Suggest) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "matter.suggest", id, lambda a, m: triage.suggest(actor=a, matter=m, **given))


@router.post("/matters/{id}/route", response=Done)
def route(request: HttpRequest, id: UUID, body: s.Whither) -> dict[str, Any]:
    def act(actor: Actor, matter: Matter) -> Matter:
        return triage.route(
            actor=actor,
            matter=matter,
            route=body.route,
            reason=body.reason,
            owners_common=body.owners_common,
            budget_fen=body.budget_fen,
            grid=grid_of(matter.community, body.grid),
            merge_into=find(actor, body.merge_into) if body.merge_into else None,
            refer_to=body.refer_to,
            body=body_of(matter.community, body.body),
            due=body.due,
            restrict=body.restrict,
        )

    return _do(request, "matter.route", id, act)


@router.post("/matters/{id}/dispute", response=Done)
def dispute(request: HttpRequest, id: UUID, body: s.Dispute) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "matter.dispute", id, lambda a, m: triage.dispute(actor=a, matter=m, **given))


@router.post("/matters/{id}/assign", response=Done)
def assign(request: HttpRequest, id: UUID, body: s.Whither) -> dict[str, Any]:
    def act(actor: Actor, matter: Matter) -> Matter:
        return triage.assign(
            actor=actor,
            matter=matter,
            route=body.route,
            reason=body.reason,
            owners_common=body.owners_common,
            grid=grid_of(matter.community, body.grid),
            refer_to=body.refer_to,
            body=body_of(matter.community, body.body),
            due=body.due,
            restrict=body.restrict,
        )

    return _do(request, "matter.assign", id, act)


@router.post("/matters/{id}/reassign", response=Done)
def reassign(request: HttpRequest, id: UUID, body: s.Reassign) -> dict[str, Any]:
    def act(actor: Actor, matter: Matter) -> Matter:
        return triage.reassign(
            actor=actor,
            matter=matter,
            reason=body.reason,
            grid=grid_of(matter.community, body.grid),
            refer_to=body.refer_to,
            body=body_of(matter.community, body.body),
            due=body.due,
        )

    return _do(request, "matter.reassign", id, act)


@router.post("/matters/{id}/handle", response=Done)
def handle(request: HttpRequest, id: UUID, body: s.Handle) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "matter.handle", id, lambda a, m: handling.handle(actor=a, matter=m, **given))


@router.post("/matters/{id}/escalate", response=Done)
def escalate(request: HttpRequest, id: UUID, body: s.Escalate) -> dict[str, Any]:
    def act(actor: Actor, matter: Matter) -> Matter:
        touches = building_of(matter.community, body.building) or grid_of(matter.community, body.grid)
        return handling.escalate(actor=actor, matter=matter, reason=body.reason, touches=touches)

    return _do(request, "matter.escalate", id, act)


@router.post("/matters/{id}/delegate", response=Done)
def delegate(request: HttpRequest, id: UUID, body: s.Delegate) -> dict[str, Any]:
    def act(actor: Actor, matter: Matter) -> Matter:
        grid = grid_of(matter.community, body.grid)
        return handling.delegate(actor=actor, matter=matter, reason=body.reason, grid=grid)

    return _do(request, "matter.delegate", id, act)


@router.post("/matters/{id}/refer_up", response=Done)
def refer_up(request: HttpRequest, id: UUID, body: s.ReferUp) -> dict[str, Any]:
    def act(actor: Actor, matter: Matter) -> Matter:
        return referrals.refer_up(
            actor=actor,
            matter=matter,
            reason=body.reason,
            refer_to=body.refer_to,
            body=body_of(matter.community, body.body),
            due=body.due,
        )

    return _do(request, "matter.refer_up", id, act)


@router.post("/matters/{id}/hand_down", response=Done)
def hand_down(request: HttpRequest, id: UUID, body: s.GivenReason) -> dict[str, Any]:
    return _do(
        request,
        "matter.hand_down",
        id,
        lambda a, m: referrals.hand_down(actor=a, matter=m, reason=body.reason),
    )


@router.post("/matters/{id}/answer", response=Done)
def answer(request: HttpRequest, id: UUID, body: s.AnswerText) -> dict[str, Any]:
    return _do(request, "matter.answer", id, lambda a, m: referrals.answer(actor=a, matter=m, text=body.text))


@router.post("/matters/{id}/track", response=Done)
def track(request: HttpRequest, id: UUID, body: s.AnswerText) -> dict[str, Any]:
    return _do(request, "matter.track", id, lambda a, m: referrals.track(actor=a, matter=m, note=body.text))


@router.post("/matters/{id}/opine", response=Done)
def opine(request: HttpRequest, id: UUID, body: s.Opine) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "topic.opine", id, lambda a, m: review.opine(actor=a, matter=m, **given))


@router.post("/matters/{id}/admit", response=Done)
def admit(request: HttpRequest, id: UUID, body: s.Admit) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "topic.admit", id, lambda a, m: review.admit(actor=a, matter=m, **given))


@router.post("/matters/{id}/return", response=Done, summary="Return")
def return_(request: HttpRequest, id: UUID, body: s.NotAdmitted) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "topic.return", id, lambda a, m: review.return_(actor=a, matter=m, **given))


@router.post("/matters/{id}/decline", response=Done)
def decline(request: HttpRequest, id: UUID, body: s.NotAdmitted) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "topic.decline", id, lambda a, m: review.decline(actor=a, matter=m, **given))


@router.post("/matters/{id}/revise", response=Done)
def revise(request: HttpRequest, id: UUID, body: s.Revise) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "matter.revise", id, lambda a, m: review.revise(actor=a, matter=m, **given))


@router.post("/matters/{id}/again", response=Done)
def again(request: HttpRequest, id: UUID, body: s.Again) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "matter.again", id, lambda a, m: review.again(actor=a, matter=m, **given))


@router.post("/matters/{id}/contest", response=Done)
def contest(request: HttpRequest, id: UUID, body: s.GivenReason) -> dict[str, Any]:
    return _do(
        request, "matter.contest", id, lambda a, m: powers.contest(actor=a, matter=m, reason=body.reason)
    )


@router.post("/matters/{id}/rehear", response=Done)
def rehear(request: HttpRequest, id: UUID, body: s.Rehear) -> dict[str, Any]:
    def act(actor: Actor, matter: Matter) -> Matter:
        return powers.rehear(
            actor=actor,
            matter=matter,
            upheld=body.upheld,
            decision=body.decision,
            route=body.route,
            grid=grid_of(matter.community, body.grid),
            refer_to=body.refer_to,
            body=body_of(matter.community, body.body),
        )

    return _do(request, "matter.rehear", id, act)


@router.post("/matters/{id}/appeal", response=Done)
def appeal(request: HttpRequest, id: UUID, body: s.GivenReason) -> dict[str, Any]:
    return _do(request, "topic.appeal", id, lambda a, m: powers.appeal(actor=a, matter=m, reason=body.reason))


@router.post("/matters/{id}/hear_appeal", response=Done)
def hear_appeal(request: HttpRequest, id: UUID, body: s.HearAppeal) -> dict[str, Any]:
    given = body.model_dump()
    return _do(request, "topic.hear_appeal", id, lambda a, m: powers.hear_appeal(actor=a, matter=m, **given))


@router.post("/petitions/{id}/start", response=Done)
def start_petition(request: HttpRequest, id: UUID, body: s.StartPetition) -> dict[str, Any]:
    """`id` is the matter's: a petition is begun from its page. The answer is the petition."""
    given = body.model_dump()
    return _do(request, "petition.start", id, lambda a, m: petitions.start(actor=a, matter=m, **given))


@router.post("/petitions/{id}/sign", response=Done)
def sign_petition(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(request, "petition.sign", lambda a: petitions.sign(actor=a, petition=find_petition(a, id)))


@router.post("/petitions/{id}/withdraw", response=Done)
def withdraw_petition(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request, "petition.withdraw", lambda a: petitions.withdraw(actor=a, petition=find_petition(a, id))
    )
