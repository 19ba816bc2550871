"""两轮: an ordering first, and a yes or no on what came first, under the rule the agenda was published with."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consult.agenda import drafting
from consult.agenda.models import Motion
from consult.kernel.errors import Refusal
from consult.resolution.models import Resolution
from consult.voting import closing, evidence, preparing
from consult.voting.models import Poll
from consult.voting.rules_stages import motion_after_ordering, rule_of_round
from tests.voting.exported import recounter
from tests.voting.made import CHAIR, DESK, REPS, Vote, hall_for, meeting
from tests.world import World

OPTIONS = [{"id": code, "text": text} for code, text in zip("ABC", ("东门", "西门", "南门"), strict=True)]


def in_two_rounds(world: World) -> Vote:
    vote = meeting(world, rule="PREFERENCE_RANK", options=OPTIONS)
    Motion.objects.filter(pk=vote.hall.motion.pk).update(then_rule="REP_MEETING_MAJ")
    vote.open()
    return vote


def close(vote: Vote, *ballots: Any) -> Poll:
    for name, ballot in zip(REPS, ballots, strict=False):
        vote.cast(name, ballot, key=f"{vote.poll.number}-{name}")
    return closing.close(actor=vote.actor(CHAIR), poll=vote.poll)


def motion(vote: Vote) -> Motion:
    return Motion.objects.get(pk=vote.hall.motion.pk)


def second(vote: Vote) -> None:
    vote.poll = preparing.prepare(actor=vote.actor(CHAIR), motion=motion(vote))
    vote.open()


def test_what_came_first_is_put_to_yes_or_no_and_decided(world: World) -> None:
    vote = in_two_rounds(world)
    first = close(vote, ["B", "A"], ["B"], ["A", "B"], ["C", "B"])
    assert (first.verdict, first.force, first.rule) == ("ORDERED", "advisory", "PREFERENCE_RANK")
    assert (motion(vote).stage, motion(vote).preferred) == ("pending", ["B"])
    assert not Resolution.objects.filter(motion=vote.hall.motion).exists()

    second(vote)
    asked = vote.fresh()
    assert (asked.rule, asked.force, asked.options) == ("REP_MEETING_MAJ", "binding", [])
    assert asked.adopts == [{"id": "B", "text": "西门"}]
    assert asked.asks.endswith("（采用：西门）")

    decided = close(vote, "yes", "yes", "yes", "yes", "yes", "no")
    assert (decided.verdict, motion(vote).stage) == ("PASSED", "carried")
    assert Resolution.objects.get(motion=vote.hall.motion).poll_id == decided.pk

    # The losing side recounts either round from its export alone.
    for poll in (first, decided):
        lines, _ = recounter().recount(evidence.files(poll))
        assert poll.verdict in lines


def test_the_second_round_can_be_lost(world: World) -> None:
    vote = in_two_rounds(world)
    close(vote, ["B"], ["B"])
    second(vote)
    assert close(vote, "no", "no", "no", "no", "no").verdict == "FAILED"
    assert motion(vote).stage == "defeated"


def test_a_first_round_that_chose_nothing_leaves_nothing_to_put(world: World) -> None:
    vote = in_two_rounds(world)
    close(vote, "abstain", "abstain")
    assert (motion(vote).stage, motion(vote).preferred) == ("lapsed", [])


@pytest.mark.parametrize(
    ("then_rule", "preferred", "first", "stage"),
    [
        ("", [], ["B"], "carried"),
        ("", [], [], "carried"),
        ("REP_MEETING_MAJ", [], ["B"], "pending"),
        ("REP_MEETING_MAJ", [], [], "lapsed"),
    ],
)
def test_where_a_motion_goes_after_an_ordering(
    then_rule: str, preferred: list[str], first: list[str], stage: str
) -> None:
    assert motion_after_ordering(then_rule=then_rule, preferred=preferred, first=first) == stage


def test_the_round_says_which_rule_is_asked() -> None:
    both = {"rule": "PREFERENCE_RANK", "then_rule": "REP_MEETING_MAJ"}
    assert rule_of_round(**both, preferred=[]) == "PREFERENCE_RANK"
    assert rule_of_round(**both, preferred=["B"]) == "REP_MEETING_MAJ"


@pytest.mark.parametrize(
    ("rule", "then_rule"),
    [
        ("COUNCIL_MAJ", "COUNCIL_MAJ"),
        ("PREFERENCE_RANK", "APPROVAL_POLL"),
        ("PREFERENCE_RANK", "REP_MEETING_MAJ"),
        ("PREFERENCE_RANK", "MAJORITY"),
    ],
)
def test_a_draft_names_an_ordering_and_then_a_rule_that_decides_in_this_form(
    world: World, rule: str, then_rule: str
) -> None:
    hall = hall_for(world, form="council", rule=rule)
    hall.session.stage, hall.session.published_at = "drafted", None
    hall.session.save()
    with pytest.raises(Refusal) as refused:
        drafting.draft(
            actor=world.actor(DESK),
            session=hall.session,
            matter=hall.matter,
            title="车棚装几个充电口",
            who="居民委员会",
            when="2026年6月底前",
            what="在东侧车棚装充电口",
            rule=rule,
            then_rule=then_rule,
            options=[{"text": "十个"}, {"text": "二十个"}] if rule == "PREFERENCE_RANK" else (),
        )
    assert (refused.value.code, refused.value.facts) == ("invalid", {"field": "then_rule"})


def test_the_database_keeps_a_second_rule_to_orderings(world: World) -> None:
    vote = meeting(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Motion.objects.filter(pk=vote.hall.motion.pk).update(then_rule="REP_MEETING_MAJ")
