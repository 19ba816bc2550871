"""Those who sit in one room, each at a page of their own: they come through the door by a session's cookie."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from .conftest import DESK, PHONE, Person
from .served import ROOT, Served, environment
from .small_world import START

WALL = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}


def arranged(world: str, folder: Path) -> None:
    """What a module like `hall_world` builds, in a folder to serve from."""
    assert (ROOT / "frontend" / "dist" / "index.html").exists(), "build the frontend first: make test does"
    (folder / "clock").write_text(START.isoformat())
    made = [sys.executable, "-m", f"tests.browser.{world}", str(folder)]
    subprocess.run(made, cwd=ROOT, env=environment(folder, port=0), check=True)


class Seat(Person):
    """Somebody in the room, whose page's position in the room's stream is read off its socket."""

    position = 0

    def listen(self) -> None:
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _hear(self, payload: str | bytes) -> None:
        heard = json.loads(payload)
        for frame in heard if isinstance(heard, list) else [heard]:
            self.position = max(self.position, frame.get("p", 0))


class Seats:
    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served = browser, served
        served.set_clock(START)
        things: dict[str, dict[str, str]] = json.loads((served.folder / "things.json").read_text())
        self.ids, self.cookies = things["ids"], things["cookies"]
        self.taken: list[Seat] = []

    def phone(self, name: str, path: str, *, url: str = "") -> Seat:
        return self._sit(name, path, url or self.served.url, **PHONE)

    def desk(self, name: str, path: str) -> Seat:
        return self._sit(name, f"/desk{path}", self.served.url, **DESK)

    def wall(self) -> Seat:
        return self._sit("大屏", f"/screen/{self.ids['room']}", self.served.url, **WALL)

    def _sit(self, name: str, path: str, url: str, **screen: Any) -> Seat:
        seat = Seat(self.browser, self.served, name, **screen)
        self.taken.append(seat)
        seat.listen()
        if name in self.cookies:
            session = {"name": "sessionid", "value": self.cookies[name], "url": url}
            seat.page.context.add_cookies([session])
        seat.page.goto(f"{url}{path}")
        return seat

    def leave(self) -> None:
        for seat in self.taken:
            seat.leave()
        self.served.stop()
