"""提案评议会 by hand: three proposers, from the call with its criteria to the answer each of them gets.

The desk, the chair and the secretary on desktops, three proposers and two scorers on phones, and the wall. Nothing is
done but by clicking. That the list comes back to an appraisal session is shown in tests/supervision/test_appraising.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .seats import Seat, Seats, arranged
from .served import Served
from .small_world import START

pytestmark = pytest.mark.browser

CRITERIA = (("受益的人多不多", "60"), ("花钱值不值", "40"))
RAIL, LAMP, CLUB = "楼道加扶手", "楼道换感应灯", "暑期托管班"
BROUGHT = {
    "王阿姨": (RAIL, "居委会", "9 月 30 日前", "在三个单元的楼道装双侧扶手", "12000"),
    "老尹": (LAMP, "居委会", "9 月 30 日前", "把三个单元的楼道灯换成声控感应灯", "6000"),
    "葛阿姨": (CLUB, "社区工作站", "7 月 1 日前", "开办二十人的暑期托管班，每天三小时", "30000"),
}
BOTH = "在三个单元的楼道装双侧扶手，并把楼道灯换成声控感应灯"
# What is given for either of the two that are left, by criterion; 小谷 is a reviewer, the others score as residents.
GIVEN = {
    "小谷": {RAIL: (5, 4), CLUB: (3, 4)},
    "丁奶奶": {RAIL: (4, 4), CLUB: (5, 5)},
    "葛阿姨": {RAIL: (5, 5)},
}
# Half of it the reviewers' average, half the residents'.
SCORES = ((RAIL, "91.00"), (CLUB, "84.00"))


@pytest.fixture
def seats(browser: Browser, tmp_path: Path) -> Iterator[Seats]:
    arranged("review_world", tmp_path)
    seats = Seats(browser, Served(tmp_path))
    yield seats
    seats.leave()


def test_a_proposal_review_from_its_call_to_the_answers(seats: Seats) -> None:
    session, room = f"/session/{seats.ids['session']}", f"/room/{seats.ids['room']}"
    desk = seats.desk("社工小李", f"/sessions/{seats.ids['session']}")
    called_for(desk)
    phones = {name: seats.phone(name, session) for name in BROUGHT}
    for name, phone in phones.items():
        handed_in(phone, *BROUGHT[name])

    seats.served.set_clock(START + timedelta(days=3))
    chair, wall = seats.desk("孙副主任", room), seats.wall()
    desk.page.goto(f"/desk{room}")
    chair.press("宣布开会")
    chair.send("宣布开会")
    phones |= {name: seats.phone(name, room) for name in GIVEN if name not in phones}
    for phone in phones.values():
        phone.page.goto(room)
        phone.press("签到")
    presented(chair, wall, phones)
    questioned(chair, desk, wall, phones)
    scored(chair, wall, phones)

    secretary = seats.desk("周书记", f"/sessions/{seats.ids['session']}")
    answered(secretary)
    for name, answers in {
        "王阿姨": ["已采纳。 受益的人多，花钱不多"],
        "老尹": [f"已并入：{RAIL}", "已采纳。 受益的人多，花钱不多"],
        "葛阿姨": ["没有采纳。 与街道的暑托班重复"],
    }.items():
        phones[name].page.goto(session)
        phones[name].reads(*answers)
        phones[name].shot(f"review-answer-{name}")


def called_for(desk: Seat) -> None:
    """The call says what for, until when, and by what it will be judged."""
    desk.press("写征集公告")
    form = desk.form("写征集公告")
    form.get_by_label("征集什么").first.fill("请提今年的民生项目：小、实、今年做得成")
    form.get_by_label("征集截止").fill("2026-03-04T18:00")
    for nth, (text, weight) in enumerate(CRITERIA):
        if nth:
            form.get_by_role("button", name="加一条").click()
        row = form.get_by_role("group", name="评分标准").get_by_role("listitem").nth(nth)
        row.get_by_label("标准").fill(text)
        row.get_by_label("分值").fill(weight)
    form.get_by_label("可用资金（元）").fill("50000")
    desk.shot("review-call-form")
    desk.send("写征集公告")
    desk.reads("征集到", CRITERIA[0][0])


def handed_in(phone: Seat, title: str, who: str, when: str, what: str, cost: str) -> None:
    phone.reads("征集到", "可用资金")
    phone.press("提出提案")
    for label, words in (
        ("提什么", title),
        ("由谁来做", who),
        ("什么时候做成", when),
        ("具体做什么", what),
        ("大约要多少钱（元）", cost),
    ):
        phone.page.get_by_label(label).fill(words)
    phone.shot("review-proposal-form")
    phone.press("提出提案")
    phone.reads(f". {title}", f"由{who}，{when}：{what}")


def presented(chair: Seat, wall: Seat, phones: dict[str, Seat]) -> None:
    """Each proposer has five minutes, in the order of the numbers."""
    expect(wall.page.get_by_text(re.compile("线上 5 人"))).to_be_visible()
    chair.press("轮流发言一圈")
    for name, (title, *_) in BROUGHT.items():
        chair.press("请下一位")
        phones[name].reads("现在请您发言。")
        expect(wall.page.locator(".speaker .name")).to_have_text(f"{name.removeprefix('老')[0]}**")
        expect(wall.page.locator(".speaker .presents")).to_have_text(title)
        expect(wall.page.get_by_role("timer")).to_have_text(re.compile(r"^[45]:\d\d$"))
    wall.shot("review-wall-presents")
    phones["葛阿姨"].shot("review-phone-presents")


def questioned(chair: Seat, desk: Seat, wall: Seat, phones: dict[str, Seat]) -> None:
    """A question; then two proposals become one, and its words are changed as it was agreed."""
    chair.press("提问和修改")
    phones["丁奶奶"].press("提问")
    chair.press("请下一位")
    phones["丁奶奶"].reads("现在请您发言。")
    desk.press(f"合并到另一件 {LAMP}")
    form = desk.form("合并到另一件")
    form.get_by_label(f"1. {RAIL}").check()
    form.get_by_label("两位提案人都已当场同意").check()
    desk.shot("review-merge")
    desk.send("合并到另一件")
    desk.press(f"修改提案 {RAIL}")
    form = desk.form("修改提案")
    form.get_by_label("做什么", exact=True).fill(BOTH)
    form.get_by_label("约需资金（元）").fill("18000")
    desk.shot("review-amend")
    desk.send("修改提案")
    for phone in phones.values():
        phone.reads(BOTH, f"已并入：{RAIL}")
    chair.press("请下一位")


def scored(chair: Seat, wall: Seat, phones: dict[str, Seat]) -> None:
    chair.press("评分")
    for name, given in GIVEN.items():
        for title, points in given.items():
            proposal = phones[name].page.get_by_role("article").filter(has_text=f". {title}")
            for (criterion, _), n in zip(CRITERIA, points, strict=True):
                asked = proposal.get_by_role("group", name=criterion)
                asked.get_by_role("radio", name=str(n)).check()
            proposal.get_by_role("button", name="送出评分").click()
            expect(proposal.get_by_text("已打分；评分结束前可以改。")).to_be_visible()
    phones["小谷"].shot("review-phone-score")
    chair.reads("已打分：评议员 1，居民 2", "已打分：评议员 1，居民 1")
    chair.shot("review-desk-score")
    chair.press("结束评分，排出名次")
    chair.send("结束评分，排出名次")
    rows = wall.page.locator(".ranking li")
    for nth, (title, score) in enumerate(SCORES):
        expect(rows.nth(nth)).to_have_text(f"{nth + 1}{title}{score}")
    wall.shot("review-wall-ranking", "名单在散会后提交社区党组织逐件审定")
    phones["小谷"].reads("第 1 名")
    chair.press("宣布散会")
    chair.send("宣布散会")
    expect(rows).to_have_count(len(SCORES))


def answered(secretary: Seat) -> None:
    """The Party organization's review answers every one of them, with its reason."""
    secretary.reads("名单已提交党组织审定：请逐件采纳或不采纳，写明理由。")
    secretary.shot("review-secretary")
    for title, verb, reason in (
        (RAIL, "采纳", "受益的人多，花钱不多"),
        (CLUB, "不采纳", "与街道的暑托班重复"),
    ):
        secretary.press(f"{verb} {title}")
        secretary.form(verb).get_by_role("textbox").fill(reason)
        secretary.send(verb)
    secretary.shot("review-answered", "已采纳。", "没有采纳。")
