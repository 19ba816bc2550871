"""A hall of six pages. The speaker's phone loses its network for 40 s in mid-speech, and comes back to the exact state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .line import Line
from .seats import Seat, Seats, arranged
from .served import Served

pytestmark = pytest.mark.browser

CUT_MS = 40_000
AWAY = "连接断开，正在恢复。"
OWN_WORDS, THEIR_WORDS = "我补充一句：配送车走东门。", "餐后请按时收走餐余。"
# What everybody in the hall sees alike: the motion, the floor and the remarks. Clocks run, and are left out.
SEEN = """
() => ["floor", "remarks"].map((id) => {
  const part = document.getElementById(id)?.closest("section")?.cloneNode(true)
  part?.querySelectorAll("[role=timer], form, details, button").forEach((one) => one.remove())
  return part?.textContent.replace(/\\s+/g, " ").trim() ?? ""
})
"""


class Cuttable(Served):
    """A server that also answers at the end of one telephone line of its own."""

    def start(self) -> None:
        self.line = Line(self.port)
        self.environment["CONSULT_ORIGINS"] = f"{self.url},{self.line.url}"
        super().start()

    def stop(self) -> None:
        super().stop()
        self.line.close()


@pytest.fixture
def seats(browser: Browser, tmp_path: Path) -> Iterator[Seats]:
    arranged("hall_world", tmp_path)
    seats = Seats(browser, Cuttable(tmp_path))
    yield seats
    seats.leave()


def test_a_phone_cut_off_for_40_s_in_mid_speech_comes_back_to_what_everybody_sees(seats: Seats) -> None:
    room, line = f"/room/{seats.ids['room']}", seats.served.line
    speaker = seats.phone("小谷", room, url=line.url)
    second, third = seats.phone("老尹", room), seats.phone("王阿姨", room)
    chair, wall = seats.desk("孙副主任", room), seats.wall()
    for phone, stance in ((speaker, "赞成"), (second, "反对"), (third, "赞成")):
        phone.press("签到")
        phone.press(stance)
        phone.reads("您已申请发言")
    expect(wall.page.locator(".queue li")).to_have_count(3)
    chair.press("请下一位")
    speaker.reads("现在请您发言。")
    speaks(wall, "谷**")

    cut(speaker, line)
    since = third.page.evaluate("() => performance.now()")
    # Its own words are not lost on the way, and the page says that it does not know what became of them.
    speaker.page.get_by_label("写一条文字发言").fill(OWN_WORDS)
    speaker.press("送出")
    speaker.reads(AWAY, "未确认")
    left = seconds_left(speaker)

    late = the_hall_goes_on(seats, second, third, chair, wall)
    third.page.wait_for_function(
        "([since, ms]) => performance.now() - since > ms", arg=[since, CUT_MS], timeout=CUT_MS
    )
    # All that time it showed the last it had heard, said so, and its clock ran on.
    speaker.shot("hall-cut", AWAY, "现在请您发言。")
    expect(speaker.page.locator(".speaker")).to_contain_text("谷**")
    assert left - 50 < seconds_left(speaker) < left - 30

    mend(speaker, line)
    expect(speaker.page.get_by_text(AWAY)).to_have_count(0)
    phones = (speaker, second, third, late)
    for phone in phones:
        expect(phone.page.locator(".remark")).to_have_count(2)
    speaker.reads("正在表决")
    seen = [phone.page.evaluate(SEEN) for phone in phones]
    assert "葛**" in seen[0][0]
    assert seen == [seen[-1]] * len(phones)
    assert len({seat.position for seat in seats.taken}) == 1
    speaker.shot("hall-back")

    # And it is no mere picture: a vote sent into the dead line is sent again, and counts once.
    opened(speaker)
    choose(speaker, "赞成")
    cut(speaker, line)
    speaker.press("投出这一票")
    speaker.reads("未确认")
    mend(speaker, line)
    speaker.reads("已收到这一票")
    wall.shot("hall-wall", "正在表决")
    chair.press("截止表决")
    chair.send("截止表决")
    chair.shot("hall-desk", "赞成 3")
    # Somebody still waits with a point of order; the result is read out first.
    wall.shot("hall-result", "赞成 3")


def the_hall_goes_on(seats: Seats, second: Seat, third: Seat, chair: Seat, wall: Seat) -> Seat:
    """The next has the floor, one withdraws, one writes, a late one comes; the question is put, three vote."""
    chair.press("请下一位")
    speaks(wall, "尹**")
    third.press("不发言了")
    third.page.get_by_label("写一条文字发言").fill(THEIR_WORDS)
    third.press("送出")
    late = seats.phone("葛阿姨", f"/room/{seats.ids['room']}")
    late.press("签到")
    late.reads("您已在线签到，可以申请发言。", THEIR_WORDS)
    chair.press("请下一位")
    late.reads("现在没有人发言")
    chair.press("开始表决")
    chair.send("开始表决")
    for phone, choice in ((second, "反对"), (third, "赞成"), (late, "赞成")):
        choose(phone, choice)
        phone.press("投出这一票")
        phone.reads("已收到这一票")
        phone.press("完成")
    # While a vote runs, only a point of order is taken.
    late.page.get_by_text("插话（先于排队的人）").click()
    late.press("程序问题")
    late.reads("您已申请发言（程序问题），下一位就是您。")
    return late


def opened(phone: Seat) -> None:
    """A vote does not rise over somebody who is still writing; it waits as a line at the foot."""
    handle = phone.page.get_by_role("button", name=re.compile("^(打开选票|先收起)$"))
    if handle.inner_text() == "打开选票":
        handle.click()


def choose(phone: Seat, choice: str) -> None:
    phone.page.get_by_role("radio", name=choice).check()
    phone.press("下一步")


def cut(phone: Seat, line: Line) -> None:
    """With the browser's own switch alone an open socket would stay open: Chromium holds back what comes, and gives it all
    afterwards. So the line is cut as well."""
    phone.page.context.set_offline(True)
    line.cut()


def mend(phone: Seat, line: Line) -> None:
    line.mend()
    phone.page.context.set_offline(False)


def speaks(wall: Seat, name: str) -> None:
    expect(wall.page.locator(".speaker .name")).to_have_text(name)


def seconds_left(phone: Seat) -> int:
    minutes, seconds = phone.page.locator(".speaker .digits").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)
