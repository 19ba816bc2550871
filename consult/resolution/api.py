"""Resolutions over HTTP: the public notice board, the desk, and every verb."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from consult.kernel.errors import not_found
from consult.kernel.http import Done, actor_of, verb
from consult.kernel.paging import LIMIT
from consult.kernel.paging import page as page_of
from consult.paper.qr import svg
from consult.people.who import signed_in

from . import documents, editing, objecting, publishing, reads, shapes, showing, signing

router = Router(tags=["resolution"])
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# The notice board 公示栏: no sign-in.
@router.get("/board", response=shapes.BoardPage)
def board(
    request: HttpRequest, community: UUID | None = None, cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    """What is posted, newest first: of one community, or of all."""
    reader = actor_of(request)
    rows = reads.on_board()
    if community is not None:
        rows = rows.filter(community=community)
    found, following = page_of(rows, by="-decided_at", cursor=cursor, limit=limit)
    return {"items": [showing.board_row(row, reader) for row in found], "next": following}


@router.get("/board/{id}", response=shapes.BoardItem)
def board_item(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return showing.board_item(reads.board_item(id), actor_of(request))


@router.get("/board/{id}/pdf")
def notice_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """公示 for the board on the wall."""
    posted = reads.board_item(id)
    if posted.published_on is None:
        raise not_found()
    return _file(documents.notice_pdf(posted), PDF, f"{posted.number}-公示.pdf")


@router.get("/board/{id}/qr.svg", summary="The way to the posted page, for a poster or a letter")
def board_qr(request: HttpRequest, id: UUID) -> HttpResponse:
    return HttpResponse(svg(documents.page_url(reads.board_item(id))), content_type="image/svg+xml")


# The desk.
@router.get("/resolutions", response=shapes.ResolutionRows)
def resolutions(
    request: HttpRequest, stage: str = "", cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    """`stage`: one or several, joined by commas."""
    reader = signed_in(request)
    rows = reads.for_reader(reader)
    if stage:
        rows = rows.filter(stage__in=stage.split(","))
    found, following = page_of(rows, by="-decided_at", cursor=cursor, limit=limit)
    return {"items": [showing.row(row, reader) for row in found], "next": following}


@router.get("/resolutions/{id}", response=shapes.ResolutionPage)
def resolution(request: HttpRequest, id: UUID) -> dict[str, Any]:
    reader = signed_in(request)
    return showing.page(reads.worked_on(reader, id), reader)


@router.get("/resolutions/{id}/pdf")
def resolution_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    found = reads.worked_on(signed_in(request), id)
    return _file(documents.resolution_pdf(found), PDF, f"{found.number or '待签发'}.pdf")


@router.get("/resolutions/{id}/docx")
def resolution_docx(request: HttpRequest, id: UUID) -> HttpResponse:
    found = reads.worked_on(signed_in(request), id)
    return _file(documents.resolution_docx(found), DOCX, f"{found.number or '待签发'}.docx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = documents.attachment(name)
    return response


# Verbs of a draft.
@router.post("/resolutions/{id}/edit", response=Done)
def edit(request: HttpRequest, id: UUID, data: shapes.WordsIn) -> dict[str, Any]:
    return verb(
        request,
        "resolution.edit",
        lambda actor: editing.edit(
            actor=actor, resolution=reads.find(actor, id), words=editing.Words(**data.dict())
        ),
    )


@router.post("/resolutions/{id}/set", response=Done)
def set_duty(request: HttpRequest, id: UUID, data: shapes.DutyIn) -> dict[str, Any]:
    """duty.set; the answer's facts name the row's position."""

    def do(actor: Any) -> Any:
        found = reads.find(actor, id)
        duty = editing.set_duty(
            actor=actor,
            resolution=found,
            position=data.position,
            row=editing.Row(**data.dict(exclude={"position"})),
        )
        return found, {"position": duty.position}

    return verb(request, "duty.set", do)


@router.post("/resolutions/{id}/drop", response=Done)
def drop_duty(request: HttpRequest, id: UUID, data: shapes.PositionIn) -> dict[str, Any]:
    return verb(
        request,
        "duty.drop",
        lambda actor: editing.drop_duty(
            actor=actor, resolution=reads.find(actor, id), position=data.position
        ),
    )


@router.post("/resolutions/{id}/check_legality", response=Done)
def check_legality(request: HttpRequest, id: UUID, data: shapes.LegalityIn) -> dict[str, Any]:
    return verb(
        request,
        "resolution.check_legality",
        lambda actor: editing.check_legality(
            actor=actor,
            resolution=reads.find(actor, id),
            favourable=data.favourable,
            opinion=data.opinion,
            seen=data.seen,
        ),
    )


@router.post("/resolutions/{id}/reopen_text", response=Done)
def reopen_text(request: HttpRequest, id: UUID, data: shapes.ReasonIn) -> dict[str, Any]:
    return verb(
        request,
        "resolution.reopen_text",
        lambda actor: editing.reopen_text(actor=actor, resolution=reads.find(actor, id), reason=data.reason),
    )


# Signing and posting.
@router.post("/resolutions/{id}/sign", response=Done)
def sign(request: HttpRequest, id: UUID, data: shapes.SeenIn) -> dict[str, Any]:
    """Needs a second factor shown within the last five minutes, and signs no other text than the one that was read."""

    def do(actor: Any) -> Any:
        found = signing.sign(actor=actor, resolution=reads.find(actor, id), seen=data.seen)
        return found, {"number": found.number, "sha256": found.sha256}

    return verb(request, "resolution.sign", do)


@router.post("/resolutions/{id}/countersign", response=Done)
def countersign(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request,
        "resolution.countersign",
        lambda actor: signing.countersign(actor=actor, resolution=reads.find(actor, id)),
    )


@router.post("/resolutions/{id}/refuse", response=Done)
def refuse(request: HttpRequest, id: UUID, data: shapes.ReasonIn) -> dict[str, Any]:
    return verb(
        request,
        "resolution.refuse",
        lambda actor: signing.refuse(actor=actor, resolution=reads.find(actor, id), reason=data.reason),
    )


@router.post("/resolutions/{id}/publish", response=Done)
def publish(request: HttpRequest, id: UUID) -> dict[str, Any]:
    def do(actor: Any) -> Any:
        found = publishing.publish(actor=actor, resolution=reads.find(actor, id))
        return found, {"until": found.publish_until}

    return verb(request, "resolution.publish", do)


@router.post("/resolutions/{id}/file", response=Done)
def file(request: HttpRequest, id: UUID, data: shapes.FilingIn) -> dict[str, Any]:
    return verb(
        request,
        "resolution.file",
        lambda actor: publishing.file(
            actor=actor, resolution=reads.find(actor, id), filing_number=data.filing_number
        ),
    )


@router.post("/resolutions/{id}/take_down", response=Done)
def take_down(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request,
        "resolution.take_down",
        lambda actor: publishing.take_down(actor=actor, resolution=reads.find(actor, id)),
    )


@router.post("/resolutions/{id}/reopen", response=Done)
def reopen(request: HttpRequest, id: UUID, data: shapes.ReasonIn) -> dict[str, Any]:
    return verb(
        request,
        "resolution.reopen",
        lambda actor: publishing.reopen(actor=actor, resolution=reads.find(actor, id), reason=data.reason),
    )


# Objections.
@router.post("/objections/{resolution}/raise", response=Done)
def raise_objection(request: HttpRequest, resolution: UUID, data: shapes.ReasonIn) -> dict[str, Any]:
    """Against the resolution of that id; the answer is about the objection made."""

    def do(actor: Any) -> Any:
        made = objecting.raise_objection(
            actor=actor, resolution=reads.find(actor, resolution), reason=data.reason
        )
        return made, {"answer_by": made.answer_by}

    return verb(request, "objection.raise", do)


@router.post("/objections/{id}/answer", response=Done)
def answer(request: HttpRequest, id: UUID, data: shapes.AnswerIn) -> dict[str, Any]:
    return verb(
        request,
        "objection.answer",
        lambda actor: objecting.answer(
            actor=actor, objection=reads.find_objection(actor, id), answer=data.answer
        ),
    )


@router.post("/objections/{id}/ask_review", response=Done)
def ask_review(request: HttpRequest, id: UUID, data: shapes.ReasonIn) -> dict[str, Any]:
    return verb(
        request,
        "objection.ask_review",
        lambda actor: objecting.ask_review(
            actor=actor, objection=reads.find_objection(actor, id), reason=data.reason
        ),
    )


@router.post("/objections/{id}/review", response=Done)
def review(request: HttpRequest, id: UUID, data: shapes.ReviewIn) -> dict[str, Any]:
    return verb(
        request,
        "objection.review",
        lambda actor: objecting.review(
            actor=actor,
            objection=reads.find_objection(actor, id),
            upheld=data.upheld,
            finding=data.finding,
        ),
    )


@router.post("/objections/{id}/settle", response=Done)
def settle(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return verb(
        request,
        "objection.settle",
        lambda actor: objecting.settle(actor=actor, objection=reads.find_objection(actor, id)),
    )
