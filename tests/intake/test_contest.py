"""matter.contest and matter.rehear: a route or refusal contested once, heard by another person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consult.intake import handling, powers, raising, triage
from consult.intake.models import Contest, Endorsement, Matter
from consult.kernel.models import Due, Gram
from consult.people.models import Role
from tests.expect import guards, refused
from tests.intake import steps
from tests.intake.test_escalate import failed_session
from tests.world import START, World


def contest(world: World, matter: Matter, by: str = "王阿姨", reason: str = "没有看清我说的事") -> Matter:
    return powers.contest(actor=world.actor(by), matter=matter, reason=reason)


def rehear(world: World, matter: Matter, by: str = "社工小郑", **given: Any) -> Matter:
    given = {"upheld": True, "decision": "重新了解过", **given}
    return powers.rehear(actor=world.actor(by), matter=matter, **given)


@pytest.mark.parametrize("route", ["reject", "private", "government", "large"])
def test_the_proposer_contests_where_it_went(world: World, route: str) -> None:
    matter = contest(world, steps.routed(world, route))
    kept = Contest.objects.get(matter=matter)
    assert (kept.kind, kept.person, kept.against) == (
        "route",
        world.people["王阿姨"],
        world.people["社工小李"],
    )
    assert "matter.contested" in steps.messages(world, "社工小郑")
    assert "matter.contested" not in steps.messages(world, "社工小李")


def test_also_what_was_left_to_the_grid(world: World) -> None:
    matter = contest(world, steps.with_grid(world))
    assert Contest.objects.get(matter=matter).against == world.people["网格长老柏"]


def test_what_the_system_sent_up_was_nobodys_decision(world: World) -> None:
    matter = steps.with_grid(world)
    Matter.objects.filter(pk=matter.pk).update(failed_sessions=1)
    handling.escalate_if_due(failed_session(matter))
    matter.refresh_from_db()
    contest(world, matter)
    assert Contest.objects.get(matter=matter).against is None
    assert rehear(world, matter, "社工小李", upheld=False).stage == "in_review"


def test_neither_was_what_enough_neighbours_sent_up(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.own_pack(world, monkeypatch, tmp_path, endorsements_to_review=1)
    matter = steps.with_grid(world)
    raising.endorse(actor=world.actor("老尹"), matter=matter)
    contest(world, matter)
    assert Contest.objects.get(matter=matter).against is None


@guards("matter.contest", "intake.guards.not_contested_before")
def test_once_only(world: World) -> None:
    matter = rehear(world, steps.contested(world), upheld=False)
    with refused("not_contested_before"):
        contest(world, matter)


@pytest.mark.database
def test_the_database_holds_one_contest_a_kind_and_never_heard_by_who_decided(world: World) -> None:
    matter = steps.contested(world)
    kept = Contest.objects.get(matter=matter)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.create(
            matter=matter, kind="route", person=kept.person, reason="再来一次", against=None, at=START
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=kept.pk).update(decided_by=kept.against)


@pytest.mark.parametrize("by", ["老尹", "社工小李", "网格员小唐"])
def test_nobody_else_contests(world: World, by: str) -> None:
    with refused("not_permitted"):
        contest(world, steps.routed(world, "reject"), by)


def test_a_reason_is_owed(world: World) -> None:
    with refused("invalid"):
        contest(world, steps.routed(world, "reject"), reason="")


@pytest.mark.parametrize("make", [steps.raised, steps.accepted, steps.listed])
def test_there_must_be_something_to_contest(world: World, make: Any) -> None:
    matter = make(world)
    with refused("wrong_stage"):
        contest(world, matter)


# --- rehear ---


@pytest.mark.parametrize("by", ["社工小郑", "何主任", "周书记"])
def test_another_person_upholds_it_and_it_is_routed_anew(world: World, by: str) -> None:
    matter = rehear(world, steps.contested(world), by)
    assert (matter.stage, matter.route) == ("accepted", "")
    kept = Contest.objects.get(matter=matter)
    assert (kept.upheld, kept.decided_by, kept.decision) == (True, world.people[by], "重新了解过")
    assert "matter.reheard" in steps.messages(world, "王阿姨")
    triage.route(actor=world.actor("网格长老柏"), matter=matter, route="small")
    assert matter.stage == "with_grid"


@pytest.mark.parametrize(
    ("route", "stage"),
    [("small", "with_grid"), ("large", "in_review"), ("government", "transferred"), ("private", "referred")],
)
def test_or_takes_the_route_named(world: World, route: str, stage: str) -> None:
    matter = rehear(world, steps.contested(world), route=route, refer_to="街道")
    assert (matter.stage, matter.route) == (stage, route)


@pytest.mark.parametrize("route", ["reject", "large", "private", "government"])
def test_not_upheld_it_stays_where_it_is(world: World, route: str) -> None:
    matter = steps.contested(world, route)
    stage = matter.stage
    rehear(world, matter, upheld=False)
    assert matter.stage == stage
    assert "matter.reheard_not" in steps.messages(world, "王阿姨")


def test_a_merged_matter_parts_again_with_those_who_came_with_it(world: World) -> None:
    first, second = steps.raised(world, "老尹"), steps.accepted(world)
    raising.endorse(actor=world.actor("小谷"), matter=second)
    raising.endorse(actor=world.actor("小范"), matter=first)
    triage.route(actor=world.actor("社工小李"), matter=second, route="merge", reason="一样", merge_into=first)
    contest(world, second)
    rehear(world, second)
    assert (second.stage, second.merged_into) == ("accepted", None)
    assert [e.person.name for e in second.endorsements.all()] == ["小谷"]
    assert [e.person.name for e in first.endorsements.all()] == ["小范"]
    assert not Endorsement.objects.filter(merged_from__isnull=False).exists()


def test_a_refused_text_is_not_erased_while_it_is_contested(world: World) -> None:
    matter = steps.routed(world, "reject", title="公布名单", text="某户有精神病史")
    erasing = Due.objects.filter(subject=matter.pk, kind="matter.erase", settled_at=None)
    assert erasing.exists()
    contest(world, matter)
    assert not erasing.exists()
    rehear(world, matter, upheld=False)
    assert erasing.exists()


def test_a_refusal_that_was_wrong_is_seen_again(world: World) -> None:
    matter = steps.contested(world, title="公布名单", text="物业收支要公布名单和金额")
    assert matter.restricted
    rehear(world, matter)
    assert not matter.restricted
    assert Gram.objects.filter(document=matter.pk).exists()


@guards("matter.rehear", "intake.guards.another_person")
def test_never_who_decided_it(world: World) -> None:
    matter = steps.contested(world)
    with refused("another_person"):
        rehear(world, matter, "社工小李")


@guards("matter.rehear", "intake.guards.contest_open")
@pytest.mark.parametrize("heard", [False, True])
def test_there_must_be_a_contest_waiting(world: World, heard: bool) -> None:
    matter = rehear(world, steps.contested(world), upheld=False) if heard else steps.routed(world, "reject")
    with refused("contest_open"):
        rehear(world, matter, upheld=False)


@pytest.mark.parametrize("route", ["merge", "emergency", "moon"])
def test_it_is_not_sent_just_anywhere(world: World, route: str) -> None:
    with refused("invalid"):
        rehear(world, steps.contested(world), route=route)


def test_the_hearing_says_why(world: World) -> None:
    with refused("invalid"):
        rehear(world, steps.contested(world), decision=" ")


@pytest.mark.parametrize("by", ["王阿姨", "网格长老柏", "吕监督", "街道小高"])
def test_nobody_else_hears_it(world: World, by: str) -> None:
    with refused("not_permitted"):
        rehear(world, steps.contested(world), by)


def test_nor_who_contests_it_in_another_office(world: World) -> None:
    matter = steps.contested(world)
    world.hold("王阿姨", Role.COMMITTEE_STAFF)
    with refused("another_person"):
        rehear(world, matter, "王阿姨")


def test_one_sign_in_is_one_hand(world: World) -> None:
    """Somebody else's record on the number of who decided it is no other person."""
    matter = steps.contested(world)
    second = replace(world.actor("社工小郑"), hands=frozenset({world.people["社工小李"].pk}))
    with refused("another_person"):
        powers.rehear(actor=second, matter=matter, upheld=True, decision="重新了解过")
