"""Every page, for the person who uses it and in both languages, has nothing that axe-core finds fault with."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .conftest import DESK, PHONE
from .places import PAGES, routes, visited
from .served import ROOT, Served, environment
from .small_world import START

pytestmark = pytest.mark.browser

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """
() => axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.flatMap(({id, nodes}) =>
  nodes.map(({target, failureSummary}) => `${id} ${target.join(" ")}: ${failureSummary.replace(/\\s+/g, " ")}`)))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small world, served at the time it was made."""
    assert (ROOT / "frontend" / "dist" / "index.html").exists(), "build the frontend first: make test does"
    folder = Path(tmp_path_factory.mktemp("small"))
    (folder / "clock").write_text(START.isoformat())
    subprocess.run(
        [sys.executable, "-m", "tests.browser.small_world", str(folder)],
        cwd=ROOT,
        env=environment(folder, port=0),
        check=True,
    )
    server = Served(folder)
    server.set_clock(START)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def things(served: Served) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads((served.folder / "things.json").read_text())
    return read


def test_every_page_of_the_routers_is_looked_at() -> None:
    assert visited() == routes()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_stands_in_anybodys_way(
    browser: Browser, served: Served, things: dict[str, dict[str, str]], language: str
) -> None:
    faults: list[str] = []
    for context, visits in _by_person(browser, served, things, language):
        page = context.new_page()
        page.clock.install(time=START)
        for address in visits:
            page.goto(address.format(**things["ids"]))
            _settled(page)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            faults += [f"{address} {fault}" for fault in page.evaluate(FOUND)]
        context.close()
    assert faults == []


def _by_person(
    browser: Browser, served: Served, things: dict[str, dict[str, str]], language: str
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A context for each person and kind of screen, with the pages they visit."""
    visits: dict[tuple[str | None, bool], list[str]] = {}
    for address, who in PAGES:
        visits.setdefault((who, address.startswith(("/desk", "/screen"))), []).append(address)
    for (who, desk), addresses in visits.items():
        screen: dict[str, Any] = DESK if desk else PHONE
        context = browser.new_context(base_url=served.url, reduced_motion="reduce", **screen)
        context.add_init_script(f"localStorage.setItem('consult.language', '{language}')")
        if who is not None:
            session = {"name": "sessionid", "value": things["cookies"][who], "url": served.url}
            context.add_cookies([session])
        yield context, addresses


def _settled(page: Page) -> None:
    """What the page reads has come."""
    page.wait_for_selector("h1")
    page.wait_for_function("() => document.querySelector('.skeleton') === null")
