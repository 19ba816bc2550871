"""Asking the API as somebody."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.world import World


class Browser:
    """A browser signed in as a named person, or nobody's."""

    def __init__(self, world: World, name: str | None) -> None:
        self._client = Client()
        if name is not None:
            account = world.people[name].account
            assert account is not None
            self._client.force_login(account)

    def get(self, path: str, status: int = 200) -> Any:
        answer = self._client.get(f"/api/v1{path}")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def raw(self, path: str) -> Any:
        return self._client.get(f"/api/v1{path}")

    def post(self, path: str, body: Any = None, status: int = 200, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self._client.post(
            f"/api/v1{path}", {} if body is None else body, content_type="application/json", headers=headers
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def upload(self, path: str, fields: dict[str, Any], status: int = 200) -> Any:
        answer = self._client.post(f"/api/v1{path}", fields)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()
