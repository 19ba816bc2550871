"""Asking the API as somebody."""

from __future__ import annotations

from typing import Any

from django.test import Client

from consult.kernel import clock
from consult.people.who import FACTOR_KEY, PERSON_KEY
from tests.world import World


def client(world: World, name: str | None = None, *, factor: bool = False) -> Client:
    """A browser signed in as a person of the small community, or nobody's."""
    browser = Client()
    if name is None:
        return browser
    person = world.people[name]
    assert person.account is not None
    browser.force_login(person.account)
    session = browser.session
    session[PERSON_KEY] = str(person.pk)
    if factor:
        session[FACTOR_KEY] = clock.now().isoformat()
    session.save()
    return browser


def get(browser: Client, path: str) -> Any:
    return browser.get(f"/api/v1{path}").json()


def post(browser: Client, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return browser.post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers).json()
