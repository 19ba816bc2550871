"""Notice periods, form by form, at the exact boundary: whole days between the day of publishing and the day itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.agenda.forms import FORMS
from consult.agenda.models import Session
from consult.agenda.publishing import publish
from consult.kernel import clock
from consult.kernel.packs import load
from consult.meeting import proposing
from tests.agenda import scene
from tests.expect import guards, refused
from tests.meeting.reviewing import CRITERIA
from tests.world import START, World

DAYS = {code: load("cn-2026").number(form.notice) for code, form in FORMS.items()}


def send(world: World, session: Session) -> None:
    publish(actor=world.actor(scene.CONVENERS.get(session.form, "社工小李")), session=session)


def called(world: World, session: Session) -> None:
    """A proposal review is announced with its call."""
    proposing.call(
        actor=world.actor("社工小李"),
        session=session,
        text="请提今年的民生项目",
        closes_at=session.starts_at - timedelta(hours=1),
        criteria=CRITERIA,
    )


@pytest.mark.parametrize("form", sorted(form for form, days in DAYS.items() if days))
def test_one_day_short_is_refused_and_the_full_period_is_enough(world: World, form: str) -> None:
    days = DAYS[form]
    # So many whole days lie between: the day of notice and the day of the session are not counted.
    session = scene.ready(world, form, starts_at=scene.day(days + 1))
    if form == "proposal_review":
        called(world, session)
    late = START + timedelta(days=1)
    with clock.at(late), refused("notice_long_enough"):
        send(world, session)
    # The hour does not matter, the days do.
    with clock.at(START.replace(hour=23, minute=59)):
        send(world, session)
    assert session.stage == "published"


@guards("session.publish", "agenda.guards.notice_long_enough")
def test_a_hearing_two_days_ahead_is_too_near(world: World) -> None:
    session = scene.ready(world, "hearing", starts_at=scene.day(3))
    with refused("notice_long_enough"):
        send(world, session)


def test_a_collection_session_may_be_called_for_the_same_evening(world: World) -> None:
    session = scene.ready(world, "collection", starts_at=scene.day(0, hour=19))
    send(world, session)
    assert session.stage == "published"


def test_nothing_is_published_once_its_hour_has_come(world: World) -> None:
    session = scene.ready(world, "collection", starts_at=scene.day(0, hour=19))
    with clock.at(scene.day(0, hour=19)), refused("notice_long_enough"):
        send(world, session)


@pytest.mark.parametrize(
    ("day", "enough"),
    # 法 §26: notice on Monday the 2nd; ten whole days are the 3rd to the 12th.
    [(12, False), (13, True)],
)
def test_a_residents_meeting_needs_ten_full_days(world: World, day: int, enough: bool) -> None:
    session = scene.ready(world, "residents_meeting", starts_at=clock.beijing(2026, 3, day))
    if enough:
        send(world, session)
        assert session.stage == "published"
    else:
        with refused("notice_long_enough"):
            send(world, session)


def test_in_a_special_case_a_residents_meeting_may_be_called_at_once(world: World) -> None:
    session = scene.ready(
        world,
        "residents_meeting",
        starts_at=scene.day(2),
        short_notice_reason="供水主管爆裂，须当即决定临时供水办法",
    )
    send(world, session)
    assert session.stage == "published"


@pytest.mark.parametrize("form", ["owners_assembly", "representatives_meeting", "hearing"])
def test_no_reason_shortens_another_notice(world: World, form: str) -> None:
    session = scene.ready(world, form, starts_at=scene.day(2), short_notice_reason="事情紧急")
    with refused("notice_long_enough"):
        send(world, session)


def test_a_session_keeps_the_pack_it_was_convened_under(world: World) -> None:
    session = scene.ready(world, "hearing", starts_at=scene.day(4))
    world.community.pack = "no-such-pack"
    world.community.save()
    send(world, session)
    assert session.pack == "cn-2026"
