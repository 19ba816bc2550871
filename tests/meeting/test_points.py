"""point.record, confirm, drop: what was agreed, reserved or asked for, until the minutes are frozen."""

from __future__ import annotations

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.meeting import minutes, opening, points
from consult.meeting.models import Point
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall
from tests.meeting.replay import replays, verify_events
from tests.voting.made import CHAIR
from tests.world import World

RECORDER = "社工小李"


def recorded(world: World, made: Hall, text: str = "不设灶具") -> Point:
    return points.record(actor=world.actor(RECORDER), room=made.fresh(), kind="consensus", text=text)


@pytest.fixture
def frozen(world: World) -> Hall:
    """A closed session with one unconfirmed point, whose minutes are frozen."""
    made = hall(world)
    recorded(world, made)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    minutes.edit(actor=world.actor(RECORDER), session=made.session, text="不设灶具。")
    minutes.freeze(actor=world.actor(CHAIR), session=made.session)
    return made


@replays("point.confirm", "point.drop", "point.record")
def test_a_point_is_recorded_confirmed_and_another_dropped(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, commit = hall(world), django_capture_on_commit_callbacks
    verify_events(made.room, commit, lambda: recorded(world, made))
    kept = Point.objects.get()
    verify_events(
        made.room, commit, lambda: points.confirm(actor=world.actor(CHAIR), room=made.fresh(), point=kept)
    )
    kept.refresh_from_db()
    assert (kept.kind, kept.text, kept.confirmed) == ("consensus", "不设灶具", True)
    wrong = recorded(world, made, "写错了的一条")
    verify_events(
        made.room, commit, lambda: points.drop(actor=world.actor(RECORDER), room=made.fresh(), point=wrong)
    )
    assert list(Point.objects.all()) == [kept]


def test_a_reservation_keeps_whose_it_is(world: World) -> None:
    made = hall(world)
    kept = points.record(
        actor=world.actor(RECORDER),
        room=made.fresh(),
        kind="reservation",
        text="油烟没有办法之前我不同意",
        by=world.people["小范"],
    )
    assert kept.by == world.people["小范"]


def test_only_who_holds_the_chair_confirms(world: World) -> None:
    made = hall(world)
    kept = recorded(world, made)
    with refused("not_permitted"):
        points.confirm(actor=world.actor(RECORDER), room=made.fresh(), point=kept)


@guards("point.record", "meeting.guards.minutes_open")
def test_nothing_is_recorded_once_the_minutes_are_frozen(world: World, frozen: Hall) -> None:
    with refused("minutes_open"):
        recorded(world, frozen, "补记一条")


@guards("point.confirm", "meeting.guards.minutes_open")
def test_nothing_is_confirmed_once_the_minutes_are_frozen(world: World, frozen: Hall) -> None:
    with refused("minutes_open"):
        points.confirm(actor=world.actor(CHAIR), room=frozen.fresh(), point=Point.objects.get())


@guards("point.drop", "meeting.guards.minutes_open")
def test_nothing_is_dropped_once_the_minutes_are_frozen(world: World, frozen: Hall) -> None:
    with refused("minutes_open"):
        points.drop(actor=world.actor(RECORDER), room=frozen.fresh(), point=Point.objects.get())
