"""matter.route: who confirms which route, when a reason is owed, and what each route does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from consult.intake import accepting, raising, triage
from consult.intake.models import Matter, Triage
from consult.kernel import clock
from consult.kernel.models import Due, Gram, LogEntry
from consult.people.models import Body, Grid
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import START, World

LEAD, STAFF = "网格长老柏", "社工小李"


def route(world: World, matter: Matter, to: str, by: str = STAFF, **given: Any) -> Matter:
    return triage.route(actor=world.actor(by), matter=matter, route=to, **given)


def test_the_grid_lead_confirms_a_small_matter(world: World) -> None:
    matter = route(world, steps.accepted(world), "small", LEAD)
    assert (matter.stage, matter.route, matter.grid) == ("with_grid", "small", world.grids[0])
    assert "matter.with_grid" in steps.messages(world, "王阿姨")
    assert "matter.yours" in steps.messages(world, "网格员小唐")


def test_staff_send_a_large_matter_to_review(world: World) -> None:
    matter = route(world, steps.accepted(world, title="三号楼加装电梯"), "large", owners_common=True)
    assert (matter.stage, matter.owners_common, matter.owners_decision) == ("in_review", True, True)
    # Five working days from Monday 2 March: Monday the 9th, to its last minute.
    assert Due.objects.get(subject=matter.pk, settled_at=None).at == clock.beijing(2026, 3, 9, 23, 59)
    assert steps.messages(world, "周书记") == ["matter.to_review"]


def test_a_private_matter_is_referred_and_kept_from_neighbours(world: World) -> None:
    matter = steps.accepted(world, category="邻里与私人事务")
    route(world, matter, "private", refer_to="人民调解委员会", due=date(2026, 3, 20))
    assert (matter.stage, matter.restricted) == ("referred", True)
    assert matter.referrals.get().to == "人民调解委员会"
    assert Due.objects.get(subject=matter.pk, settled_at=None).at == clock.beijing(2026, 3, 20, 23, 59)
    assert not Gram.objects.filter(document=matter.pk).exists()


def test_a_government_matter_goes_to_the_department_in_charge(world: World) -> None:
    agency = Body.objects.create(
        subdistrict=world.community.subdistrict, kind=Body.Kind.AGENCY, name="区市政管理所"
    )
    matter = route(world, steps.accepted(world, category="市政设施"), "government", body=agency)
    assert (matter.stage, matter.restricted) == ("transferred", False)
    assert matter.referrals.get().to == "区市政管理所"
    assert steps.messages(world, "街道小高") == ["matter.to_answer"]


def test_a_refusal_tells_why(world: World) -> None:
    matter = steps.accepted(world, text="这件事我已起诉到法院")
    with refused("invalid"):
        route(world, matter, "reject")
    route(world, matter, "reject", reason="请等法院判决")
    assert (matter.stage, matter.restricted) == ("rejected", False)
    assert '"reason":"请等法院判决"' in LogEntry.objects.get(verb="matter.route").body


def test_what_is_on_the_negative_list_is_kept_from_sight_and_for_a_while_only(world: World) -> None:
    """N02: 负面清单不受理;原文仅受理员可见并限期删除."""
    matter = steps.accepted(world, title="公布名单", text="某户有精神病史，要求公布名单")
    route(world, matter, "reject", reason="涉及他人隐私")
    assert matter.restricted
    assert Due.objects.get(subject=matter.pk, settled_at=None).at == clock.beijing(2026, 4, 1, 23, 59)
    assert "涉及他人隐私" not in LogEntry.objects.get(verb="matter.route").body


def test_staff_may_keep_a_refused_text_from_sight_where_no_word_gave_it_away(world: World) -> None:
    matter = steps.accepted(world)
    route(world, matter, "reject", reason="影射邻居", restrict=True)
    assert matter.restricted
    assert Due.objects.filter(subject=matter.pk, kind="matter.erase", settled_at=None).exists()


def test_what_a_word_hid_is_shown_once_a_person_sends_it_to_be_discussed(world: World) -> None:
    matter = steps.accepted(world, title="想找靠谱的物业")
    assert matter.restricted
    route(world, matter, "large", reason="是选聘物业", owners_common=True)
    assert not matter.restricted
    assert Gram.objects.filter(document=matter.pk).exists()


def test_a_repeated_matter_is_merged_and_its_proposer_endorses_the_other(world: World) -> None:
    """N05: 并入 M06,提出人列为附议人并获通知."""
    same: dict[str, Any] = {
        "title": "7号楼1单元下水主管反复返水",
        "text": "一楼厨房两个月返水四次，主管有破损。",
    }
    first = steps.raised(world, **same)
    second = steps.accepted(world, "老尹", **same)
    raising.endorse(actor=world.actor("小谷"), matter=second)
    raising.endorse(actor=world.actor("小范"), matter=second)
    raising.endorse(actor=world.actor("小范"), matter=first)
    assert triage.suggestion(second).rule == "T4"
    route(world, second, "merge", merge_into=first)
    assert (second.stage, second.merged_into) == ("merged", first)
    assert {e.person.name for e in first.endorsements.all()} == {"老尹", "小谷", "小范"}
    assert "matter.merged" in steps.messages(world, "老尹")
    assert "matter.route" in steps.entries(first)


def test_merging_counts_towards_review(world: World, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.own_pack(world, monkeypatch, tmp_path, endorsements_to_review=2)
    first, second = steps.raised(world), steps.accepted(world, "老尹")
    raising.endorse(actor=world.actor("小谷"), matter=first)
    route(world, second, "merge", merge_into=first)
    first.refresh_from_db()
    assert first.stage == "in_review"


def test_a_matter_is_merged_into_another_open_one_of_its_community(world: World) -> None:
    matter = steps.accepted(world)
    over = steps.at(steps.raised(world, "老尹"), "withdrawn")
    hidden = steps.raised(world, "老尹", category="邻里与私人事务")
    for other in (None, matter, over, hidden):
        with refused("invalid"):
            route(world, matter, "merge", reason="一样", merge_into=other)


@pytest.mark.parametrize("to", ["private", "government"])
def test_what_is_passed_on_is_passed_to_somebody(world: World, to: str) -> None:
    with refused("invalid"):
        route(world, steps.accepted(world), to, reason="不归社区")


def test_an_answer_is_not_due_before_today(world: World) -> None:
    with refused("invalid"):
        route(
            world,
            steps.accepted(world),
            "private",
            reason="邻里的事",
            refer_to="人民调解委员会",
            due=START.date() - timedelta(days=1),
        )


def test_a_small_matter_needs_a_grid_of_the_community(world: World) -> None:
    elsewhere = Grid.objects.create(community=world.other, code="01", name="别处")
    with refused("invalid"):
        route(world, steps.accepted(world), "small", LEAD, grid=elsewhere)


@guards("matter.route", "intake.guards.route_is_yours")
@pytest.mark.parametrize(
    ("by", "to"),
    [(STAFF, "small"), (LEAD, "large"), (LEAD, "reject"), (LEAD, "private"), (LEAD, "government")],
)
def test_small_is_for_the_grid_lead_and_the_rest_for_staff(world: World, by: str, to: str) -> None:
    matter = steps.accepted(world)
    with refused("route_is_yours"):
        route(world, matter, to, by, reason="我看应当这样", refer_to="街道")


@guards("matter.route", "intake.guards.common_property_asked")
def test_common_property_is_asked_about_before_a_route_is_confirmed(world: World) -> None:
    matter = steps.accepted(world, title="中心花园广场舞时段", category="噪声与文体")
    with refused("common_property_asked"):
        route(world, matter, "small", LEAD)


@pytest.mark.parametrize("answer", [True, False])
def test_either_answer_will_do_and_is_kept(world: World, answer: bool) -> None:
    matter = steps.accepted(world, title="中心花园广场舞时段", category="噪声与文体")
    assert route(world, matter, "small", LEAD, owners_common=answer).owners_common is answer


def test_an_answer_given_when_it_was_raised_will_do(world: World) -> None:
    matter = steps.accepted(world, title="中心花园广场舞时段", owners_common=True)
    assert route(world, matter, "small", LEAD).stage == "with_grid"


def test_what_will_not_be_deliberated_need_not_be_asked(world: World) -> None:
    matter = steps.accepted(world, title="小区道路外的市政路灯", category="市政设施")
    assert route(world, matter, "government", refer_to="市政所").stage == "transferred"


# One matter for each row, and a route somebody who knows better may choose instead.
OVERRIDES: list[tuple[str, dict[str, Any], str, str]] = [
    ("T0", {"title": "去年着火了一次", "not_emergency": True}, LEAD, "small"),
    ("T1", {"title": "楼道飞线充电", "text": "请马上来看"}, STAFF, "large"),
    ("T2", {"text": "他说我有前科，要评评理"}, LEAD, "small"),
    ("T3", {"text": "想请社区讲讲怎么起诉"}, LEAD, "small"),
    ("T4", {}, LEAD, "small"),
    ("T5", {"category": "邻里与私人事务"}, LEAD, "small"),
    ("T6", {"category": "市政设施"}, LEAD, "small"),
    ("T7", {"title": "三号楼加装电梯"}, LEAD, "small"),
    ("T8", {"category": "公约与文明"}, LEAD, "small"),
    ("T9", {"building": None}, STAFF, "reject"),
    ("T10", {}, STAFF, "large"),
    ("T11", {"text": "与隔壁社区共用的门"}, LEAD, "small"),
]


def telling_row(world: World, row: str, fields: dict[str, Any]) -> Matter:
    if row == "T4":
        steps.raised(world, "老尹")
    matter = steps.raised(world, **fields)
    return accepting.accept(actor=world.actor(STAFF), matter=matter)


@pytest.mark.parametrize(("row", "fields", "by", "to"), OVERRIDES, ids=[row[0] for row in OVERRIDES])
def test_a_person_overrides_each_row_with_a_reason(
    world: World, row: str, fields: dict[str, Any], by: str, to: str
) -> None:
    matter = telling_row(world, row, fields)
    route(world, matter, to, by, reason="到现场看过，应当这样", owners_common=True)
    kept = Triage.objects.get(matter=matter, verb="matter.route")
    assert (kept.rule, kept.decided, kept.reason) == (row, to, "到现场看过，应当这样")
    assert kept.suggested != to
    assert kept.by == world.people[by]


@guards("matter.route", "intake.guards.override_has_reason")
@pytest.mark.parametrize(
    ("row", "fields", "by", "to"), [one for one in OVERRIDES if one[3] != "reject"], ids=lambda v: str(v)[:3]
)
def test_and_not_without_one(world: World, row: str, fields: dict[str, Any], by: str, to: str) -> None:
    matter = telling_row(world, row, fields)
    with refused("override_has_reason"):
        route(world, matter, to, by, reason=" ", owners_common=True)


@guards("matter.route", "intake.guards.not_in_dispute")
def test_while_there_is_disagreement_only_the_secretary_decides(world: World) -> None:
    matter = steps.accepted(world)
    triage.dispute(actor=world.actor(STAFF), matter=matter, route="large", reason="涉及全小区")
    with refused("not_in_dispute"):
        route(world, matter, "small", LEAD)


@pytest.mark.parametrize("by", ["王阿姨", "网格员小唐", "周书记", "网格长小井"])
def test_nobody_else_routes(world: World, by: str) -> None:
    with refused("not_permitted"):
        route(world, steps.accepted(world), "small", by)


@pytest.mark.parametrize("make", [steps.raised, steps.with_grid, steps.in_review])
def test_it_is_routed_once(world: World, make: Any) -> None:
    matter = make(world)
    with refused("wrong_stage"):
        route(world, matter, "small", LEAD)


def test_owners_are_asked_themselves_about_a_large_matter_on_their_common_property(world: World) -> None:
    matter = steps.accepted(world, building=None)
    route(world, matter, "large", owners_common=True)
    assert matter.owners_decision
    other = steps.accepted(world, "老尹", building=None, title="另一件不同的大事", text="完全不一样的内容")
    route(world, other, "large", owners_common=False)
    assert not other.owners_decision
