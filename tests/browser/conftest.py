"""Debian's chromium under Playwright, and a served community to drive it against."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from re import Pattern
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Playwright, Response, expect, sync_playwright

from consult.kernel import clock
from deploy.install import chromium

from .second_factor import Authenticator
from .served import ROOT, Served, environment, founded
from .small_world import START

# Whatever moves has to be waited for before it is pressed.
STILL = {"locale": "zh-CN", "reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, **STILL}
DESK = {"viewport": {"width": 1440, "height": 900}, **STILL}
WALL = {"viewport": {"width": 1920, "height": 1080}, **STILL}
# For a machine whose two cores others use too.
PATIENCE_MS = 20_000
SHOTS = ROOT / "var" / "screenshots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walk through 剧本甲 first: it takes as long as all others together, which a second process does meanwhile."""
    items.sort(key=lambda item: item.path.name != "test_script_jia.py")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


# Its own address bar draws two pages beside each of ours, which takes as long as ours do. The last list given counts,
# so what Playwright turns off for pages such as these stands here again.
OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)


def launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=chromium(),
        args=[
            "--no-sandbox" if os.geteuid() == 0 else "--disable-gpu",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--disable-features={','.join(OFF)}",
            # The browser's own words, such as a date field's, in Chinese too.
            "--lang=zh-CN",
        ],
        env={**os.environ, "LANGUAGE": "zh_CN"},
    )


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first process to ask for it makes, and the others of the run copy from as well."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / name).exists():
            make(made := factory.mktemp(name))
            made.rename(shared / name)
    return shared / name


@pytest.fixture(scope="session")
def communities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both communities, founded on the Friday before 剧本甲 begins."""
    return once(tmp_path_factory, "founded", lambda at: founded(at, on=clock.beijing(2026, 2, 27, 9)))


@pytest.fixture(scope="module")
def served(communities: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the module's own, so that its clock may be moved."""
    assert (ROOT / "frontend" / "dist" / "index.html").exists(), "build the frontend first: make test does"
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(communities, folder, dirs_exist_ok=True)
    server = Served(folder)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small community of `tests/world.py` with something on every page."""

    def fill(folder: Path) -> None:
        (folder / "clock").write_text(START.isoformat())
        command = [sys.executable, "-m", "tests.browser.small_world", str(folder)]
        subprocess.run(command, cwd=ROOT, env=environment(folder, port=0), check=True)

    return once(tmp_path_factory, "filled", fill)


@pytest.fixture(scope="module")
def small(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small community served at the time it was made, for the module to change."""
    assert (ROOT / "frontend" / "dist" / "index.html").exists(), "build the frontend first: make test does"
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    server = Served(folder)
    server.set_clock(START)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def things(small: Served) -> dict[str, dict[str, str]]:
    """`ids` of what there is in the small world, and the session `cookies` of its people, by name."""
    read: dict[str, dict[str, str]] = json.loads((small.folder / "things.json").read_text())
    return read


class Person:
    """Somebody at a screen: opens pages, signs in by clicking, and looks."""

    def __init__(self, browser: Browser, served: Served, name: str, **screen: Any) -> None:
        self.page = browser.new_context(base_url=served.url, **screen).new_page()
        self.served, self.name = served, name
        self.page.set_default_timeout(PATIENCE_MS)
        self.authenticator: Authenticator | None = None
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("response", self._look)

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")

    def sign_in(self, phone: str, back: str = "/") -> None:
        """Sign in with the code from the SMS, and the second factor where one is asked for, as a person would."""
        self.page.goto(f"/sign-in?back={back}")
        self.page.get_by_label("手机号").fill(phone)
        self.page.get_by_role("button", name="获取验证码").click()
        field = self.page.get_by_label("验证码")
        expect(field).to_be_visible()
        field.fill(self.served.code_for(phone))
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(field).to_be_hidden()
        if self.authenticator:
            self.page.get_by_label("动态口令").fill(self.authenticator.code())
            self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("登录")

    def press(self, name: str | Pattern[str]) -> None:
        """Press the one button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | Pattern[str]) -> None:
        """Follow the page's one link of this name."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).click()

    def station(self, name: str, thing: str = "") -> None:
        """On the desk: go to a station, and to one thing of its list."""
        places = self.page.get_by_role("navigation", name="各环节")
        places.get_by_role("link", name=re.compile(f"^{name}")).click()
        # What the last station had in its list may bear the same name.
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        if thing:
            # What is asked of one now may name it a second time, beside the list.
            self.page.get_by_role("list").get_by_role("link", name=thing, exact=True).first.click()

    def form(self, name: str) -> Locator:
        """The form a verb asks its questions in."""
        return self.page.get_by_role("form", name=name)

    def send(self, name: str) -> None:
        """Send that form, and see it go."""
        self.form(name).get_by_role("button", name=name, exact=True).click()
        expect(self.form(name)).to_have_count(0)

    def reads(self, *sentences: str | Pattern[str]) -> None:
        """See each of these sentences on the page."""
        for sentence in sentences:
            expect(self.page.get_by_text(sentence).filter(visible=True).first).to_be_visible()

    def shot(self, name: str, *sentences: str | Pattern[str]) -> None:
        """A picture of what is seen now, once it has all come and these sentences stand there."""
        self.reads(*sentences)
        expect(self.page.locator(".skeleton")).to_have_count(0)
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")

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
