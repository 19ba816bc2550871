"""Orders, evaluation, closing and the archive over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Router

from consult.kernel.errors import invalid, not_found
from consult.kernel.found import only
from consult.kernel.http import Done, verb
from consult.kernel.paging import LIMIT
from consult.kernel.paging import page as page_of
from consult.kernel.permits import Actor
from consult.people.who import signed_in
from consult.resolution.documents import attachment
from consult.resolution.reads import find as find_resolution

from . import (
    archiving,
    closing,
    evaluating,
    extending,
    heads,
    inspecting,
    ordering,
    overseeing,
    reads,
    shapes,
    showing,
)
from .models import Order, Rectification

router = Router(tags=["supervision"])


@router.get("/supervision", response=shapes.Oversight)
def supervision(request: HttpRequest) -> dict[str, Any]:
    """What supervisors, inspectors and evaluators see of their community."""
    return overseeing.oversight(signed_in(request))


# Orders.
@router.get("/orders", response=shapes.OrderRows)
def orders(
    request: HttpRequest,
    stage: str = "",
    matter: UUID | None = None,
    mine: bool = False,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> dict[str, Any]:
    """Orders the reader may see, newest first; `mine` are those the reader carries out."""
    reader = signed_in(request)
    found = reads.orders_for(reader)
    if stage:
        found = found.filter(stage=stage)
    if matter is not None:
        found = found.filter(matter=matter)
    if mine:
        found = found.filter(owner=reader.person)
    rows, following = page_of(found, by="-issued_at", cursor=cursor, limit=limit)
    return {"items": showing.rows(rows, reader), "next": following}


@router.get("/orders/{id}", response=shapes.OrderPage)
def order(request: HttpRequest, id: UUID) -> dict[str, Any]:
    reader = signed_in(request)
    return showing.page(reads.find_order(reader, id), reader)


@router.post("/orders", response=Done)
def issue(request: HttpRequest, data: shapes.IssueOrders) -> dict[str, Any]:
    """order.issue; the answer is about the first order made, and its facts name them all."""

    def do(actor: Actor) -> Any:
        if (data.resolution is None) == (data.rectification is None):
            raise invalid(
                "resolution", "请指明一份决议或一份整改单", "Name either a resolution or a rectification"
            )
        if data.resolution is not None:
            made = ordering.issue(actor=actor, resolution=find_resolution(actor, data.resolution))
        else:
            made = [_issue_for(actor, data.rectification, data)]
        return made[0], {"orders": [str(order.pk) for order in made], "numbers": [o.number for o in made]}

    return verb(request, "order.issue", do)


def _issue_for(actor: Actor, rectification: UUID | None, data: shapes.IssueOrders) -> Order:
    opened = only(Rectification.objects.filter(pk=rectification)) if rectification else None
    if opened is None:
        raise not_found()
    reads.find_matter(actor, opened.matter_id)
    if data.deadline is None:
        raise invalid("deadline", "请填写时限", "Say by when")
    measure = ordering.Measure(
        what=data.what,
        owner_name=data.owner_name,
        owner=data.owner,
        deadline=data.deadline,
        standard=data.standard,
    )
    return ordering.issue_for(actor=actor, rectification=opened, measure=measure)


@router.post("/orders/{id}/begin", response=Done)
def begin(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request,
        "order.begin",
        lambda actor: ordering.begin(actor=actor, order=reads.find_order(actor, id)),
    )


@router.post("/orders/{id}/progress", response=Done)
def progress(request: HttpRequest, id: UUID, data: shapes.ProgressIn) -> dict[str, Any]:
    def do(actor: Actor) -> Any:
        found = reads.find_order(actor, id)
        ordering.progress(actor=actor, order=found, text=data.text, photos=data.photos)
        return found

    return verb(request, "order.progress", do)


@router.post("/orders/{id}/ask_extension", response=Done)
def ask_extension(request: HttpRequest, id: UUID, data: shapes.ExtensionIn) -> dict[str, Any]:
    def do(actor: Actor) -> Any:
        found = reads.find_order(actor, id)
        extending.ask(actor=actor, order=found, until=data.until, reason=data.reason)
        return found

    return verb(request, "order.ask_extension", do)


@router.post("/orders/{id}/decide_extension", response=Done)
def decide_extension(request: HttpRequest, id: UUID, data: shapes.DecisionIn) -> dict[str, Any]:
    return verb(
        request,
        "order.decide_extension",
        lambda actor: extending.decide(actor=actor, order=reads.find_order(actor, id), granted=data.granted),
    )


@router.post("/orders/{id}/report_done", response=Done)
def report_done(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request,
        "order.report_done",
        lambda actor: ordering.report_done(actor=actor, order=reads.find_order(actor, id)),
    )


@router.post("/orders/{id}/inspect", response=Done)
def inspect(request: HttpRequest, id: UUID, data: shapes.InspectionIn) -> dict[str, Any]:
    def do(actor: Actor) -> Any:
        found = reads.find_order(actor, id)
        inspecting.inspect(
            actor=actor, order=found, finding=data.finding, passed=data.passed, photos=data.photos
        )
        return found

    return verb(request, "order.inspect", do)


@router.post("/orders/{id}/verify", response=Done)
def verify(request: HttpRequest, id: UUID, data: shapes.FindingIn) -> dict[str, Any]:
    return verb(
        request,
        "order.verify",
        lambda actor: inspecting.verify(
            actor=actor, order=reads.find_order(actor, id), finding=data.finding, photos=data.photos
        ),
    )


@router.post("/orders/{id}/send_back", response=Done)
def send_back(request: HttpRequest, id: UUID, data: shapes.SendBackIn) -> dict[str, Any]:
    return verb(
        request,
        "order.send_back",
        lambda actor: inspecting.send_back(
            actor=actor, order=reads.find_order(actor, id), reason=data.reason, photos=data.photos
        ),
    )


@router.post("/orders/{id}/close", response=Done)
def close_order(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request,
        "order.close",
        lambda actor: ordering.close(actor=actor, order=reads.find_order(actor, id)),
    )


# Evaluation, closing and the archive of a matter.
@router.get("/matters/{id}/evaluation", response=shapes.EvaluationSummary)
def evaluation(request: HttpRequest, id: UUID) -> dict[str, Any]:
    reader = signed_in(request)
    return showing.evaluation(reads.find_matter(reader, id), reader)


@router.post("/matters/{id}/give", response=Done)
def give(request: HttpRequest, id: UUID, data: shapes.EvaluationIn) -> dict[str, Any]:
    """evaluation.give; the answer is about the matter."""

    def do(actor: Actor) -> Any:
        matter = reads.find_matter(actor, id)
        evaluating.give(actor=actor, matter=matter, answers=evaluating.Answers(**data.dict()))
        matter.refresh_from_db()
        return matter

    return verb(request, "evaluation.give", do)


@router.post("/matters/{id}/close", response=Done)
def close_matter(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request,
        "matter.close",
        lambda actor: closing.close(actor=actor, matter=reads.find_matter(actor, id)),
    )


@router.post("/matters/{id}/archive", response=Done)
def archive(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Everything the community knows of the matter, sealed in one ZIP."""
    # The papers are typeset before the verb's transaction begins: it would keep others waiting for seconds.
    reader = signed_in(request)
    prepared = archiving.prepare(actor=reader, matter=reads.find_matter(reader, id))
    return verb(
        request,
        "matter.archive",
        lambda actor: archiving.archive(actor=actor, matter=reads.find_matter(actor, id), prepared=prepared),
    )


@router.get("/matters/{id}/archive", response=shapes.ArchiveShown)
def archived(request: HttpRequest, id: UUID) -> dict[str, Any]:
    reader = signed_in(request)
    return showing.archive(reads.archive_of(reader, id), reader)


@router.get("/ledger", response=shapes.LedgersShown)
def ledgers(request: HttpRequest, cursor: str | None = None, limit: int = LIMIT) -> dict[str, Any]:
    """The public key of this server's ledgers and the latest signed heads; no sign-in."""
    return heads.published(cursor=cursor, limit=limit)


@router.get("/matters/{id}/archive/file")
def archive_file(request: HttpRequest, id: UUID) -> FileResponse:
    """The ZIP; `python manage.py verify_archive FILE` checks it."""
    kept = reads.archive_of(signed_in(request), id)
    response = FileResponse(kept.file.open("rb"), content_type="application/zip")
    response.headers["Content-Disposition"] = attachment(f"{kept.matter.number}-居务档案.zip")
    return response
