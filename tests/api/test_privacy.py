"""What leaves the server: nothing private of another community, no number but one's own, and no person in the logs."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from consult.people.models import Account, Person
from tests.api.addresses import Endpoint, endpoints
from tests.api.test_bad_input import BODIES, readers
from tests.api.town import Town
from tests.resolution.asking import client

GETS = list(endpoints("get"))
OFFICES = ("网格员小唐", "楼长刘姐", "吕监督")
# Whoever passes by may read these of any community: what is posted, how to reach a grid, how a vote can be checked, and
# what hangs in the hall for everybody (whose address is known only there).
PUBLIC = {
    "/api/v1/rooms/{room_id}/qr.svg",
    "/api/v1/rooms/{room_id}/screen",
    "/api/v1/board/{id}",
    "/api/v1/board/{id}/pdf",
    "/api/v1/board/{id}/qr.svg",
    "/api/v1/evidence/{poll_id}",
    "/api/v1/evidence/{poll_id}/export",
    "/api/v1/evidence/{poll_id}/leaves/{seq}",
    "/api/v1/grids/{id}",
}


def everybody(town: Town) -> dict[str, Client]:
    found = {**readers(town), **{name: client(town.world, name, factor=True) for name in OFFICES}}
    for browser in found.values():
        browser.raise_request_exception = False
    return found


def said(answer: Any) -> str:
    """What a person reads in an answer, whatever kind of file it is."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if raw.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "".join(
                archive.read(name).decode(errors="ignore")
                for name in archive.namelist()
                if name.endswith((".xml", ".json"))
            )
    return str(raw.decode(errors="ignore"))


def asked(endpoint: Endpoint, town: Town, **more: str) -> Iterator[dict[str, str]]:
    names = {one["name"] for one in endpoint.spec.get("parameters", []) if one["in"] == "query"}
    for way in endpoint.ways():
        yield {**way, **{name: value for name, value in more.items() if name in names}}


def residents_of(town: Town) -> set[str]:
    """Names of those who hold no office, and live in no other community under the same name."""
    people = Person.objects.filter(community=town.world.community, holdings=None).values_list(
        "name", flat=True
    )
    others = Person.objects.exclude(community=town.world.community).values_list("name", flat=True)
    return set(people) - set(others)


def test_nothing_private_of_another_community_is_read(towns: tuple[Town, Town]) -> None:
    here, there = towns
    names, ids = (
        residents_of(there),
        set(map(str, Person.objects.filter(community=there.world.community).values_list("pk", flat=True))),
    )
    assert names
    found: dict[str, str] = {}
    public = set()
    for role, browser in everybody(here).items():
        for endpoint in GETS:
            for query in asked(endpoint, there, community=str(there.world.community.pk)):
                answer = browser.get(endpoint.of(there), query)
                if endpoint.named and answer.status_code < 300:
                    public.add(endpoint.path)
                text = said(answer)
                private = names if endpoint.path in PUBLIC else names | ids
                leaked = {one for one in private if one in text}
                if leaked:
                    found[f"{role} {endpoint.path}"] = f"{answer.status_code} {sorted(leaked)[:2]}"
    assert found == {}
    assert public <= PUBLIC, "of another community, and answered"


def test_a_number_is_masked_wherever_it_leaves_the_server(towns: tuple[Town, Town]) -> None:
    here, _ = towns
    known = {number[-11:] for number in Account.objects.values_list("phone", flat=True) if number}
    found: dict[str, list[str]] = {}
    masked = set()
    for role, browser in everybody(here).items():
        for endpoint in GETS:
            for query in asked(endpoint, here):
                text = said(browser.get(endpoint.of(here), query))
                shown = set(re.findall(r"1\d{10}", text)) & known
                masked |= {endpoint.path} if re.search(r"1\d\d\*{4}\d{4}", text) else set()
                if shown:
                    found[f"{role} {endpoint.path}"] = sorted(shown)[:2]
    assert found == {}
    # The desk tells people apart by the ends of their numbers; a sweep that met none would prove nothing.
    assert "/api/v1/people" in masked


def test_no_person_is_named_in_the_logs(
    towns: tuple[Town, Town], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every address read, every verb asked for wrongly, a number given to sign in, and a failure in the middle of it."""
    here, _ = towns
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    browsers = readers(here)
    for browser in browsers.values():
        for endpoint in GETS:
            browser.get(endpoint.of(here), {**endpoint.asked(), "q": "王阿姨"})
    secret = {"name": "王阿姨", "text": "王阿姨家的事", "phone": "19900000017", "reason": "王阿姨说的"}
    for endpoint in BODIES:
        browsers["staff"].post(endpoint.of(here), json.dumps(secret), content_type="application/json")
    browsers["visitor"].post(
        "/_allauth/browser/v1/auth/code/request",
        json.dumps({"phone": "19900000017"}),
        content_type="application/json",
    )

    def broken(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise ValueError("Key (name)=(王阿姨) already exists.")

    with connection.execute_wrapper(broken):
        failed = browsers["visitor"].get("/api/v1/communities")
    assert failed.status_code == 500
    written = caplog.text + "".join(capfd.readouterr())
    assert "request failed" in written
    people = set(Person.objects.filter(community=here.world.community).values_list("name", flat=True))
    numbers = {number[-11:] for number in Account.objects.values_list("phone", flat=True) if number}
    assert sorted(one for one in people | numbers if one in written) == []
