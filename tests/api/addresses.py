"""Every address of the API, as its own schema names them: a new endpoint joins by being there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tests.api.town import Town

# The snapshot, which `make check` holds to the code: making it anew takes each process a second.
SCHEMA: dict[str, Any] = json.loads((settings.BASE / "docs" / "openapi.json").read_text())
ROOT = "/api/v1/"
# What an address asks for after its question mark, where it asks for something.
ASKED = {
    "q": "助餐点",
    "key": "the-phones-own-key",
    "code": "CODE-1",
    "first": "2026-03-01",
    "last": "2026-03-31",
}


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    spec: dict[str, Any]

    @property
    def collection(self) -> str:
        return self.path.removeprefix(ROOT).split("/")[0]

    @property
    def named(self) -> list[str]:
        """The parameters in its path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def paged(self) -> bool:
        return any(one["name"] == "cursor" for one in self.spec.get("parameters", []))

    def asked(self) -> dict[str, str]:
        """What must stand behind the question mark."""
        return {
            one["name"]: ASKED[one["name"]]
            for one in self.spec.get("parameters", [])
            if one["in"] == "query" and one.get("required")
        }

    def ways(self) -> list[dict[str, str]]:
        """Every way in which a list is asked for: a long page of it, and of one's own where it has that."""
        plain = {**self.asked(), "limit": "100"}
        own = [one["name"] for one in self.spec.get("parameters", []) if one["name"] == "mine"]
        return [plain, *({**plain, name: "true"} for name in own)]

    def address(self, thing: Any) -> str:
        """The address with a thing's id in it."""
        return re.sub(r"{(\w+)}", lambda found: "0" if found[1] == "seq" else str(thing), self.path)

    def of(self, town: Town) -> str:
        """The address of the town's own thing of this kind."""
        last = self.path.rsplit("/", 1)[-1]
        things = town.things.get(f"{self.collection}/{last}") or town.things[self.collection]
        assert things or not self.named, f"tests/api/town.py has nothing for {self.path}"
        return self.address(things[0].pk if things else "")

    def answered(self) -> Any:
        """The schema of what it answers, or None where that is a file."""
        content = self.spec["responses"].get("200", {}).get("content", {})
        return next(iter(content.values()), {}).get("schema") if content else None


def endpoints(*methods: str) -> Iterator[Endpoint]:
    for path, methods_of in SCHEMA["paths"].items():
        for method, spec in methods_of.items():
            if not methods or method in methods:
                yield Endpoint(method, path, spec)
