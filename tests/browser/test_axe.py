"""Every page, for the person who uses it and in both languages, has nothing that axe-core finds fault with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .conftest import DESK, PHONE
from .places import PAGES, routes, visited
from .served import ROOT, Served
from .small_world import START

pytestmark = pytest.mark.browser

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """
() => axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.flatMap(({id, nodes}) =>
  nodes.map(({target, failureSummary}) => `${id} ${target.join(" ")}: ${failureSummary.replace(/\\s+/g, " ")}`)))
"""


def test_every_page_of_the_routers_is_looked_at() -> None:
    assert visited() == routes()


def test_nothing_stands_in_anybodys_way(
    browser: Browser, small: Served, things: dict[str, dict[str, str]]
) -> None:
    faults: list[str] = []
    for context, visits in _by_person(browser, small, things):
        page = context.new_page()
        page.clock.install(time=START)
        for address in visits:
            page.goto(address.format(**things["ids"]))
            page.wait_for_selector("h1")
            for language in ("zh-CN", "en"):
                _speak(page, language)
                page.wait_for_function("() => document.querySelector('.skeleton') === null")
                faults += [f"{address} {language} {fault}" for fault in page.evaluate(FOUND)]
        context.close()
    assert faults == []


def _by_person(
    browser: Browser, small: Served, things: dict[str, dict[str, str]]
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A context for each person and kind of screen, with the pages they visit."""
    visits: dict[tuple[str | None, bool], list[str]] = {}
    for address, who in PAGES:
        visits.setdefault((who, address.startswith(("/desk", "/screen"))), []).append(address)
    for (who, desk), addresses in visits.items():
        screen: dict[str, Any] = DESK if desk else PHONE
        context = browser.new_context(base_url=small.url, service_workers="block", **screen)
        # As the page's own code, not as a script of the page: its security policy stays in force.
        context.add_init_script(path=AXE)
        context.add_init_script("localStorage.setItem('consult.language', 'zh-CN')")
        if who is not None:
            session = {"name": "sessionid", "value": things["cookies"][who], "url": small.url}
            context.add_cookies([session])
        yield context, addresses


def _speak(page: Page, language: str) -> None:
    """Switch the language as a person does; a hall's screen has no switch, and stays Chinese."""
    switch = page.locator(f"button[lang={language}]:visible").first
    if switch.count():
        switch.click()
        page.wait_for_function(f"() => document.documentElement.lang === '{language}'")
