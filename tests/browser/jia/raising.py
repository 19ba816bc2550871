"""2–6 March: a resident raises it on a phone; it is accepted, goes to the community, and the Party organization admits it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .walk import Walk

TITLE = "用社区闲置用房开设老年助餐点"
TEXT = (
    "社区六十岁以上居民有780人，其中独居和高龄老人126人，做饭困难。原自行车库有120平方米闲置，可改成助餐点。"
    "楼上住户担心油烟和人流，收费标准和运营方也要听取大家意见。"
)
OPINIONS = {"委员老陈": "符合民生项目方向。", "兼职委员吴校长": "学校食堂可作备选配送点。"}
REASON = "关系全社区老人，属授权居民代表会议的社区用房事项；请先听证、再圆桌会。"


def raised(walk: Walk) -> None:
    walk.at(3, 2, 20, 10)
    resident = walk("小谷")
    page = resident.page
    page.get_by_role("link", name=re.compile("我要说")).first.click()
    page.get_by_label("说说是什么事").fill(TEXT)
    page.get_by_label("一句话概括").fill(TITLE)
    resident.shot("01-raise-what")
    onward = page.get_by_role("button", name="下一步")
    onward.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("在哪里")
    resident.shot("01-raise-where")
    page.get_by_label("具体位置").fill("原自行车库")
    onward.click()
    page.get_by_text("不是", exact=True).click()
    onward.click()
    page.get_by_text("整个社区", exact=True).click()
    onward.click()
    page.get_by_text("养老助残", exact=True).click()
    onward.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对")
    page.get_by_role("checkbox", name="我愿意参加商量").check()
    resident.shot("01-raise-check")
    resident.press("提出事项")
    resident.reads(re.compile(r"^QY-HA-2026-\d{4}$"), "3月4日前")
    resident.shot("01-raised")
    resident.follow("查看这件事")
    walk.stands("提出")
    resident.shot("01-matter")


def accepted(walk: Walk) -> None:
    walk.at(3, 3, 10)
    staff = walk("社工小李")
    staff.follow(TITLE)
    staff.press("受理")
    staff.reads("大事，由社区商量", "闲置用房")
    staff.shot("02-inbox")
    walk.looks().shot("02-matter")
    walk.stands("受理", "社工小李")

    walk.at(3, 5, 9, 30)
    staff = walk("社工小李")
    staff.press("按建议填写")
    staff.shot("02-route")
    staff.send("确定去向")
    staff.reads("议题审核中")
    walk.looks().shot("02-routed")
    walk.stands("议题审核")


def reviewed(walk: Walk) -> None:
    walk.at(3, 6, 15)
    for name, opinion in OPINIONS.items():
        member = walk(name)
        member.station("议题审核", TITLE)
        member.press("填写委员意见")
        form = member.form("填写委员意见")
        form.get_by_label("赞成", exact=True).check()
        form.get_by_label("意见", exact=True).fill(opinion)
        member.send("填写委员意见")
        member.reads(opinion)
    secretary = walk("周书记")
    secretary.station("议题审核", TITLE)
    secretary.reads(*OPINIONS.values())
    secretary.press("立项")
    form = secretary.form("立项")
    for check in ("符合政治方向", "合法合规", "属于公共利益", "现实可行"):
        form.get_by_label(check).check()
    form.get_by_label("理由").fill(REASON)
    for choice in ("听证会", "圆桌会", "居民代表会议", "须由居民会议或居民代表会议决定", "须由社区律师审查"):
        form.get_by_label(choice, exact=True).check()
    secretary.shot("03-review")
    secretary.send("立项")
    secretary.reads(REASON)
    walk.looks().reads(REASON)
    walk.stands("开会通知", "周书记代表社区党组织审核：立项")
    walk("小谷").shot("03-matter")
