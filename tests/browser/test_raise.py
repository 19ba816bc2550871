"""A resident raises a matter on a phone of 360×640, by clicking, and sees its number and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, Person
from .served import Served

pytestmark = pytest.mark.browser

TITLE = "用社区闲置用房开设老年助餐点"
TEXT = "社区独居和高龄老人多，做饭困难。原自行车库闲置，可以改成助餐点，请大家商量。"


def test_a_matter_is_raised_on_a_phone_and_gets_its_number(
    served: Served, people: Callable[..., Person]
) -> None:
    resident = people("小谷", **PHONE)
    resident.sign_in("19900000037")
    page = resident.page
    page.get_by_role("link", name=re.compile("我要说")).first.click()
    page.get_by_label("说说是什么事").fill(TEXT)
    page.get_by_label("一句话概括").fill(TITLE)
    resident.shot("raise-what")
    onward = page.get_by_role("button", name=re.compile("下一步|继续"))
    onward.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("在哪里")
    resident.shot("raise-where")
    page.get_by_label("具体位置").fill("原自行车库")
    onward.click()
    page.get_by_text("不是", exact=True).click()
    onward.click()
    page.get_by_text("整个社区", exact=True).click()
    onward.click()
    page.get_by_text("养老助残", exact=True).click()
    onward.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对")
    resident.shot("raise-check")
    page.get_by_role("button", name="提出事项").click()
    expect(page.get_by_text(re.compile(r"QY-HA-2026-\d{4}"))).to_be_visible()
    resident.shot("raise-number")
