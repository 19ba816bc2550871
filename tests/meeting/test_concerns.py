"""诉求: told in the room or at the talk studio, grouped by likeness, raised with their teller's consent."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.intake import raising
from consult.intake.models import Matter
from consult.intake.page import page
from consult.intake.reads import find as find_matter
from consult.kernel import log
from consult.kernel.models import Log, LogEntry
from consult.meeting import concern_reads, concerns, opening
from consult.meeting.models import Concern
from consult.notice.models import Message
from tests.expect import guards, refused
from tests.meeting.gathering import TOLD, gathering, told
from tests.meeting.made import hall
from tests.meeting.replay import replays, state, verify_events
from tests.world import World

Commit = DjangoCaptureOnCommitCallbacks
DESK = "社工小李"


@replays("concern.tell")
def test_a_concern_is_told_from_a_phone_and_the_room_shows_it(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = gathering(world)
    verify_events(made.room, django_capture_on_commit_callbacks, lambda: told(world, made, "王阿姨"))
    _, shared = state(made.room, "screen")
    assert [one["text"] for one in shared["concerns"]["items"].values()] == [TOLD["王阿姨"]]
    [entry] = LogEntry.objects.filter(verb="concern.tell", log__kind=Log.Kind.LEDGER)
    assert TOLD["王阿姨"] not in str(log.parsed(entry)), "the words stand behind a commitment"


def test_the_desk_types_in_what_somebody_in_the_hall_says(world: World) -> None:
    made = gathering(world)
    kept = concerns.tell(
        actor=world.actor(DESK), room=made.fresh(), text="楼道太滑", person=world.people["丁奶奶"]
    )
    assert (kept.person, kept.entered_by) == (world.people["丁奶奶"], world.people[DESK])
    with refused("not_permitted"):
        concerns.tell(
            actor=world.actor("小谷"), room=made.fresh(), text="楼道太滑", person=world.people["丁奶奶"]
        )


@guards("concern.tell", "meeting.guards.concerns_gathered")
def test_a_session_that_does_not_gather_concerns_takes_none(world: World) -> None:
    made = gathering(world, phase="welcome")
    with refused("concerns_gathered"):
        told(world, made, "王阿姨")


@guards("concern.tell", "meeting.guards.teller_has_come")
def test_who_has_not_come_tells_at_the_studio(world: World) -> None:
    made = gathering(world)
    made.room.presences.filter(person=world.people["王阿姨"]).delete()
    with refused("teller_has_come"):
        told(world, made, "王阿姨")


def test_somebody_walks_into_the_studio_whom_nobody_knew(world: World) -> None:
    kept = concerns.note(
        actor=world.actor(DESK), community=world.community, text="楼下烧烤油烟大", person_name="冯师傅"
    )
    assert (kept.room, kept.person.name, kept.person.needs_paper) == (None, "冯师傅", True)
    with refused("not_permitted"):
        concerns.note(
            actor=world.actor("王阿姨"), community=world.community, text="油烟大", person_name="冯师傅"
        )


@replays("concern.bring")
def test_what_was_told_at_the_studio_is_brought_to_a_session(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = gathering(world)
    kept = concerns.note(
        actor=world.actor(DESK), community=world.community, text="电梯又停了", person=world.people["丁奶奶"]
    )
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: concerns.bring(actor=world.actor(DESK), concern=kept, room=made.fresh()),
    )
    assert list(concern_reads.of_session(made.session.pk)) == [kept]
    assert not concern_reads.studio(world.actor(DESK)).exists()


@guards("concern.bring", "meeting.guards.told_at_the_studio")
def test_a_concern_belongs_to_one_session(world: World) -> None:
    made = gathering(world)
    kept = told(world, made, "王阿姨")
    with refused("told_at_the_studio"):
        concerns.bring(actor=world.actor(DESK), concern=kept, room=made.fresh())


@guards("concern.bring", "meeting.guards.concerns_gathered")
def test_nothing_is_brought_to_a_session_that_is_over(world: World) -> None:
    made = hall(world, form="collection", stage="closed")
    kept = concerns.note(
        actor=world.actor(DESK), community=world.community, text="电梯又停了", person=world.people["丁奶奶"]
    )
    with refused("concerns_gathered"):
        concerns.bring(actor=world.actor(DESK), concern=kept, room=made.fresh())


@replays("concern.group")
def test_likeness_groups_them_and_a_label_outweighs_it(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = gathering(world)
    kept = {name: told(world, made, name) for name in TOLD}

    def together() -> list[set[str]]:
        rows = list(concern_reads.of_session(made.session.pk))
        by_id = {row.pk: row.person.name for row in rows}
        return [{by_id[one] for one in group} for group in concern_reads.grouped(rows)]

    assert {"王阿姨", "老尹"} in together()
    for name in ("王阿姨", "小谷"):
        verify_events(
            made.room,
            django_capture_on_commit_callbacks,
            lambda name=name: concerns.group(  # type: ignore[misc]
                actor=world.actor(DESK), concern=kept[name], label="出行安全", category="治安与安全"
            ),
        )
    assert {"王阿姨", "小谷", "老尹"} in together() or {"王阿姨", "小谷"} in together()


def test_a_label_needs_one_of_the_communitys_categories(world: World) -> None:
    made = gathering(world)
    kept = told(world, made, "王阿姨")
    with refused("invalid"):
        concerns.group(actor=world.actor(DESK), concern=kept, label="电梯", category="没有这一类")


@replays("concern.raise")
def test_raising_it_oneself_is_the_consent_and_both_are_linked(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = gathering(world)
    kept = told(world, made, "王阿姨")
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: concerns.raise_(actor=world.actor("王阿姨"), concern=kept, category="住房与电梯"),
    )
    kept.refresh_from_db()
    matter = Matter.objects.get(pk=kept.matter_id)
    assert (kept.stage, matter.stage, matter.proposer) == ("raised", "submitted", world.people["王阿姨"])
    shown = page(find_matter(world.actor("王阿姨"), matter.pk), world.actor("王阿姨"))
    assert made.session.pk in [link["id"] for link in shown["links"]]
    [row] = concern_reads.shown([kept], world.actor("小谷"))
    assert row["matter"] == {"id": matter.pk, "number": matter.number}


def test_what_the_desk_raises_waits_for_the_tellers_own_word(world: World) -> None:
    made = gathering(world)
    kept = told(world, made, "王阿姨")
    matter = concerns.raise_(actor=world.actor(DESK), concern=kept, category="住房与电梯")
    assert (matter.stage, matter.entered_by) == ("unconfirmed", world.people[DESK])
    [seen] = concern_reads.shown([Concern.objects.get(pk=kept.pk)], world.actor("小谷"))
    assert seen["matter"] is None, "nobody else sees it before it is confirmed"
    raising.confirm(actor=world.actor("王阿姨"), matter=matter, means="app")
    assert matter.stage == "submitted"


def test_a_neighbour_raises_nobody_elses_concern(world: World) -> None:
    made = gathering(world)
    kept = told(world, made, "王阿姨")
    with refused("not_permitted"):
        concerns.raise_(actor=world.actor("小谷"), concern=kept, category="住房与电梯")


@replays("concern.keep")
def test_what_is_kept_on_record_says_why(world: World, django_capture_on_commit_callbacks: Commit) -> None:
    made = gathering(world)
    kept = told(world, made, "王阿姨")
    with refused("invalid"):
        concerns.keep(actor=world.actor(DESK), concern=kept, reason="")
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: concerns.keep(actor=world.actor(DESK), concern=kept, reason="电梯公司当场答复，明天来修"),
    )
    assert (kept.stage, kept.reason) == ("kept", "电梯公司当场答复，明天来修")
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=kept.pk).update(reason="")


def test_who_told_something_is_asked_when_the_session_closes(world: World) -> None:
    made = gathering(world)
    told(world, made, "王阿姨")
    concerns.keep(actor=world.actor("老尹"), concern=told(world, made, "老尹"), reason="")
    opening.close(actor=world.actor("孙副主任"), session=made.session)
    asked = Message.objects.filter(template="concern.ask", channel="in_app").values_list("person", flat=True)
    assert list(asked) == [world.people["王阿姨"].pk]
    kept = Concern.objects.get(person=world.people["王阿姨"])
    matter = concerns.raise_(actor=world.actor("王阿姨"), concern=kept, category="住房与电梯")
    assert matter.stage == "submitted", "the session is over, its output still comes"


def test_a_raised_concern_without_its_matter_is_no_row(world: World) -> None:
    made = gathering(world)
    kept = told(world, made, "王阿姨")
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=kept.pk).update(stage="raised")


def test_only_those_who_listen_there_read_the_studios_list(world: World) -> None:
    kept = concerns.note(
        actor=world.actor(DESK), community=world.community, text="电梯又停了", person=world.people["丁奶奶"]
    )
    assert concern_reads.find(world.actor("网格员小唐"), kept.pk) == kept
    assert concern_reads.find(world.actor("丁奶奶"), kept.pk) == kept
    assert concern_reads.find(world.actor("小谷"), kept.pk) is None


def test_the_lists_take_a_fixed_number_of_statements(world: World) -> None:
    made = gathering(world)
    for name in TOLD:
        told(world, made, name)
    rows = list(concern_reads.of_session(made.session.pk))

    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            concern_reads.shown(rows[:count], world.actor("丁奶奶"))
        return len(seen)

    statements(1)
    assert statements(1) == statements(3)
