"""The scaled form, started once for all tests here; and the phones that come to it, through nginx."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from consult.meeting.client import RoomClient
from deploy.scaled import Scaled, scaled

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@dataclass
class Stack:
    """What runs, what is in its database, and the phones of the test."""

    running: Scaled
    told: dict[str, Any]
    said: Path
    phones: list[RoomClient] = field(default_factory=list)

    @property
    def poll(self) -> str:
        return str(self.told["poll"])

    def phone(self, name: str = "", *, at: str = "") -> RoomClient:
        """Somebody's phone; nobody's is a big screen. `at` is one Daphne's own address, past nginx."""
        cookie = self.told["people"][name]["session"] if name else ""
        made = RoomClient(
            at or self.running.base,
            self.told["room"],
            cookie=cookie,
            origin=self.running.base,
            certificate=str(self.running.certificate),
        )
        self.phones.append(made)
        return made


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Its log is kept beside it: one file, a prefix a process."""
    folder = tmp_path_factory.mktemp("scaled")
    told, said = folder / "told.json", folder / "log"
    with (
        said.open("w") as log,
        scaled(
            prepare=("-m", "tests.scaled.place", told),
            output=lambda name, line: print(f"{name} | {line}", file=log, flush=True),
        ) as running,
    ):
        yield Stack(running, json.loads(told.read_text()), said)


@pytest.fixture
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def stack(whole: Stack, run: Run) -> Iterator[Stack]:
    yield whole
    for phone in whole.phones:
        run(phone.leave())
    whole.phones.clear()
