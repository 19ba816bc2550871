"""The root of the HTTP API: one error envelope, one version, every stage's router."""

from __future__ import annotations

import json
import re
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser as JSONParser
from ninja.renderers import JSONRenderer

from consult.kernel.connections import lost
from consult.kernel.errors import (
    Refusal,
    bad_request,
    failed,
    invalid,
    not_found,
    not_signed_in,
    too_large,
    unavailable,
)
from consult.paper.errors import PaperError
from consult.people.who import SessionAuth

log = structlog.get_logger()
_ESCAPED = re.compile(rb"\\u(0000|d[89a-f])", re.IGNORECASE)


class Renderer(JSONRenderer):
    # Chinese as itself: 42 kB instead of 73 for one list.
    json_dumps_params = {"ensure_ascii": False}


class Parser(JSONParser):
    """Refuses what is no character: half a surrogate pair, which cannot be encoded, and NUL, which PostgreSQL cannot store."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body = super().parse_body(request)
        # Seldom there, and only then is the whole looked through.
        if _ESCAPED.search(request.body):
            said = json.dumps(body, ensure_ascii=False)
            said.encode()
            if "\\u0000" in said:
                raise ValueError("NUL in a text")
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for name, values in data.lists():
            if any(isinstance(value, str) and "\x00" in value for value in values):
                raise invalid(name, "填写的内容不合要求", "Something filled in is not as required")
        return super().parse_querydict(data, list_fields, request)


api = NinjaAPI(
    title="圆桌 Consult",
    version="1",
    urls_namespace="api",
    renderer=Renderer(),
    parser=Parser(),
    docs_url=None,
    openapi_url="openapi.json",
    # Checks CSRF on every unsafe method and lets visitors pass: ninja exempts its views from Django's own check.
    auth=SessionAuth(),
)


def _answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return api.create_response(request, refusal.envelope(), status=refusal.status)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    return _answer(request, error)


@api.exception_handler(PaperError)
def on_paper_error(request: HttpRequest, error: PaperError) -> HttpResponse:
    return _answer(request, Refusal(error.code, error.zh, error.en, status=422))


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first: dict[str, Any] = error.errors[0] if error.errors else {}
    source, *where = [str(part) for part in first.get("loc", ())] or [""]
    if source == "path":
        return _answer(request, not_found())
    if where and where[0] in ("body", "payload", "data"):
        # The name of the function's argument; a field of that name would be its second part.
        del where[0]
    refusal = invalid(".".join(where), "填写的内容不合要求", "Something filled in is not as required")
    refusal.facts["detail"] = str(first.get("msg", ""))[:200]
    return _answer(request, refusal)


@api.exception_handler(Http404)
def on_not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(request, not_found())


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _answer(request, not_signed_in())


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, bad_request(error.status_code))


@api.exception_handler(RequestDataTooBig)
def on_too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _answer(request, too_large())


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def on_suspicious(request: HttpRequest, _error: Exception) -> HttpResponse:
    return _answer(request, bad_request())


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("the database did not answer", path=request.path, kind=type(error).__name__)
    lost()
    return _answer(request, unavailable())


@api.exception_handler(Exception)
def on_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("request failed", path=request.path, kind=type(error).__name__)
    return _answer(request, failed())


api.add_router("", "consult.notice.api.router")
api.add_router("", "consult.meeting.api.router")
api.add_router("", "consult.meeting.api_verbs.router")
api.add_router("", "consult.meeting.api_session.router")
api.add_router("", "consult.meeting.api_proposals.router")
api.add_router("", "consult.meeting.api_concerns.router")
api.add_router("", "consult.meeting.api_photos.router")
api.add_router("", "consult.meeting.api_kiosk.router")
api.add_router("", "consult.voting.api.router")
api.add_router("", "consult.resolution.api.router")
api.add_router("", "consult.supervision.api.router")
api.add_router("", "consult.supervision.api_minutes.router")
api.add_router("", "consult.supervision.api_appraisal.router")
api.add_router("", "consult.people.api.router")
api.add_router("", "consult.intake.api.router")
api.add_router("", "consult.agenda.api.router")
