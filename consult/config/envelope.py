"""Every error under /api/ speaks through the one envelope, also those that are answered before a view is reached."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from consult.kernel.errors import Refusal, bad_request, failed, not_found, too_large

JSON = "application/json; charset=utf-8"


class ApiErrors:
    """Puts Django's and ninja's own pages and lines of text (404, 405, 400, 413) into the envelope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        spoken = answer.headers.get("Content-Type", "").startswith("application/json")
        if answer.status_code < 400 or spoken or not request.path.startswith("/api/"):
            return answer
        body = json.dumps(_refusal(answer.status_code).envelope(), ensure_ascii=False)
        said = HttpResponse(body, status=answer.status_code, content_type=JSON)
        if "Allow" in answer.headers:
            said.headers["Allow"] = answer.headers["Allow"]
        return said


def _refusal(status: int) -> Refusal:
    if status == 404:
        return not_found()
    if status == 405:
        return Refusal(
            "method_not_allowed",
            "这个地址不接受这种请求",
            "This address does not take such a request",
            next_zh="请刷新页面后再试",
            next_en="Reload the page and try again",
            status=405,
        )
    if status == 413:
        return too_large()
    return failed() if status >= 500 else bad_request(status)
