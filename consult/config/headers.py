"""What every answer tells browsers besides itself: what may not be kept, and that nothing here is shown in a frame."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping

from django.http import HttpRequest, HttpResponseBase


class NothingKept:
    """Answers about people are in no cache: the hall's tablet and a family's phone are used by one after another.

    Where an endpoint says something else itself (a photo, for an hour, in its reader's own browser), that stands.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if request.path.startswith(("/api/", "/_allauth/")) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


def of_files(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """For the built files, which are answered before Django's own middleware: the pages among them, the custodians' too,
    could otherwise be framed at their own address. Its own policy stands in that page."""
    headers["X-Frame-Options"] = "DENY"
    headers["Content-Security-Policy"] = "frame-ancestors 'none'; object-src 'none'; base-uri 'none'"
