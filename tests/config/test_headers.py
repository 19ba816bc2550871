"""What every answer says besides itself: nothing about people is kept, and nothing is shown in another site's frame."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from consult.config import headers
from tests.resolution.asking import client
from tests.world import World


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/me",
        "/api/v1/matters",
        "/api/v1/messages",
        "/api/v1/nothing",
        "/_allauth/browser/v1/auth/session",
    ],
)
def test_what_is_said_of_somebody_is_kept_by_no_browser(world: World, path: str) -> None:
    for browser in (client(world, "王阿姨"), Client()):
        assert "no-store" in browser.get(path)["Cache-Control"]


def test_what_an_endpoint_says_of_keeping_stands(rf: Any) -> None:
    said = headers.NothingKept(lambda _: HttpResponse(headers={"Cache-Control": "private, max-age=3600"}))
    assert said(rf.get("/api/v1/photos/1"))["Cache-Control"] == "private, max-age=3600"


def test_the_built_files_are_neither_framed_nor_read_by_another_site(settings: Any) -> None:
    said: dict[str, str] = {}
    settings.WHITENOISE_ADD_HEADERS_FUNCTION(said, "/somewhere/custody.html", "/static/custody.html")
    assert said["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in said["Content-Security-Policy"]
    assert settings.WHITENOISE_ALLOW_ALL_ORIGINS is False
