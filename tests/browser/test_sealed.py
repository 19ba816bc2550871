"""A sealed poll by hand, from the key ceremony to the published count.

The desk and the chair on desktops, three voters on phones, one batch of paper, three custodians at a machine without
network, and at last somebody who is not signed in: they check a receipt, download the evidence and recount it with the
verifier alone. Nothing is done but by clicking.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import DESK, PHONE, Person
from .served import ROOT, Served, environment
from .small_world import START
from .test_axe import AXE, FOUND
from .test_custody_page import BUILT, Custody

pytestmark = pytest.mark.browser

VOTERS = {"王阿姨": "赞成", "丁奶奶": "反对", "小谷": "赞成"}
ON_PAPER = ("小范", "老尹")
CHAIR, CLERK, SECOND_CLERK = "孙副主任", "社工小郑", "何主任"


class Hall:
    """Everybody at a screen of their own, signed in; and what is carried to the machine without network."""

    def __init__(self, browser: Browser, served: Served, folder: Path) -> None:
        self.browser, self.served, self.folder = browser, served, folder
        things: dict[str, dict[str, str]] = json.loads((served.folder / "things.json").read_text())
        self.ids, self.cookies = things["ids"], things["cookies"]
        self.seated: dict[str, Person] = {}
        context = browser.new_context(accept_downloads=True, locale="zh-CN")
        context.set_offline(True)
        self.custody = Custody(context.new_page(), folder)
        self.custody.page.goto(self.carried().as_uri())

    def carried(self) -> Path:
        """The custodians' page as the server hands it out."""
        page = self.folder / "custody.html"
        with self.browser.new_context(base_url=self.served.url) as context:
            answered = context.request.get("/static/custody.html")
            assert answered.ok
            page.write_bytes(answered.body())
        assert page.read_bytes() == BUILT.read_bytes()
        return page

    def __call__(self, name: str) -> Person:
        if name not in self.seated:
            screen: dict[str, Any] = PHONE if name in VOTERS else DESK
            person = Person(self.browser, self.served, name, accept_downloads=True, **screen)
            session = {"name": "sessionid", "value": self.cookies[name], "url": self.served.url}
            person.page.context.add_cookies([session])
            where = "/poll/{poll}" if name in VOTERS else "/desk/polls/{poll}"
            person.page.goto(where.format(**self.ids))
            self.seated[name] = person
        return self.seated[name]

    def again(self, name: str) -> Person:
        """What others did is seen when the page is opened again."""
        self(name).page.reload()
        return self(name)

    def download(self, page: Page, link: str) -> Path:
        with page.expect_download() as coming:
            page.get_by_role("link", name=link, exact=True).click()
        where = self.folder / coming.value.suggested_filename
        coming.value.save_as(where)
        return where

    def upload(self, name: str, verb: str, file: Path) -> None:
        person = self(name)
        person.press(verb)
        person.form(verb).locator("input[type=file]").set_input_files(file)
        person.send(verb)


@pytest.fixture
def hall(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    assert (ROOT / "frontend" / "dist" / "index.html").exists(), "build the frontend first: make test does"
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "clock").write_text(START.isoformat())
    made = [sys.executable, "-m", "tests.browser.sealed_world", str(folder)]
    subprocess.run(made, cwd=ROOT, env=environment(folder, port=0), check=True)
    served = Served(folder)
    served.set_clock(START)
    hall = Hall(browser, served, tmp_path)
    yield hall
    for person in hall.seated.values():
        person.leave()
    hall.custody.page.context.close()
    served.stop()


def test_a_sealed_poll_from_its_key_to_a_recount(hall: Hall) -> None:
    secrets, boxes = key_and_rehearsal(hall)
    question_is_put(hall)
    receipts, code = ballots_are_cast(hall)
    box_is_opened(hall, secrets, boxes)
    sentence = published(hall, receipts, code)
    recounted(hall, receipts, sentence)


def key_and_rehearsal(hall: Hall) -> tuple[list[Path], Path]:
    desk, custody = hall(CLERK), hall.custody
    request = hall.download(desk.page, "下载制钥申请")
    people = [custody.custodian(name) for name in ("吕监督", "石律师", "葛阿姨")]
    made = custody.key(request, [files["public"] for files in people])
    hall.upload(CLERK, "交票箱公钥", made["key"])
    desk.reads("保管人：吕监督、石律师、葛阿姨")
    # Not before two of them have opened a test ballot may the question be put.
    hall(CHAIR).page.get_by_text("现在还不能办").click()
    hall(CHAIR).reads("密封票箱还没有准备好")
    rehearsal = hall.download(desk.page, "下载演练申请")
    half = custody.first(rehearsal, made["boxes"], people[0]["SECRET"])
    hall.upload(CLERK, "登记开箱演练", custody.second(rehearsal, half, people[1]["SECRET"]))
    desk.reads("已演练：吕监督和石律师")
    return [files["SECRET"] for files in people], made["boxes"]


def question_is_put(hall: Hall) -> None:
    chair = hall.again(CHAIR)
    chair.press("开始表决")
    chair.send("开始表决")
    chair.reads("截止表决")
    desk = hall.again(CLERK)
    desk.page.get_by_text("名册（8 票）").click()
    for name in ON_PAPER:
        desk.page.get_by_role("checkbox", name=f"给{name}发纸票").check()
    desk.press("发纸票（2）")
    desk.reads("已发出，待录入")
    sheets = desk.page.request.get(desk.page.get_by_role("link", name="打印选票").get_attribute("href") or "")
    assert sheets.headers["content-type"] == "application/pdf"


def ballots_are_cast(hall: Hall) -> tuple[list[str], str]:
    """The full receipts as their codes hold them, and the personal code of the one who asked for hers."""
    receipts, code = [], ""
    for name, choice in VOTERS.items():
        voter = hall(name)
        voter.page.get_by_role("radio", name=choice).check()
        voter.press("下一步")
        if name == "王阿姨":
            voter.page.get_by_role("checkbox", name="给我一个个人码").check()
        voter.press("投出这一票")
        if name == "王阿姨":
            expect(voter.page.get_by_role("heading", name="您的个人码")).to_be_visible()
            # The code is shown by itself: no receipt beside it.
            expect(voter.page.get_by_text("已收到这一票")).to_have_count(0)
            code = voter.page.locator("p.code").inner_text()
            voter.shot("sealed-code")
            voter.press("已抄好，收起")
        voter.reads("已收到这一票")
        picture = voter.page.get_by_role("img", name="存根")
        expect(picture).to_be_visible()
        # The code is large enough for a telephone's camera, and has come.
        expect(picture).to_have_js_property("complete", True)
        receipts += parse_qs(urlparse(picture.get_attribute("src") or "").query)["code"]
        assert receipts[-1].startswith("CONSULT1:")
        voter.shot(f"sealed-receipt-{len(receipts)}")
        assert choice not in voter.page.locator(".receipt").inner_text()
    for name in ON_PAPER:
        phone = hall.browser.new_context(base_url=hall.served.url, **PHONE)
        phone.add_cookies([{"name": "sessionid", "value": hall.cookies[name], "url": hall.served.url}])
        page = phone.new_page()
        page.goto(f"/poll/{hall.ids['poll']}")
        expect(page.get_by_text("已领取纸质选票")).to_be_visible()
        phone.close()
    return receipts, code


def box_is_opened(hall: Hall, secrets: list[Path], boxes: Path) -> None:
    chair = hall.again(CHAIR)
    chair.press("截止表决")
    chair.send("截止表决")
    hall(CHAIR).reads("票箱已封存，里面有 3 张密封的选票。")
    # One of the two sheets is spoiled: both clerks read it so, neither seeing what the other typed.
    for clerk, verb in ((CLERK, "录入纸质票"), (SECOND_CLERK, "核对纸质票")):
        desk = hall.again(clerk)
        desk.page.get_by_role("button", name=verb).click()
        form = desk.form(verb)
        form.get_by_role("button", name="全部收回").click()
        form.get_by_role("group", name="第 1 张").get_by_role("radio", name="赞成").check()
        expect(form).to_contain_text("收回 2 = 有效 1 + 无效 1")
        desk.send(verb)
    hall(SECOND_CLERK).reads("已计票")
    request = hall.download(hall.again(CHAIR).page, "下载开箱申请")
    half = hall.custody.first(request, boxes, secrets[2])
    opened = hall.custody.second(request, half, secrets[0])
    hall.upload(CHAIR, "开箱计票", opened)
    hall(CHAIR).reads("8 人应到，8 人到会，赞成 3，须超过 4：不通过")
    hall(CHAIR).shot("sealed-result-desk")


def published(hall: Hall, receipts: list[str], code: str) -> str:
    """Somebody who is not signed in reads the board's page: the sentence it ends with."""
    anybody = Person(hall.browser, hall.served, "路人", accept_downloads=True, **PHONE)
    hall.seated["路人"] = anybody
    page = anybody.page
    page.context.add_init_script(path=AXE)
    page.goto(f"/evidence/{hall.ids['poll']}")
    anybody.reads("怎样自己核对", re.compile("已在您的浏览器里核对：\\d+ 条都与哈希相符"), "共 4 张")
    anybody.shot("evidence-closed")
    page.get_by_label("存根编号").fill(receipts[0])
    anybody.press("核对")
    anybody.reads(re.compile("在日志里，是第 \\d+ 条，内容与存根一致。"))
    rest, _, signature = receipts[0].rpartition(":")
    # Its last letters are as they are by chance too: what is greatest in a signature is small.
    page.get_by_label("存根编号").fill(f"{rest}:{'B' if signature[0] == 'A' else 'A'}{signature[1:]}")
    anybody.press("核对")
    anybody.reads("这张存根的签名不是这个服务器的")
    page.get_by_label("找我的一票").fill(code)
    anybody.reads("找到了，这一票是：赞成")
    page.screenshot(path=ROOT / "var" / "screenshots" / "evidence-whole.png", full_page=True)
    sentence = page.locator(".sentence").inner_text()
    for language in ("en", "zh-CN"):
        assert page.evaluate(FOUND) == []
        page.locator(f"button[lang={language}]:visible").first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.screenshot(path=ROOT / "var" / "screenshots" / "evidence-desktop.png", full_page=True)
    return sentence


def recounted(hall: Hall, receipts: list[str], sentence: str) -> None:
    """The export, unpacked on another machine; its own verifier, with nothing of ours on its path."""
    packed = hall.download(hall("路人").page, "下载全部证据")
    with zipfile.ZipFile(packed) as export:
        export.extractall(hall.folder / "evidence")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "recount.py", ".", *receipts],
        cwd=hall.folder / "evidence",
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    lines = ran.stdout.splitlines()
    assert sentence in lines
    assert "FAILED" in lines
    assert lines[-1] == "核对无误 ALL IS RIGHT"
    assert sum("in the log as entry" in line for line in lines) == len(VOTERS)
