"""Requests that are wrong before their content is looked at, to every endpoint that the schema names."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.api.addresses import Endpoint, endpoints
from tests.api.bad import NOBODYS
from tests.api.named import ids
from tests.api.test_bad_input import BODIES, JSON, digest, named, readers, wrong_with
from tests.api.town import Town

EVERY = list(endpoints())


def asks(role: str, what: str) -> bool:
    """What is read before anybody knows who asks is tried by one who may do most; a visitor tries a single one of each."""
    return role == "secretary" or (role == "visitor" and what in ("half an object", NOBODYS))


RAW: dict[str, tuple[bytes, str]] = {
    "half an object": (b'{"reason":', JSON),
    "nothing": (b"", JSON),
    "no text": (b"\xff\xfe\x00", JSON),
    "another encoding": ('{"reason": "好"}'.encode("gb18030"), JSON),
    "a word": (b'"reason"', JSON),
    "no number": (b'{"reason": NaN}', JSON),
    "without an end": (b"[" * 200_000, JSON),
    "a form": (b"reason=1", "application/x-www-form-urlencoded"),
    "a file without a boundary": (b"--x\r\n", "multipart/form-data"),
    "markup": (b"<reason/>", "application/xml"),
    "plain text": (b"reason", "text/plain"),
}


@pytest.mark.parametrize("what", RAW)
def test_what_is_no_body_is_refused_by_every_endpoint_that_takes_one(
    towns: tuple[Town, Town], what: str
) -> None:
    here, _ = towns
    raw, kind = RAW[what]
    browsers = readers(here)
    before = digest()
    found = {}
    for role, browser in browsers.items():
        for endpoint in BODIES if asks(role, what) else ():
            problem = wrong_with(browser.post(endpoint.of(here), raw, content_type=kind))
            found |= {f"{role} {endpoint.path}": problem} if problem else {}
    assert found == {}
    assert digest() == before


def test_a_body_beyond_the_limit_is_refused(towns: tuple[Town, Town]) -> None:
    here, _ = towns
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    raw = b'{"reason": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    browser = readers(here)["secretary"]
    found = {
        endpoint.path: problem
        for endpoint in BODIES
        if (problem := wrong_with(browser.post(endpoint.of(here), raw, content_type=JSON)))
    }
    assert found == {}


def addressed(endpoint: Endpoint, thing: str) -> str:
    return (
        endpoint.address(thing).replace("/0", f"/{thing}")
        if "seq" in endpoint.named
        else endpoint.address(thing)
    )


def asked(browser: Client, endpoint: Endpoint, address: str) -> Any:
    if endpoint.method == "get":
        return browser.get(address, endpoint.asked())
    return browser.post(address, b"{}", content_type=JSON)


@pytest.mark.parametrize("thing", ["abc", NOBODYS, "1", "%00", "9" * 300, "-1", "null", "💥"])
def test_an_address_that_names_nothing_is_not_found(towns: tuple[Town, Town], thing: str) -> None:
    here, _ = towns
    browsers = readers(here)
    before = digest()
    found = {}
    for role, browser in browsers.items():
        for endpoint in EVERY if asks(role, thing) else ():
            if endpoint.named:
                problem = wrong_with(asked(browser, endpoint, addressed(endpoint, thing)))
                found |= {f"{role} {named(endpoint)}": problem} if problem else {}
    assert found == {}
    assert digest() == before


def cursor(*parts: Any) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode()


ANY = (
    "",
    "abc",
    "\x00",
    "💥",
    "-1",
    "9" * 40,
    "x" * 5_000,
    NOBODYS,
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "null",
)
CURSORS = (
    cursor("2026-03-01T00:00:00+00:00", 10**30),
    cursor("2026-03-01T00:00:00+00:00", "x"),
    cursor("2026-03-01T00:00:00", NOBODYS),
    cursor("0001-01-01T00:00:00+14:00", NOBODYS),
    cursor("9999-12-31T23:59:59-12:00", NOBODYS),
    cursor(None, None),
    cursor(1, 2, 3),
    cursor({}, []),
    "%%%",
    "AAAA",
)


def test_what_is_asked_for_wrongly_is_refused_or_answered(towns: tuple[Town, Town]) -> None:
    here, there = towns
    browsers = readers(here)
    before = digest()
    found = {}
    foreign = ids(there)
    for role, browser in browsers.items():
        for endpoint in EVERY if role in ("visitor", "secretary") else ():
            for one in endpoint.spec.get("parameters", []):
                if one["in"] != "query":
                    continue
                name = one["name"]
                for value in (*ANY, *(CURSORS if name == "cursor" else ()), foreign.get(name, "")):
                    if not asks(role, value):
                        continue
                    query = {**endpoint.asked(), name: value}
                    at = endpoint.of(here)
                    answer = (
                        browser.get(at, query)
                        if endpoint.method == "get"
                        else browser.post(at, b"{}", content_type=JSON, query_params=query)
                    )
                    problem = wrong_with(answer) if answer.status_code >= 400 else ""
                    found |= {f"{role} {named(endpoint)} {name}={value[:40]!r}": problem} if problem else {}
    assert found == {}
    assert digest() == before


@pytest.mark.parametrize(
    "said", ['"abcdefgh\\000"', "x" * 5_000, '"\\200\\377abcdefg"', "'; DROP TABLE", "-1"]
)
@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/home", "/_allauth/browser/v1/auth/session"])
@pytest.mark.django_db
def test_a_cookie_that_is_none_is_no_sign_in(path: str, said: str) -> None:
    as_nobody = Client().get(path)
    answer = Client().get(path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={said}"})
    assert (answer.status_code, answer.json()) == (as_nobody.status_code, as_nobody.json())


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "has space", "键" * 10, "x" * 4_000])
def test_a_key_that_is_none_is_refused(towns: tuple[Town, Town], key: str) -> None:
    here, _ = towns
    browser = readers(here)["secretary"]
    session = here.things["sessions"][0]
    answer = browser.post(
        f"/api/v1/sessions/{session.pk}/cancel",
        {"reason": "下雨"},
        content_type=JSON,
        headers={"Idempotency-Key": key},
    )
    assert wrong_with(answer) == ""
    session.refresh_from_db()
    assert session.stage == "published"


def test_a_method_that_an_address_does_not_know_is_refused(towns: tuple[Town, Town]) -> None:
    here, _ = towns
    browser = readers(here)["secretary"]
    known: dict[str, set[str]] = {}
    for endpoint in EVERY:
        known.setdefault(endpoint.path, set()).add(endpoint.method)
    browser, before = readers(here)["secretary"], digest()
    found = {}
    for endpoint in EVERY:
        for method in {"get", "post", "put", "patch", "delete"} - known[endpoint.path]:
            problem = wrong_with(browser.generic(method.upper(), endpoint.of(here), b"{}", content_type=JSON))
            found |= {f"{method} {endpoint.path}": problem} if problem else {}
    assert found == {}
    assert digest() == before


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/", "/api/v1/matters/", "/api/v2/matters"])
def test_an_address_that_does_not_exist_is_answered_in_the_same_way(db: None, path: str) -> None:
    for answer in (Client().get(path), Client().post(path, b"{}", content_type=JSON)):
        assert (answer.status_code, wrong_with(answer)) == (404, "")
