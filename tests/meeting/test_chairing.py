"""item.take_up, motion.take_up, chair.*, room.arrange: what the chair does besides giving the floor."""

from __future__ import annotations

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.models import Motion
from consult.meeting import chairing, floor, opening
from consult.meeting.models import FloorEntry
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import replays, verify_events
from tests.voting.made import CHAIR, opened
from tests.world import World


def another(made: Hall, world: World) -> Motion:
    """A second motion on the same agenda."""
    motion = Motion.objects.create(
        community=world.community,
        matter=made.matter,
        session=made.session,
        mover=world.people["小谷"],
        number=f"{made.matter.number}-2",
        title="助餐点只送不堂食",
        who="居委会",
        when="六月前",
        what="助餐点只配送，不设座位",
        rule=made.motion.rule,
    )
    made.items[0].motion = motion
    made.items[0].save()
    return motion


@replays("floor.empty", "item.take_up")
def test_the_chair_goes_to_an_item_and_the_queue_of_the_one_before_is_emptied(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    floor.raise_hand(actor=world.actor("王阿姨"), room=made.fresh(), stance="for")
    told = verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: chairing.take_up_item(actor=world.actor(CHAIR), room=made.fresh(), item=made.items[1]),
    )
    assert made.fresh().item == made.items[1]
    assert FloorEntry.objects.get().state == "withdrawn"
    assert told[world.people["王阿姨"].pk]["waiting"] is None


@guards("item.take_up", "meeting.guards.no_poll_open_here")
def test_the_chair_does_not_move_on_in_the_middle_of_a_vote(world: World) -> None:
    vote = opened(world)
    with refused("no_poll_open_here"):
        chairing.take_up_item(actor=world.actor(CHAIR), room=vote.hall.fresh(), item=vote.hall.items[0])


def test_an_item_of_another_session_is_refused(world: World) -> None:
    made = hall(world)
    foreign = made.items[1]
    foreign.session = type(made.session).objects.create(
        community=world.community,
        form="round_table",
        stage="published",
        title="另一场",
        starts_at=made.session.starts_at,
        place="社区议事厅",
        convener=world.people["何主任"],
        pack="cn-2026",
        published_at=made.session.published_at,
    )
    foreign.save()
    with refused("invalid"):
        chairing.take_up_item(actor=world.actor(CHAIR), room=made.fresh(), item=foreign)


def test_a_motion_is_taken_up_and_the_room_goes_to_its_item(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall(world)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: chairing.take_up_motion(actor=world.actor(CHAIR), motion=made.motion),
    )
    assert made.motion.stage == "pending"
    room = made.fresh()
    assert (room.motion, room.item) == (made.motion, made.items[1])


@guards("motion.take_up", "meeting.guards.session_open")
def test_a_motion_is_not_taken_up_before_the_session_is_open(world: World) -> None:
    made = hall(world, stage="published")
    with refused("session_open"):
        chairing.take_up_motion(actor=world.actor(CHAIR), motion=made.motion)


@guards("motion.take_up", "meeting.guards.session_open")
def test_a_motion_is_not_taken_up_during_a_recess(world: World) -> None:
    made = hall(world)
    opening.adjourn(actor=world.actor(CHAIR), session=made.session, until="下周一")
    with refused("session_open"):
        chairing.take_up_motion(actor=world.actor(CHAIR), motion=made.motion)


@guards("motion.take_up", "meeting.guards.nothing_pending")
def test_one_motion_at_a_time(world: World) -> None:
    made = hall(world)
    second = another(made, world)
    chairing.take_up_motion(actor=world.actor(CHAIR), motion=made.motion)
    with refused("nothing_pending"):
        chairing.take_up_motion(actor=world.actor(CHAIR), motion=second)


@guards("motion.take_up", "meeting.guards.agenda_published")
def test_a_motion_that_was_not_announced_is_not_taken_up(world: World) -> None:
    made = hall(world)
    made.items[1].motion = None
    made.items[1].save()
    with refused("agenda_published"):
        chairing.take_up_motion(actor=world.actor(CHAIR), motion=made.motion)


def test_the_chair_is_handed_over_to_somebody_present_and_taken_back(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, commit, chair = hall(world), django_capture_on_commit_callbacks, world.actor(CHAIR)
    with refused("successor_is_here"):
        chairing.hand_over(actor=chair, room=made.fresh(), to=world.people["何主任"])
    seat(made.room, world.people["何主任"])
    told = verify_events(
        made.room,
        commit,
        lambda: chairing.hand_over(actor=chair, room=made.fresh(), to=world.people["何主任"]),
    )
    assert told[world.people["何主任"].pk]["chair"] is True
    with refused("not_permitted"):
        chairing.take_up_item(actor=chair, room=made.fresh(), item=made.items[1])
    verify_events(made.room, commit, lambda: chairing.take_back(actor=chair, room=made.fresh()))
    assert made.fresh().chair == world.people[CHAIR]


@pytest.mark.parametrize(
    "arranged", [{"turn_seconds": 29}, {"turn_seconds": 1801}, {"turns_each": 0}, {"turns_each": 21}]
)
def test_arrangements_outside_what_a_hall_bears_are_refused(world: World, arranged: dict[str, int]) -> None:
    made = hall(world)
    with refused("invalid"):
        chairing.arrange(actor=world.actor(CHAIR), room=made.fresh(), **arranged)
    assert (made.fresh().turn_seconds, made.fresh().turns_each) == (120, 2)


def test_turns_are_made_longer_and_fewer(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall(world)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: chairing.arrange(actor=world.actor(CHAIR), room=made.fresh(), turn_seconds=180, turns_each=1),
    )
    assert (made.fresh().turn_seconds, made.fresh().turns_each) == (180, 1)
