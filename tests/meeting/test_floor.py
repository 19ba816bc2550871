"""floor.*: asking, order, the clock; each verb's events replay to a fresh snapshot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock, log
from consult.meeting import attending, chairing, floor, gauges, points, remarks
from consult.meeting.models import FloorEntry
from tests.expect import guards, refused
from tests.meeting.made import Hall, gathered, seat
from tests.meeting.replay import replays, state, verify_events
from tests.world import World


@pytest.fixture
def here(world: World) -> Hall:
    return gathered(world)


@replays("floor.next", "floor.raise")
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


@replays("floor.cut", "floor.extend", "floor.hold")
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


@replays("floor.lower")
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


def test_a_clock_that_was_forgotten_overnight_can_still_be_held(world: World, here: Hall) -> None:
    floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="question")
    floor.next_speaker(actor=world.actor("孙副主任"), room=here.fresh())
    with clock.at(clock.now() + timedelta(hours=13)):
        floor.hold(actor=world.actor("孙副主任"), room=here.fresh(), resume=False)
    assert FloorEntry.objects.get().spoken == 13 * 3600


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


@replays("chair.hand_over", "chair.take_back", "motion.take_up")
def test_the_chair_hands_over_speaks_and_takes_back_once_the_motion_is_settled(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, chair = django_capture_on_commit_callbacks, world.actor("孙副主任")
    verify_events(here.room, commit, lambda: chairing.take_up_motion(actor=chair, motion=here.motion))
    told = verify_events(
        here.room,
        commit,
        lambda: chairing.hand_over(actor=chair, room=here.fresh(), to=world.people["社工小李"]),
    )
    assert told[world.people["孙副主任"].pk] == {"chair": False}
    floor.raise_hand(actor=chair, room=here.fresh(), stance="for")
    floor.next_speaker(actor=world.actor("社工小李"), room=here.fresh())
    floor.next_speaker(actor=world.actor("社工小李"), room=here.fresh())
    here.motion.stage = "carried"
    here.motion.save()
    verify_events(here.room, commit, lambda: chairing.take_back(actor=chair, room=here.fresh()))
    assert here.fresh().chair == world.people["孙副主任"]


@guards("chair.take_back", "meeting.guards.own_motion_settled")
def test_who_spoke_on_a_motion_does_not_take_the_chair_back_before_it_is_settled(
    world: World, here: Hall
) -> None:
    chair = world.actor("孙副主任")
    chairing.take_up_motion(actor=chair, motion=here.motion)
    chairing.hand_over(actor=chair, room=here.fresh(), to=world.people["社工小李"])
    floor.raise_hand(actor=chair, room=here.fresh(), stance="for")
    floor.next_speaker(actor=world.actor("社工小李"), room=here.fresh())
    with refused("own_motion_settled"):
        chairing.take_back(actor=chair, room=here.fresh())


@guards("chair.hand_over", "meeting.guards.successor_is_here")
def test_the_chair_goes_to_nobody_who_is_not_there(world: World, here: Hall) -> None:
    with refused("successor_is_here"):
        chairing.hand_over(actor=world.actor("孙副主任"), room=here.fresh(), to=world.people["社工小郑"])


@pytest.mark.parametrize("how", ["moved it", "spoke on it"])
@guards("chair.hand_over", "meeting.guards.successor_is_neutral")
def test_the_chair_goes_to_nobody_bound_up_with_the_motion(world: World, here: Hall, how: str) -> None:
    chair = world.actor("孙副主任")
    chairing.take_up_motion(actor=chair, motion=here.motion)
    successor = "王阿姨"
    if how == "spoke on it":
        successor = "老尹"
        floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="against")
        floor.next_speaker(actor=chair, room=here.fresh())
        floor.next_speaker(actor=chair, room=here.fresh())
    with refused("successor_is_neutral"):
        chairing.hand_over(actor=chair, room=here.fresh(), to=world.people[successor])


@replays("person.warn")
def test_a_warning_is_told_to_the_person_alone_and_stays_on_record(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    told = verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: chairing.warn(
            actor=world.actor("孙副主任"), room=here.fresh(), person=world.people["老尹"], reason="请不要打断"
        ),
    )
    assert told == {world.people["老尹"].pk: {"warned": "请不要打断"}}
    [entry] = here.room.stream.entries.filter(verb="person.warn")
    assert log.parsed(entry)["data"]["reason"] == "请不要打断"


@replays("person.readmit", "person.remove")
def test_somebody_sent_out_stops_speaking_but_still_counts_until_they_sign_out(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, chair = django_capture_on_commit_callbacks, world.actor("孙副主任")
    floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="against")
    floor.next_speaker(actor=chair, room=here.fresh())
    with clock.at(clock.now() + timedelta(seconds=20)):
        told = verify_events(
            here.room,
            commit,
            lambda: chairing.remove(
                actor=chair, room=here.fresh(), person=world.people["老尹"], reason="两次警告后仍打断"
            ),
        )
    assert told[world.people["老尹"].pk]["removed"] == "两次警告后仍打断"
    spoken = FloorEntry.objects.get()
    assert (spoken.state, spoken.spoken) == ("done", 20)
    assert gauges.presence(here.fresh())["on_site"] == 5
    told = verify_events(
        here.room,
        commit,
        lambda: chairing.readmit(actor=chair, room=here.fresh(), person=world.people["老尹"]),
    )
    assert told[world.people["老尹"].pk] == {"presence": "on_site", "removed": ""}


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param("raise", marks=guards("floor.raise", "meeting.guards.not_removed")),
        pytest.param("remark", marks=guards("remark.send", "meeting.guards.not_removed")),
        pytest.param("sign in", marks=guards("presence.sign_in", "meeting.guards.not_removed")),
    ],
)
def test_somebody_sent_out_does_not_come_back_by_themselves(world: World, here: Hall, attempt: str) -> None:
    chairing.remove(
        actor=world.actor("孙副主任"), room=here.fresh(), person=world.people["老尹"], reason="扰乱秩序"
    )
    out, room = world.actor("老尹"), here.fresh()
    with refused("not_removed"):
        match attempt:
            case "raise":
                floor.raise_hand(actor=out, room=room, stance="for")
            case "remark":
                remarks.send(actor=out, room=room, text="我还有话说")
            case _:
                attending.sign_in(actor=out, room=room, mode="online")


@replays("presence.sign_out")
def test_who_leaves_while_speaking_has_spoken(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="against")
    floor.next_speaker(actor=world.actor("孙副主任"), room=here.fresh())
    verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: attending.sign_out(actor=world.actor("老尹"), room=here.fresh()),
    )
    assert FloorEntry.objects.get().state == "done"


def test_a_point_of_order_stops_the_clock_of_who_speaks_and_they_go_on_after_it(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    commit, chair = django_capture_on_commit_callbacks, world.actor("孙副主任")

    def call() -> FloorEntry | None:
        verify_events(here.room, commit, lambda: floor.next_speaker(actor=chair, room=here.fresh()))
        return FloorEntry.objects.filter(state="speaking").first()

    began = clock.now()
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")
    first = call()
    floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="against")
    floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="point_of_order")
    with clock.at(began + timedelta(seconds=40)):
        order = call()
        assert order is not None
        assert order.stance == "point_of_order"
    interrupted = FloorEntry.objects.get(state="interrupted")
    assert (interrupted.pk, interrupted.spoken) == (first and first.pk, 40)
    with clock.at(began + timedelta(seconds=100)):
        assert call() == first
    with clock.at(began + timedelta(seconds=120)):
        call()
    interrupted.refresh_from_db()
    assert (interrupted.state, interrupted.spoken) == ("done", 60)
    assert FloorEntry.objects.get(state="speaking").person == world.people["小谷"]


def test_the_chair_may_call_another_instead_of_who_was_interrupted(
    world: World, here: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    chair = world.actor("孙副主任")
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")
    floor.next_speaker(actor=chair, room=here.fresh())
    floor.raise_hand(actor=world.actor("老尹"), room=here.fresh(), stance="point_of_order")
    floor.next_speaker(actor=chair, room=here.fresh())
    other = floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="against")
    verify_events(
        here.room,
        django_capture_on_commit_callbacks,
        lambda: floor.next_speaker(actor=chair, room=here.fresh(), entry=other.pk),
    )
    assert set(FloorEntry.objects.values_list("person__name", "state")) == {
        ("王阿姨", "done"),
        ("老尹", "done"),
        ("小谷", "speaking"),
    }


@guards("floor.raise", "meeting.guards.motion_first")
def test_sides_are_taken_only_once_the_motion_is_before_the_room(world: World, here: Hall) -> None:
    here.room.item = here.items[1]
    here.room.save()
    with refused("motion_first"):
        floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")


def test_a_question_may_be_asked_before_the_motion_is_read_and_sides_taken_after(
    world: World, here: Hall
) -> None:
    here.room.item = here.items[1]
    here.room.save()
    floor.raise_hand(actor=world.actor("小谷"), room=here.fresh(), stance="question")
    chairing.take_up_motion(actor=world.actor("孙副主任"), motion=here.motion)
    floor.raise_hand(actor=world.actor("王阿姨"), room=here.fresh(), stance="for")


def test_seconds_are_added_up_by_person_and_neighbours_of_one_surname_stay_apart(
    world: World, here: Hall
) -> None:
    seat(here.room, world.person("尹小妹", home=world.homes[9]))
    chair = world.actor("孙副主任")
    for name, seconds in (("老尹", 30), ("尹小妹", 45), ("老尹", 25)):
        floor.raise_hand(actor=world.actor(name), room=here.fresh(), stance="question")
        floor.next_speaker(actor=chair, room=here.fresh())
        with clock.at(clock.now() + timedelta(seconds=seconds)):
            floor.next_speaker(actor=chair, room=here.fresh())
    _, shared = state(here.room, "residents")
    assert [each["seconds"] for each in shared["floor"]["times"]["persons"]] == [55, 45]
    assert shared["floor"]["times"]["stances"] == {"question": 100}


@replays(
    "item.take_up", "point.record", "presence.sign_in", "presence.sign_out", "remark.send", "room.arrange"
)
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
