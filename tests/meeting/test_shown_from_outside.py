"""What is done to a session, its motions and its proposals outside the room: the room shows it as a fresh snapshot would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda import amending, convening, motions
from consult.agenda.amending import MotionPart
from consult.meeting import opening, proposing, ranking
from consult.meeting.models import Proposal, Room
from consult.voting import unsealing
from tests.agenda import scene
from tests.agenda.test_motion_ready import on_the_floor
from tests.meeting.replay import replays, state, verify_events
from tests.meeting.reviewing import announced, scored, sitting
from tests.voting.made import REPS
from tests.voting.sealed_made import SUPERVISOR, opened
from tests.world import World

Commit = DjangoCaptureOnCommitCallbacks
DESK, CHAIR, SECRETARY = "社工小李", "孙副主任", "周书记"
PARTS = [
    MotionPart(**{**scene.TEXT, "if_passed": "照办", "if_failed": "不办", "title": title})
    for title in ("设助餐点", "营业时间")
]


def moved(world: World) -> tuple[Room, Any]:
    """A published session's room with a motion on its floor."""
    session = scene.ready(world)
    motion = scene.moved(world, session)
    scene.publish(actor=world.actor(DESK), session=session)
    return Room.objects.get(session=session), on_the_floor(motion)


@replays("session.cancel")
def test_a_session_called_off(world: World, django_capture_on_commit_callbacks: Commit) -> None:
    made = announced(world)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: convening.cancel(actor=world.actor(DESK), session=made.session, reason="会场漏水"),
    )
    _, shared = state(made.room, "residents")
    assert shared["room"]["stage"] == "cancelled"


@pytest.mark.parametrize(
    ("do", "shows"),
    [
        pytest.param(
            lambda chair, motion: amending.amend(
                actor=chair, motion=motion, reason="照顾楼上休息", what="改作老年助餐点，中午营业两小时"
            ),
            lambda shared: shared["motion"]["what"].endswith("两小时"),
            id="amended",
            marks=replays("motion.amend"),
        ),
        pytest.param(
            lambda chair, motion: amending.split(actor=chair, motion=motion, parts=PARTS),
            lambda shared: [item["title"] for item in shared["agenda"]] == [part.title for part in PARTS],
            id="split",
            marks=replays("motion.split"),
        ),
        pytest.param(
            lambda chair, motion: motions.withdraw(actor=chair, motion=motion),
            lambda shared: shared["motion"] is None or shared["motion"]["stage"] == "withdrawn",
            id="withdrawn",
            marks=replays("motion.withdraw"),
        ),
    ],
)
def test_a_motion_changed_on_the_floor(
    world: World,
    django_capture_on_commit_callbacks: Commit,
    do: Callable[[Any, Any], object],
    shows: Callable[[dict[str, Any]], bool],
) -> None:
    room, motion = moved(world)
    Room.objects.filter(pk=room.pk).update(motion=motion)
    verify_events(room, django_capture_on_commit_callbacks, lambda: do(world.actor(CHAIR), motion))
    assert shows(state(room, "residents")[1])


@replays("proposal.withdraw")
def test_a_proposal_taken_back(world: World, django_capture_on_commit_callbacks: Commit) -> None:
    made, [first, *_] = sitting(world, "question")
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: proposing.withdraw(actor=world.actor("王阿姨"), proposal=first),
    )
    assert str(first.pk) not in state(made.room, "screen")[1]["proposals"]


@replays("proposal.adopt", "proposal.decline")
def test_proposals_answered_after_the_session(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made, _ = scored(world)
    ranking.draw(actor=world.actor(CHAIR), session=made.session)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    best, _, last = Proposal.objects.order_by("rank")
    secretary = world.actor(SECRETARY)
    for answer, proposal in ((ranking.adopt, best), (ranking.decline, last)):

        def decide(answer: Callable[..., object] = answer, proposal: Proposal = proposal) -> None:
            answer(actor=secretary, proposal=proposal, reason="资金够用与否")

        verify_events(made.room, django_capture_on_commit_callbacks, decide)


@replays("poll.unopenable")
def test_a_box_nobody_can_open(world: World, django_capture_on_commit_callbacks: Commit) -> None:
    box = opened(world)
    box.cast_all(dict.fromkeys(REPS, "yes"))
    box.shut()
    verify_events(
        box.vote.hall.room,
        django_capture_on_commit_callbacks,
        lambda: unsealing.give_up(
            actor=box.vote.actor(SUPERVISOR),
            poll=box.poll,
            lost=["石律师", "王阿姨"],
            reason="两支优盘损坏",
        ),
    )
