"""2 April to 30 July: signed, posted, carried out, judged, closed, and filed in an archive that verifies by itself."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from ..conftest import PHONE, Person
from ..served import ROOT
from .deciding import CONSENSUS, line, pick
from .raising import TITLE
from .walk import Walk

DECISION = "关于开设老年助餐点的决议"
# 责任清单, its six columns: what, whose duty, by whom, by when, with whose money, by which standard.
DUTIES = (
    (
        "改造自行车库（不设灶具）",
        "居委会（组织者）",
        "居委会副主任",
        "2026-05-21",
        "社区民生项目资金",
        "验收合格，无油烟设施",
    ),
    (
        "确定中央厨房配送单位",
        "居委会（组织者）",
        "社区工作者小李",
        "2026-05-22",
        "不需资金",
        "合同公示，证照齐全",
    ),
)
COLUMNS = ("责任人", "时限", "资金来源", "验收标准")
SUPERVISOR = "居务监督委员会吕监督"
FINAL = "定稿与表决内容一致，责任清单明确，合法。"
OBJECTION = "担心配送车辆停放占道。"
ANSWER = "配送车辆限时停靠南门装卸位，已划线。"


def drafted(walk: Walk) -> None:
    """The draft that the result left: what was agreed, and who answers for what by when."""
    walk.at(4, 2, 9)
    staff = walk("社工小李")
    staff.station("决议", DECISION)
    staff.press("修改决议")
    form = staff.form("修改决议")
    for words in CONSENSUS:
        line(form, "达成的共识", words)
    form.get_by_label("监督人").fill(SUPERVISOR)
    staff.send("修改决议")
    listed(staff)
    final(walk)


def listed(staff: Person) -> None:
    for what, party, *rest in DUTIES:
        staff.press("加一行")
        form = staff.form("填写责任清单")
        form.get_by_label("事项").fill(what)
        form.get_by_label(party).check()
        for label, words in zip(COLUMNS, rest, strict=True):
            form.get_by_label(re.compile(f"^{label}")).fill(words)
        pick(form, "在系统里的承办人", "社工小李")
        staff.send("填写责任清单")
    staff.shot("10-draft", DUTIES[0][0], DUTIES[1][0])


def final(walk: Walk) -> None:
    lawyer = walk("石律师")
    lawyer.station("决议", DECISION)
    lawyer.press("合法性审查")
    form = lawyer.form("合法性审查")
    form.get_by_label("合法", exact=True).check()
    form.get_by_label("意见", exact=True).fill(FINAL)
    lawyer.send("合法性审查")
    lawyer.reads(FINAL)


def signed(walk: Walk) -> None:
    """The secretary, who is the director too, signs with a fresh code; the supervisory committee countersigns."""
    walk.at(4, 2, 15)
    for name, verb in (("周书记", "签发"), ("吕监督", "复核签署")):
        signer = walk(name)
        signer.station("决议", DECISION)
        signer.press(verb)
        form = signer.form(verb)
        code = form.get_by_label("动态口令")
        # A second factor shown at sign-in a moment ago still counts.
        if code.count():
            assert signer.authenticator
            code.fill(signer.authenticator.code())
        signer.shot(f"11-{'sign' if verb == '签发' else 'countersign'}")
        signer.send(verb)
        signer.reads("哈希")
    walk("周书记").page.reload()
    walk("周书记").shot("11-signed", "复核")


def posted(walk: Walk) -> None:
    """Fifteen days on the board, without a sign-in; an objection, answered by somebody else within three days."""
    walk.at(4, 3, 10)
    staff = walk("社工小李")
    staff.station("决议", DECISION)
    staff.press("公示")
    staff.send("公示")
    passer = walk.seat("路人", **PHONE)
    passer.page.goto("/board")
    passer.shot("12-board", DECISION)
    passer.follow(re.compile(DECISION))
    expect(passer.page.get_by_role("heading", level=1)).to_have_text(DECISION)
    passer.shot("12-notice", "4月20日")

    objected(walk)


def objected(walk: Walk) -> None:
    """From a phone, and answered in two days by somebody who did not sign."""
    walk.at(4, 6, 20)
    staff = walk("社工小李")
    objector = walk("老尹")
    objector.page.goto("/board")
    objector.follow(re.compile(DECISION))
    objector.press("提出异议")
    asked = objector.page.get_by_role("group", name="提出异议")
    asked.get_by_role("textbox").fill(OBJECTION)
    asked.get_by_role("button", name="提出异议").click()
    objector.shot("12-objection", OBJECTION)
    walk.at(4, 8, 10)
    staff.station("公示与异议", DECISION)
    staff.reads(OBJECTION)
    staff.press("答复异议")
    form = staff.form("答复异议")
    form.get_by_label("答复").fill(ANSWER)
    staff.send("答复异议")
    objector.page.reload()
    objector.reads(ANSWER)
    objector.press("接受答复")
    objector.page.get_by_role("group", name="接受答复").get_by_role("button", name="接受答复").click()
    expect(objector.page.get_by_role("button", name="接受答复")).to_have_count(0)


PROGRESS = "车库已清空，地面和给排水改造完成，现场照片附后。"
FOUND = "现场与验收标准一致。"
# How often a page is looked at again for what the worker does beside it, about half a second each time.
LOOKS = 40


def carried_out(walk: Walk) -> None:
    """督办: an order for each duty, its progress with a photo, reported done, inspected by another, closed by the secretary."""
    walk.at(4, 21, 9)
    staff, secretary = walk("社工小李"), walk("周书记")
    staff.station("公示与异议", DECISION)
    staff.press("撤下公示")
    staff.send("撤下公示")
    walk.at(4, 21, 10)
    secretary.station("督办")
    secretary.press(f"下达督办单 {DECISION}")
    secretary.send("下达督办单")
    secretary.shot("13-issued", DUTIES[0][0])
    for nth, (what, *_) in enumerate(DUTIES):
        walk.at(4, 23)
        staff.station("督办", what)
        staff.press("开始办理")
        staff.press("报告进展")
        form = staff.form("报告进展")
        form.get_by_label("办了什么").fill(PROGRESS)
        form.locator("input[type=file]").set_input_files(
            {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        )
        staff.send("报告进展")
        staff.shot(f"13-progress-{nth}", PROGRESS)
        staff.press("报告办结")
        staff.send("报告办结")
    walk.at(5, 20)
    inspector = walk("督查老丁")
    for what, *_ in DUTIES:
        inspector.station("督办", what)
        inspector.press("核查通过")
        form = inspector.form("核查通过")
        form.get_by_label("核查情况").fill(FOUND)
        inspector.send("核查通过")
    inspector.shot("13-verified", FOUND)
    walk.at(5, 20, 15)
    for what, *_ in DUTIES:
        secretary.station("督办", what)
        secretary.press("销号")
        secretary.send("销号")


def photo() -> bytes:
    """What a phone's camera gives, small."""
    taken = BytesIO()
    Image.new("RGB", (640, 480), "#b7c4b1").save(taken, "JPEG")
    return taken.getvalue()


def judged(walk: Walk) -> None:
    """Those affected say on their phones whether it was answered, whether it is solved, and how satisfied they are."""
    walk.at(5, 21, 19)
    for name in ("小谷", "王阿姨", "老尹"):
        resident = walk(name)
        resident.page.goto("/")
        resident.page.get_by_role("main").get_by_role("link", name=TITLE, exact=True).first.click()
        form = resident.form("请您评价")
        form.get_by_label("有回应", exact=True).check()
        form.get_by_label("解决了", exact=True).check()
        form.get_by_label("很满意", exact=True).check()
        if name == "小谷":
            form.get_by_label("有回应", exact=True).scroll_into_view_if_needed()
            resident.shot("14-evaluate")
        form.get_by_role("button", name="评价", exact=True).click()
        expect(form).to_have_count(0)
    walk.stands("评价")


def filed(walk: Walk, to: Path) -> None:
    """办结、归档."""
    walk.at(7, 29, 10)
    secretary = walk("周书记")
    secretary.station("评价", TITLE)
    settled(secretary, "办结确认")
    secretary.shot("15-judged", "满意率")
    secretary.press("办结确认")
    secretary.send("办结确认")
    walk.at(7, 30, 10)
    staff = walk("社工小李")
    staff.station("归档", TITLE)
    staff.press("归档")
    staff.send("归档")
    downloaded(walk, to)


def settled(person: Person, verb: str) -> None:
    """The worker has settled what fell due: looked at again until the verb may be done."""
    waiting = person.page.get_by_role("main").locator("button[aria-disabled=true]", has_text=verb)
    for _ in range(LOOKS):
        person.page.reload()
        person.page.get_by_role("button", name=verb, exact=True).first.wait_for()
        if not waiting.count():
            return
    raise AssertionError(f"{verb} cannot be done: {waiting.first.locator('..').inner_text()}")


def downloaded(walk: Walk, to: Path) -> None:
    """The ZIP is checked where there is no database."""
    staff = walk("社工小李")
    staff.station("归档")
    staff.follow("已归档")
    staff.follow(TITLE)
    with staff.page.expect_download() as begun:
        staff.follow(re.compile("^下载档案"))
    file = to / "archive.zip"
    begun.value.save_as(file)
    staff.shot("15-filed", "居务档案")
    told = subprocess.run(
        [sys.executable, "manage.py", "verify_archive", str(file)],
        cwd=ROOT,
        env={**walk.served.environment, "CONSULT_VAR": str(to)},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    assert re.search(f"完好 QY-HA-2026-\\d{{4}}“{TITLE}”", told.stdout)
    walk.looks().shot("15-matter", "归档")
