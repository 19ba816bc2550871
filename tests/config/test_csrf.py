"""No endpoint that changes anything takes a request from a foreign site."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from tests.api.addresses import SCHEMA
from tests.world import World

UNSAFE = [
    (method, path)
    for path, methods in SCHEMA["paths"].items()
    for method in methods
    if method in ("post", "put", "patch", "delete")
]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), UNSAFE, ids=[f"{m} {p}" for m, p in UNSAFE])
def test_a_request_without_its_token_is_refused(world: World, method: str, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    account = world.people["周书记"].account
    assert account is not None
    client.force_login(account)
    answer = client.generic(
        method.upper(), re.sub(r"{\w+}", str(UUID(int=1)), path), "{}", "application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
