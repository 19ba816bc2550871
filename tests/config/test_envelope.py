"""Every error under /api/ is the one envelope, whoever answers it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.resolution.asking import client
from tests.world import World


def envelope(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"].startswith("application/json")
    body: dict[str, Any] = answer.json()
    assert set(body) - {"facts"} == {"code", "message", "message_en", "next"}
    assert body["next"]["zh"]
    assert body["next"]["en"]
    return body


def test_an_address_that_is_none(db: None) -> None:
    answer = Client().get("/api/v1/nothing/here")
    assert (answer.status_code, envelope(answer)["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_method_the_address_does_not_take(db: None, method: str) -> None:
    answer = Client().generic(method, "/api/v1/me")
    assert (answer.status_code, envelope(answer)["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET"


def test_a_host_that_is_not_ours(db: None) -> None:
    answer = Client().get("/api/v1/me", headers={"host": "elsewhere.example"})
    assert (answer.status_code, envelope(answer)["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("a" * 3_000_000, "application/json", 413, "too_large"),
        ('{"a', "application/json", 400, "bad_request"),
        (b"\xff\xfe", "application/json", 400, "bad_request"),
        ('{"title":' * 5000, "application/json", 400, "bad_request"),
        ("[]", "application/json", 422, "invalid"),
        ("title=x", "text/plain", 400, "bad_request"),
    ],
    ids=["large", "torn", "bytes", "deep", "list", "kind"],
)
def test_a_body_that_cannot_be_read(world: World, body: Any, kind: str, status: int, code: str) -> None:
    answer = client(world, "王阿姨").post("/api/v1/matters", body, content_type=kind)
    assert (answer.status_code, envelope(answer)["code"]) == (status, code)


def test_pages_keep_their_own_errors(db: None) -> None:
    assert Client().get("/static/none.js")["Content-Type"].startswith("text/html")
