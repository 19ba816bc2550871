"""书面意见: from those who cannot come, before and after; shown to the session, answered in its minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda import answering, replying
from consult.agenda.models import Invitation, Participant
from consult.kernel import clock
from consult.meeting import chairing, minutes, opening, opinions
from consult.meeting.models import Opinion
from consult.meeting.opinions import AFTER
from consult.notice.models import Message
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import replays, state, verify_events
from tests.voting.made import CHAIR
from tests.world import World

Commit = DjangoCaptureOnCommitCallbacks
RECORDER = "社工小李"


def written(
    world: World, made: Hall, name: str = "老秦", text: str = "上夜班来不了，请别占消防通道"
) -> Opinion:
    return opinions.write(actor=world.actor(name), room=made.fresh(), text=text)


@pytest.fixture
def over(world: World) -> Hall:
    """A closed session whose minutes are written; 王阿姨 was there."""
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    minutes.edit(actor=world.actor(RECORDER), session=made.session, text="到会一人。")
    opening.close(actor=world.actor(CHAIR), session=made.session)
    return made


@replays("opinion.write")
def test_an_opinion_written_before_is_shown_to_the_room_when_the_session_opens(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = hall(world, stage="published")
    verify_events(made.room, django_capture_on_commit_callbacks, lambda: written(world, made))
    _, residents = state(made.room, "residents")
    _, staff = state(made.room, "staff")
    assert (residents["opinions"], len(staff["opinions"])) == ({}, 1)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: opening.open_session(actor=world.actor(CHAIR), session=made.session),
    )
    _, residents = state(made.room, "residents")
    [shown] = residents["opinions"].values()
    assert (shown["text"], shown["window"]) == ("上夜班来不了，请别占消防通道", "before")


def test_a_slip_is_typed_in_by_the_desk_with_its_authors_name(world: World) -> None:
    made = hall(world, stage="published")
    kept = opinions.write(
        actor=world.actor(RECORDER), room=made.fresh(), text="腿脚不便", person=world.people["丁奶奶"]
    )
    assert (kept.person, kept.entered_by) == (world.people["丁奶奶"], world.people[RECORDER])
    with refused("not_permitted"):
        opinions.write(
            actor=world.actor("小谷"), room=made.fresh(), text="腿脚不便", person=world.people["丁奶奶"]
        )


def test_a_later_one_replaces_an_earlier_and_after_the_session_there_is_another(world: World) -> None:
    made = hall(world)
    written(world, made, text="先写的")
    written(world, made, text="后写的")
    opening.close(actor=world.actor(CHAIR), session=made.session)
    written(world, made, text="会后写的")
    assert list(Opinion.objects.order_by("-window").values_list("window", "text")) == [
        ("before", "后写的"),
        ("after", "会后写的"),
    ]


@guards("opinion.write", "meeting.guards.opinions_taken")
def test_three_days_after_the_session_no_more_are_taken(world: World, over: Hall) -> None:
    with clock.at(clock.now() + AFTER - timedelta(minutes=1)):
        written(world, over)
    with clock.at(clock.now() + AFTER), refused("opinions_taken"):
        written(world, over)


@guards("opinion.write", "meeting.guards.opinion_not_answered")
def test_what_was_answered_is_not_written_anew(world: World) -> None:
    made = hall(world)
    opinions.answer(actor=world.actor(RECORDER), room=made.fresh(), opinion=written(world, made), text="不占")
    with refused("opinion_not_answered"):
        written(world, made)


@replays("opinion.answer")
def test_the_answer_is_shown_beside_it_and_reaches_its_author(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = hall(world)
    kept = written(world, made)
    told = verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: opinions.answer(
            actor=world.actor(RECORDER), room=made.fresh(), opinion=kept, text="通道留四米"
        ),
    )
    assert told[world.people["老秦"].pk]["opinion.before"]["answer"] == "通道留四米"
    assert Message.objects.filter(template="opinion.answered", person=world.people["老秦"].pk).exists()
    text = minutes.draft(made.fresh(), world.actor(RECORDER))
    assert "老秦：上夜班来不了，请别占消防通道\n    —— 通道留四米" in text


@replays("session.reply", "session.answer_opinions")
def test_what_comes_with_a_letter_and_its_answer_are_shown_in_the_room(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = hall(world, stage="published")
    asked = Participant.objects.create(
        session=made.session, part="N", person=world.people["老秦"], why="住在楼下"
    )
    letter = Invitation.objects.create(
        session=made.session,
        community=world.community,
        participant=asked,
        number="槐安邀〔2026〕第1号",
        issued_at=clock.now(),
    )
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: replying.reply(
            actor=world.actor("老秦"),
            session=made.session,
            invitation=letter,
            reply="written",
            opinion="怕有油烟",
        ),
    )
    opening.open_session(actor=world.actor(CHAIR), session=made.session)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: answering.answer_opinions(
            actor=world.actor(RECORDER), session=made.session, answers={letter.number: "不设灶具"}
        ),
    )
    _, residents = state(made.room, "residents")
    [shown] = residents["opinions"].values()
    assert (shown["text"], shown["answer"]) == ("怕有油烟", "不设灶具")


@guards("opinion.answer", "meeting.guards.minutes_open")
def test_frozen_minutes_take_no_answer(world: World, over: Hall) -> None:
    kept = written(world, over)
    opinions.answer(actor=world.actor(RECORDER), room=over.fresh(), opinion=kept, text="不占")
    minutes.freeze(actor=world.actor(CHAIR), session=over.session)
    with refused("minutes_open"):
        opinions.answer(actor=world.actor(RECORDER), room=over.fresh(), opinion=kept, text="改一改")


@guards("minutes.freeze", "meeting.guards.opinions_answered")
@pytest.mark.parametrize("way", ["phone", "letter"])
def test_an_unanswered_opinion_keeps_the_minutes_open_and_is_listed(
    world: World, over: Hall, way: str
) -> None:
    if way == "phone":
        written(world, over)
    else:
        made = Participant.objects.create(
            session=over.session, part="N", person=world.people["老秦"], why="住在楼下"
        )
        Invitation.objects.create(
            session=over.session,
            community=world.community,
            participant=made,
            number="槐安邀〔2026〕第1号",
            issued_at=clock.now(),
            reply="written",
            written_opinion="怕有油烟",
            replied_at=clock.now(),
            replied_by=world.people["老秦"],
        )
    assert "（未答复）" in minutes.draft(over.fresh(), world.actor(RECORDER))
    with refused("opinions_answered"):
        minutes.freeze(actor=world.actor(CHAIR), session=over.session)


def test_the_draft_keeps_the_chairs_rulings(world: World) -> None:
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    chairing.warn(
        actor=world.actor(CHAIR), room=made.fresh(), person=world.people["王阿姨"], reason="打断别人"
    )
    assert "提醒 王阿姨：打断别人" in minutes.draft(made.fresh(), world.actor(RECORDER))
