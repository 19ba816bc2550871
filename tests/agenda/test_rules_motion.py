"""What a motion may say: concrete, one thing, and nothing that no majority can make lawful."""

from __future__ import annotations

import pytest

from consult.agenda import rules_motion


@pytest.mark.parametrize(
    ("field", "text", "found"),
    [
        ("who", "社区居委会", None),
        ("who", "由有关部门负责", "有关部门"),
        ("who", "大家", "大家"),
        ("when", "2026年6月1日前", None),
        ("when", "六月起试行三个月", None),
        ("when", "两周内", None),
        ("when", "半年后", None),
        ("when", "每周六上午", None),
        ("when", "公示期满后", None),
        ("when", "尽快", "尽快"),
        ("when", "以后", "untimed"),
        ("what", "把闲置自行车库改作老年助餐点", None),
        ("what", "改善环境", "short"),
        ("what", "由居委会酌情处理楼道堆物问题", "酌情"),
    ],
)
def test_a_motion_says_who_when_and_what_concretely(field: str, text: str, found: str | None) -> None:
    assert rules_motion.vagueness(field, text) == found


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("把自行车库改作助餐点，由中央厨房配送、只分餐；营业 10:30–13:00；试运营 3 个月", False),
        ("第一，先清理楼道", False),
        ("（一）设助餐点（二）改建门禁", True),
        ("(一)设助餐点(二)改建门禁", True),
        ("一是设助餐点，二是改建门禁", True),
        ("1.设助餐点 2.改建门禁", True),
        ("1、设助餐点\n2、改建门禁", True),
        ("按 1.5 米宽划线，预算 2.3 万元", False),
        ("① 设助餐点 ② 改建门禁", True),
        ("设助餐点和改建门禁一并表决", True),
        ("一、设助餐点\n二、改建门禁", True),
    ],
)
def test_one_motion_decides_one_thing(text: str, several: bool) -> None:
    assert rules_motion.bundled(text) is several


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        # N04 of the demo's edge cases: 要求表决把租户赶出小区
        ("要求表决把租户赶出小区", "person"),
        ("禁止租户进入小区花园", "person"),
        ("公布某户的精神病史", "person"),
        ("取消欠费业主的表决权", "democracy"),
        ("对不交物业费的住户停水停电逼其缴费", "property"),
        ("对乱扔垃圾者罚款二百元", "law"),
        ("表决判物业败诉", "law"),
        ("强制搬走一楼堆物", "property"),
        ("把闲置自行车库改作老年助餐点", None),
        ("约定广场舞音量不超过 55 分贝", None),
        ("每月公布停车收入", None),
        ("租户代表参加议事会", None),
    ],
)
def test_what_no_majority_can_decide(text: str, ground: str | None) -> None:
    found = rules_motion.forbidden(text)
    assert (found.code if found else None) == ground


def test_the_plain_page_has_seven_fields_and_names_those_missing() -> None:
    assert list(rules_motion.PAGE) == [
        "what",
        "if_passed",
        "if_failed",
        "who_touched",
        "whose_money",
        "how_to_vote",
        "how_to_object",
    ]
    page = dict.fromkeys(rules_motion.PAGE, "写了")
    assert rules_motion.missing_of_page(page) == []
    assert rules_motion.missing_of_page({**page, "whose_money": " "}) == ["whose_money"]
    assert rules_motion.missing_of_page({}) == list(rules_motion.PAGE)
