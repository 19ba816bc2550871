"""签到平板: one person after another by the code on their letter; it does little, and forgets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.checkin import code_of
from consult.agenda.models import Invitation, Participant
from consult.kernel import clock
from consult.meeting import kiosk
from consult.meeting.models import FloorEntry, Presence
from tests.expect import refused
from tests.meeting.made import Hall, hall
from tests.meeting.replay import replays, verify_events
from tests.world import World

RECORDER = "社工小李"


@pytest.fixture
def invited(world: World) -> tuple[Hall, str]:
    """An open session to which 丁奶奶 was invited, and the code on her letter."""
    made = hall(world)
    seat = Participant.objects.create(
        session=made.session, part="N", person=world.people["丁奶奶"], why="居民代表"
    )
    letter = Invitation.objects.create(
        participant=seat,
        session=made.session,
        community=world.community,
        number="槐安邀〔2026〕第12号",
        issued_at=clock.now(),
    )
    return made, code_of(letter.pk)


class Tablet:
    def __init__(self, world: World, made: Hall) -> None:
        self.root = f"/api/v1/kiosk/{made.room.pk}"
        self.heads = {"X-Kiosk": kiosk.open_kiosk(actor=world.actor(RECORDER), room=made.fresh())}
        self.browser = Client()

    def post(self, what: str, **body: Any) -> Any:
        return self.browser.post(
            f"{self.root}/{what}", body, content_type="application/json", headers=self.heads
        )

    def known(self, code: str) -> None:
        [holder] = self.post("identify", code=code).json()["people"]
        self.heads["X-Kiosk-Person"] = holder["token"]


def test_somebody_signs_in_and_asks_to_speak_by_the_code_on_their_letter(
    world: World, invited: tuple[Hall, str]
) -> None:
    made, code = invited
    tablet = Tablet(world, made)
    [holder] = tablet.post("identify", code=f"{code[:3]} {code[3:]}").json()["people"]
    assert holder["name"] == "丁*奶"
    tablet.heads["X-Kiosk-Person"] = holder["token"]
    assert tablet.post("me").json()["presence"] is None
    assert tablet.post("sign_in").status_code == 200
    here = Presence.objects.get()
    assert (here.person, here.mode, here.signed_in_by) == (world.people["丁奶奶"], "on_site", None)
    assert tablet.post("raise", stance="question").status_code == 200
    assert FloorEntry.objects.get().person == world.people["丁奶奶"]
    assert tablet.post("me").json()["waiting"] is True
    assert tablet.post("lower").status_code == 200
    assert tablet.post("sign_out").status_code == 200
    assert Presence.objects.get().signed_out_at is not None


@replays("kiosk.open")
def test_who_opened_a_tablet_is_on_record_and_nothing_else_of_the_room_changes(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall(world)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: kiosk.open_kiosk(actor=world.actor(RECORDER), room=made.fresh()),
    )


def test_after_two_minutes_the_tablet_has_forgotten(world: World, invited: tuple[Hall, str]) -> None:
    made, code = invited
    tablet = Tablet(world, made)
    tablet.known(code)
    with clock.at(clock.now() + timedelta(seconds=kiosk.PERSON_SECONDS + 1)):
        answer = tablet.post("sign_in")
    assert (answer.status_code, answer.json()["code"]) == (401, "kiosk_forgot")
    assert not Presence.objects.exists()


def test_a_letters_number_opens_nothing_and_guessing_is_stopped(
    world: World, invited: tuple[Hall, str]
) -> None:
    made, code = invited
    tablet = Tablet(world, made)
    wrong = "000000" if code != "000000" else "000001"
    said = [tablet.post("identify", code=one).json()["code"] for one in ("12", *[wrong] * 10)]
    assert said[:10] == ["code_unknown"] * 10
    assert said[-1] == "too_many_wrong"


def test_a_pass_is_good_in_its_room_and_for_its_day(world: World, invited: tuple[Hall, str]) -> None:
    made, code = invited
    given = kiosk.open_kiosk(actor=world.actor(RECORDER), room=made.fresh())
    other = Tablet(world, made)
    other.heads["X-Kiosk"] = "not-a-pass"
    assert other.post("identify", code=code).json()["code"] == "kiosk_closed"
    with clock.at(clock.now() + timedelta(seconds=kiosk.OPEN_SECONDS + 1)), refused("kiosk_closed"):
        kiosk.identify(room=made.fresh(), kiosk=given, code=code)


def test_a_person_is_no_pass_and_a_pass_is_nobody(world: World, invited: tuple[Hall, str]) -> None:
    made, code = invited
    tablet = Tablet(world, made)
    tablet.heads["X-Kiosk-Person"] = tablet.heads["X-Kiosk"]
    assert tablet.post("sign_in").json()["code"] == "kiosk_forgot"
    tablet.known(code)
    tablet.heads["X-Kiosk"] = tablet.heads["X-Kiosk-Person"]
    assert tablet.post("sign_in").json()["code"] == "kiosk_closed"


def test_only_the_desk_opens_a_tablet(world: World, invited: tuple[Hall, str]) -> None:
    made, _ = invited
    with refused("not_permitted"):
        kiosk.open_kiosk(actor=world.actor("王阿姨"), room=made.fresh())
    [opened] = [e for e in made.room.stream.entries.all() if e.verb == "kiosk.open"] or [None]
    assert opened is None, "a refusal leaves nothing on record"
