"""The custodians' page: one file, opened from a folder with no network at all, does what the program does.

Every step is done by clicking, and each program goes on with the other's files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from consult.voting.custody import __main__ as program
from consult.voting.custody import boxes, ceremony, formats
from consult.voting.rules_sealed import new_code

from .served import ROOT
from .test_axe import AXE, FOUND

pytestmark = pytest.mark.browser

BUILT = ROOT / "frontend" / "dist" / "custody.html"
LENGTH = 64
ASKED = {
    "format": formats.KEY_REQUEST,
    "poll": "3f0c5a34-7e0e-4c53-9d44-000000000001",
    "number": "QY-HA-2026-0001-1-P1",
    "title": "开设助餐点",
}


class Custody:
    """A machine without network: a browser with the one file, and a folder for what is carried to and fro."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def step(self, name: str) -> None:
        self.page.get_by_role("radio", name=name).check()

    def give(self, label: str, file: Path) -> None:
        self.page.get_by_label(label, exact=True).set_input_files(file)

    def do(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def saved(self) -> dict[str, Path]:
        """Save each file that was made by its own button; {kind of file: where}."""
        expect(self.page.get_by_role("heading", name="做好了")).to_be_visible()
        found = {}
        for name in self.page.get_by_role("button", name="存下").all_inner_texts():
            with self.page.expect_download() as coming:
                self.do(name)
            where = self.folder / coming.value.suggested_filename
            coming.value.save_as(where)
            found[where.stem.rsplit("-", 1)[-1]] = where
        self.do("都存好了，清除这一页")
        return found

    def custodian(self, name: str) -> dict[str, Path]:
        self.step("一、做我自己的保管人钥匙")
        self.page.get_by_label("姓名").fill(name)
        self.do("做我的钥匙")
        return self.saved()

    def key(self, request: Path, publics: list[Path]) -> dict[str, Path]:
        self.step("二、做一次表决的票箱钥匙")
        self.give("制钥申请", request)
        for n, public in enumerate(publics, start=1):
            self.give(f"第 {n} 名保管人的公钥文件", public)
        self.do("做票箱钥匙")
        mark = self.page.get_by_text("钥匙指纹").inner_text()
        found = self.saved()
        assert formats.fingerprint(read(found["key"])["key"]) in mark
        return found

    def first(self, request: Path, held: Path, secret: Path) -> Path:
        self.step("三、演练或开箱：第一人")
        self.give("演练或开箱的申请", request)
        self.give("锁匣文件", held)
        self.give("您的私钥文件", secret)
        self.do("开第一层")
        return self.saved()["half"]

    def second(self, request: Path, half: Path, secret: Path) -> Path:
        self.step("四、演练或开箱：第二人")
        self.give("演练或开箱的申请", request)
        self.give("第一人的半开件", half)
        self.give("您的私钥文件", secret)
        self.do("开箱")
        return self.saved()["opened"]


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.fixture
def custody(browser: Browser, tmp_path: Path) -> Iterator[Custody]:
    assert BUILT.exists(), "build the frontend first: make test does"
    # Carried away from everything that was built beside it.
    carried = tmp_path / "优盘" / "custody.html"
    carried.parent.mkdir()
    carried.write_bytes(BUILT.read_bytes())
    context = browser.new_context(accept_downloads=True, locale="zh-CN")
    context.set_offline(True)
    context.add_init_script(path=AXE)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(carried.as_uri())
    yield Custody(page, tmp_path)
    assert problems == []
    assert {url for url in asked if not url.startswith("blob:")} == {carried.as_uri()}, (
        "the page asked for something beside itself"
    )
    context.close()


def request_to_open(folder: Path, key: str, kind: str, choices: list[Any]) -> Path:
    sealed = [boxes.seal(boxes.ballot_bytes(choice, new_code(), LENGTH), key) for choice in choices]
    record = ceremony.make_request(
        kind=kind,
        poll=ASKED["poll"],
        number=ASKED["number"],
        title=ASKED["title"],
        community="槐安社区",
        key=key,
        length=LENGTH,
        envelopes=[formats.b64(each) for each in (*sealed, b"\x00" * (LENGTH + boxes.SEAL_BYTES))],
    )
    written = folder / f"{kind}-request.json"
    formats.write(written, record)
    return written


def test_key_rehearsal_and_unsealing_go_between_page_and_program(custody: Custody) -> None:
    folder = custody.folder
    expect(custody.page.get_by_text("这台电脑没有连网")).to_be_visible()
    by_page = custody.custodian("吕监督")
    by_program = [program.custodian(name, folder) for name in ("王阿姨", "石律师")]
    publics = [by_page["public"], by_program[0][1], by_program[1][1]]
    formats.write(folder / "key-request.json", ASKED)

    made = custody.key(folder / "key-request.json", publics)
    assert [each["name"] for each in ceremony.custodians_of(read(made["key"]))] == [
        "吕监督",
        "王阿姨",
        "石律师",
    ]
    key = read(made["key"])["key"]

    # The rehearsal begins on the page and ends in the program; the box is opened the other way round.
    rehearsal = request_to_open(folder, key, "rehearsal", ["rehearsal"])
    half = custody.first(rehearsal, made["boxes"], by_page["SECRET"])
    [opened] = program.second(rehearsal, half, by_program[0][0], folder)
    ceremony.check_opened(read(rehearsal), ceremony.custodians_of(read(made["key"])), read(opened))
    assert [ballot["choice"] for ballot in read(opened)["ballots"]] == ["rehearsal"]

    choices: list[Any] = ["yes", "no", "yes", ["B", "A"], {"A": 5, "\u4e19": 2}]
    asked = request_to_open(folder, key, "unsealing", choices)
    [half] = program.first(asked, made["boxes"], by_program[1][0], folder)
    opened = custody.second(asked, half, by_page["SECRET"])
    first, second = ceremony.check_opened(
        read(asked), ceremony.custodians_of(read(made["key"])), read(opened)
    )
    assert (first["name"], second["name"]) == ("石律师", "吕监督")
    assert sorted(json.dumps(b["choice"]) for b in read(opened)["ballots"]) == sorted(
        map(json.dumps, choices)
    )
    assert [each["why"] for each in read(opened)["malformed"]] == ["cannot_be_opened"]
    assert read(opened) == ceremony.open_second(read(asked), read(half), read(by_page["SECRET"])), (
        "the page writes, byte for byte, what the program writes"
    )


def test_boxes_made_by_the_program_are_opened_on_the_page_alone(custody: Custody) -> None:
    folder = custody.folder
    people = [program.custodian(name, folder) for name in ("吕监督", "王阿姨", "石律师")]
    formats.write(folder / "key-request.json", ASKED)
    made, held = program.key(folder / "key-request.json", [public for _, public in people], folder)
    asked = request_to_open(folder, read(made)["key"], "unsealing", ["abstain"])
    half = custody.first(asked, held, people[2][0])
    opened = custody.second(asked, half, people[0][0])
    ceremony.check_opened(read(asked), ceremony.custodians_of(read(made)), read(opened))
    assert [ballot["choice"] for ballot in read(opened)["ballots"]] == ["abstain"]


def test_what_cannot_be_done_is_said_and_nothing_is_made(custody: Custody) -> None:
    folder, page = custody.folder, custody.page
    [secret, public] = program.custodian("吕监督", folder)
    custody.step("二、做一次表决的票箱钥匙")
    custody.give("制钥申请", public)
    custody.do("做票箱钥匙")
    expect(page.get_by_role("alert")).to_have_text("选的文件不对：这里要的是制钥申请。")
    formats.write(folder / "key-request.json", ASKED)
    custody.give("制钥申请", folder / "key-request.json")
    for n in (1, 2, 3):
        custody.give(f"第 {n} 名保管人的公钥文件", public)
    custody.do("做票箱钥匙")
    expect(page.get_by_role("alert")).to_contain_text("须有三名不同的保管人")
    broken = folder / "broken.json"
    broken.write_text(json.dumps({**ASKED, "format": formats.OPENING_REQUEST}))
    custody.step("三、演练或开箱：第一人")
    custody.give("演练或开箱的申请", broken)
    custody.give("锁匣文件", broken)
    custody.give("您的私钥文件", secret)
    custody.do("开第一层")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("heading", name="做好了")).to_have_count(0)


def test_the_page_forbids_itself_every_connection(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(BUILT.as_uri())
    refused = page.evaluate(
        """() => new Promise((resolve) => {
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective))
          fetch("http://localhost:9/").catch(() => undefined)
        })"""
    )
    assert refused == "connect-src"
    context.close()


def test_axe_finds_nothing_in_either_language(custody: Custody) -> None:
    for other in ("English", "中文"):
        for step in range(4):
            custody.page.get_by_role("radio").nth(step).check()
            assert custody.page.evaluate(FOUND) == []
        custody.page.get_by_role("button", name=other, exact=True).click()
