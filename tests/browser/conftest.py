"""Debian's chromium under Playwright, and a served community to drive it against."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from consult.kernel import clock

from .served import ROOT, Served

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}
DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}
SHOTS = ROOT / "var" / "screenshots"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox" if os.geteuid() == 0 else "--disable-gpu",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Both communities, founded on the Friday before 剧本甲 begins."""
    assert (ROOT / "frontend" / "dist" / "index.html").exists(), "build the frontend first: make test does"
    server = Served(Path(tmp_path_factory.mktemp("served")), clock.beijing(2026, 2, 27, 9))
    yield server
    server.stop()


class Person:
    """Somebody at a screen: opens pages, signs in by clicking, and looks."""

    def __init__(self, browser: Browser, served: Served, name: str, **screen: Any) -> None:
        self.served, self.name = served, name
        self.page: Page = browser.new_context(base_url=served.url, **screen).new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def sign_in(self, phone: str, back: str = "/") -> None:
        """Sign in with the code from the SMS, as a person would."""
        self.page.goto(f"/sign-in?back={back}")
        self.page.get_by_label("手机号").fill(phone)
        self.page.get_by_role("button", name="获取验证码").click()
        field = self.page.get_by_label("验证码")
        expect(field).to_be_visible()
        field.fill(self.served.code_for(phone))
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(field).to_be_hidden()

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def leave(self) -> None:
        self.page.context.close()
        assert self.problems == [], f"{self.name}'s page reported errors"


@pytest.fixture
def people(browser: Browser, served: Served) -> Iterator[Any]:
    """`people(name, **PHONE)` seats somebody; everybody leaves at the end."""
    seated: list[Person] = []

    def seat(name: str, **screen: Any) -> Person:
        seated.append(Person(browser, served, name, **screen))
        return seated[-1]

    yield seat
    for person in seated:
        person.leave()
