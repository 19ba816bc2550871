"""matter.endorse, and what enough endorsements do by themselves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from consult.intake import raising
from consult.intake.models import Endorsement, Matter
from consult.kernel import clock, packs
from consult.kernel.models import Due, LogEntry
from consult.people.models import Residency
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import START, World

NEEDED = 3


@pytest.fixture(autouse=True)
def _three_are_enough(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pack may set; the national one asks for twenty."""
    assert packs.load("cn-2026").number("endorsements_to_review") == 20
    steps.own_pack(world, monkeypatch, tmp_path, endorsements_to_review=NEEDED)


def endorsed(world: World, matter: Matter, times: int) -> Matter:
    for n in range(times):
        name = f"邻居{matter.number}{n}"
        world.person(name, home=world.homes[0])
        raising.endorse(actor=world.actor(name), matter=matter)
    return matter


def test_a_neighbour_endorses(world: World) -> None:
    matter = raising.endorse(actor=world.actor("老尹"), matter=steps.raised(world))
    assert [e.person.name for e in matter.endorsements.all()] == ["老尹"]
    assert steps.entries(matter)[-1] == "matter.endorse"


@guards("matter.endorse", "intake.guards.not_proposer")
def test_the_proposer_does_not(world: World) -> None:
    matter = steps.raised(world)
    with refused("not_proposer"):
        raising.endorse(actor=world.actor("王阿姨"), matter=matter)


@guards("matter.endorse", "intake.guards.not_endorsed")
def test_nobody_endorses_twice(world: World) -> None:
    matter = raising.endorse(actor=world.actor("老尹"), matter=steps.raised(world))
    with refused("not_endorsed"):
        raising.endorse(actor=world.actor("老尹"), matter=matter)


@pytest.mark.database
def test_the_database_holds_one_endorsement_a_person(world: World) -> None:
    matter = steps.raised(world)
    Endorsement.objects.create(matter=matter, person=world.people["老尹"], at=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.create(matter=matter, person=world.people["老尹"], at=START)


def test_only_neighbours_do(world: World) -> None:
    outsider = world.person("外来的人")
    outsider.community = world.other
    outsider.save()
    with refused("not_permitted"):
        raising.endorse(actor=world.actor("外来的人"), matter=steps.raised(world))


def test_what_is_restricted_is_not_endorsed(world: World) -> None:
    matter = steps.raised(world, title="楼上漏水泡坏我家吊顶")
    with refused("not_permitted"):
        raising.endorse(actor=world.actor("老尹"), matter=matter)


@pytest.mark.parametrize("stage", ["withdrawn", "rejected", "merged", "closed"])
def test_what_is_over_is_not_endorsed(world: World, stage: str) -> None:
    matter = steps.raised(world)
    Matter.objects.filter(pk=matter.pk).update(
        stage=stage, merged_into=steps.raised(world, "老尹") if stage == "merged" else None
    )
    with refused("wrong_stage"):
        raising.endorse(actor=world.actor("老尹"), matter=matter)


@pytest.mark.parametrize("stage", ["submitted", "accepted", "with_grid"])
def test_enough_endorsements_send_it_to_review_by_itself(world: World, stage: str) -> None:
    make = {"submitted": steps.raised, "accepted": steps.accepted, "with_grid": steps.with_grid}[stage]
    matter = endorsed(world, make(world), NEEDED - 1)
    assert matter.stage == stage
    raising.endorse(actor=world.actor("老尹"), matter=matter)
    assert (matter.stage, matter.route) == ("in_review", "large")
    entry = LogEntry.objects.get(verb="matter.promote")
    assert entry.actor is None
    assert f'"endorsements":{NEEDED}' in entry.body
    assert "matter.promoted" in steps.messages(world, "王阿姨")
    assert [row.kind for row in Due.objects.filter(subject=matter.pk, settled_at=None)] == ["topic.review"]


def test_what_is_urgent_stays_with_its_grid(world: World) -> None:
    matter = steps.with_grid(world, title="楼道有人飞线充电", text="请马上来看")
    assert matter.urgent
    endorsed(world, matter, NEEDED)
    assert matter.stage == "with_grid"


@guards("matter.promote", "intake.guards.endorsed_enough")
def test_nothing_goes_to_review_with_too_few(world: World) -> None:
    matter = endorsed(world, steps.raised(world), 1)
    with refused("endorsed_enough"):
        raising.promote(matter)


def test_endorsing_later_changes_nothing_of_the_stage(world: World) -> None:
    matter = endorsed(world, steps.listed(world), NEEDED)
    assert matter.stage == "listed"
    with clock.at(START + timedelta(days=1)):
        raising.endorse(actor=world.actor("老尹"), matter=matter)
    assert matter.endorsements.count() == NEEDED + 1


@guards("matter.endorse", "intake.guards.home_confirmed")
def test_who_is_not_confirmed_to_live_here_does_not_yet(world: World) -> None:
    matter = steps.raised(world)
    newcomer = world.person("刚介绍自己的人")
    with refused("home_confirmed"):
        raising.endorse(actor=world.actor("刚介绍自己的人"), matter=matter)
    Residency.objects.create(
        community=world.community,
        person=newcomer,
        household=world.homes[9],
        relation="tenant",
        state="confirmed",
        claimed_at=START,
    )
    assert raising.endorse(actor=world.actor("刚介绍自己的人"), matter=matter).endorsements.count() == 1
