"""minutes.edit, approve, freeze: written by the recorder, confirmed by those present, then fixed by their hash."""

from __future__ import annotations

from hashlib import sha256

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.models import Log, LogEntry
from consult.meeting import attending, floor, minutes, opening, points, remarks
from consult.meeting.models import Minutes, MinutesApproval
from consult.notice.models import Message
from consult.people.models import Person
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import replays, verify_events
from tests.voting.made import CHAIR
from tests.world import World

RECORDER = "社工小李"
TEXT = "到会五人。一致同意先试运营三个月。"
OTHER = "到会五人。一致同意先试运营两个月。"


@pytest.fixture
def over(world: World) -> Hall:
    """A session just closed, with its minutes written; 王阿姨 was there, 葛阿姨 was not."""
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    minutes.edit(actor=world.actor(RECORDER), session=made.session, text=TEXT)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    return made


@replays("minutes.edit")
def test_the_recorder_writes_while_the_meeting_runs(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = hall(world)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: minutes.edit(actor=world.actor(RECORDER), session=made.session, text=TEXT),
    )
    assert Minutes.objects.get(session=made.session).text == TEXT
    kept = LogEntry.objects.get(verb="minutes.edit", log__kind=Log.Kind.LEDGER)
    assert TEXT not in kept.body, "people's words stand behind a commitment"


def test_only_the_recorder_and_the_desk_write(world: World, over: Hall) -> None:
    with refused("not_permitted"):
        minutes.edit(actor=world.actor("王阿姨"), session=over.session, text="我说的不是这样")


def test_the_draft_names_who_spoke_and_what_was_kept(world: World) -> None:
    made = hall(world)
    desk, chair = world.actor(RECORDER), world.actor(CHAIR)
    attending.sign_in(actor=world.actor("王阿姨"), room=made.fresh(), mode="on_site")
    floor.raise_hand(actor=world.actor("王阿姨"), room=made.fresh(), stance="for")
    floor.next_speaker(actor=chair, room=made.fresh())
    remarks.send(actor=world.actor("王阿姨"), room=made.fresh(), text="中午十二点前送到")
    points.record(actor=desk, room=made.fresh(), kind="consensus", text="不设灶具")
    text = minutes.draft(made.fresh(), desk)
    assert "情况说明\n  王阿姨（" in text
    assert "王阿姨：中午十二点前送到" in text
    assert text.endswith("共识：不设灶具")


@replays("minutes.approve")
def test_who_was_there_approves_once_or_notes_an_objection(
    world: World, over: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    verify_events(
        over.room,
        django_capture_on_commit_callbacks,
        lambda: minutes.approve(
            actor=world.actor("王阿姨"), session=over.session, objection="我说的是两个月"
        ),
    )
    kept = MinutesApproval.objects.get()
    assert (kept.person, kept.objection) == (world.people["王阿姨"], "我说的是两个月")
    with refused("already_approved"):
        minutes.approve(actor=world.actor("王阿姨"), session=over.session)
    with refused("not_permitted"):
        minutes.approve(actor=world.actor("葛阿姨"), session=over.session)


def test_those_who_were_there_are_asked_once_the_minutes_are_written(world: World, over: Hall) -> None:
    assert told("minutes.to_approve") == {"王阿姨"}
    minutes.edit(actor=world.actor(RECORDER), session=over.session, text=OTHER)
    assert Message.objects.filter(template="minutes.to_approve").count() == 1, "asked once"


def test_minutes_written_after_the_session_are_asked_about_then(world: World) -> None:
    made = hall(world)
    seat(made.room, world.people["王阿姨"], world.people[RECORDER])
    opening.close(actor=world.actor(CHAIR), session=made.session)
    assert told("minutes.to_approve") == set()
    minutes.edit(actor=world.actor(RECORDER), session=made.session, text=TEXT)
    assert told("minutes.to_approve") == {"王阿姨"}


def test_who_approved_words_that_were_changed_is_asked_anew(world: World, over: Hall) -> None:
    approver, recorder = world.actor("王阿姨"), world.actor(RECORDER)
    minutes.approve(actor=approver, session=over.session, objection="我说的是两个月")
    minutes.edit(actor=recorder, session=over.session, text=OTHER)
    assert told("minutes.changed") == {"王阿姨"}
    seen = minutes.shown(over.session, approver)
    assert (seen["approvals"], seen["changed_since"]) == (0, True), (
        "it does not count for words they never saw"
    )
    assert seen["objections"] == [{"name": "王阿姨", "text": "我说的是两个月", "earlier": True}]
    minutes.approve(actor=approver, session=over.session)
    seen = minutes.shown(over.session, approver)
    assert (seen["approvals"], seen["changed_since"], seen["objections"]) == (1, False, [])
    minutes.edit(actor=recorder, session=over.session, text=OTHER)
    assert minutes.shown(over.session, approver)["approvals"] == 1, "the same words, written again"
    minutes.freeze(actor=recorder, session=over.session)
    frozen = LogEntry.objects.get(verb="minutes.freeze", log__kind=Log.Kind.LEDGER)
    assert '"approved_by":1' in frozen.body


def test_what_is_approved_is_what_was_on_the_screen(world: World, over: Hall) -> None:
    approver = world.actor("王阿姨")
    read = minutes.shown(over.session, approver)["text_sha256"]
    minutes.edit(actor=world.actor(RECORDER), session=over.session, text=OTHER)
    with refused("text_changed"):
        minutes.approve(actor=approver, session=over.session, seen=read)
    read = minutes.shown(over.session, approver)["text_sha256"]
    minutes.approve(actor=approver, session=over.session, seen=read)
    assert minutes.shown(over.session, approver)["approvals"] == 1


def told(template: str) -> set[str]:
    people = Message.objects.filter(template=template).values_list("person", flat=True)
    return set(Person.objects.filter(pk__in=people).values_list("name", flat=True))


@replays("minutes.freeze")
def test_freezing_fixes_the_text_by_its_hash(
    world: World, over: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    minutes.approve(actor=world.actor("王阿姨"), session=over.session)
    verify_events(
        over.room,
        django_capture_on_commit_callbacks,
        lambda: minutes.freeze(actor=world.actor(CHAIR), session=over.session),
    )
    kept = Minutes.objects.get(session=over.session)
    assert kept.frozen_at
    assert kept.sha256 == sha256(TEXT.encode()).hexdigest()


@guards("minutes.freeze", "meeting.guards.minutes_written")
def test_empty_minutes_are_not_frozen(world: World) -> None:
    made = hall(world)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    with refused("minutes_written"):
        minutes.freeze(actor=world.actor(RECORDER), session=made.session)


@guards("minutes.approve", "meeting.guards.minutes_written")
def test_minutes_that_nobody_has_written_are_not_approved(world: World) -> None:
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    opening.close(actor=world.actor(CHAIR), session=made.session)
    with refused("minutes_written"):
        minutes.approve(actor=world.actor("王阿姨"), session=made.session)


def test_who_approves_can_read_what_and_what_became_of_it(world: World, over: Hall) -> None:
    before = minutes.shown(over.session, world.actor("王阿姨"))
    assert (before["text"], before["approvals"], before["approved_at"]) == (TEXT, 0, None)
    minutes.approve(actor=world.actor("王阿姨"), session=over.session, objection="我说的是两个月")
    after = minutes.shown(over.session, world.actor("王阿姨"))
    assert (after["approvals"], after["approved_at"], after["objection"]) == (
        1,
        clock.now(),
        "我说的是两个月",
    )


def test_minutes_name_people_and_are_not_shown_to_who_was_not_there(world: World, over: Hall) -> None:
    assert minutes.shown(over.session, world.actor("吕监督"))["text"] == TEXT
    with pytest.raises(Refusal) as caught:
        minutes.shown(over.session, world.actor("葛阿姨"))
    assert caught.value.code == "not_found"


def test_a_stranger_who_listened_from_afar_does_not_carry_the_names_away(world: World, over: Hall) -> None:
    seat(over.room, world.person("刚介绍自己的人"))
    with refused("not_found"):
        minutes.shown(over.session, world.actor("刚介绍自己的人"))


@guards("minutes.edit", "meeting.guards.minutes_unfrozen")
def test_frozen_minutes_are_not_edited(world: World, over: Hall) -> None:
    minutes.freeze(actor=world.actor(CHAIR), session=over.session)
    with refused("minutes_unfrozen"):
        minutes.edit(actor=world.actor(RECORDER), session=over.session, text="改一改")


@guards("minutes.approve", "meeting.guards.minutes_unfrozen")
def test_frozen_minutes_are_not_approved_any_more(world: World, over: Hall) -> None:
    minutes.freeze(actor=world.actor(CHAIR), session=over.session)
    with refused("minutes_unfrozen"):
        minutes.approve(actor=world.actor("王阿姨"), session=over.session)


@guards("minutes.freeze", "meeting.guards.minutes_unfrozen")
def test_minutes_are_frozen_once(world: World, over: Hall) -> None:
    minutes.freeze(actor=world.actor(CHAIR), session=over.session)
    with refused("minutes_unfrozen"):
        minutes.freeze(actor=world.actor(RECORDER), session=over.session)
