"""matter.answer and matter.track: what was passed on stays in sight until it is answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from consult.intake import raising, referrals, triage
from consult.kernel.models import Due
from tests.expect import refused
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
