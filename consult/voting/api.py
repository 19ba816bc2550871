"""Polls over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from consult.agenda.models import Motion
from consult.kernel.errors import invalid, not_found, not_signed_in
from consult.kernel.http import Done, actor_of, verb, verbs_of
from consult.kernel.paging import page
from consult.kernel.permits import Actor
from consult.people.who import person_id

from . import closing, correcting, hands, official, paper_desk, preparing, reads
from .casting import Receipt, Wish, receipt_of
from .grouping import GROUPER
from .live import shown
from .models import Cast, PaperBatch, Poll, VotingRight
from .rules_counts import Counts

router = Router(tags=["voting"])


def find(actor: Actor, poll_id: UUID) -> Poll:
    found = reads.visible(actor).filter(pk=poll_id).first()
    if found is None:
        raise not_found()
    return found


class PollPage(Schema):
    items: list[dict[str, Any]]
    next: str | None


@router.get("/polls", response=PollPage)
def polls(
    request: HttpRequest, stage: str = "", cursor: str | None = None, limit: int = 20
) -> dict[str, Any]:
    actor = actor_of(request)
    rows = reads.visible(actor).filter(opened_at__isnull=False)
    if stage:
        rows = rows.filter(stage=stage)
    found, following = page(rows, by="opened_at", cursor=cursor, limit=limit)
    return {"items": [shown(poll) for poll in found], "next": following}


@router.get("/polls/{poll_id}", response=dict[str, Any])
def poll(request: HttpRequest, poll_id: UUID) -> dict[str, Any]:
    actor = actor_of(request)
    found = find(actor, poll_id)
    return {**reads.detail(found, actor), **verbs_of(found, actor)}


class Prepare(Schema):
    motion: UUID
    rule: str = Field("", max_length=32)
    secrecy: str = Field("named", pattern="^(named|hidden|sealed)$")
    means: str = Field("ballots", pattern="^(ballots|hands_counted|hands_named|official)$")
    force: str = Field("", pattern="^(|binding|advisory)$")
    scope: dict[str, Any] | None = None
    closes_at: datetime | None = None
    at_most: int | None = Field(None, ge=1, le=100)
    budget_fen: int = Field(0, ge=0, le=10**12)


@router.post("/polls", response=Done)
def prepare(request: HttpRequest, data: Prepare) -> dict[str, Any]:
    actor = actor_of(request)
    motion = Motion.objects.filter(pk=data.motion).first()
    if motion is None or motion.community_id != actor.community:
        raise not_found()
    given = data.dict(exclude={"motion"})
    if given["closes_at"] is not None and given["closes_at"].tzinfo is None:
        raise invalid("closes_at", "请写明时区", "Say which time zone")
    return verb(request, "poll.prepare", lambda who: preparing.prepare(actor=who, motion=motion, **given))


@router.post("/polls/{poll_id}/open", response=Done)
def open_poll(request: HttpRequest, poll_id: UUID) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)
    return verb(request, "poll.open", lambda actor: preparing.open_poll(actor=actor, poll=found))


@router.post("/polls/{poll_id}/close", response=Done)
def close(request: HttpRequest, poll_id: UUID) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)
    return verb(request, "poll.close", lambda actor: closing.close(actor=actor, poll=found))


class Why(Schema):
    why: str = Field(max_length=500)


class RightWhy(Why):
    right: UUID


@router.post("/polls/{poll_id}/void", response=Done)
def void(request: HttpRequest, poll_id: UUID, data: Why) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)
    return verb(request, "poll.void", lambda actor: correcting.void(actor=actor, poll=found, why=data.why))


class CastIn(Schema):
    """`choice`: "yes" | "no" | "abstain", a list of option ids, or {option: score}. `key` is made by the phone."""

    key: str = Field(pattern="^[A-Za-z0-9_-]{8,64}$")
    choice: Any
    right: UUID | None = None


class ReceiptOut(Schema):
    poll: UUID
    seq: int
    leaf: str
    head: str
    channel: str
    text: str


def receipt_out(receipt: Receipt) -> dict[str, Any]:
    return {
        "poll": receipt.poll,
        "seq": receipt.seq,
        "leaf": receipt.leaf,
        "head": receipt.head,
        "channel": receipt.channel,
        "text": receipt.text,
    }


@router.post("/polls/{poll_id}/cast", response=ReceiptOut)
def cast(request: HttpRequest, poll_id: UUID, data: CastIn) -> dict[str, Any]:
    """The key in the body is the idempotency key; nothing of the body is kept with it."""
    actor = actor_of(request)
    if actor.person is None:
        raise not_signed_in()
    found = find(actor, poll_id)
    wish = Wish(poll=found.pk, actor=actor, key=data.key, choice=data.choice, right=data.right)
    return receipt_out(GROUPER.cast(wish, hidden=found.secrecy != Poll.Secrecy.NAMED))


@router.get("/polls/{poll_id}/receipt", response=ReceiptOut)
def receipt(request: HttpRequest, poll_id: UUID, key: str) -> dict[str, Any]:
    """What became of a cast whose answer was lost: the receipt, or 404 where it never arrived."""
    actor = actor_of(request)
    found = find(actor, poll_id)
    kept = Cast.objects.filter(poll=found, voter=person_id(actor), key=key[:64]).first()
    if kept is None:
        raise not_found()
    return receipt_out(receipt_of(kept))


class HandsIn(Schema):
    yes: int = Field(0, ge=0, le=100_000)
    no: int = Field(0, ge=0, le=100_000)
    abstain: int = Field(0, ge=0, le=100_000)


class TicksIn(Schema):
    ticked: dict[UUID, str]


@router.post("/polls/{poll_id}/count_hands", response=Done)
def count_hands(request: HttpRequest, poll_id: UUID, data: HandsIn) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)
    return verb(
        request, "hands.count", lambda actor: hands.count_hands(actor=actor, poll=found, **data.dict())
    )


@router.post("/polls/{poll_id}/tick_names", response=Done)
def tick_names(request: HttpRequest, poll_id: UUID, data: TicksIn) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)
    return verb(
        request, "hands.count", lambda actor: hands.tick_names(actor=actor, poll=found, ticked=data.ticked)
    )


class IssueIn(Schema):
    rights: list[UUID] = Field(max_length=5000)


class TypedIn(Schema):
    batch: UUID
    returned: list[int] = Field(max_length=5000)
    ballots: list[Any] = Field(max_length=5000)
    invalid: int = Field(0, ge=0, le=5000)


@router.post("/polls/{poll_id}/issue_paper", response=Done)
def issue_paper(request: HttpRequest, poll_id: UUID, data: IssueIn) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)

    def do(actor: Actor) -> tuple[Poll, dict[str, Any]]:
        batch = paper_desk.issue(actor=actor, poll=found, rights=data.rights)
        return found, {"batch": str(batch.pk)}

    return verb(request, "paper.issue", do)


def _typing(request: HttpRequest, poll_id: UUID, data: TypedIn, name: str, do: Any) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)
    batch = PaperBatch.objects.select_related("poll").filter(pk=data.batch, poll=found).first()
    if batch is None:
        raise not_found()

    def run(actor: Actor) -> tuple[Poll, dict[str, Any]]:
        kept = do(
            actor=actor,
            batch=batch,
            returned=data.returned,
            ballots=data.ballots,
            invalid_ballots=data.invalid,
        )
        return found, {"batch": str(kept.pk), "state": kept.state}

    return verb(request, name, run)


@router.post("/polls/{poll_id}/enter_paper", response=Done)
def enter_paper(request: HttpRequest, poll_id: UUID, data: TypedIn) -> dict[str, Any]:
    return _typing(request, poll_id, data, "paper.enter", paper_desk.enter)


@router.post("/polls/{poll_id}/confirm_paper", response=Done)
def confirm_paper(request: HttpRequest, poll_id: UUID, data: TypedIn) -> dict[str, Any]:
    return _typing(request, poll_id, data, "paper.confirm", paper_desk.confirm)


def _right(found: Poll, right: UUID) -> VotingRight:
    kept = VotingRight.objects.filter(poll=found, pk=right).first()
    if kept is None:
        raise not_found()
    return kept


@router.post("/polls/{poll_id}/strike", response=Done)
def strike(request: HttpRequest, poll_id: UUID, data: RightWhy) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)

    def do(actor: Actor) -> Poll:
        correcting.strike(actor=actor, poll=found, right=_right(found, data.right), why=data.why)
        return found

    return verb(request, "roll.strike", do)


@router.post("/polls/{poll_id}/declare_conflict", response=Done)
def declare_conflict(request: HttpRequest, poll_id: UUID, data: RightWhy) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)

    def do(actor: Actor) -> Poll:
        correcting.declare_conflict(actor=actor, poll=found, right=_right(found, data.right), why=data.why)
        return found

    return verb(request, "conflict.declare", do)


class Figures(Schema):
    """Heads, and the same in cm² for an owners' rule."""

    entitled: int = Field(ge=0)
    yes: int = Field(0, ge=0)
    no: int = Field(0, ge=0)
    abstain: int = Field(0, ge=0)
    invalid: int = Field(0, ge=0)


class OfficialIn(Schema):
    heads: Figures
    area_cm2: Figures | None = None
    proof: str = Field(max_length=500)
    proof_sha256: str = Field(pattern="^[0-9a-f]{64}$")


@router.post("/polls/{poll_id}/record_official", response=Done)
def record_official(request: HttpRequest, poll_id: UUID, data: OfficialIn) -> dict[str, Any]:
    found = find(actor_of(request), poll_id)
    area = Counts(**data.area_cm2.dict()) if data.area_cm2 else None
    counts = Counts(**data.heads.dict(), area_cm2=area)
    return verb(
        request,
        "poll.record_official",
        lambda actor: official.record_official(
            actor=actor, poll=found, counts=counts, proof=data.proof, proof_sha256=data.proof_sha256
        ),
    )
