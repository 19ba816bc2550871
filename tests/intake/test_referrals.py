"""matter.answer, matter.track: what was passed on stays in sight until it is answered. matter.refer_up to the
subdistrict, matter.hand_down from it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from consult.intake import handling, powers, raising, referrals, review, triage
from consult.intake.models import Matter, Triage
from consult.intake.timeline import timeline
from consult.kernel.models import Due
from consult.people.models import Body
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import START, World


@pytest.mark.parametrize("route", ["private", "government"])
def test_staff_answer_what_was_passed_on(world: World, route: str) -> None:
    matter = steps.routed(world, route, given={"due": date(2026, 3, 20)})
    referrals.answer(actor=world.actor("社工小李"), matter=matter, text="已经修好")
    assert matter.stage == "answered"
    kept = matter.referrals.get()
    assert (kept.answer, kept.answered_at) == ("已经修好", START)
    assert not Due.objects.filter(subject=matter.pk, settled_at=None).exists()
    assert "matter.answered" in steps.messages(world, "王阿姨")


def test_the_subdistrict_answers_and_endorsers_hear_of_it(world: World) -> None:
    matter = steps.accepted(world, category="市政设施")
    raising.endorse(actor=world.actor("老尹"), matter=matter)
    triage.route(actor=world.actor("社工小李"), matter=matter, route="government", refer_to="市政所")
    referrals.answer(actor=world.actor("街道小高"), matter=matter, text="下周施工")
    assert "matter.answered" in steps.messages(world, "老尹")


def test_how_it_stands_is_told_meanwhile(world: World) -> None:
    matter = steps.routed(world, "government")
    referrals.track(actor=world.actor("社工小李"), matter=matter, note="市政所已派人看过")
    assert matter.stage == "transferred"
    assert "matter.tracked" in steps.messages(world, "王阿姨")


@pytest.mark.parametrize("by", ["王阿姨", "网格员小唐", "周书记", "吕监督"])
def test_nobody_else_answers_or_tracks(world: World, by: str) -> None:
    matter = steps.routed(world, "government")
    with refused("not_permitted"):
        referrals.answer(actor=world.actor(by), matter=matter, text="好了")
    with refused("not_permitted"):
        referrals.track(actor=world.actor(by), matter=matter, note="快了")


@pytest.mark.parametrize("make", [steps.accepted, steps.with_grid, steps.in_review])
def test_only_what_was_passed_on(world: World, make: Any) -> None:
    matter = make(world)
    with refused("wrong_stage"):
        referrals.answer(actor=world.actor("社工小李"), matter=matter, text="好了")
    with refused("wrong_stage"):
        referrals.track(actor=world.actor("社工小李"), matter=matter, note="快了")


@pytest.mark.parametrize("text", ["", "长" * 1001])
def test_an_answer_says_something_and_not_too_much(world: World, text: str) -> None:
    matter = steps.routed(world, "government")
    with refused("invalid"):
        referrals.answer(actor=world.actor("社工小李"), matter=matter, text=text)


# --- refer_up and hand_down ---


def refer_up(world: World, matter: Matter, by: str = "社工小李", **given: Any) -> Matter:
    given.setdefault("reason", "路面归市政管")
    given.setdefault("refer_to", "市政所")
    return referrals.refer_up(actor=world.actor(by), matter=matter, **given)


def hand_down(world: World, matter: Matter, by: str = "街道小高", reason: str = "社区可以自己议") -> Matter:
    return referrals.hand_down(actor=world.actor(by), matter=matter, reason=reason)


@pytest.mark.parametrize("make", [steps.with_grid, steps.in_review, steps.listed])
def test_what_turns_out_to_be_the_governments_goes_up_and_stays_in_sight(world: World, make: Any) -> None:
    above = Body.objects.create(
        subdistrict=world.community.subdistrict, kind=Body.Kind.FEDERATION, name="联合会"
    )
    matter = refer_up(world, make(world), refer_to="", body=above, due=date(2026, 3, 20))
    assert (matter.stage, matter.route) == ("transferred", "government")
    assert (matter.referrals.get().to, matter.referrals.get().body) == ("联合会", above)
    assert [due.kind for due in Due.objects.filter(subject=matter.pk, settled_at=None)] == ["matter.referral"]
    assert "matter.to_answer" in steps.messages(world, "街道小高")
    assert timeline(matter, world.actor("王阿姨"))[-1]["text"] == "上报街道，转联合会"
    referrals.answer(actor=world.actor("街道小高"), matter=matter, text="下周施工")
    assert matter.stage == "answered"


def test_the_subdistrict_hands_a_matter_down_and_the_community_routes_it_anew(world: World) -> None:
    matter = refer_up(world, steps.in_review(world), due=date(2026, 3, 20))
    hand_down(world, matter)
    assert (matter.stage, matter.route, matter.reassigned) == ("accepted", "", 1)
    passed = matter.referrals.get()
    assert (passed.answer, passed.answered_at) == ("社区可以自己议", START)
    assert not Due.objects.filter(subject=matter.pk, settled_at=None).exists()
    kept = Triage.objects.get(verb="matter.hand_down")
    assert (kept.reason, kept.from_whom, kept.to_whom) == ("社区可以自己议", "市政所", world.community.name)
    assert "matter.to_route_anew" in steps.messages(world, "社工小李")
    assert "matter.handed_down" in steps.messages(world, "王阿姨")
    line = timeline(matter, world.actor("王阿姨"))[-1]
    assert line["text"] == f"由市政所交回{world.community.name}，重新分流"
    assert line["reason"] == "社区可以自己议"
    triage.route(actor=world.actor("社工小李"), matter=matter, route="large", reason="街道说社区能议")
    review.admit(actor=world.actor("周书记"), matter=matter, reason="涉及多数居民", checks=steps.CHECKS)
    handling.delegate(actor=world.actor("周书记"), matter=matter, reason="一个网格可以办")
    assert (matter.stage, matter.route) == ("with_grid", "small")


@guards("matter.refer_up", "intake.guards.not_petitioned")
def test_what_a_petition_obliged_is_not_passed_up(world: World) -> None:
    matter = steps.listed(world)
    Matter.objects.filter(pk=matter.pk).update(petition_obliged=True)
    with refused("not_petitioned"):
        refer_up(world, matter)


@guards("matter.refer_up", "intake.guards.no_open_contest")
def test_what_is_being_contested_does_not_go_up_meanwhile(world: World) -> None:
    with refused("no_open_contest"):
        refer_up(world, steps.contested(world, "large"))


@guards("matter.hand_down", "intake.guards.no_open_contest")
def test_nor_does_it_come_down(world: World) -> None:
    with refused("no_open_contest"):
        hand_down(world, steps.contested(world, "government"))


@guards("matter.hand_down", "intake.guards.hand_downs_left")
def test_it_does_not_go_to_and_fro_for_ever(world: World) -> None:
    matter = steps.routed(world, "government")
    for _ in range(2):
        hand_down(world, matter)
        triage.route(
            actor=world.actor("社工小李"),
            matter=matter,
            route="government",
            reason="不归社区",
            refer_to="市政所",
        )
    with refused("hand_downs_left"):
        hand_down(world, matter)


def test_then_the_subdistrict_answers_or_the_secretary_says_whose_it_is(world: World) -> None:
    matter = steps.routed(world, "government")
    Matter.objects.filter(pk=matter.pk).update(reassigned=2)
    triage.assign(
        actor=world.actor("周书记"), matter=matter, route="large", reason="由社区议", owners_common=False
    )
    assert matter.stage == "in_review"


def test_a_contest_that_was_heard_holds_nothing_up(world: World) -> None:
    matter = steps.contested(world, "government")
    powers.rehear(actor=world.actor("周书记"), matter=matter, upheld=False, decision="确属政府事项")
    assert hand_down(world, matter).stage == "accepted"


@pytest.mark.parametrize("by", ["网格员小唐", "网格长老柏", "王阿姨", "街道小高"])
def test_nobody_but_staff_and_the_secretary_refers_up(world: World, by: str) -> None:
    with refused("not_permitted"):
        refer_up(world, steps.with_grid(world), by)


@pytest.mark.parametrize("by", ["社工小李", "周书记", "王阿姨"])
def test_nobody_but_the_subdistrict_hands_down(world: World, by: str) -> None:
    with refused("not_permitted"):
        hand_down(world, steps.routed(world, "government"), by)


def test_a_private_matter_was_never_the_subdistricts_to_hand_down(world: World) -> None:
    with refused("wrong_stage"):
        hand_down(world, steps.routed(world, "private"))


def test_both_ways_a_reason_is_owed_and_upwards_an_addressee(world: World) -> None:
    with refused("invalid"):
        refer_up(world, steps.in_review(world), reason="")
    with refused("invalid"):
        refer_up(world, steps.in_review(world), refer_to="")
    with refused("invalid"):
        hand_down(world, steps.routed(world, "government"), reason=" ")
