"""poll.prepare: a question under the rule its motion was published with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock
from consult.kernel.packs import load
from consult.people.models import Building, ResidentialCompound
from consult.voting import preparing
from consult.voting.models import Poll
from consult.voting.rules import Unit
from tests.expect import guards, refused
from tests.meeting.replay import replays, verify_events
from tests.voting.made import CHAIR, DESK, entries, hall_for, meeting, opened
from tests.world import World

OPTIONS = [
    {"id": "A", "text": "东门"},
    {"id": "B", "text": "西门"},
    {"id": "C", "text": "南门"},
]
COSTED = [
    {**option, "cost_fen": cost} for option, cost in zip(OPTIONS, (50_000, 70_000, 90_000), strict=True)
]


@replays("poll.prepare")
def test_a_poll_takes_rule_number_force_and_unit_from_its_motion_and_form(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall_for(world)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: preparing.prepare(actor=world.actor(CHAIR), motion=made.motion),
    )
    poll = Poll.objects.get()
    assert (poll.stage, poll.number, poll.rule) == ("prepared", "QY-HA-2026-0001-1-P1", "REP_MEETING_MAJ")
    assert (poll.force, poll.unit, poll.secrecy) == ("binding", Unit.REPRESENTATIVE, "named")
    assert poll.statutory_id == made.session.pk
    [entry] = entries("poll.prepare")
    assert entry["data"]["number"] == poll.number
    assert str(made.matter.pk) in entry["about"]


def test_neither_residents_nor_the_lawyer_prepare_a_poll(world: World) -> None:
    made = hall_for(world)
    for name in ("王阿姨", "石律师"):
        with refused("not_permitted"):
            preparing.prepare(actor=world.actor(name), motion=made.motion)


@guards("poll.prepare", "voting.guards.no_live_poll")
def test_one_live_poll_a_motion_and_a_voided_one_makes_room(world: World) -> None:
    vote = meeting(world)
    with refused("no_live_poll"):
        preparing.prepare(actor=world.actor(CHAIR), motion=vote.hall.motion)


@pytest.mark.database
def test_one_live_poll_a_motion_is_a_constraint(world: World) -> None:
    vote = meeting(world)
    again = Poll.objects.get(pk=vote.poll.pk)
    again.pk, again.number = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


@guards("poll.prepare", "voting.guards.rule_fits")
def test_a_consultation_does_not_decide_by_a_statutory_rule(world: World) -> None:
    """法 §32: what a consultation reaches is an opinion. The form's table has no place for the rule."""
    made = hall_for(world, form="round_table", rule="COUNCIL_MAJ")
    with refused("rule_fits"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)


def test_what_may_not_be_voted_is_refused(world: World) -> None:
    for rule in ("NONE", "NONE_URGENT"):
        made = hall_for(world, rule=rule)
        with refused("rule_fits"):
            preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)


def test_an_ordering_only_ever_advises(world: World) -> None:
    made = hall_for(world, rule="APPROVAL_POLL", options=OPTIONS)
    with refused("rule_fits"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, force="binding")
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    assert poll.force == "advisory"


def test_owners_polls_advise_until_the_city_says_they_bind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hall_for(world, form="owners_assembly", rule="OWNERS_MAJ")
    with refused("rule_fits"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, force="binding")
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    assert (poll.force, poll.unit) == ("advisory", Unit.OWNER)
    poll.stage = "void"
    poll.save()
    monkeypatch.setitem(load("cn-2026").values, "owners_polls", "binding")
    bound = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, force="binding")
    assert bound.force == "binding"


@guards("poll.prepare", "voting.guards.owners_are_asked_themselves")
def test_representatives_do_not_decide_what_owners_own(world: World) -> None:
    made = hall_for(world)
    made.matter.owners_decision = True
    made.matter.save()
    with refused("owners_are_asked_themselves"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)


def test_representatives_may_be_asked_what_they_think_of_an_owners_matter(world: World) -> None:
    """居民代表会议只作咨询 (§2.17)."""
    made = hall_for(world)
    made.matter.owners_decision = True
    made.matter.save()
    assert (
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, force="advisory").force == "advisory"
    )


@pytest.mark.database
def test_a_statutory_rule_outside_a_statutory_meeting_is_a_constraint(world: World) -> None:
    vote = meeting(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=vote.poll.pk).update(statutory=None)


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        ("residents_meeting", "household"),
        ("representatives_meeting", "representative"),
        ("grid_session", "person"),
    ],
)
def test_an_ordering_asks_those_whose_meeting_it_is(world: World, form: str, unit: str) -> None:
    made = hall_for(world, form=form, rule="APPROVAL_POLL", options=OPTIONS)
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    assert poll.unit == unit
    assert poll.rule_text["ballot"] == "approval"


def test_a_rule_is_not_counted_by_a_unit_it_does_not_know(world: World) -> None:
    made = hall_for(world)
    with refused("invalid"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, unit="household")


@pytest.mark.parametrize(
    ("rule", "options", "given", "field"),
    [
        ("SINGLE_CHOICE", [], {}, "options"),
        ("SINGLE_CHOICE", OPTIONS[:1], {}, "options"),
        ("CHOOSE_UP_TO_K", OPTIONS, {}, "at_most"),
        ("CHOOSE_UP_TO_K", OPTIONS, {"at_most": 4}, "at_most"),
        ("BUDGET_RANK", OPTIONS, {"budget_fen": 100_000}, "budget_fen"),
        ("BUDGET_RANK", COSTED, {}, "budget_fen"),
        ("REP_MEETING_MAJ", [], {"at_most": 2}, "at_most"),
        ("REP_MEETING_MAJ", [], {"budget_fen": 2}, "at_most"),
    ],
)
def test_options_that_could_not_be_counted_are_refused_before_anybody_votes(
    world: World, rule: str, options: list[Any], given: dict[str, Any], field: str
) -> None:
    made = hall_for(world, rule=rule, options=options)
    with pytest.raises(Exception, match="invalid") as caught:
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, **given)
    assert caught.value.facts["field"] == field  # type: ignore[attr-defined]
    assert not Poll.objects.exists()


def test_a_meeting_that_counts_those_present_ends_in_the_hall(world: World) -> None:
    made = hall_for(world)
    with refused("invalid"):
        preparing.prepare(
            actor=world.actor(CHAIR), motion=made.motion, closes_at=clock.now() + timedelta(days=3)
        )


def test_households_may_answer_until_a_later_day_and_not_today(world: World) -> None:
    made = hall_for(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ")
    scope = {"kind": "grid", "ids": [str(world.grids[0].pk)]}
    with refused("invalid"):
        preparing.prepare(
            actor=world.actor(DESK),
            motion=made.motion,
            scope=scope,
            closes_at=clock.now() + timedelta(hours=3),
        )
    poll = preparing.prepare(
        actor=world.actor(DESK), motion=made.motion, scope=scope, closes_at=clock.now() + timedelta(days=3)
    )
    assert poll.over_days


@pytest.mark.parametrize(
    "how",
    [
        {"means": "hands_counted", "secrecy": "hidden"},
        {"means": "hands_named", "secrecy": "hidden"},
    ],
)
def test_hands_are_shown_to_everybody(world: World, how: dict[str, str]) -> None:
    made = hall_for(world)
    with refused("invalid"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, **how)


def test_hands_do_not_rank_options_nor_weigh_areas(world: World) -> None:
    made = hall_for(world, rule="PREFERENCE_RANK", options=OPTIONS)
    with refused("invalid"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, means="hands_named")
    owners = hall_for(world, form="owners_assembly", rule="OWNERS_MAJ")
    with refused("invalid"):
        preparing.prepare(actor=world.actor(CHAIR), motion=owners.motion, means="hands_counted")


@pytest.mark.database
def test_a_secret_show_of_hands_is_a_constraint(world: World) -> None:
    vote = meeting(world, means="hands_counted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=vote.poll.pk).update(secrecy="hidden")


@pytest.mark.parametrize(
    "scope",
    [
        {"kind": "planet", "ids": []},
        {"kind": "grid", "ids": []},
        {"kind": "grid", "ids": ["not a place"]},
        {"kind": "grid", "ids": ["00000000-0000-0000-0000-000000000000"]},
        {"kind": "unit", "ids": None},
        {},
    ],
)
def test_a_place_that_is_none_of_the_communitys_is_refused(world: World, scope: dict[str, Any]) -> None:
    made = hall_for(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ")
    with refused("invalid"):
        preparing.prepare(actor=world.actor(DESK), motion=made.motion, scope=scope)


def test_a_part_of_those_touched_does_not_decide_for_all(world: World) -> None:
    """Whoever prepares the poll would choose the staircase that agrees."""
    made = hall_for(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ")
    days = {"closes_at": clock.now() + timedelta(days=3)}
    for scope in (
        {"kind": "building", "ids": [str(world.buildings[0].pk)]},
        {"kind": "grid", "ids": [str(world.grids[1].pk)]},
    ):
        with refused("invalid"):
            preparing.prepare(actor=world.actor(DESK), motion=made.motion, scope=scope, **days)
    both = {"kind": "grid", "ids": [str(grid.pk) for grid in world.grids]}
    assert preparing.prepare(actor=world.actor(DESK), motion=made.motion, scope=both, **days).scope == both


def test_a_residents_meeting_is_the_whole_communitys(world: World) -> None:
    made = hall_for(world, form="residents_meeting", rule="RESIDENT_MEETING_HH")
    made.matter.affected = {"kind": "grid", "ids": [str(world.grids[0].pk)]}
    made.matter.save()
    with refused("invalid"):
        preparing.prepare(
            actor=world.actor(CHAIR),
            motion=made.motion,
            scope={"kind": "grid", "ids": [str(world.grids[0].pk)]},
        )
    assert preparing.prepare(actor=world.actor(CHAIR), motion=made.motion).scope["kind"] == "community"


def test_owners_of_two_compounds_do_not_decide_together(world: World) -> None:
    other = ResidentialCompound.objects.create(community=world.community, name="新苑")
    Building.objects.filter(pk=world.buildings[2].pk).update(compound=other)
    made = hall_for(world, form="owners_assembly", rule="OWNERS_MAJ")
    with refused("invalid"):
        preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    poll = preparing.prepare(
        actor=world.actor(CHAIR),
        motion=made.motion,
        scope={"kind": "compound", "ids": [str(world.compound.pk)]},
    )
    assert poll.scope == {"kind": "compound", "ids": [str(world.compound.pk)]}


def test_an_open_poll_cannot_be_prepared_a_second_time_even_by_its_chair(world: World) -> None:
    vote = opened(world)
    with refused("no_live_poll"):
        preparing.prepare(actor=vote.actor(CHAIR), motion=vote.hall.motion)
