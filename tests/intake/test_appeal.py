"""topic.appeal and topic.hear_appeal: a review appealed once to the subdistrict's Party working committee."""

from __future__ import annotations

from typing import Any

import pytest

from consult.intake import powers
from consult.intake.models import Contest, Matter
from consult.kernel.models import Due
from consult.people.models import Role
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import World

OFFICER = "街道高书记"


@pytest.fixture(autouse=True)
def working_committee(world: World) -> None:
    steps.working_committee(world, OFFICER)


def appeal(world: World, matter: Matter, by: str = "王阿姨", reason: str = "这是公共的事") -> Matter:
    return powers.appeal(actor=world.actor(by), matter=matter, reason=reason)


def hear(world: World, matter: Matter, by: str = OFFICER, **given: Any) -> Matter:
    given = {"upheld": True, "decision": "应再研究一次", **given}
    return powers.hear_appeal(actor=world.actor(by), matter=matter, **given)


@pytest.mark.parametrize("make", [steps.returned, steps.declined])
def test_the_proposer_appeals_the_review(world: World, make: Any) -> None:
    matter = make(world)
    stage = matter.stage
    appeal(world, matter)
    assert matter.stage == stage
    kept = Contest.objects.get(matter=matter)
    assert (kept.kind, kept.against) == ("review", world.people["周书记"])
    assert "topic.appealed" in steps.messages(world, OFFICER)


@guards("topic.appeal", "intake.guards.not_appealed_before")
def test_once_only(world: World) -> None:
    matter = hear(world, appeal(world, steps.declined(world)), upheld=False)
    with refused("not_appealed_before"):
        appeal(world, matter)


def test_contesting_the_route_before_does_not_use_it_up(world: World) -> None:
    matter = steps.contested(world, "large")
    powers.rehear(actor=world.actor("社工小郑"), matter=matter, upheld=False, decision="是大事")
    steps.at(matter, "not_listed")
    appeal(world, matter)
    assert Contest.objects.filter(matter=matter).count() == 2


@pytest.mark.parametrize("by", ["老尹", "周书记", OFFICER])
def test_nobody_else_appeals(world: World, by: str) -> None:
    with refused("not_permitted"):
        appeal(world, steps.declined(world), by)


def test_a_reason_is_owed(world: World) -> None:
    with refused("invalid"):
        appeal(world, steps.declined(world), reason="")


@pytest.mark.parametrize("make", [steps.in_review, steps.listed])
def test_only_what_was_turned_down(world: World, make: Any) -> None:
    matter = make(world)
    with refused("wrong_stage"):
        appeal(world, matter)


@pytest.mark.parametrize("make", [steps.returned, steps.declined])
def test_upheld_it_is_reviewed_again_within_the_same_days(world: World, make: Any) -> None:
    matter = hear(world, appeal(world, make(world)))
    assert matter.stage == "in_review"
    assert Due.objects.filter(subject=matter.pk, kind="topic.review", settled_at=None).exists()
    assert "topic.appeal_heard" in steps.messages(world, "王阿姨")
    kept = Contest.objects.get(matter=matter)
    assert (kept.upheld, kept.decided_by) == (True, world.people[OFFICER])


@pytest.mark.parametrize("make", [steps.returned, steps.declined])
def test_not_upheld_it_stays(world: World, make: Any) -> None:
    matter = make(world)
    stage = matter.stage
    hear(world, appeal(world, matter), upheld=False)
    assert matter.stage == stage
    assert "topic.appeal_heard_not" in steps.messages(world, "王阿姨")


@guards("topic.hear_appeal", "intake.guards.appeal_open")
@pytest.mark.parametrize("heard", [False, True])
def test_there_must_be_an_appeal_waiting(world: World, heard: bool) -> None:
    matter = steps.declined(world)
    if heard:
        hear(world, appeal(world, matter), upheld=False)
    with refused("appeal_open"):
        hear(world, matter, upheld=False)


@pytest.mark.parametrize("by", ["周书记", "何主任", "社工小李", "吕监督", "王阿姨", "街道小高"])
def test_only_the_working_committee_hears_it(world: World, by: str) -> None:
    with refused("not_permitted"):
        hear(world, appeal(world, steps.declined(world)), by)


def test_the_answer_says_why(world: World) -> None:
    with refused("invalid"):
        hear(world, appeal(world, steps.declined(world)), decision="")


@guards("topic.hear_appeal", "intake.guards.not_own_appeal")
def test_an_officer_who_raised_it_does_not_hear_it(world: World) -> None:
    matter = appeal(world, steps.declined(world))
    world.hold("王阿姨", Role.WORKING_COMMITTEE_SECRETARY, community=None)
    with refused("not_own_appeal"):
        hear(world, matter, "王阿姨")
