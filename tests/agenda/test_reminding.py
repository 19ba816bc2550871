"""居民代表会议每半年至少召开一次 (法 §28): whoever convenes is reminded in time, and until it is held."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from consult.agenda import reminding
from consult.agenda.models import Session
from consult.kernel import clock, due
from consult.kernel.models import Due
from consult.notice.models import Message
from tests.agenda import scene
from tests.world import START, World

KIND = "representatives_meeting.due"


@pytest.fixture(autouse=True)
def _begun(world: World) -> None:
    due.schedule(
        community=world.community.pk, kind=KIND, subject=world.community.pk, at=START + timedelta(days=150)
    )


def held(world: World, moment: datetime) -> None:
    session = scene.drafted(world, "representatives_meeting", it=scene.matter(world))
    Session.objects.filter(pk=session.pk).update(stage="closed", published_at=moment, opened_at=moment)


def told(template: str) -> set[object]:
    return set(Message.objects.filter(template=template, channel="in_app").values_list("person", flat=True))


def next_asked() -> datetime:
    return Due.objects.get(kind=KIND, settled_at=None).at


def test_without_one_in_five_months_the_conveners_are_reminded_and_asked_again(world: World) -> None:
    # Founded on 2 March: six months end on 2 September.
    with clock.at(START + timedelta(days=160)):
        assert due.settle_all() == 1
    people = {world.people[name].pk for name in ("何主任", "孙副主任", "周书记", "吕监督", "马监督")}
    assert told("representatives_meeting.due") == people
    assert next_asked() == START + timedelta(days=190)


def test_one_held_in_time_puts_the_reminder_off_to_a_month_before_the_next(world: World) -> None:
    held(world, clock.beijing(2026, 6, 15, 14))
    with clock.at(START + timedelta(days=150)):
        due.settle_all()
    assert not told("representatives_meeting.due")
    # Six months after 15 June are 15 December; thirty days before, at nine.
    assert next_asked() == clock.beijing(2026, 11, 15, 9)


def test_once_it_is_late_it_says_so(world: World) -> None:
    held(world, clock.beijing(2026, 1, 10, 14))
    with clock.at(START + timedelta(days=150)):
        due.settle_all()
    assert told("representatives_meeting.late")
    assert Message.objects.filter(template="representatives_meeting.late")[0].facts == {
        "last": "2026-01-10",
        "by": "2026-07-10",
    }


def test_another_communitys_meeting_does_not_count(world: World) -> None:
    held(world, clock.beijing(2026, 6, 15, 14))
    assert reminding.last_held(world.other) is None
