"""Who may decide what, after how much notice: from tables, at the exact boundary."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from consult.agenda import rules

SUBJECTS = ["民生项目", "社区用房", "垃圾分类投放点"]


@pytest.mark.parametrize(
    ("text", "everybody", "code"),
    [
        ("修改社区自治章程", False, "charter"),
        ("制定槐安社区文明养犬公约", True, "convention"),
        ("审议居委会 2026 年度工作报告", True, "yearly_report"),
        ("评议居委会成员", False, "appraisal_of_members"),
        ("撤销居民代表会议关于停车的决定", False, "earlier_decision"),
        ("把闲置自行车库改作老年助餐点", True, "everybody"),
        ("把闲置自行车库改作老年助餐点", False, None),
        ("中心花园步道改造", False, None),
    ],
)
def test_what_section_30_reserves_to_the_residents_meeting(
    text: str, everybody: bool, code: str | None
) -> None:
    found = rules.reserved(text=text, everybody=everybody)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("text", "everybody", "category", "claimed", "covered"),
    [
        # An important matter of all residents: by category, by the words, or by the subject claimed on record.
        ("2026 年度社区项目点单", True, "民生项目", "", "民生项目"),
        ("垃圾分类投放点撤桶并点", True, "环境与垃圾分类", "", "垃圾分类投放点"),
        ("把闲置自行车库改作老年助餐点", True, "养老助残", "社区用房", "社区用房"),
        ("把闲置自行车库改作老年助餐点", True, "养老助残", "", None),
        ("把闲置自行车库改作老年助餐点", True, "养老助残", "停车管理", None),
        # A named item needs its own name: no other subject covers it, whatever is claimed.
        ("制定文明养犬公约", True, "公约与文明", "社区用房", None),
        ("制定自治章程", True, "民生项目", "民生项目", None),
    ],
)
def test_which_subject_of_an_authorization_covers_it(
    text: str, everybody: bool, category: str, claimed: str, covered: str | None
) -> None:
    item = rules.reserved(text=text, everybody=everybody)
    assert item is not None
    found = rules.covering(item=item, subjects=SUBJECTS, category=category, text=text, claimed=claimed)
    assert found == covered


def test_a_convention_authorized_by_name_is_covered() -> None:
    item = rules.reserved(text="制定文明养犬公约", everybody=True)
    assert item is not None
    found = rules.covering(
        item=item, subjects=[*SUBJECTS, "制定和修改居民公约"], category="公约与文明", text="制定文明养犬公约"
    )
    assert found == "制定和修改居民公约"


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_an_authorization_holds_from_its_first_to_its_last_day(day: date, holds: bool) -> None:
    assert rules.in_force(decided_on=date(2026, 1, 1), valid_until=date(2027, 12, 31), day=day) is holds


@pytest.mark.parametrize(("full", "given"), [(-1, 0), (0, 0), (1, 1), (10, 10)])
def test_the_day_of_notice_and_the_day_itself_do_not_count(full: int, given: int) -> None:
    assert rules.notice_given(full) == given


@pytest.mark.parametrize(
    ("representatives", "members", "enough"),
    # 槐安: 35 of 42; 新澜: 48 of 57 (demo.md §5.1); then the boundary itself.
    [
        (35, 42, True),
        (48, 57, True),
        (8, 10, True),
        (7, 9, False),
        (4, 5, True),
        (3, 4, False),
        (0, 0, False),
    ],
)
def test_representatives_are_four_fifths_or_more(representatives: int, members: int, enough: bool) -> None:
    assert rules.enough_representatives(representatives=representatives, members=members) is enough


@pytest.mark.parametrize(
    ("form", "rule", "given", "problem"),
    [
        ("round_table", "CONSENSUS", {}, None),
        ("round_table", "REP_MEETING_MAJ", {}, "form"),
        ("heart_to_heart", "CONSENSUS", {}, "form"),
        ("collection", "APPROVAL_POLL", {}, "form"),
        ("hearing", "NONE", {}, "form"),
        ("representatives_meeting", "REP_MEETING_MAJ", {}, None),
        ("representatives_meeting", "RESIDENT_MEETING_HH", {}, "form"),
        ("residents_meeting", "RESIDENT_MEETING_HH", {}, None),
        ("residents_meeting", "RESIDENT_MEETING_HH", {"owners_decide": True}, "owners"),
        ("grid_session", "GRID_HOUSEHOLDS_MAJ", {"owners_decide": True}, "owners"),
        ("grid_session", "CONSENSUS", {"owners_decide": True}, None),
        ("grid_session", "OWNERS_MAJ", {"owners_common": True}, None),
        ("grid_session", "OWNERS_MAJ", {}, "not_owners"),
        ("building_session", "BUILDING_HOUSEHOLDS_MAJ", {"owners_common": True}, None),
        ("owners_assembly", "OWNERS_3_4", {"owners_decide": True}, None),
        ("owners_assembly", "OWNERS_3_4", {}, "not_owners"),
        ("round_table", "OWNERS_3_4", {"owners_decide": True}, None),
        ("council", "COUNCIL_MAJ", {"owners_decide": True}, "owners"),
        ("round_table", "CONSENSUS", {"urgent": True}, "urgent"),
    ],
)
def test_which_rule_fits_form_and_matter(
    form: str, rule: str, given: dict[str, bool], problem: str | None
) -> None:
    facts: dict[str, bool] = {"urgent": False, "owners_decide": False, "owners_common": False, **given}
    assert rules.vote_problem(form=form, rule=rule, **facts) == problem


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("本单元加装电梯，费用按楼层分摊", "第七项"),
        ("拆除重建车棚", "第七项"),
        ("向全体业主筹集维修资金三十万元", "第六项"),
        ("补缴住宅专项维修资金", "第六项"),
        ("使用维修资金六万四千元更换水泵", None),
        ("把南侧绿地改为停车位", "第八项"),
        ("改变一号楼架空层用途，作快递站", "第八项"),
        ("不改变绿地用途，更新枯树和步道", None),
        ("在电梯轿厢投放广告，收益归业主", "第八项"),
        ("把楼顶出租给通信公司", "第八项"),
        ("物业费调到每平方米一元九角", None),
        ("选聘安居物业公司，合同两年", None),
        ("在四栋楼各装一组仰拍摄像头", None),
        ("外卖电动车限速每小时十公里，走东门", None),
    ],
)
def test_what_three_quarters_of_the_owners_must_agree_to(text: str, item: str | None) -> None:
    """民法典 §278, paragraph 1, items 6 to 8; the rest takes more than half."""
    found = rules.needs_three_quarters(text)
    assert (found and found[0]) == item


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 3, 14), (2026, 8, 8), (2026, 5, 9), (2026, 2, 14), (2027, 1, 9)],
)
def test_the_deliberation_day_is_the_second_saturday(year: int, month: int, day: int) -> None:
    assert rules.deliberation_day(year, month, week=2, weekday=6) == date(year, month, day)


def test_another_pack_may_name_another_day() -> None:
    assert rules.deliberation_day(2026, 3, week=1, weekday=1) == date(2026, 3, 2)
    assert rules.deliberation_day(2026, 3, week=4, weekday=7) == date(2026, 3, 22)


def test_letters_are_numbered_as_offices_number_them() -> None:
    number = rules.letter_number(short="槐安", word="邀", year=2026, number=12)
    assert number == "槐安邀〔2026〕第12号"


A, B = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("bound", "problem"),
    [
        ({"reviewers": {A}}, "reviewer"),
        ({"proposers": {A}}, "proposer"),
        ({"movers": {A}}, "mover"),
        ({"reviewers": {B}, "proposers": {B}, "movers": {B}}, None),
    ],
)
def test_who_is_bound_up_with_it_does_not_chair(bound: dict[str, set[UUID]], problem: str | None) -> None:
    given: dict[str, set[UUID]] = {"reviewers": set(), "proposers": set(), "movers": set(), **bound}
    assert rules.chair_problem(chair=A, **given) == problem


def test_a_category_nobody_has_heard_of_calls_for_mediation() -> None:
    assert rules.lines_for("养老助残") == ("老年人和妇女儿童", "公共卫生")
    assert rules.lines_for("没有这一类") == ("人民调解",)
