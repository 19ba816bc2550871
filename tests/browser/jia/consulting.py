"""9–21 March: a hearing and a round table, convened, announced and held; the room on a phone, the desk and the wall at once."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from ..conftest import Person
from .raising import TITLE
from .walk import Walk

HEARING = "助餐点听证会（第一轮）"
MATERIAL = ("自行车库现状和改造设想", "居委会", "面积 120 平方米，现闲置；改造预算与配送方案见附表。")


def convened(walk: Walk) -> None:
    walk.at(3, 9)
    staff = walk("社工小李")
    staff.station("会议与议程")
    staff.follow("协商日历")
    waiting = staff.page.get_by_role("region", name="已立项，还没有上会")
    staff.shot("04-calendar", "协商日")
    waiting.get_by_role("link", name="召集会议").click()
    form = staff.form("召集会议")
    form.get_by_label("会议形式").select_option("听证会（须提前 3 天通知）")
    form.get_by_label("会议名称").fill(HEARING)
    form.get_by_label("开始时间").fill("2026-03-14T09:30")
    form.get_by_label("会议地点").fill("社区议事厅")
    staff.shot("04-convene")
    form.get_by_role("button", name="召集会议").click()
    staff.shot("04-session", "筹备中", "没有公布材料不得开会")
    prepare(staff, chair="孙副主任", recorder="社工小郑", material=MATERIAL)
    staff.press("编排参会人")
    staff.reads("已编排")
    staff.press("发出会议通知")
    staff.shot("04-before-notice", "可以发出会议通知")
    staff.send("发出会议通知")
    staff.shot("04-announced", "已通知", "邀约书与回执")


def prepare(staff: Person, *, chair: str, recorder: str, material: tuple[str, str, str]) -> None:
    """Who chairs and who writes, and a paper to read beforehand."""
    staff.press("指定主持和记录")
    form = staff.form("指定主持和记录")
    form.get_by_label("主持人").select_option(label=chair)
    form.get_by_label("记录人").select_option(label=recorder)
    staff.send("指定主持和记录")
    staff.press("添加材料")
    form = staff.form("添加材料")
    for label, words in zip(("材料名称", "来源", "正文"), material, strict=True):
        form.get_by_label(label).fill(words)
    staff.send("添加材料")


def invited(walk: Walk) -> None:
    """Those with a phone have their letters at once; the others are called on. The resident says that they will come."""
    staff = walk("社工小李")
    staff.page.get_by_label("只看未送达").check()
    letters = staff.page.get_by_role("region", name="邀约书与回执").get_by_role("row")
    # The head, and nobody whom a letter has reached.
    expect(letters.filter(has_not_text="还没有送达")).to_have_count(1)
    staff.page.get_by_label("全选").check()
    staff.press(re.compile(r"^登记送达（\d+）$"))
    form = staff.form("登记送达")
    form.get_by_label("上门送达").check()
    staff.send("登记送达")
    staff.reads("没有这样的邀约书")
    staff.shot("04-served")

    resident = walk("小谷")
    resident.page.goto("/")
    resident.shot("04-home", "待您参与", HEARING)
    resident.follow(HEARING)
    resident.shot("04-letter", "邀约书")
    resident.page.get_by_label("我参加").check()
    resident.press("交回执")
    resident.shot("04-replied", "已答复：我参加")


def heard(walk: Walk) -> None:
    """The hearing sits: the phones, the chair's desk and the wall show one room."""
    walk.at(3, 14, 9, 25)
    chair = walk("孙副主任")
    chair.station("会场", HEARING)
    chair.press("宣布开会")
    chair.send("宣布开会")
    chair.follow("进入会场工作台")
    screen = walk.open_screen(chair)
    chair.press(f"进入这项议程 {TITLE}")
    screen.reads(f"现在讨论：{TITLE}")
    for name in ("小谷", "老尹", "王阿姨"):
        resident = walk(name)
        resident.page.goto("/")
        resident.follow(HEARING)
        resident.follow("进入会场")
        resident.press("签到")
        resident.reads("您已在线签到，可以申请发言。")
    screen.reads("线上 3 人")
    chair.shot("05-desk", "线上 3 人")
    walk("小谷").shot("05-phone", "申请发言")
