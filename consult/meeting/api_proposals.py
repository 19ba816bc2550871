"""提案评议 over HTTP: the call, proposals, scores, the ranking and the answers to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from consult.agenda.reads import find
from consult.kernel.act import allowed
from consult.kernel.http import Done, actor_of, verb
from consult.kernel.paging import LIMIT, page
from consult.kernel.permits import Actor
from consult.people.naming import names

from . import proposing, ranking
from . import taken as s
from .api_verbs import in_room
from .found import person_in, proposal_of
from .models import Proposal, Room
from .ranking_reads import call_of, call_out, own_scores, proposal_out

router = Router(tags=["meeting"])


class CriterionOut(Schema):
    code: str
    text: str
    weight: int


class CallOut(Schema):
    """`reviewers_percent`: how much the reviewers' average counts beside the residents'."""

    text: str
    closes_at: str
    criteria: list[CriterionOut]
    reviewers_percent: int
    budget_fen: int | None
    ranked_at: str | None
    sent_at: str | None


class ProposalOut(Schema):
    """`score`: hundredths of a point out of 100, once ranked. `mine`: what the reader gave it, by criterion."""

    id: UUID
    number: int
    stage: str
    title: str
    who: str
    when: str
    what: str
    cost_fen: int | None
    proposer: str
    merged_into: UUID | None
    score: int | None
    rank: int | None
    reason: str
    is_mine: bool
    mine: dict[str, int] | None
    allowed: list[str]


class Proposals(Schema):
    call: CallOut | None
    items: list[ProposalOut]
    next: str | None


@router.get(
    "/sessions/{session_id}/proposals", response=Proposals, summary="The call, and the proposals by number"
)
def proposals(
    request: HttpRequest, session_id: UUID, cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    actor = actor_of(request)
    session = find(actor, session_id)
    call = call_of(session.pk)
    made = Proposal.objects.filter(session=session).select_related("session")
    rows, following = page(made, by="number", cursor=cursor, limit=limit)
    named = names({row.proposer_id for row in rows}, actor)
    mine = own_scores(session.pk, [actor.person])[actor.person] if actor.person else {}
    return {
        "call": call_out(call) if call else None,
        "items": [
            {
                **proposal_out(row, named.get(row.proposer_id, "")),
                "is_mine": row.proposer_id == actor.person,
                "mine": mine.get(str(row.pk)),
                "allowed": allowed(row, actor),
            }
            for row in rows
        ],
        "next": following,
    }


@router.post("/sessions/{session_id}/call", response=Done)
def call(request: HttpRequest, session_id: UUID, data: s.CallIn) -> dict[str, Any]:
    def do(actor: Actor) -> Any:
        return proposing.call(
            actor=actor,
            session=find(actor, session_id),
            text=data.text,
            closes_at=data.closes_at,
            criteria=[proposing.Criterion(each.text, each.weight) for each in data.criteria],
            reviewers_percent=data.reviewers_percent,
            budget_fen=data.budget_fen,
        )

    return verb(request, "proposal.call", do)


@router.post("/sessions/{session_id}/draw_ranking", response=Done)
def draw(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    return verb(
        request, "ranking.draw", lambda actor: ranking.draw(actor=actor, session=find(actor, session_id))
    )


@router.post("/proposals", response=Done)
def submit(request: HttpRequest, data: s.SubmitProposal) -> dict[str, Any]:
    def do(actor: Actor) -> Proposal:
        return proposing.submit(
            actor=actor,
            session=find(actor, data.session),
            title=data.title,
            who=data.who,
            when=data.when,
            what=data.what,
            cost_fen=data.cost_fen,
            proposer=person_in(actor, data.proposer),
        )

    return verb(request, "proposal.submit", do)


@router.post("/proposals/{proposal_id}/amend", response=Done)
def amend(request: HttpRequest, proposal_id: UUID, data: s.AmendProposal) -> dict[str, Any]:
    found = proposal_of(proposal_id)
    return verb(
        request,
        "proposal.amend",
        lambda actor: proposing.amend(actor=actor, proposal=found, **data.dict()),
    )


@router.post("/proposals/{proposal_id}/withdraw", response=Done)
def withdraw(request: HttpRequest, proposal_id: UUID) -> dict[str, Any]:
    found = proposal_of(proposal_id)
    return verb(request, "proposal.withdraw", lambda actor: proposing.withdraw(actor=actor, proposal=found))


@router.post("/proposals/{proposal_id}/merge", response=Done)
def merge(request: HttpRequest, proposal_id: UUID, data: s.MergeProposal) -> dict[str, Any]:
    found, into = proposal_of(proposal_id), proposal_of(data.into)
    return verb(
        request,
        "proposal.merge",
        lambda actor: proposing.merge(actor=actor, proposal=found, into=into, agreed=data.agreed),
    )


@router.post("/proposals/{proposal_id}/adopt", response=Done)
def adopt(request: HttpRequest, proposal_id: UUID, data: s.Why) -> dict[str, Any]:
    found = proposal_of(proposal_id)
    return verb(
        request,
        "proposal.adopt",
        lambda actor: ranking.adopt(actor=actor, proposal=found, reason=data.reason),
    )


@router.post("/proposals/{proposal_id}/decline", response=Done)
def decline(request: HttpRequest, proposal_id: UUID, data: s.Why) -> dict[str, Any]:
    found = proposal_of(proposal_id)
    return verb(
        request,
        "proposal.decline",
        lambda actor: ranking.decline(actor=actor, proposal=found, reason=data.reason),
    )


@router.post("/rooms/{room_id}/score", response=Done)
def score(request: HttpRequest, room_id: UUID, data: s.ScoreIn) -> dict[str, Any]:
    proposal = proposal_of(data.proposal)

    def do(actor: Actor, at: Room) -> None:
        ranking.give_score(
            actor=actor, room=at, proposal=proposal, points=data.points, person=person_in(actor, data.person)
        )

    return in_room(request, room_id, "score.give", do)
