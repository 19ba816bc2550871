"""floor.*: asking, order, the clock; each verb's events replay to a fresh snapshot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock
from consult.meeting import attending, chairing, floor, points, remarks
from consult.meeting.models import FloorEntry, Presence
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import state, verify_events
from tests.world import World


@pytest.fixture
def here(world: World) -> Hall:
    """An open room with three residents, the chair and the recorder in the hall."""
    made = hall(world)
    seat(made.room, *(world.people[name] for name in ("王阿姨", "小谷", "老尹", "孙副主任", "社工小李")))
    return made


def test_a_hand_raised_waits_is_called_and_is_done(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit = django_capture_on_commit_callbacks
    told = verify_events(
        here.room,
        commit,
        lambda: floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for"),
    )
    assert told[world.people["王阿姨"].pk]["waiting"]
    verify_events(
        here.room,
        commit,
        lambda: floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="against"),
    )
    verify_events(
        here.room, commit, lambda: floor.next_speaker(actor=world.actor("孙副主任"), room=here.fresh())
    )
    speaking = FloorEntry.objects.get(state="speaking")
    assert speaking.person == world.people["王阿姨"]
    with clock.at(clock.now() + timedelta(seconds=50)):
        verify_events(
            here.room, commit, lambda: floor.next_speaker(actor=world.actor("孙副主任"), room=here.fresh())
        )
    speaking.refresh_from_db()
    assert (speaking.state, speaking.spoken) == ("done", 50)
    assert FloorEntry.objects.get(state="speaking").person == world.people["老尹"]
    _, shared = state(here.room, "residents")
    assert shared["floor"]["times"]["stances"] == {"for": 50}


def test_the_clock_stands_while_held_and_can_be_extended_and_cut(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, chair = django_capture_on_commit_callbacks, world.actor("孙副主任")
    floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="question")
    floor.next_speaker(actor=chair, room=here.fresh())
    began = clock.now()
    with clock.at(began + timedelta(seconds=30)):
        verify_events(here.room, commit, lambda: floor.hold(actor=chair, room=here.fresh(), resume=False))
    with clock.at(began + timedelta(seconds=300)):
        verify_events(here.room, commit, lambda: floor.hold(actor=chair, room=here.fresh(), resume=True))
        verify_events(here.room, commit, lambda: floor.extend(actor=chair, room=here.fresh(), seconds=60))
    with clock.at(began + timedelta(seconds=310)):
        told = verify_events(
            here.room, commit, lambda: floor.cut(actor=chair, room=here.fresh(), reason="离题")
        )
    entry = FloorEntry.objects.get()
    assert (entry.spoken, entry.allotted) == (40, 180)
    assert told[world.people["小谷"].pk]["cut"] == "离题"


def test_a_request_can_be_withdrawn(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="for")
    verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: floor.lower_hand(actor=world.actor("小谷"), room=here.fresh()),
    )
    assert FloorEntry.objects.get().state == "withdrawn"


def test_staff_ask_for_somebody_in_the_hall_without_a_phone(world: World, here: Hall) -> None:
    entry = floor.raise_hand(
        actor=world.actor("社工小李"), room=here.fresh(), stance="for", person=world.people["老尹"]
    )
    assert entry.person == world.people["老尹"]
    assert entry.entered_by == world.people["社工小李"]
    with refused("not_permitted"):
        floor.raise_hand(
            actor=world.actor("王阿姨"), room=here.fresh(), stance="for", person=world.people["小谷"]
        )


def test_one_speaker_a_room_is_a_constraint(world: World, here: Hall) -> None:
    kept = {"room": here.room, "stance": "for", "asked_at": clock.now(), "state": "speaking", "place": 0}
    FloorEntry.objects.create(person=world.people["王阿姨"], **kept)
    with pytest.raises(IntegrityError), transaction.atomic():
        FloorEntry.objects.create(person=world.people["小谷"], **kept)


@guards("floor.raise", "meeting.guards.speaker_signed_in")
def test_who_has_not_signed_in_does_not_speak(world: World, here: Hall) -> None:
    with refused("speaker_signed_in"):
        floor.raise_hand(actor=world.actor("葛阿姨"), room=here.fresh(), stance="for")


@guards("floor.raise", "meeting.guards.something_to_discuss")
def test_nobody_speaks_before_there_is_something_to_speak_to(world: World, here: Hall) -> None:
    here.room.item = None
    here.room.save()
    with refused("something_to_discuss"):
        floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")


@guards("floor.raise", "meeting.guards.not_waiting")
def test_one_waiting_entry_a_person(world: World, here: Hall) -> None:
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")
    with refused("not_waiting"):
        floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="against")


@guards("floor.raise", "meeting.guards.turns_left")
def test_two_turns_on_one_question_and_no_third(world: World, here: Hall) -> None:
    chair = world.actor("孙副主任")
    for _ in range(2):
        floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")
        floor.next_speaker(actor=chair, room=here.fresh())
    with refused("turns_left"):
        floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")


@guards("floor.raise", "meeting.guards.chair_keeps_neutral")
def test_the_chair_does_not_speak_on_the_motion_without_handing_over(world: World, here: Hall) -> None:
    chairing.take_up_motion(actor=world.actor("孙副主任"), motion=here.motion)
    with refused("chair_keeps_neutral"):
        floor.raise_hand(actor=world.actor("孙副主任"), room=here.fresh(), stance="for")


@guards("floor.hold", "meeting.guards.somebody_speaks")
@guards("floor.extend", "meeting.guards.somebody_speaks")
@guards("floor.cut", "meeting.guards.somebody_speaks")
def test_without_a_speaker_there_is_no_clock_to_touch(world: World, here: Hall) -> None:
    chair = world.actor("孙副主任")
    for attempt in (
        lambda: floor.hold(actor=chair, room=here.fresh(), resume=False),
        lambda: floor.extend(actor=chair, room=here.fresh(), seconds=60),
        lambda: floor.cut(actor=chair, room=here.fresh(), reason="离题"),
    ):
        with refused("somebody_speaks"):
            attempt()


def test_the_chair_hands_over_speaks_and_takes_back_once_the_motion_is_settled(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, chair = django_capture_on_commit_callbacks, world.actor("孙副主任")
    verify_events(here.room, commit, lambda: chairing.take_up_motion(actor=chair, motion=here.motion))
    verify_events(
        here.room,
        commit,
        lambda: chairing.hand_over(actor=chair, room=here.fresh(), to=world.people["社工小李"]),
    )
    floor.raise_hand(actor=chair, room=here.fresh(), stance="for")
    floor.next_speaker(actor=world.actor("社工小李"), room=here.fresh())
    with refused("motion_unsettled"):
        chairing.take_back(actor=chair, room=here.fresh())


def test_removal_ends_presence_with_a_reason(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="against")
    told = verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: chairing.remove(
            actor=world.actor("孙副主任"),
            room=here.fresh(),
            person=world.people["老尹"],
            reason="两次警告后仍打断",
        ),
    )
    assert told[world.people["老尹"].pk]["removed"] == "两次警告后仍打断"
    assert not Presence.objects.filter(person=world.people["老尹"], signed_out_at__isnull=True).exists()


def test_sign_in_remarks_and_points_replay_for_every_audience(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, desk, chair = django_capture_on_commit_callbacks, world.actor("社工小李"), world.actor("孙副主任")
    for do in (
        lambda: attending.sign_in(actor=world.actor("葛阿姨"), room=here.fresh(), mode="online"),
        lambda: attending.sign_in(
            actor=desk, room=here.fresh(), mode="on_site", person=world.people["丁奶奶"]
        ),
        lambda: chairing.arrange(actor=chair, room=here.fresh(), remarks_held=True),
        lambda: remarks.send(actor=world.actor("葛阿姨"), room=here.fresh(), text="油烟怎么办？"),
        lambda: points.record(actor=desk, room=here.fresh(), kind="consensus", text="不设灶具"),
        lambda: attending.sign_out(actor=world.actor("葛阿姨"), room=here.fresh()),
        lambda: chairing.take_up_item(actor=chair, room=here.fresh(), item=here.items[1]),
    ):
        verify_events(here.room, commit, do)


def test_a_held_remark_reaches_its_author_and_no_other_resident_and_a_refused_one_has_its_reason(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, desk = django_capture_on_commit_callbacks, world.actor("社工小李")
    chairing.arrange(actor=world.actor("孙副主任"), room=here.fresh(), remarks_held=True)
    told = verify_events(
        here.room,
        commit,
        lambda: remarks.send(actor=world.actor("王阿姨"), room=here.fresh(), text="某人胡说"),
    )
    [mine] = told[world.people["王阿姨"].pk].values()
    assert (mine["state"], mine["reason"]) == ("held", "")
    assert "某人胡说" not in str(state(here.room, "residents"))
    assert "某人胡说" in str(state(here.room, "staff"))
    remark = here.room.remarks.get()
    told = verify_events(
        here.room,
        commit,
        lambda: remarks.refuse(actor=desk, room=here.fresh(), remark=remark, reason="请勿质疑动机"),
    )
    [mine] = told[world.people["王阿姨"].pk].values()
    assert (mine["state"], mine["reason"]) == ("refused", "请勿质疑动机")
