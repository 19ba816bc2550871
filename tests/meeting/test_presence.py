"""presence.sign_in, sign_out: being there is an act of one's own, or of the desk for somebody in the hall."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock
from consult.meeting import attending, floor
from consult.meeting.models import FloorEntry, Presence
from consult.paper.qr import svg
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall
from tests.meeting.replay import verify_events
from tests.world import START, World

DESK = "社工小李"


def announced(world: World, *, after: timedelta) -> Hall:
    """A published session that starts so long from now."""
    made = hall(world, stage="published")
    made.session.starts_at = START + after
    made.session.save()
    return made


def test_a_resident_signs_in_on_the_phone_then_walks_in(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, commit = hall(world), django_capture_on_commit_callbacks
    for mode in ("online", "on_site"):
        told = verify_events(
            made.room,
            commit,
            lambda mode=mode: attending.sign_in(actor=world.actor("王阿姨"), room=made.fresh(), mode=mode),
        )
        assert told[world.people["王阿姨"].pk]["presence"] == mode
    kept = Presence.objects.get()
    assert (kept.mode, kept.signed_in_by) == ("on_site", None)


def test_leaving_withdraws_the_hand_and_coming_back_is_a_new_presence(world: World) -> None:
    made, actor = hall(world), world.actor("王阿姨")
    attending.sign_in(actor=actor, room=made.fresh(), mode="on_site")
    floor.raise_hand(actor=actor, room=made.fresh(), stance="for")
    with clock.at(START + timedelta(minutes=5)):
        attending.sign_out(actor=actor, room=made.fresh())
        attending.sign_in(actor=actor, room=made.fresh(), mode="on_site")
    assert FloorEntry.objects.get().state == "withdrawn"
    ended = list(Presence.objects.order_by("signed_in_at").values_list("signed_out_at", flat=True))
    assert ended == [START + timedelta(minutes=5), None]


def test_the_desk_signs_in_somebody_without_a_phone_and_a_neighbour_does_not(world: World) -> None:
    made = hall(world)
    kept = attending.sign_in(
        actor=world.actor(DESK), room=made.fresh(), mode="on_site", person=world.people["丁奶奶"]
    )
    assert kept.signed_in_by == world.people[DESK]
    with refused("not_permitted"):
        attending.sign_out(actor=world.actor("王阿姨"), room=made.fresh(), person=world.people["丁奶奶"])
    attending.sign_out(actor=world.actor(DESK), room=made.fresh(), person=world.people["丁奶奶"])
    assert not Presence.objects.filter(signed_out_at__isnull=True).exists()


@guards("presence.sign_in", "meeting.guards.doors_open")
def test_the_doors_open_one_hour_before(world: World) -> None:
    made = announced(world, after=timedelta(hours=1, minutes=1))
    with refused("doors_open"):
        attending.sign_in(actor=world.actor("王阿姨"), room=made.fresh(), mode="online")


def test_within_the_hour_before_the_doors_are_open(world: World) -> None:
    made = announced(world, after=timedelta(hours=1))
    assert attending.sign_in(actor=world.actor("王阿姨"), room=made.fresh(), mode="online").pk


def test_a_session_opened_early_lets_people_in(world: World) -> None:
    made = hall(world)
    made.session.starts_at = START + timedelta(days=1)
    made.session.save()
    assert attending.sign_in(actor=world.actor("王阿姨"), room=made.fresh(), mode="online").pk


def test_the_code_on_the_halls_wall_leads_into_the_room_as_one_who_is_there(world: World) -> None:
    made = hall(world)
    drawn = Client().get(f"/api/v1/rooms/{made.room.pk}/qr.svg")
    assert drawn.content == svg(f"{settings.ORIGINS[0]}/room/{made.room.pk}?at=hall").encode()
