"""Bad input on every endpoint that the schema names: one error envelope, nothing changed, nothing lost, never a 500."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.api import bad, verbs
from tests.api.addresses import Endpoint, endpoints
from tests.api.named import ids
from tests.api.town import Town
from tests.resolution.asking import client

JSON = "application/json"
# How often something was tried is counted also where it was refused.
COUNTED = {"people_allowance"}


def body_of(endpoint: Endpoint) -> Any:
    """The schema of the JSON it takes, or None."""
    content = endpoint.spec.get("requestBody", {}).get("content", {})
    return content.get(JSON, {}).get("schema")


POSTS = [one for one in endpoints() if one.method != "get" and "multipart/form-data" not in str(one.spec)]
BODIES = [one for one in POSTS if body_of(one)]


def digest() -> str:
    """Of every row of every table."""
    whole = sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.django_table_names(only_existing=True)) - COUNTED):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = cursor.fetchall()
            if connection.vendor != "sqlite":
                # SQLite keeps the order they lie in; elsewhere a row that was changed and changed back lies at the end.
                rows.sort(key=repr)
            whole.update(f"{table} {rows!r}".encode())
    return whole.hexdigest()


def wrong_with(answer: Any) -> str:
    """What is not as it must be with a refusal; empty where everything is."""
    if not 400 <= answer.status_code < 500:
        return f"status {answer.status_code}"
    if not answer["Content-Type"].startswith(JSON):
        return f"no JSON: {answer['Content-Type']}"
    said = answer.json()
    if not {"code", "message", "message_en", "next"} <= set(said) or set(said["next"]) != {"zh", "en"}:
        return f"no envelope: {said}"
    return (
        "" if said["message"] and said["message_en"] and said["code"] != "failed" else f"says nothing: {said}"
    )


def refuse(browser: Client, address: str, body: Any) -> str:
    """Send it. What was accepted after all is undone; of a refusal, what is wrong with it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with transaction.atomic():
        answer = browser.post(address, raw, content_type=JSON)
        if answer.status_code < 300:
            transaction.set_rollback(True)
            return ""
    return wrong_with(answer)


def readers(town: Town) -> dict[str, Client]:
    people = {"visitor": None, "resident": "王阿姨", "staff": "社工小李", "secretary": "周书记"}
    made = {role: client(town.world, name, factor=name is not None) for role, name in people.items()}
    for browser in made.values():
        browser.raise_request_exception = False
    return made


def named(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def inside(endpoint: Endpoint) -> bool:
    """Whether test_bad_input_inside.py says everything that may be wrong, from somebody who may do it."""
    return endpoint in [verbs.endpoint_of(verb) for verb in verbs.by_hand()]


@pytest.mark.parametrize("endpoint", BODIES, ids=named)
def test_one_wrong_value_in_a_body(towns: tuple[Town, Town], endpoint: Endpoint) -> None:
    """Everything that may be wrong from the office, where nobody else says it; a body that is none from everybody."""
    here, there = towns
    found = {}
    browsers = readers(here)
    before = digest()
    said_inside, spoiled = inside(endpoint), list(bad.spoiled(body_of(endpoint), ids(here), ids(there)))
    for role, browser in browsers.items():
        whole = role == "staff" and not said_inside
        # Whoever may do it leaves fields out there; here two who may not are enough.
        misshapen = not said_inside or role in ("visitor", "staff")
        for what, body in spoiled:
            if whole or what == "nothing" or "another community" in what or (misshapen and ":" not in what):
                problem = refuse(browser, endpoint.of(here), body)
                found |= {f"{role}, {what}": problem} if problem else {}
    assert found == {}
    assert digest() == before, "something changed although it was refused"


def test_every_body_refuses_what_it_does_not_know() -> None:
    """A field that is overlooked is a choice that somebody believes they made."""
    open_to_anything = [
        endpoint.path
        for endpoint in BODIES
        for shape in bad.shapes_of(body_of(endpoint))
        if shape.get("additionalProperties") is not False
    ]
    assert open_to_anything == []
