"""How much travels before a resident sees the first page, in a present browser and in a WebView of 2017; both must show it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from .conftest import PHONE
from .served import ROOT, Served

pytestmark = pytest.mark.browser

MOST_KILOBYTES = 150
DIST = ROOT / "frontend" / "dist"
# What Chrome 60 did not have, taken away before any script runs.
OF_2017 = """
for (const [of, names] of [
  [Array.prototype, ["at", "flat", "flatMap", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced"]],
  [String.prototype, ["at", "matchAll", "replaceAll", "trimStart", "trimEnd"]],
  [Object, ["fromEntries", "hasOwn", "groupBy"]],
  [Promise, ["allSettled", "any", "withResolvers"]],
  [Promise.prototype, ["finally"]],
  [window, ["globalThis", "queueMicrotask", "structuredClone", "AbortController", "requestIdleCallback"]],
]) for (const name of names) delete of[name]
"""


def first_view(page: Page, url: str) -> tuple[float, set[str]]:
    """Open the home page; kilobytes of all its files as they travelled, gzip where they were packed, and their names."""
    sizes: list[int] = []
    names: set[str] = set()

    def weigh(response: Response) -> None:
        if "/static/" in response.url or response.request.resource_type == "document":
            body = response.body()
            packed = response.headers.get("content-encoding") == "gzip"
            sizes.append(int(response.headers["content-length"]) if packed else len(body))
            names.add(response.url.rpartition("/static/")[2])

    page.on("response", weigh)
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("首页")
    page.wait_for_load_state("networkidle")
    return sum(sizes) / 1000, names


def test_the_first_page_is_light(
    browser: Browser, small: Served, record_property: Callable[[str, object], None]
) -> None:
    context = browser.new_context(service_workers="block", **PHONE)
    kilobytes, names = first_view(context.new_page(), small.url)
    context.close()
    record_property("kilobytes", kilobytes)
    assert kilobytes < MOST_KILOBYTES
    # The build looks into each of these for what belongs to the desk or to sealed ballots, and stops; nothing else came.
    view = json.loads((DIST / "first-view.json").read_text())["index"]
    assert {name for name in names if re.search(r"\.(js|css)$", name)} - set(view["files"]) == {
        name for name in names if re.match(r"assets/(start|polyfills)-", name)
    }


def test_a_webview_of_2017_shows_it_too(
    browser: Browser, small: Served, record_property: Callable[[str, object], None]
) -> None:
    """Its own scripts (no modules), without what its library lacked; a present engine runs them, so syntax is not asked here."""
    context = browser.new_context(service_workers="block", **PHONE)
    context.add_init_script(OF_2017)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def without_modules(route: Route) -> None:
        html = route.fetch().text()
        html = re.sub(r'<(script type="module"|link rel="modulepreload")[^>]*>(</script>)?', "", html)
        route.fulfill(body=html.replace("<script nomodule", "<script"), content_type="text/html")

    page.route(re.compile(rf"^{small.url}/(sign-in)?$"), without_modules)
    kilobytes, _names = first_view(page, small.url)
    record_property("kilobytes", kilobytes)
    assert kilobytes < MOST_KILOBYTES
    page.goto(f"{small.url}/sign-in")
    expect(page.get_by_label("手机号")).to_be_visible()
    context.close()
    assert problems == []


def test_what_is_packed_is_what_lies_beside_it() -> None:
    files = sorted(DIST.glob("assets/*.js"))
    assert files
    assert [
        f.name for f in files if gzip.decompress(f.with_suffix(".js.gz").read_bytes()) != f.read_bytes()
    ] == []
