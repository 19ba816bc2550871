"""15 March to 1 April: a round table agrees, the law and the Party are asked, the representatives' meeting votes."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from ..conftest import Person
from .consulting import CHAIR, RECORDER, about, close, confirm_next, convene, note, prepare
from .raising import TITLE
from .walk import Walk

TABLE = "助餐点圆桌会（第二轮）"
ANSWERS = ("三条异议的书面答复", "居委会", "逐条答复：不设灶具；限时营业；消防通道划线。")
CONSENSUS = (
    "不设灶具，由中央厨房配送、现场分餐",
    "营业时间 10:30 至 13:00",
    "试运营三个月，期满由用餐老人和楼上住户评议",
)


def agreed(walk: Walk) -> None:
    """The second round: what all can live with is written down and confirmed."""
    walk.at(3, 15)
    staff = walk("社工小李")
    staff.station("会议与议程")
    staff.follow("召集会议")
    about(staff, TITLE)
    convene(
        staff, form="圆桌会（须提前 3 天通知）", title=TABLE, starts="2026-03-21T14:00", shot="06-convene"
    )
    prepare(staff, material=ANSWERS)
    staff.press("编排参会人")
    staff.reads("已编排")
    staff.press("发出会议通知")
    staff.send("发出会议通知")
    staff.reads("已通知")

    walk.at(3, 21, 13, 55)
    chair = walk(CHAIR)
    chair.station("会场", TABLE)
    chair.press("宣布开会")
    chair.send("宣布开会")
    chair.follow("进入会场工作台")
    screen = walk.open_screen(chair)
    chair.press(f"进入这项议程 {TITLE}")
    for name in ("小谷", "老尹"):
        resident = walk(name)
        resident.page.goto("/")
        resident.follow(f"进入会场 {TABLE}")
        resident.press("签到")
        resident.reads("您已在线签到，可以申请发言。")
    screen.shot("06-screen", "线上 2 人")
    recorder = walk(RECORDER)
    recorder.station("会场", TABLE)
    recorder.follow("进入会场工作台")
    for words in CONSENSUS:
        note(recorder, "共识", words)
    walk("小谷").shot("06-phone", *CONSENSUS)
    for _ in CONSENSUS:
        confirm_next(chair)
    chair.shot("06-desk", *CONSENSUS)
    walk.at(3, 21, 15, 40)
    close(walk, chair, recorder, TABLE, ("小谷", "老尹"))


MEETING = "居民代表会议：老年助餐点"
OPINION = ("协商意见", "圆桌会", "不设灶具；限时营业；试运营三个月。")
MOTION = {
    "标题": "开设老年助餐点",
    "由谁": "居委会",
    "何时": "公示期满后、六月底前",
    "做什么": "把原自行车库改为老年助餐点，由中央厨房配送、现场分餐，试运营三个月。",
}
PAGE = {
    "要决定什么": "是否把原自行车库改为老年助餐点：不设灶具，由中央厨房配送、现场分餐，营业 10:30–13:00，试运营三个月。",
    "通过了会怎样": "六月前开始供餐，三个月后开评议会，由用餐老人和楼上住户评价。",
    "不通过会怎样": "自行车库维持原样，另议其他助餐办法。",
    "影响到谁": "全社区老人；楼上十六户。",
    "花谁的钱": "社区民生项目资金改造，餐费由用餐人负担，街道补贴特困老人。",
    "怎么投票": "居民代表会议组成人员到会表决，赞成超过到会人数一半才通过。",
    "怎么提异议": "公示期内可在公示页或社区服务站提出异议，三日内由签发人以外的人答复。",
}
LEGAL = "属授权事项；不新设产生油烟的餐饮，符合大气污染防治法；可以付表决。"
STUDIED = "同意提交居民代表会议决定。"


def prepared(walk: Walk) -> None:
    """The statutory meeting: its motion in words, the plain page, its paper."""
    walk.at(3, 22, 10)
    chair = walk(CHAIR)
    chair.station("会议与议程")
    chair.follow("召集会议")
    about(chair, TITLE)
    form = chair.form("召集会议")
    form.get_by_label("会议形式").select_option("居民代表会议（须提前 5 天通知）")
    form.get_by_label(re.compile("社区用房")).check()
    form.get_by_label("授权事项").fill("社区用房")
    convene(
        chair,
        form="居民代表会议（须提前 5 天通知）",
        title=MEETING,
        starts="2026-04-01T14:00",
        shot="07-convene",
    )
    moved(chair)
    prepare(chair, material=OPINION)
    chair.press("编排参会人")
    chair.shot("07-prepared", "已编排")
    lawful(walk)


def moved(chair: Person) -> None:
    """The motion, concrete, and its plain page."""
    chair.press("起草动议")
    form = chair.form("起草动议")
    form.get_by_role("radio", name=TITLE).check()
    for label, words in MOTION.items():
        form.get_by_label(label, exact=True).fill(words)
    rules = form.get_by_role("group", name="按哪条规则表决")
    rules.get_by_role("radio", name=re.compile("^居民代表会议过半数")).check()
    form.get_by_label("授权事项").fill("社区用房")
    # Whoever moves it cannot chair: it is the resident's matter.
    pick(form, "提出人", "小谷")
    chair.shot("07-motion")
    chair.send("起草动议")
    chair.press("写明白纸")
    form = chair.form("写明白纸")
    for label, words in PAGE.items():
        form.get_by_label(label).fill(words)
    chair.send("写明白纸")


def lawful(walk: Walk) -> None:
    lawyer = walk("石律师")
    lawyer.station("会议与议程", MEETING)
    lawyer.press("出具法律意见")
    form = lawyer.form("出具法律意见")
    form.get_by_label("合法", exact=True).check()
    form.get_by_label("意见", exact=True).fill(LEGAL)
    lawyer.send("出具法律意见")
    lawyer.reads(LEGAL)


def studied(walk: Walk) -> None:
    walk.at(3, 23, 16)
    secretary = walk("周书记")
    secretary.station("会议与议程", MEETING)
    secretary.follow(TITLE)
    secretary.press("登记研究讨论记录")
    form = secretary.form("登记研究讨论记录")
    form.get_by_label("研究讨论的日期").fill("2026-03-23")
    for name in ("周书记", "委员老陈", "兼职委员吴校长"):
        line(form, "参加的人", name)
    form.get_by_label("结论").fill(STUDIED)
    secretary.shot("07-study")
    secretary.send("登记研究讨论记录")


def pick(form: Locator, legend: str, name: str) -> None:
    """Somebody looked up by name."""
    field = form.get_by_role("group", name=legend)
    field.get_by_label("按姓名、房号或手机尾号四位查找").fill(name)
    field.get_by_role("button", name=re.compile(f"^{name} ")).click()


def line(form: Locator, legend: str, words: str) -> None:
    """One more line of several."""
    several = form.get_by_role("group", name=legend)
    several.get_by_role("button", name="加一条").click()
    several.get_by_role("textbox").last.fill(words)


def announced(walk: Walk) -> None:
    walk.at(3, 25)
    staff = walk("社工小李")
    staff.station("会议与议程", MEETING)
    staff.press("发出会议通知")
    staff.send("发出会议通知")
    staff.shot("07-announced", "已通知", "议程已公布")
    staff.press("准备表决")
    form = staff.form("准备表决")
    form.get_by_label("投票", exact=True).check()
    form.get_by_label("记名", exact=True).check()
    staff.send("准备表决")
    staff.page.get_by_role("link", name="看这次表决").wait_for()


# 42 may come, 36 do: three with their phones, the others sign in at the door and vote on paper. 29 for, 5 against, 2 abstain.
PHONES = {"居委会小夏": "赞成", "网格长田姐": "赞成", "网格长余哥": "赞成"}
PAPER = ("赞成",) * 26 + ("反对",) * 5 + ("弃权",) * 2
RESULT = "42 人应到，36 人到会，赞成 29，须超过 18：通过"


def sat(walk: Walk) -> None:
    """The meeting sits: signed in by list and by phone, a quorum on the wall, the motion taken up and debated."""
    walk.at(4, 1, 13, 55)
    chair = walk(CHAIR)
    chair.station("会场", MEETING)
    chair.press("宣布开会")
    chair.send("宣布开会")
    chair.follow("进入会场工作台")
    screen = walk.open_screen(chair)
    chair.shot("08-desk-empty", "未达法定人数")
    chair.press("按名单签到")
    chair.page.get_by_label("职务").select_option(label="居民代表")
    listed = chair.page.get_by_role("group", name="给谁签到").get_by_role(
        "checkbox", name=re.compile("居民代表")
    )
    # Among all who hold an office there are not as many representatives on the first page.
    expect(listed.nth(len(PAPER) - 1)).to_be_visible()
    for box in listed.all()[: len(PAPER)]:
        box.check()
    chair.press(f"签到（{len(PAPER)} 人）")
    screen.reads(f"应到 42，实到 {len(PAPER)}")
    by_phone(walk)
    screen.reads("应到 42，实到 36")
    debated(walk)


def by_phone(walk: Walk) -> None:
    for name in PHONES:
        member = walk(name)
        member.page.goto("/")
        member.follow(f"进入会场 {MEETING}")
        member.press("签到")
        member.reads("您已在线签到")


def debated(walk: Walk) -> None:
    chair, screen = walk(CHAIR), walk.seated["大屏"]
    chair.press("按名单签到")
    chair.press(f"进入这项议程 {MOTION['标题']}")
    chair.press(f"提出动议 {MOTION['标题']}")
    screen.shot("08-screen-motion", MOTION["做什么"])
    speaker = walk("网格长田姐")
    speaker.press("赞成")
    chair.press("请下一位")
    screen.shot("08-screen-speaking", "赞成")
    chair.press("请下一位")


def voted(walk: Walk) -> None:
    """The question is put: three ballots on phones, thirty-three on paper typed in by one and again by another."""
    walk.at(4, 1, 14, 40)
    chair, screen = walk(CHAIR), walk.seated["大屏"]
    chair.press("开始表决")
    chair.send("开始表决")
    screen.shot("09-screen-open", "正在表决")
    for nth, (name, choice) in enumerate(PHONES.items()):
        member = walk(name)
        member.page.get_by_label(choice, exact=True).check()
        if nth == 0:
            member.shot("09-phone-ballot", "赞成")
        member.press("下一步")
        member.reads("请再看一遍", choice)
        member.press("投出这一票")
        member.reads("已收到这一票")
        if nth == 0:
            member.shot("09-phone-stub", "存根编号")
        member.press("完成")
    on_paper(walk)
    chair.press("截止表决")
    chair.send("截止表决")
    chair.shot("09-desk-result", RESULT)
    screen.shot("09-screen-result", "通过")
    walk("居委会小夏").shot("09-phone-result", "通过")


def on_paper(walk: Walk) -> None:
    """Those who signed in at the door have a sheet each; two people type what came back, and neither sees the other's typing."""
    staff, recorder = walk("社工小李"), walk(RECORDER)
    for person in (staff, recorder):
        person.station("表决", MOTION["标题"])
    staff.page.get_by_text("名册（42", exact=False).click()
    free = staff.page.get_by_role("checkbox", name=re.compile("发纸票$"))
    expect(free.first).to_be_visible()
    here = staff.page.get_by_role("row").filter(has_text="现场").get_by_role("checkbox")
    for box in here.all():
        box.check()
    staff.press(f"发纸票（{len(PAPER)}）")
    typing(walk)


def typing(walk: Walk) -> None:
    staff, recorder = walk("社工小李"), walk(RECORDER)
    recorder.page.reload()
    typed(recorder, "录入纸质票")
    recorder.shot("09-paper-entered", "已录一遍，待另一人核对")
    staff.page.reload()
    typed(staff, "核对纸质票")
    staff.shot("09-paper-confirmed", "已计票")


def typed(person: Person, verb: str) -> None:
    """The batch from its sheets, as they lie on the table."""
    person.press(f"{verb} 第 1 批")
    form = person.form(verb)
    form.get_by_role("button", name="全部收回").click()
    for sheet, choice in zip(form.get_by_role("listitem").all(), PAPER, strict=True):
        sheet.get_by_label(choice, exact=True).check()
    form.get_by_role("button", name=verb, exact=True).click()
    expect(form).to_have_count(0)


def recorded(walk: Walk) -> None:
    """散会; the minutes, read and approved on the phones of those who were there."""
    walk.at(4, 1, 15, 10)
    recorder = walk(RECORDER)
    recorder.station("会场", MEETING)
    recorder.follow("进入会场工作台")
    close(walk, walk(CHAIR), recorder, MEETING, tuple(PHONES)[:2])
