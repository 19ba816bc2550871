"""Every answer says what time it is here: pages count deadlines by the server's clock, since phones are often minutes off."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import http_date

from . import clock


class DateHeader:
    """`Date` (RFC 9110 §6.6.1): Daphne sends none of its own."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        response["Date"] = http_date(clock.now().timestamp())
        return response
