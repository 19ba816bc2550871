"""phase.enter and round.begin: who may do what in each phase of a form, and speaking in turn round the table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.models import Participant
from consult.kernel import clock
from consult.meeting import chairing, floor, phasing, points
from consult.meeting.models import FloorEntry
from consult.voting import closing
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import replays, state, verify_events
from tests.voting.made import CHAIR, meeting
from tests.world import World

Commit = DjangoCaptureOnCommitCallbacks


def sitting(world: World, form: str, phase: str) -> Hall:
    """A session of that form in that phase, with three residents and the chair in the hall."""
    made = hall(world, form=form)
    made.room.phase = phase
    made.room.save()
    for minute, name in enumerate(("王阿姨", "小谷", "老尹", "孙副主任")):
        with clock.at(clock.now() + timedelta(minutes=minute)):
            seat(made.room, world.people[name])
    return made


@replays("phase.enter")
def test_the_chair_goes_to_a_phase_and_what_has_no_place_in_it_is_withdrawn(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    here, chair = sitting(world, "hearing", "statements"), world.actor("孙副主任")
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="against")
    floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="question")
    told = verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: phasing.enter(actor=chair, room=here.fresh(), phase="questions"),
    )
    assert told == {world.people["王阿姨"].pk: {"waiting": None}}
    assert set(FloorEntry.objects.values_list("stance", "state")) == {
        ("against", "withdrawn"),
        ("question", "waiting"),
    }
    _, shared = state(here.room, "residents")
    assert (shared["room"]["phase"]["code"], shared["room"]["stances"]) == ("questions", ["question", "add"])
    with refused("already_so"):
        phasing.enter(actor=chair, room=here.fresh(), phase="questions")
    with refused("invalid"):
        phasing.enter(actor=chair, room=here.fresh(), phase="rounds")


@guards("floor.raise", "meeting.guards.phase_open")
def test_one_asks_only_for_what_the_phase_is_open_for(world: World) -> None:
    here = sitting(world, "hearing", "questions")
    with refused("phase_open"):
        floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="against")


def test_a_point_of_order_is_in_order_in_every_phase(world: World) -> None:
    here = sitting(world, "council", "vote")
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="point_of_order")


@guards("floor.raise", "meeting.guards.floor_is_yours")
def test_the_parties_state_their_positions_before_anybody_else_speaks(world: World) -> None:
    here = sitting(world, "coordination", "positions")
    Participant.objects.create(session=here.session, part="X", household=world.homes[0], why="当事方")
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="speak")
    with refused("floor_is_yours"):
        floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="speak")


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [
        ("representatives_meeting", "quorum", "debate"),
        ("representatives_meeting", "result", "debate"),
        ("hearing", "introduce", "statements"),
        ("round_table", "consensus", "consensus"),
        ("appraisal", "report", "questions"),
    ],
)
def test_taking_an_item_up_goes_on_to_where_it_is_talked_over(
    world: World, django_capture_on_commit_callbacks: Commit, form: str, before: str, after: str
) -> None:
    here = sitting(world, form, before)
    verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: chairing.take_up_item(actor=world.actor("孙副主任"), room=here.fresh(), item=here.items[1]),
    )
    assert here.fresh().phase == after


def test_putting_the_question_and_closing_it_go_to_the_phases_of_the_vote(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    vote = meeting(world)
    vote.hall.room.phase = "debate"
    vote.hall.room.save()
    verify_events(vote.hall.room, django_capture_on_commit_callbacks, vote.open)
    assert vote.hall.fresh().phase == "vote"
    verify_events(
        vote.hall.room,
        django_capture_on_commit_callbacks,
        lambda: closing.close(actor=world.actor(CHAIR), poll=vote.fresh()),
    )
    assert vote.hall.fresh().phase == "result"


@guards("phase.enter", "meeting.guards.no_poll_open_here")
def test_no_phase_is_left_while_a_vote_is_open(world: World) -> None:
    vote = meeting(world)
    vote.open()
    with refused("no_poll_open_here"):
        phasing.enter(actor=world.actor(CHAIR), room=vote.hall.fresh(), phase="close")


@guards("point.record", "meeting.guards.point_fits_form")
def test_a_form_records_the_points_it_knows(world: World) -> None:
    here = sitting(world, "hearing", "conclusions")
    desk = world.actor("社工小李")
    points.record(actor=desk, room=here.fresh(), kind="conclusion", text="不设灶具可以接受")
    with refused("point_fits_form"):
        points.record(actor=desk, room=here.fresh(), kind="settlement", text="双方各让一步")


@replays("round.begin")
def test_a_round_goes_round_the_table_in_the_order_of_sitting_down_and_one_may_pass(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    commit, chair = django_capture_on_commit_callbacks, world.actor("孙副主任")
    here = sitting(world, "round_table", "rounds")
    told = verify_events(here.room, commit, lambda: phasing.begin_round(actor=chair, room=here.fresh()))
    assert set(told) == {world.people[name].pk for name in ("王阿姨", "小谷", "老尹")}
    waiting = [entry.person.name for entry in floor.queue(here.fresh())]
    assert waiting == ["王阿姨", "小谷", "老尹"]
    floor.lower_hand(actor=world.actor("小谷"), room=here.fresh())
    floor.next_speaker(actor=chair, room=here.fresh())
    floor.next_speaker(actor=chair, room=here.fresh())
    assert FloorEntry.objects.get(state="speaking").person == world.people["老尹"]
    assert here.fresh().round == 1


def test_a_round_counts_for_nobodys_number_of_turns(world: World) -> None:
    here, chair = sitting(world, "round_table", "rounds"), world.actor("孙副主任")
    for _ in range(3):
        phasing.begin_round(actor=chair, room=here.fresh())
        for _ in range(4):
            floor.next_speaker(actor=chair, room=here.fresh())
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")


@guards("round.begin", "meeting.guards.no_round_running")
def test_a_round_ends_before_the_next_begins(world: World) -> None:
    here, chair = sitting(world, "round_table", "rounds"), world.actor("孙副主任")
    phasing.begin_round(actor=chair, room=here.fresh())
    floor.lower_hand(actor=world.actor("王阿姨"), room=here.fresh())
    with refused("no_round_running"):
        phasing.begin_round(actor=chair, room=here.fresh())


@guards("round.begin", "meeting.guards.phase_has_rounds")
def test_a_hearing_has_no_rounds(world: World) -> None:
    here = sitting(world, "hearing", "statements")
    with refused("phase_has_rounds"):
        phasing.begin_round(actor=world.actor("孙副主任"), room=here.fresh())


@guards("round.begin", "meeting.guards.something_to_discuss")
def test_a_round_is_on_something(world: World) -> None:
    here = sitting(world, "round_table", "rounds")
    here.room.item = None
    here.room.save()
    with refused("something_to_discuss"):
        phasing.begin_round(actor=world.actor("孙副主任"), room=here.fresh())
