"""9–21 March: a hearing and a round table, convened, announced and held; the room on a phone, the desk and the wall at once."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from ..conftest import Person
from .raising import TITLE
from .walk import Walk

CHAIR, RECORDER = "孙副主任", "社工小郑"
HEARING = "助餐点听证会（第一轮）"
OBJECTIONS = ("担心油烟和异味", "担心人流和噪声影响午休", "担心占用消防通道")
MATERIAL = ("自行车库现状和改造设想", "居委会", "面积 120 平方米，现闲置；改造预算与配送方案见附表。")


def convened(walk: Walk) -> None:
    walk.at(3, 9)
    staff = walk("社工小李")
    staff.station("会议与议程")
    staff.follow("协商日历")
    waiting = staff.page.get_by_role("region", name="已立项，还没有上会")
    staff.shot("04-calendar", "协商日")
    waiting.get_by_role("link", name="召集会议").click()
    convene(
        staff, form="听证会（须提前 3 天通知）", title=HEARING, starts="2026-03-14T09:30", shot="04-convene"
    )
    staff.shot("04-session", "筹备中", "没有公布材料不得开会")
    prepare(staff, material=MATERIAL)
    staff.press("编排参会人")
    staff.reads("已编排")
    staff.press("发出会议通知")
    staff.shot("04-before-notice", "可以发出会议通知")
    staff.send("发出会议通知")
    staff.shot("04-announced", "已通知", "邀约书与回执")


def convene(staff: Person, *, form: str, title: str, starts: str, shot: str, **more: str) -> None:
    """Fill in what a session needs to exist, and see its own page."""
    asked = staff.form("召集会议")
    asked.get_by_label("会议形式").select_option(form)
    asked.get_by_label("会议名称").fill(title)
    asked.get_by_label("开始时间").fill(starts)
    asked.get_by_label("会议地点").fill("社区议事厅")
    for label, option in more.items():
        asked.get_by_label(label).check() if option == "" else asked.get_by_label(label).fill(option)
    staff.shot(shot)
    asked.get_by_role("button", name="召集会议", exact=True).click()
    chosen = staff.page.get_by_role("region", name="所选的一件")
    expect(chosen.get_by_role("heading", level=2, name=title)).to_be_visible()


def about(staff: Person, title: str) -> None:
    """Look the matter up by its words, as for a second session about it."""
    field = staff.form("召集会议")
    field.get_by_label("按编号或字词查找").fill(title)
    field.get_by_role("button", name="查找").click()
    field.get_by_role("button", name=re.compile(f"^{title}")).click()


def prepare(staff: Person, *, material: tuple[str, str, str]) -> None:
    """Who chairs and who writes, and a paper to read beforehand."""
    staff.press("指定主持和记录")
    form = staff.form("指定主持和记录")
    choose(form, "主持人", CHAIR)
    choose(form, "记录人", RECORDER)
    staff.send("指定主持和记录")
    staff.press("添加材料")
    form = staff.form("添加材料")
    for label, words in zip(("材料名称", "来源", "正文"), material, strict=True):
        form.get_by_label(label).fill(words)
    staff.send("添加材料")


def choose(form: Locator, field: str, option: str) -> None:
    """One of a few stands as chips side by side, one of many in a list that opens; none until they have come."""
    opening = form.get_by_role("combobox", name=field)
    chip = form.get_by_role("group", name=field).get_by_label(option, exact=True)
    expect(opening.or_(chip)).to_be_visible()
    if opening.count():
        opening.select_option(label=option)
    else:
        chip.check()


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
        resident.follow(f"进入会场 {HEARING}")
        resident.press("签到")
        resident.reads("您已在线签到，可以申请发言。")
    screen.reads("线上 3 人")
    chair.shot("05-desk", "线上 3 人")
    walk("小谷").shot("05-phone", "申请发言")

    # Against and for in turn; who has the floor stands on every screen at once.
    for name, stance in (("老尹", "反对"), ("小谷", "赞成"), ("王阿姨", "反对")):
        walk(name).press(stance)
        walk(name).reads("您已申请发言")
    chair.reads("等候发言（3）")
    chair.press("请下一位")
    speaks(screen, "尹**")
    screen.shot("05-screen-speaking", "反对")
    walk("老尹").reads("现在请您发言。")
    walk("小谷").shot("05-phone-speaking", "尹**", "您已申请发言（赞成），下一位就是您。")
    recorder = walk("社工小郑")
    recorder.station("会场", HEARING)
    recorder.follow("进入会场工作台")
    for words in OBJECTIONS:
        note(recorder, "保留意见", words)
    chair.press("请下一位")
    speaks(screen, "谷**")
    walk("小谷").shot("05-phone-my-turn", "现在请您发言。", *OBJECTIONS)
    chair.press("请下一位")
    speaks(screen, "王**")
    walk("王阿姨").page.get_by_label("写一条文字发言").fill("餐后请按时收走餐余。")
    walk("王阿姨").press("送出")
    recorder.shot("05-desk-noted", "餐后请按时收走餐余。", *OBJECTIONS)
    walk.at(3, 14, 11)
    for _ in OBJECTIONS:
        confirm_next(chair)
    close(walk, chair, recorder, HEARING, ("王阿姨", "老尹"))
    walk("小谷").reads("会议已结束。")
    screen.shot("05-screen-over", "会议已结束")


def speaks(screen: Person, name: str) -> None:
    expect(screen.page.locator(".speaker .name")).to_have_text(name)


def confirm_next(chair: Person) -> None:
    """The chair confirms one of the points that wait for it."""
    waiting = chair.page.get_by_role("button", name=re.compile("^确认这一条"))
    left = waiting.count()
    waiting.first.click()
    expect(waiting).to_have_count(left - 1)


def close(walk: Walk, chair: Person, recorder: Person, title: str, approving: tuple[str, ...]) -> None:
    """散会; the minutes draft themselves from what was said, some who were there approve them, the recorder freezes them."""
    chair.press("宣布散会")
    chair.send("宣布散会")
    written(walk, recorder, title, approving)


def written(walk: Walk, recorder: Person, title: str, approving: tuple[str, ...]) -> None:
    recorder.press("按会场记录起草")
    expect(recorder.form("修改会议记录").get_by_role("textbox")).to_have_value(re.compile(title))
    recorder.send("修改会议记录")
    for name in approving:
        resident = walk(name)
        resident.page.get_by_text("议程", exact=True).click()
        resident.follow("会议的全部材料")
        resident.press("认可会议记录")
        resident.reads("已认可")
    recorder.press("会议记录定稿")
    recorder.send("会议记录定稿")
    recorder.reads("会议记录已定稿")


def note(recorder: Person, kind: str, words: str) -> None:
    """What is agreed or held against it, written down as it is said."""
    recorder.press("记一条")
    form = recorder.form("记一条")
    form.get_by_label(kind).check()
    form.get_by_label("内容").fill(words)
    recorder.send("记一条")
    recorder.reads(words)
