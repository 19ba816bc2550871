"""matter.revise: what was returned goes back to review. matter.again: what failed may return."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consult.intake import powers, review
from consult.intake.models import Contest, Matter
from consult.kernel import clock, ledger
from consult.kernel.log import Draft
from consult.kernel.models import Due, Gram
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import START, World


def revise(world: World, matter: Matter, by: str = "王阿姨", **given: Any) -> Matter:
    given = {"title": "公告栏换玻璃并加灯", "text": "换一块玻璃，再装一盏灯，约三百元。", **given}
    return review.revise(actor=world.actor(by), matter=matter, **given)


def failed(world: World) -> Matter:
    """As a meeting that did not pass its motion leaves it: the entry says when."""
    matter = steps.at(steps.listed(world), "failed")
    ledger.write(community=world.community.pk, draft=Draft(verb="matter.fail", about=[matter.pk]))
    return matter


def again(world: World, matter: Matter, by: str = "王阿姨", **given: Any) -> Matter:
    return review.again(actor=world.actor(by), matter=matter, **given)


def test_the_proposer_revises_and_sends_it_again(world: World) -> None:
    matter = revise(world, steps.returned(world), note="补了预算")
    assert (matter.stage, matter.title) == ("in_review", "公告栏换玻璃并加灯")
    assert Gram.objects.filter(document=matter.pk, gram="加灯").exists()
    assert Due.objects.get(subject=matter.pk, settled_at=None).kind == "topic.review"


def test_an_appeal_still_waiting_is_settled_by_it(world: World) -> None:
    matter = steps.returned(world)
    powers.appeal(actor=world.actor("王阿姨"), matter=matter, reason="写得很清楚了")
    revise(world, matter)
    assert Contest.objects.get(matter=matter).decided_at == START


@pytest.mark.parametrize("by", ["老尹", "周书记", "社工小李"])
def test_nobody_else_revises_it(world: World, by: str) -> None:
    with refused("not_permitted"):
        revise(world, steps.returned(world), by)


@pytest.mark.parametrize("make", [steps.in_review, steps.declined])
def test_only_what_was_returned(world: World, make: Any) -> None:
    matter = make(world)
    with refused("wrong_stage"):
        revise(world, matter)


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "长" * 61}, {"text": " "}, {"note": "长" * 501}])
def test_a_revision_is_written_as_a_matter_is(world: World, wrong: dict[str, str]) -> None:
    with refused("invalid"):
        revise(world, steps.returned(world), **wrong)


# --- again ---


@pytest.mark.parametrize("with_", [{"ground": "物价变了"}, {"plan": "改成两步走"}])
@pytest.mark.parametrize("by", ["王阿姨", "老尹"])
def test_with_a_new_ground_or_plan_a_failed_matter_returns_at_once(
    world: World, with_: dict[str, str], by: str
) -> None:
    matter = again(world, failed(world), by, **with_)
    assert (matter.stage, matter.route) == ("in_review", "large")
    assert Due.objects.filter(subject=matter.pk, kind="topic.review", settled_at=None).exists()


def test_after_six_months_it_returns_as_it_is(world: World) -> None:
    matter = failed(world)
    with clock.at(clock.beijing(2026, 9, 2)):
        assert again(world, matter).stage == "in_review"


@guards("matter.again", "intake.guards.new_ground")
@pytest.mark.parametrize("days", [0, 183])
def test_before_that_it_needs_something_new(world: World, days: int) -> None:
    matter = failed(world)
    with clock.at(START + timedelta(days=days)), refused("new_ground"):
        again(world, matter, ground=" ", plan="")


def test_the_petition_that_obliged_the_meeting_is_spent(world: World) -> None:
    matter = failed(world)
    Matter.objects.filter(pk=matter.pk).update(petition_obliged=True)
    assert not again(world, matter, ground="物价变了").petition_obliged


def test_only_what_failed(world: World) -> None:
    with refused("wrong_stage"):
        again(world, steps.declined(world), ground="物价变了")


def test_only_neighbours_bring_it_back(world: World) -> None:
    matter = failed(world)
    outsider = world.person("外来的人")
    outsider.community = world.other
    outsider.save()
    with refused("not_permitted"):
        again(world, matter, "外来的人", ground="物价变了")
