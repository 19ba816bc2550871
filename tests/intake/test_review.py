"""topic.opine, topic.admit, topic.return, topic.decline: the Party organization's review, with public reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consult.intake import raising, review
from consult.intake.models import Matter, ReviewOpinion
from consult.kernel.models import Due, LogEntry
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import START, World

CHECKS = steps.CHECKS
Do = Any


def admit(world: World, matter: Matter, by: str = "周书记", **given: Any) -> Matter:
    given = {"reason": "关系全体居民", "checks": CHECKS, **given}
    return review.admit(actor=world.actor(by), matter=matter, **given)


def return_(world: World, matter: Matter, by: str = "周书记", **given: Any) -> Matter:
    given = {"reason": "请写明预算", "checks": {**CHECKS, "feasible": False}, **given}
    return review.return_(actor=world.actor(by), matter=matter, **given)


def decline(world: World, matter: Matter, by: str = "周书记", **given: Any) -> Matter:
    given = {"reason": "法律不允许", "checks": {**CHECKS, "legal": False}, **given}
    return review.decline(actor=world.actor(by), matter=matter, **given)


CONCLUSIONS = [(admit, "listed"), (return_, "returned"), (decline, "not_listed")]


# --- opine ---


@pytest.mark.parametrize("by", ["委员老陈", "兼职委员吴校长"])
def test_a_member_of_the_party_committee_gives_an_opinion(world: World, by: str) -> None:
    matter = steps.in_review(world)
    review.opine(actor=world.actor(by), matter=matter, favours=False, text="先问问楼上住户")
    assert matter.stage == "in_review"
    kept = matter.opinions.get()
    assert (kept.person, kept.favours, kept.text) == (world.people[by], False, "先问问楼上住户")
    assert "先问问楼上住户" not in LogEntry.objects.get(verb="topic.opine").body


def test_an_opinion_is_no_veto(world: World) -> None:
    matter = steps.in_review(world)
    review.opine(actor=world.actor("委员老陈"), matter=matter, favours=False, text="不同意")
    assert admit(world, matter).stage == "listed"


@guards("topic.opine", "intake.guards.not_opined")
def test_one_opinion_a_member(world: World) -> None:
    matter = steps.in_review(world)
    review.opine(actor=world.actor("委员老陈"), matter=matter, favours=True, text="同意")
    with refused("not_opined"):
        review.opine(actor=world.actor("委员老陈"), matter=matter, favours=False, text="改主意了")


@pytest.mark.database
def test_the_database_holds_one_opinion_a_member(world: World) -> None:
    matter = steps.in_review(world)
    said = {"matter": matter, "person": world.people["委员老陈"], "favours": True, "text": "好", "at": START}
    ReviewOpinion.objects.create(**said)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewOpinion.objects.create(**said)


@pytest.mark.parametrize("by", ["周书记", "社工小李", "吕监督", "王阿姨"])
def test_others_give_none(world: World, by: str) -> None:
    with refused("not_permitted"):
        review.opine(actor=world.actor(by), matter=steps.in_review(world), favours=True, text="好")


def test_an_opinion_has_words(world: World) -> None:
    with refused("invalid"):
        review.opine(actor=world.actor("委员老陈"), matter=steps.in_review(world), favours=True, text=" ")


# --- conclude ---


def test_the_secretary_admits_with_all_four_checks(world: World) -> None:
    matter = steps.in_review(world)
    raising.endorse(actor=world.actor("老尹"), matter=matter)
    admit(world, matter, forms=["hearing", "representatives_meeting"], needs_meeting=True, needs_lawyer=True)
    assert matter.stage == "listed"
    kept = matter.reviews.get()
    assert (kept.conclusion, kept.reviewer, kept.checks) == ("listed", world.people["周书记"], CHECKS)
    assert kept.forms == ["hearing", "representatives_meeting"]
    assert (kept.needs_meeting, kept.needs_lawyer) == (True, True)
    assert "topic.admit" in steps.messages(world, "王阿姨")
    assert "topic.admit" in steps.messages(world, "老尹")


@pytest.mark.parametrize(("conclude", "stage"), CONCLUSIONS)
def test_every_conclusion_has_a_public_reason_and_stops_the_clock(
    world: World, conclude: Do, stage: str
) -> None:
    matter = steps.in_review(world)
    conclude(world, matter, reason="看过现场，这样定")
    assert matter.stage == stage
    assert '"reason":"看过现场，这样定"' in LogEntry.objects.order_by("-seq")[0].body
    assert not Due.objects.filter(subject=matter.pk, kind="topic.review", settled_at=None).exists()


@pytest.mark.parametrize(("conclude", "stage"), CONCLUSIONS)
@pytest.mark.parametrize("reason", ["", "长" * 1001])
def test_none_without_a_reason_or_with_an_endless_one(
    world: World, conclude: Do, stage: str, reason: str
) -> None:
    with refused("invalid"):
        conclude(world, steps.in_review(world), reason=reason)


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_one_failed_check_keeps_it_from_being_admitted(world: World, check: str) -> None:
    with refused("invalid"):
        admit(world, steps.in_review(world), checks={**CHECKS, check: False})


@pytest.mark.parametrize(("conclude", "stage"), CONCLUSIONS)
@pytest.mark.parametrize("checks", [{}, {"political": True}, {**CHECKS, "more": True}])
def test_all_four_checks_are_judged(world: World, conclude: Do, stage: str, checks: dict[str, bool]) -> None:
    with refused("invalid"):
        conclude(world, steps.in_review(world), checks=checks)


def test_only_forms_there_are_are_suggested(world: World) -> None:
    with refused("invalid"):
        admit(world, steps.in_review(world), forms=["seance"])


@pytest.mark.parametrize(("conclude", "stage"), CONCLUSIONS)
@pytest.mark.parametrize("by", ["何主任", "委员老陈", "社工小李", "王阿姨", "街道小高"])
def test_only_the_secretary_concludes(world: World, conclude: Do, stage: str, by: str) -> None:
    with refused("not_permitted"):
        conclude(world, steps.in_review(world), by)


@pytest.mark.parametrize(("conclude", "stage"), CONCLUSIONS)
@pytest.mark.parametrize("make", [steps.accepted, steps.with_grid, steps.listed])
def test_only_what_is_under_review(world: World, conclude: Do, stage: str, make: Do) -> None:
    matter = make(world)
    with refused("wrong_stage"):
        conclude(world, matter)


@guards("topic.admit", "intake.guards.no_open_contest")
@guards("topic.return", "intake.guards.no_open_contest")
@guards("topic.decline", "intake.guards.no_open_contest")
def test_a_contest_is_heard_before_the_review_concludes(world: World) -> None:
    matter = steps.contested(world, "large")
    for conclude in (admit, return_, decline):
        with refused("no_open_contest"):
            conclude(world, matter)


@guards("topic.return", "intake.guards.not_petitioned")
@guards("topic.decline", "intake.guards.not_petitioned")
def test_what_a_petition_obliged_cannot_be_turned_down(world: World) -> None:
    matter = steps.in_review(world)
    Matter.objects.filter(pk=matter.pk).update(petition_obliged=True)
    for conclude in (return_, decline):
        with refused("not_petitioned"):
            conclude(world, matter)


@guards("topic.admit", "intake.guards.opinions_enough")
@guards("topic.decline", "intake.guards.opinions_enough")
def test_a_pack_may_ask_for_members_opinions_first(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.own_pack(world, monkeypatch, tmp_path, party_members_needed=1)
    matter = steps.in_review(world)
    for conclude in (admit, decline):
        with refused("opinions_enough"):
            conclude(world, matter)


def test_and_with_them_it_concludes(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.own_pack(world, monkeypatch, tmp_path, party_members_needed=1)
    matter = steps.in_review(world)
    review.opine(actor=world.actor("兼职委员吴校长"), matter=matter, favours=True, text="同意")
    assert admit(world, matter).stage == "listed"
