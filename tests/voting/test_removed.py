"""Sending somebody out of the room never takes their vote (principle 9 of the rules of order)."""

from __future__ import annotations

from consult.meeting import chairing
from tests.voting.made import CHAIR, meeting
from tests.world import World


def test_who_is_sent_out_before_the_question_is_put_still_counts_as_present_and_votes(world: World) -> None:
    vote = meeting(world)
    chairing.remove(
        actor=world.actor(CHAIR), room=vote.hall.fresh(), person=world.people["老尹"], reason="扰乱秩序"
    )
    poll = vote.open()
    assert poll.present == 8
    vote.cast("老尹", "no")
    assert vote.counted


def test_who_is_sent_out_while_the_vote_runs_still_votes(world: World) -> None:
    vote = meeting(world)
    vote.open()
    chairing.remove(
        actor=world.actor(CHAIR), room=vote.hall.fresh(), person=world.people["老尹"], reason="扰乱秩序"
    )
    vote.cast("老尹", "no")
    assert vote.counted
