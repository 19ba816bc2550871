"""The desk's verbs over HTTP: preparing, opening and closing polls, hands, paper, corrections, official results, papers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from consult.kernel.act import allowed
from consult.kernel.errors import invalid, not_found
from consult.kernel.found import existing
from consult.kernel.http import Done, only_a_file, verb
from consult.kernel.permits import Actor, any_of
from consult.people.models import Person
from consult.people.who import signed_in

from . import (
    closing,
    correcting,
    documents,
    hands,
    official,
    paper_desk,
    preparing,
    reads,
    sealing,
    shapes,
    taken,
    unsealing,
)
from .grouping import GROUPER
from .models import PaperBatch, Poll, VotingRight
from .proofs import MOST_BYTES
from .rules_counts import Counts

router = Router(tags=["voting"])
M = TypeVar("M", bound=Model)
Told = tuple[Poll, dict[str, Any]]


@router.post("/polls/{poll_id}/open", response=Done)
def open_poll(request: HttpRequest, poll_id: UUID) -> dict[str, Any]:
    return poll_verb(
        request, poll_id, "poll.open", lambda actor, poll: preparing.open_poll(actor=actor, poll=poll)
    )


@router.post("/polls/{poll_id}/close", response=Done)
def close(request: HttpRequest, poll_id: UUID) -> dict[str, Any]:
    actor = signed_in(request)
    found = reads.find(actor, poll_id)
    if "poll.close" in allowed(found, actor):
        GROUPER.hurry(found.pk)
    return verb(request, "poll.close", lambda who: closing.close(actor=who, poll=found))


@router.post("/polls/{poll_id}/void", response=Done)
def void(request: HttpRequest, poll_id: UUID, data: taken.PollReason) -> dict[str, Any]:
    return poll_verb(
        request,
        poll_id,
        "poll.void",
        lambda actor, poll: correcting.void(actor=actor, poll=poll, reason=data.reason),
    )


@router.post("/polls/{poll_id}/count_hands", response=Done)
def count_hands(request: HttpRequest, poll_id: UUID, data: taken.CountIn) -> dict[str, Any]:
    figures = (data.yes, data.no, data.abstain)
    if (data.ticked is None) == all(figure is None for figure in figures):
        raise invalid("ticked", "填写人数或在名册上勾选，二者选一", "Enter figures or tick names, not both")

    def do(actor: Actor, poll: Poll) -> Poll:
        if data.ticked is not None:
            return hands.tick_names(actor=actor, poll=poll, ticked={**data.ticked})
        yes, no, abstain = (figure or 0 for figure in figures)
        return hands.count_hands(actor=actor, poll=poll, yes=yes, no=no, abstain=abstain)

    return poll_verb(request, poll_id, "hands.count", do)


@router.post("/polls/{poll_id}/issue_paper", response=shapes.BatchDone)
def issue_paper(request: HttpRequest, poll_id: UUID, data: taken.IssuePaper) -> dict[str, Any]:
    def do(actor: Actor, poll: Poll) -> Told:
        batch = paper_desk.issue(actor=actor, poll=poll, rights=data.rights)
        return poll, {"batch": str(batch.pk), "state": batch.state}

    return poll_verb(request, poll_id, "paper.issue", do)


@router.post("/polls/{poll_id}/enter_paper", response=shapes.BatchDone)
def enter_paper(request: HttpRequest, poll_id: UUID, data: taken.TypedIn) -> dict[str, Any]:
    return _typing(request, poll_id, data, "paper.enter", paper_desk.enter)


@router.post("/polls/{poll_id}/confirm_paper", response=shapes.BatchDone)
def confirm_paper(request: HttpRequest, poll_id: UUID, data: taken.TypedIn) -> dict[str, Any]:
    return _typing(request, poll_id, data, "paper.confirm", paper_desk.confirm)


def _typing(
    request: HttpRequest,
    poll_id: UUID,
    data: taken.TypedIn,
    name: str,
    typing: Callable[..., PaperBatch],
) -> dict[str, Any]:
    def do(actor: Actor, poll: Poll) -> Told:
        kept = typing(
            actor=actor,
            batch=part_of(PaperBatch, poll, data.batch),
            returned=data.returned,
            ballots=data.ballots,
            invalid_ballots=data.invalid,
        )
        return poll, {"batch": str(kept.pk), "state": kept.state}

    return poll_verb(request, poll_id, name, do)


@router.get("/polls/{poll_id}/key_request")
def key_request(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """制钥申请, to be taken to the custodians' machine."""
    found = at_desk(request, poll_id)
    sealing.check_sealed(found)
    return _json_file(sealing.key_request(found), f"{found.number}-key-request")


@router.get("/polls/{poll_id}/opening_request")
def opening_request(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """开箱申请: the test ballot to be opened beforehand; once the box is shut, all its envelopes."""
    found = at_desk(request, poll_id)
    sealing.check_sealed(found)
    return _json_file(sealing.request_of(found), f"{found.number}-opening-request")


@router.post("/polls/{poll_id}/key", response=Done)
def key(request: HttpRequest, poll_id: UUID, file: File[UploadedFile]) -> dict[str, Any]:
    """The public half of a sealed poll's key, as the custodians made it."""
    only_a_file(request)
    content = file.read(sealing.MOST_BYTES + 1)
    return poll_verb(
        request,
        poll_id,
        "poll.key",
        lambda actor, poll: sealing.set_key(actor=actor, poll=poll, file=content),
    )


@router.post("/polls/{poll_id}/rehearse", response=Done)
def rehearse(request: HttpRequest, poll_id: UUID, file: File[UploadedFile]) -> dict[str, Any]:
    """The test ballot, opened by two custodians."""
    only_a_file(request)
    content = file.read(sealing.MOST_BYTES + 1)
    return poll_verb(
        request,
        poll_id,
        "poll.rehearse",
        lambda actor, poll: sealing.rehearse(actor=actor, poll=poll, file=content),
    )


@router.post("/polls/{poll_id}/unseal", response=Done)
def unseal(request: HttpRequest, poll_id: UUID, file: File[UploadedFile]) -> dict[str, Any]:
    """Every ballot of the box, opened by two custodians."""
    only_a_file(request)
    content = file.read(sealing.MOST_BYTES + 1)
    return poll_verb(
        request,
        poll_id,
        "poll.unseal",
        lambda actor, poll: unsealing.unseal(actor=actor, poll=poll, file=content),
    )


@router.post("/polls/{poll_id}/unopenable", response=Done)
def unopenable(request: HttpRequest, poll_id: UUID, data: taken.UnopenableIn) -> dict[str, Any]:
    """无法开箱: who of the custodians lost their key, and how."""
    return poll_verb(
        request,
        poll_id,
        "poll.unopenable",
        lambda actor, poll: unsealing.give_up(actor=actor, poll=poll, lost=data.lost, reason=data.reason),
    )


@router.post("/polls/{poll_id}/strike", response=Done)
def strike(request: HttpRequest, poll_id: UUID, data: taken.StrikeIn) -> dict[str, Any]:
    def do(actor: Actor, poll: Poll) -> Poll:
        correcting.strike(
            actor=actor, poll=poll, right=part_of(VotingRight, poll, data.right), reason=data.reason
        )
        return poll

    return poll_verb(request, poll_id, "roll.strike", do)


@router.post("/polls/{poll_id}/declare_conflict", response=Done)
def declare_conflict(request: HttpRequest, poll_id: UUID, data: taken.DeclareIn) -> dict[str, Any]:
    if (data.right is None) == (data.person is None):
        raise invalid(
            "right", "请选定名册上的一票，或提请表决前选定人", "Name a right, or a person beforehand"
        )

    def do(actor: Actor, poll: Poll) -> Poll:
        if data.right is not None:
            right = part_of(VotingRight, poll, data.right)
            correcting.declare_conflict(actor=actor, poll=poll, right=right, reason=data.reason)
        elif data.person is not None:
            person = existing(Person.objects.filter(pk=data.person, community_id=poll.community_id))
            correcting.recuse_beforehand(actor=actor, poll=poll, person=person.pk, reason=data.reason)
        return poll

    return poll_verb(request, poll_id, "conflict.declare", do)


@router.post("/polls/{poll_id}/record_official", response=Done)
def record_official(
    request: HttpRequest, poll_id: UUID, data: Form[taken.Figures], file: File[UploadedFile]
) -> dict[str, Any]:
    """Figures of a vote held elsewhere, with the paper that shows them."""
    area = None
    if data.entitled_cm2 is not None:
        area = Counts(
            entitled=data.entitled_cm2,
            yes=data.yes_cm2,
            no=data.no_cm2,
            abstain=data.abstain_cm2,
            invalid=data.invalid_cm2,
        )
    counts = Counts(
        entitled=data.entitled,
        yes=data.yes,
        no=data.no,
        abstain=data.abstain,
        invalid=data.invalid,
        area_cm2=area,
    )
    content = file.read(MOST_BYTES + 1)
    return poll_verb(
        request,
        poll_id,
        "poll.record_official",
        lambda actor, poll: official.record_official(
            actor=actor, poll=poll, counts=counts, source=data.source, file=content
        ),
    )


@router.get("/polls/{poll_id}/proof")
def proof(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """The paper behind an official result."""
    found = reads.find(signed_in(request), poll_id)
    kept = official.proof_of(found)
    if kept is None:
        raise not_found()
    with kept.file.open("rb") as file:
        return shown_file(file.read(), kept.content_type, found.number)


@router.get("/polls/{poll_id}/ballot_sheets")
def ballot_sheets(request: HttpRequest, poll_id: UUID, batch: UUID | None = None) -> HttpResponse:
    """表决票: the paper ballots of one batch, or all that were issued, for printing."""
    found = at_desk(request, poll_id)
    chosen = part_of(PaperBatch, found, batch) if batch is not None else None
    return shown_file(documents.ballot_sheets_pdf(found, chosen), "application/pdf", "ballots")


@router.get("/polls/{poll_id}/count_sheet")
def count_sheet(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """计票单, for the scrutineers' signatures: blank while the poll is open, with its figures once it is closed."""
    return shown_file(documents.count_sheet_pdf(at_desk(request, poll_id)), "application/pdf", "count")


def at_desk(request: HttpRequest, poll_id: UUID) -> Poll:
    actor = signed_in(request)
    found = reads.find(actor, poll_id)
    if not any_of(reads.DESK, actor, found):
        raise not_found()
    return found


def shown_file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _json_file(record: dict[str, Any], name: str) -> HttpResponse:
    answer = shown_file(json.dumps(record, ensure_ascii=False, indent=1).encode(), "application/json", name)
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def poll_verb(
    request: HttpRequest, poll_id: UUID, name: str, do: Callable[[Actor, Poll], Any]
) -> dict[str, Any]:
    found = reads.find(signed_in(request), poll_id)
    return verb(request, name, lambda actor: do(actor, found))


def part_of(model: type[M], poll: Poll, pk: UUID) -> M:
    return existing(model._default_manager.filter(poll=poll, pk=pk))
