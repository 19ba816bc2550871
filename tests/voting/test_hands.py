"""hands.count 举手表决: figures or names, never both, never phones."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from consult.kernel.errors import Refusal
from consult.kernel.models import LogEntry
from consult.voting import closing, hands
from consult.voting.models import Cast, HandCount, Poll, VotingRight
from tests.expect import guards, refused
from tests.voting.made import CHAIR, OTHER_DESK, RECORDER, REPS, Vote, entries, opened
from tests.world import World


def ticked(vote: Vote, names: tuple[str, ...], choice: str) -> dict[object, str]:
    return {vote.right(name).pk: choice for name in names}


def test_the_recorder_enters_the_figures_and_may_correct_them(world: World) -> None:
    vote = opened(world, means="hands_counted")
    hands.count_hands(actor=vote.actor(RECORDER), poll=vote.poll, yes=3, no=2, abstain=1)
    hands.count_hands(actor=vote.actor(RECORDER), poll=vote.poll, yes=5, no=2, abstain=1)
    counted = HandCount.objects.get()
    assert (counted.yes, counted.no, counted.abstain) == (5, 2, 1)
    # Both countings stay on record.
    assert vote.poll.log is not None
    assert LogEntry.objects.filter(log=vote.poll.log, verb="HANDS").count() == 2
    assert all("yes" not in entry["data"] for entry in entries("hands.count"))
    closed = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert closed.verdict == "PASSED"
    assert "赞成 5，须超过 4：通过" in closed.sentence


def test_names_are_ticked_on_the_roll(world: World) -> None:
    vote = opened(world, means="hands_named")
    hands.tick_names(
        actor=vote.actor(RECORDER),
        poll=vote.poll,
        ticked={**ticked(vote, REPS[:4], "yes"), **ticked(vote, REPS[4:], "no")},  # type: ignore[arg-type]
    )
    hands.tick_names(
        actor=vote.actor(RECORDER),
        poll=vote.poll,
        ticked=ticked(vote, (CHAIR, OTHER_DESK), "yes"),  # type: ignore[arg-type]
    )
    assert set(Cast.objects.values_list("channel", flat=True)) == {"hands"}
    closed = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert closed.counts["counts"]["yes"] == 6
    assert closed.verdict == "PASSED"


def test_one_wrong_tick_and_none_is_taken(world: World) -> None:
    vote = opened(world, means="hands_named")
    with refused("not_an_option"):
        hands.tick_names(
            actor=vote.actor(RECORDER),
            poll=vote.poll,
            ticked={vote.right("王阿姨").pk: "yes", vote.right("小谷").pk: "maybe"},
        )
    with refused("no_right"):
        hands.tick_names(
            actor=vote.actor(RECORDER),
            poll=vote.poll,
            ticked={vote.right("王阿姨").pk: "yes", vote.hall.room.pk: "yes"},
        )
    with refused("invalid"):
        hands.tick_names(actor=vote.actor(RECORDER), poll=vote.poll, ticked={})
    assert not Cast.objects.exists()


def test_a_name_is_ticked_once(world: World) -> None:
    vote = opened(world, means="hands_named")
    tick = {vote.right("王阿姨").pk: "yes"}
    hands.tick_names(actor=vote.actor(RECORDER), poll=vote.poll, ticked=tick)
    with refused("already_voted"):
        hands.tick_names(actor=vote.actor(RECORDER), poll=vote.poll, ticked=tick)


@guards("hands.count", "voting.guards.not_in_conflict")
def test_who_must_keep_out_is_not_ticked(world: World) -> None:
    vote = opened(world, means="hands_named")
    right = vote.right("王阿姨")
    VotingRight.objects.filter(pk=right.pk).update(conflict="承办方的股东")
    with refused("not_in_conflict"):
        hands.tick_names(actor=vote.actor(RECORDER), poll=vote.poll, ticked={right.pk: "yes"})


def test_who_was_not_there_is_not_ticked(world: World) -> None:
    vote = opened(world, means="hands_named", seated=(*REPS, CHAIR))
    with refused("not_present"):
        hands.tick_names(
            actor=vote.actor(RECORDER), poll=vote.poll, ticked={vote.right(OTHER_DESK).pk: "yes"}
        )


@pytest.mark.parametrize("figures", [(9, 0, 0), (0, 9, 0), (-1, 0, 0), (4, 4, 1), (3, 3, 3)])
def test_no_more_hands_than_people_present(world: World, figures: tuple[int, int, int]) -> None:
    vote = opened(world, means="hands_counted")
    yes, no, abstain = figures
    with refused("invalid"):
        hands.count_hands(actor=vote.actor(RECORDER), poll=vote.poll, yes=yes, no=no, abstain=abstain)


@guards("hands.count", "voting.guards.by_show_of_hands")
def test_figures_and_names_exclude_each_other_and_ballots(world: World) -> None:
    vote = opened(world, means="hands_named")
    with refused("by_show_of_hands"):
        hands.count_hands(actor=vote.actor(RECORDER), poll=vote.poll, yes=1, no=0, abstain=0)


@pytest.mark.parametrize("means", ["ballots", "hands_counted"])
def test_names_are_ticked_only_where_the_poll_is_by_names(world: World, means: str) -> None:
    vote = opened(world, means=means)
    with refused("by_show_of_hands"):
        hands.tick_names(actor=vote.actor(RECORDER), poll=vote.poll, ticked={vote.right("王阿姨").pk: "yes"})


def test_the_hall_does_not_count_itself(world: World) -> None:
    vote = opened(world, means="hands_counted")
    with refused("not_permitted"):
        hands.count_hands(actor=vote.actor("王阿姨"), poll=vote.poll, yes=8, no=0, abstain=0)


@guards("poll.close", "voting.guards.hands_entered")
def test_hands_that_nobody_counted_are_no_result(world: World) -> None:
    vote = opened(world, means="hands_counted")
    with pytest.raises(Refusal) as caught:
        closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    assert caught.value.code == "hands_entered"


@pytest.mark.database
def test_one_show_of_hands_at_a_time_is_a_constraint(world: World) -> None:
    vote = opened(world, means="hands_counted")
    other = Poll.objects.get(pk=vote.poll.pk)
    motion = vote.hall.motion
    motion.pk, motion.number, motion.stage = None, "other", "drafted"
    motion.save(force_insert=True)
    other.pk, other.number, other.log, other.motion = None, "other", None, motion
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)
