"""会议记录 as a file, for those who were there and those who keep it: PDF with its signature page, DOCX for Word or WPS."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from consult.agenda.models import Session
from consult.kernel.errors import Refusal
from consult.meeting import minutes
from consult.meeting.found import session_of
from consult.paper import word
from consult.paper.documents import sessions as paper
from consult.people.who import signed_in
from consult.resolution.documents import attachment

from .papers.sessions import minutes_of

router = Router(tags=["supervision"])
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/sessions/{session_id}/minutes/pdf")
def minutes_pdf(request: HttpRequest, session_id: UUID) -> HttpResponse:
    session = _closed(request, session_id)
    return _file(paper.minutes(minutes_of(session)), "application/pdf", f"{session.number}-会议记录.pdf")


@router.get("/sessions/{session_id}/minutes/docx")
def minutes_docx(request: HttpRequest, session_id: UUID) -> HttpResponse:
    session = _closed(request, session_id)
    return _file(word.minutes(minutes_of(session)), DOCX, f"{session.number}-会议记录.docx")


def _closed(request: HttpRequest, session_id: UUID) -> Session:
    """A session whose minutes the reader may see. Raises Refusal `not_closed` while it still sits."""
    session = session_of(session_id)
    minutes.shown(session, signed_in(request))
    if session.closed_at is None:
        raise Refusal(
            "not_closed",
            "会议还没有散会，记录还不能导出",
            "The session has not closed; its minutes cannot be exported yet",
            next_zh="散会后再导出",
            next_en="Export them once it has closed",
        )
    return session


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = attachment(name)
    return response
