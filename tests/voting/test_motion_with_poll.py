"""A motion with a poll keeps its words: what was prepared, or voted, is what stays."""

from __future__ import annotations

from consult.agenda import amending, motions
from consult.agenda.amending import MotionPart
from consult.voting import closing, correcting
from tests.expect import guards, refused
from tests.voting.made import CHAIR, DESK, Vote, meeting
from tests.world import World

BETTER = "把原自行车库改为老年助餐点，由中央厨房配送，不设灶具"


def prepared(world: World, stage: str) -> Vote:
    """In a consultation, whose motions nothing reserves to a meeting; `stage` is the motion's."""
    vote = meeting(world, form="council", rule="COUNCIL_MAJ", seated=())
    motion = vote.hall.motion
    motion.stage, motion.who, motion.when = stage, "居民委员会", "2026年6月底前"
    motion.save()
    vote.hall.session.published_at = None if stage == "drafted" else vote.hall.session.published_at
    vote.hall.session.stage = "drafted" if stage == "drafted" else "open"
    vote.hall.session.save()
    return vote


@guards("motion.amend", "voting.guards.no_poll_yet", "drafted")
def test_its_draft_is_not_amended(world: World) -> None:
    vote = prepared(world, "drafted")
    with refused("no_poll_yet"):
        amending.amend(actor=vote.actor(DESK), motion=vote.hall.motion, reason="写清楚", what=BETTER)


@guards("motion.amend", "voting.guards.no_poll_yet", "pending")
def test_it_is_not_amended_on_the_floor(world: World) -> None:
    vote = prepared(world, "pending")
    with refused("no_poll_yet"):
        amending.amend(actor=vote.actor(CHAIR), motion=vote.hall.motion, reason="写清楚", what=BETTER)


@guards("motion.withdraw", "voting.guards.no_poll_yet")
def test_it_is_not_withdrawn(world: World) -> None:
    vote = prepared(world, "pending")
    with refused("no_poll_yet"):
        motions.withdraw(actor=vote.actor("王阿姨"), motion=vote.hall.motion)


@guards("motion.split", "voting.guards.no_poll_yet")
def test_it_is_not_split(world: World) -> None:
    vote = prepared(world, "pending")
    parts = [
        MotionPart(
            title=title,
            who="居民委员会",
            when="2026年6月底前",
            what=BETTER,
            if_passed="照办",
            if_failed="维持原状",
        )
        for title in ("开设助餐点", "配送方式")
    ]
    with refused("no_poll_yet"):
        amending.split(actor=vote.actor(CHAIR), motion=vote.hall.motion, parts=parts)


def test_a_voided_poll_gives_the_motion_back(world: World) -> None:
    vote = prepared(world, "pending")
    correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="文字有误")
    amended = amending.amend(actor=vote.actor(CHAIR), motion=vote.hall.motion, reason="写清楚", what=BETTER)
    assert amended.what == BETTER


def test_a_vote_that_was_held_is_history(world: World) -> None:
    vote = meeting(world)
    vote.open()
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    with refused("wrong_stage"):
        motions.withdraw(actor=vote.actor("王阿姨"), motion=vote.hall.motion)
