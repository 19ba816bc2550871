"""Who takes part in the walk, each at a screen of their own, and the clock they all go by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, expect

from consult.kernel import clock

from ..conftest import DESK, PHONE, WALL, Person
from ..second_factor import Authenticator
from ..served import Served

YEAR = 2026
# 小谷 is the resident on a phone; her neighbours have theirs.
ON_PHONES = {"小谷", "老尹", "王阿姨", "葛阿姨", "居委会小夏", "网格长田姐", "网格长余哥"}


class Walk:
    """`walk("周书记")` is 周书记 at their screen, signed in the first time they are called."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served = browser, served
        self.seated: dict[str, Person] = {}
        self.last = ""
        self.sign_ins = served.sign_ins()

    def __call__(self, name: str) -> Person:
        self.last = name
        if name not in self.seated:
            person = self.seat(name, **(PHONE if name in ON_PHONES else DESK))
            listed = self.sign_ins[name]
            person.authenticator = Authenticator(listed["totp"]) if listed["totp"] else None
            person.sign_in(listed["phone"], back="/" if name in ON_PHONES else "/desk/")
        return self.seated[name]

    def seat(self, name: str, **screen: Any) -> Person:
        """A screen without anybody signed in."""
        self.seated[name] = Person(self.browser, self.served, name, **screen)
        return self.seated[name]

    def open_screen(self, staff: Person) -> Person:
        """The hall's big screen: what the room's desk opens beside itself, on a wall of its own where nobody is signed in."""
        with staff.page.expect_popup() as opened:
            staff.follow("打开大屏（新窗口）")
        opened.value.wait_for_url("**/screen/*", wait_until="commit")
        screen = self.seated.get("大屏") or self.seat("大屏", **WALL)
        screen.page.goto(opened.value.url)
        # Left open it would stand before the desk, and a page behind another is drawn once a second.
        opened.value.close()
        return screen

    def stands(self, station: str, *told: str) -> None:
        """The matter's page on the resident's phone: the rail stands here, and the timeline tells this last."""
        resident = self.seated["小谷"]
        here = resident.page.locator(".rail.whole [aria-current=step] .name")
        expect(here).to_have_text(station)
        last = resident.page.locator(".timeline > li").last
        for words in told:
            expect(last).to_contain_text(words)

    def looks(self) -> Person:
        """The resident, who looks again at the page they have open."""
        self.seated["小谷"].page.reload()
        return self.seated["小谷"]

    def at(self, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
        """It is this moment of the script now."""
        moment = clock.beijing(YEAR, month, day, hour, minute)
        self.served.set_clock(moment)
        return moment
