"""Somebody new on a phone of 360×640: says who they are, raises a matter with a photo, says where they live, and is confirmed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from .conftest import PHONE, Person
from .served import Served

pytestmark = pytest.mark.browser

NUMBER = "19900000777"
TEXT = "一号楼二单元门口的路灯不亮了，晚上看不清台阶。"
# From the home page to the receipt, everything that is touched; what is typed is not counted.
TAPS_TO_SIGN_IN = 3
TAPS_TO_INTRODUCE = 4
TAPS_TO_RAISE = 14


class Thumb:
    """Touches, and counts."""

    def __init__(self, person: Person) -> None:
        self.page, self.taps = person.page, 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.tap()

    def write(self, label: str, text: str) -> None:
        """Into a field: touched first, unless typing goes there already."""
        field = self.page.get_by_label(label)
        expect(field).to_be_visible()
        if not field.evaluate("field => field === document.activeElement"):
            self.tap(field)
        self.page.keyboard.insert_text(text)

    def press(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def choose(self, name: str) -> None:
        self.tap(self.page.get_by_text(name, exact=True))

    def counted(self) -> int:
        counted, self.taps = self.taps, 0
        return counted


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), (90, 120, 140)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def newcomer(browser: Browser, small: Served) -> Iterator[Person]:
    person = Person(browser, small, "新来的", **PHONE)
    yield person
    person.leave()


@pytest.fixture
def worker(browser: Browser, small: Served, things: dict[str, dict[str, str]]) -> Iterator[Person]:
    """The grid worker, who holds a phone too."""
    person = Person(browser, small, "网格员小唐", **PHONE)
    session = things["cookies"]["网格员小唐"]
    person.page.context.add_cookies([{"name": "sessionid", "value": session, "url": small.url}])
    yield person
    person.leave()


def test_a_newcomer_raises_a_matter_and_comes_to_live_here(
    small: Served, newcomer: Person, worker: Person
) -> None:
    page, thumb = newcomer.page, Thumb(newcomer)
    page.goto("/")
    thumb.tap(page.get_by_role("link", name=re.compile("我要说")).first)
    thumb.taps = 0

    thumb.write("手机号", NUMBER)
    thumb.press("获取验证码")
    thumb.write("验证码", small.code_for(NUMBER))
    thumb.press("登录")
    assert thumb.counted() <= TAPS_TO_SIGN_IN

    expect(page.get_by_role("heading", level=1)).to_have_text("您好，怎么称呼您")
    thumb.write("姓名", "苗春燕")
    thumb.choose("槐安社区")
    thumb.choose("满十八岁")
    newcomer.shot("newcomer-introduce")
    thumb.press("好了，继续")
    assert thumb.counted() <= TAPS_TO_INTRODUCE

    expect(page.get_by_role("heading", level=1)).to_have_text("是什么事")
    thumb.taps = 1  # 我要说
    thumb.write("说说是什么事", TEXT)
    with page.expect_file_chooser() as chooser:
        thumb.tap(page.get_by_text(re.compile("拍照或选照片")))
    thumb.taps += 1
    chooser.value.set_files({"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    newcomer.reads("已送出")
    newcomer.shot("newcomer-what")
    thumb.press("下一步")
    thumb.choose("槐安里第1网格")
    thumb.press("1号楼")
    thumb.press("下一步")
    thumb.choose("说不清")
    thumb.press("下一步")
    # What was said already answers who is touched and which kind it is.
    expect(page.get_by_label("这栋楼的住户")).to_be_checked()
    thumb.press("下一步")
    expect(page.get_by_label("市政设施")).to_be_checked()
    thumb.press("下一步")
    # Somebody raised a lamp before, but at another door.
    newcomer.reads("三号楼门前路灯不亮")
    thumb.press("都不是，继续")
    newcomer.reads("一号楼二单元门口的路灯不亮了，晚上看不清台阶", "1 张")
    newcomer.shot("newcomer-check")
    thumb.press("提出事项")
    newcomer.reads(re.compile(r"^QY-HA-2026-\d{4}$"))
    newcomer.shot("newcomer-raised")
    taps = thumb.counted()
    assert taps <= TAPS_TO_RAISE, f"{taps} taps"

    _says_where(newcomer)
    _is_confirmed(worker)
    _is_told(newcomer)
    _represents(newcomer)


def _says_where(newcomer: Person) -> None:
    page = newcomer.page
    newcomer.follow("回首页")
    newcomer.follow("登记住处")
    page.get_by_text("槐安里第1网格", exact=True).tap()
    newcomer.press("2号楼")
    page.get_by_text("1单元", exact=True).tap()
    page.get_by_label("房号").fill("９０9")
    page.get_by_text("租户", exact=True).tap()
    newcomer.press("登记住处")
    newcomer.reads("这个单元没有这个房号")
    page.get_by_label("房号").fill("３01")
    newcomer.press("登记住处")
    newcomer.reads(re.compile("等网格员核验"), "槐安里2号楼1单元301")
    newcomer.shot("newcomer-home")


def _is_confirmed(worker: Person) -> None:
    page = worker.page
    page.goto("/desk/")
    worker.press(re.compile("各环节"))
    page.get_by_role("link", name="住户核验").tap()
    row = page.get_by_role("row").filter(has_text="苗春燕")
    expect(row).to_contain_text("槐安里2号楼1单元301")
    worker.shot("desk-claims-phone")
    row.get_by_role("button", name=re.compile("核验")).first.tap()
    form = page.get_by_role("form")
    form.get_by_role("button").first.tap()
    expect(page.get_by_role("row").filter(has_text="苗春燕")).to_have_count(0)


def _is_told(newcomer: Person) -> None:
    page = newcomer.page
    page.goto("/")
    page.get_by_role("link", name=re.compile("条新消息")).tap()
    newcomer.reads(re.compile("槐安里2号楼1单元301"))
    newcomer.shot("newcomer-messages")
    page.get_by_role("link", name="去看看").first.tap()


def _represents(newcomer: Person) -> None:
    page = newcomer.page
    page.goto("/me/home")
    newcomer.reads("已核验 · 租户")
    page.get_by_role("group", name="您推举谁").get_by_text("苗春燕").tap()
    newcomer.press("推举")
    newcomer.reads(re.compile("由苗春燕代表"))
    newcomer.shot("newcomer-represents")


def test_a_family_shares_a_number(small: Served, newcomer: Person) -> None:
    newcomer.sign_in("19900000999")
    page = newcomer.page
    expect(page.get_by_role("heading", level=1)).to_have_text("您是哪一位")
    page.get_by_text("新邻居的母亲", exact=True).tap()
    newcomer.press("继续")
    page.get_by_role("navigation").get_by_role("link", name="我的", exact=True).click()
    newcomer.reads("新邻居的母亲")
    newcomer.follow("增加一个人")
    page.get_by_label("姓名").fill("新邻居的父亲")
    page.get_by_text("满十八岁", exact=True).tap()
    newcomer.press("好了，继续")
    newcomer.reads("新邻居的父亲")
    newcomer.press("换一位家人")
    page.get_by_role("dialog").get_by_text("新邻居", exact=True).tap()
    page.get_by_role("dialog").get_by_role("button", name="继续").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    newcomer.reads(re.compile("^新邻居$"))
