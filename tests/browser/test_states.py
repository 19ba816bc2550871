"""What the pages say when things do not go as they should: what happened, what it means, what to do next, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import PHONE, Person
from .served import Served

pytestmark = pytest.mark.browser

REFUSALS: dict[int, tuple[str, tuple[str, str], tuple[str, str]]] = {
    403: (
        "not_permitted",
        ("您的身份不能办理这一步", "如认为有误，请联系社区工作人员"),
        ("Your role does not allow this step", "If you think this is a mistake, ask the community office"),
    ),
    404: (
        "not_found",
        ("没有找到，或者您无权查看", "请从首页重新进入"),
        ("Not found, or not yours to see", "Go back to the home page and try from there"),
    ),
    409: (
        "wrong_stage",
        ("现在所处的阶段不能办理这一步", "请刷新页面，查看当前进展"),
        ("This step is not possible at the present stage", "Reload the page to see where it stands"),
    ),
    429: (
        "too_often",
        ("今天提得太多了", "请明天再试"),
        ("That was too often today", "Try again tomorrow"),
    ),
    500: (
        "failed",
        ("系统出了问题，这一步没有完成", "请稍后再试；多次出现请告诉社区工作人员"),
        ("Something went wrong on our side", "Try again shortly"),
    ),
}


@pytest.fixture
def resident(browser: Browser, small: Served, things: dict[str, dict[str, str]]) -> Iterator[Person]:
    person = Person(browser, small, "王阿姨", **PHONE)
    session = things["cookies"]["王阿姨"]
    person.page.context.add_cookies([{"name": "sessionid", "value": session, "url": small.url}])
    yield person
    # Refusals of 500 are what these tests ask for.
    person.page.context.close()


def answer(page: Page, path: str, status: int, body: dict[str, Any] | str) -> None:
    """The next answers to this address, as something between the page and our own code would give them."""

    def fulfil(route: Route) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        kind = "text/html" if isinstance(body, str) else "application/json"
        route.fulfill(status=status, content_type=kind, body=text)

    page.route(f"**{path}", fulfil)


def english(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_says_what_happened_and_what_to_do(
    resident: Person, things: dict[str, dict[str, str]], status: int
) -> None:
    code, zh, en = REFUSALS[status]
    page, matter = resident.page, things["ids"]["matter"]
    body = {"code": code, "message": zh[0], "message_en": en[0], "next": {"zh": zh[1], "en": en[1]}}
    answer(page, f"/api/v1/matters/{matter}", status, body)
    page.goto(f"/matter/{matter}")
    box = page.get_by_role("alert")
    for sentence in zh:
        expect(box).to_contain_text(sentence)
    resident.shot(f"state-{status}")
    english(page)
    for sentence in en:
        expect(box).to_contain_text(sentence)
    expect(box.locator("a, button")).to_have_count(1)


def test_a_broken_server_is_not_called_a_broken_network(
    resident: Person, things: dict[str, dict[str, str]]
) -> None:
    page, matter = resident.page, things["ids"]["matter"]
    answer(page, f"/api/v1/matters/{matter}", 502, "<html>Bad Gateway</html>")
    page.goto(f"/matter/{matter}")
    expect(page.get_by_role("alert")).to_contain_text("社区系统暂时出了问题")
    page.unroute_all()
    resident.press("再试一次")
    resident.reads("公告栏换一块玻璃")


def test_an_expired_session_leads_to_signing_in_and_back(
    resident: Person, things: dict[str, dict[str, str]]
) -> None:
    page, matter = resident.page, things["ids"]["matter"]
    page.goto("/")
    resident.reads("待您参与")
    page.context.clear_cookies(name="sessionid")
    page.goto(f"/matter/{matter}")
    box = page.get_by_role("alert")
    expect(box).to_contain_text("请先登录")
    box.get_by_role("link", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert page.url.endswith(f"/sign-in?back=%2Fmatter%2F{matter}")


def test_without_a_network_the_page_says_what_is_old(
    resident: Person, things: dict[str, dict[str, str]]
) -> None:
    page, matter = resident.page, things["ids"]["matter"]
    page.goto(f"/matter/{matter}")
    resident.reads("公告栏换一块玻璃")
    page.context.set_offline(True)
    resident.reads("没有网络。", "现在看到的是断网前的内容")
    resident.shot("state-offline")
    page.get_by_role("button", name=re.compile("可办的事")).click()
    resident.press("撤回")
    page.get_by_role("group", name="撤回").get_by_role("button", name="撤回").click()
    resident.reads("未确认", "已经送出，还没有收到回答")
    resident.shot("state-unconfirmed")
    page.context.set_offline(False)
    # Asked again with the same key once the network is back: it is done, once.
    expect(page.get_by_text("未确认")).to_have_count(0)
    resident.reads(re.compile("由提出人撤回"))


def test_a_matter_half_written_survives_a_reload_without_a_network(resident: Person) -> None:
    page = resident.page
    page.goto("/raise")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.reload()
    page.get_by_label("说说是什么事").fill("写到一半，没有网了")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_label("说说是什么事")).to_have_value("写到一半，没有网了")
    resident.reads("没有网络。")
    resident.shot("state-offline-reload")
    page.context.set_offline(False)


def test_a_wrong_second_factor_points_at_the_authenticator(browser: Browser, small: Served) -> None:
    """The answers of the sign-in as its server gives them; the digits are wrong whatever they are."""
    person = Person(browser, small, "周书记", **PHONE)
    page = person.page
    waits = {
        "status": 401,
        "data": {"flows": [{"id": "mfa_authenticate", "is_pending": True}]},
        "meta": {"is_authenticated": False},
    }
    wrong = {"status": 400, "errors": [{"code": "incorrect_code", "message": "", "param": "code"}]}
    answer(page, "/_allauth/browser/v1/auth/session", 401, waits)
    answer(page, "/_allauth/browser/v1/auth/2fa/authenticate", 400, wrong)
    page.goto("/sign-in")
    page.get_by_label("动态口令").fill("123456")
    person.press("登录")
    person.reads("动态口令不对", "请看身份验证器上现在显示的 6 位数字")
    person.shot("state-wrong-factor")
    english(page)
    person.reads("That is not the authenticator's code")
    person.leave()


def test_a_slow_page_says_that_it_is_coming(browser: Browser, small: Served) -> None:
    # What the service worker fetches does not pass by the page, where this test holds it up.
    resident = Person(browser, small, "路人", service_workers="block", **PHONE)
    page = resident.page
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("首页")
    held: list[Route] = []
    page.route("**/static/assets/HelpPage*", lambda route: held.append(route))
    page.get_by_role("link", name="不会用？看这里").click()
    resident.reads("正在打开")
    resident.shot("state-slow")
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("怎么用")
    expect(page.get_by_text("正在打开")).to_have_count(0)
    resident.leave()
