"""resolution.draft: what follows when a poll is closed or a session agrees."""

from __future__ import annotations

from datetime import date

import pytest

from consult.kernel import clock
from consult.kernel.log import parsed
from consult.kernel.models import Due, LogEntry
from consult.notice.models import Message
from consult.resolution import drafting
from consult.resolution.models import Resolution
from tests.resolution import made
from tests.world import World


def test_a_passed_motion_of_a_statutory_meeting_becomes_a_decision(world: World) -> None:
    matter = made.matter(world, stage="voting")
    held = made.session(world, "representatives_meeting", [matter])
    made.point(held, "reservation", "楼上住户仍担心人流")
    made.point(held, "consensus", "试运营三个月后评议")
    made.point(held, "consensus", "还没有人确认的一句", confirmed=False)
    counted = made.poll(made.motion(world, held, matter), verdict="PASSED")

    drafting.on_poll_closed(made.closed(counted))

    resolution = Resolution.objects.get()
    matter.refresh_from_db()
    assert (resolution.kind, resolution.stage, resolution.grid) == ("decision", "draft", None)
    assert resolution.title == "关于用社区闲置用房开设老年助餐点的决议"
    assert resolution.tally == counted.sentence
    assert resolution.consensus == ["试运营三个月后评议"]
    assert resolution.reservations == ["楼上住户仍担心人流"]
    assert resolution.poll == counted
    assert resolution.waits is True
    assert matter.stage == "resolving"
    entry = LogEntry.objects.get(verb="resolution.draft")
    assert parsed(entry)["data"]["kind"] == "decision"
    assert str(matter.pk) in parsed(entry)["about"]
    told = Message.objects.filter(template="resolution.draft", channel="in_app")
    assert {m.person for m in told} == {world.people["社工小李"].pk, world.people["社工小郑"].pk}


@pytest.mark.parametrize(
    ("decided", "sign_by"),
    [
        # 剧本甲: decided on Wednesday 1 April 2026; 4 to 6 April are 清明, so the third working day is the 7th.
        ((2026, 4, 1), date(2026, 4, 7)),
        ((2026, 3, 2), date(2026, 3, 5)),
        # A Friday: the weekend does not count.
        ((2026, 3, 6), date(2026, 3, 11)),
        # Before 国庆, with 10 October made a working day.
        ((2026, 9, 30), date(2026, 10, 10)),
    ],
)
def test_it_must_be_signed_within_three_working_days(
    world: World, decided: tuple[int, int, int], sign_by: date
) -> None:
    with clock.at(clock.beijing(*decided, 15)):
        resolution = made.decision(world)

    assert resolution.sign_by == sign_by
    due = Due.objects.get(kind="resolution.unsigned", subject=resolution.pk)
    following = due.at.astimezone(clock.BEIJING)
    assert (following.date() - sign_by).days == 1
    assert (following.hour, following.minute) == (0, 0)


@pytest.mark.parametrize(
    ("form", "stage", "kind", "waits"),
    [
        ("round_table", "discussing", "opinion", True),
        ("council", "discussing", "opinion", True),
        ("grid_session", "with_grid", "grid", False),
        ("building_session", "with_grid", "grid", False),
    ],
)
def test_agreement_without_a_vote_becomes_an_opinion_or_what_the_grid_settled(
    world: World, form: str, stage: str, kind: str, waits: bool
) -> None:
    matter = made.matter(world, stage=stage, grid=world.grids[0])
    held = made.session(world, form, [matter])
    made.point(held, "consensus", "每晚八点半以后不放音箱")

    drafting.on_session_agreed(made.agreed(held))

    resolution = Resolution.objects.get()
    matter.refresh_from_db()
    assert (resolution.kind, resolution.waits) == (kind, waits)
    assert resolution.grid == (world.grids[0] if kind == "grid" else None)
    assert resolution.consensus == ["每晚八点半以后不放音箱"]
    assert matter.stage == "resolving"


def test_agreement_on_its_way_to_a_meeting_is_not_signed_by_itself(world: World) -> None:
    matter = made.matter(world)
    made.review(world, matter, needs_meeting=True)
    held = made.session(world, "round_table", [matter])
    made.point(held, "consensus", "不设灶具")

    drafting.on_session_agreed(made.agreed(held))

    matter.refresh_from_db()
    assert not Resolution.objects.exists()
    assert matter.stage == "discussing"


def test_an_appraisal_of_a_finished_matter_drafts_nothing(world: World) -> None:
    matter = made.matter(world, stage="evaluating")
    held = made.session(world, "appraisal", [matter])
    made.point(held, "consensus", "再装两盏灯")

    drafting.on_session_agreed(made.agreed(held))

    assert not Resolution.objects.exists()


@pytest.mark.parametrize(
    ("form", "rule", "force", "kind"),
    [
        ("representatives_meeting", "REP_MEETING_MAJ", "binding", "decision"),
        ("residents_meeting", "RESIDENT_MEETING_HH", "binding", "decision"),
        ("representatives_meeting", "OWNERS_MAJ", "advisory", "opinion"),
        ("round_table", "CONSENSUS", "advisory", "opinion"),
        ("grid_session", "GRID_HOUSEHOLDS_MAJ", "binding", "grid"),
        ("committee_meeting", "COMMITTEE_MAJ", "binding", "committee"),
    ],
)
def test_what_a_passed_motion_becomes(world: World, form: str, rule: str, force: str, kind: str) -> None:
    matter = made.matter(world, stage="with_grid" if kind == "grid" else "voting", grid=world.grids[0])
    held = made.session(world, form, [matter])
    counted = made.poll(made.motion(world, held, matter, rule=rule), verdict="PASSED", force=force)

    drafting.on_poll_closed(made.closed(counted))

    assert Resolution.objects.get().kind == kind


@pytest.mark.parametrize(
    ("form", "rule", "verdict"),
    [
        # 四议: the Party branch studies, the residents' meeting decides.
        ("party_branch", "PARTY_BRANCH", "PASSED"),
        ("party_branch", "PARTY_BRANCH", "FAILED"),
        # Motions about the session itself settle nothing of the matter.
        ("round_table", "PROCEDURAL_MAJ", "PASSED"),
        # An ordering advises; the vote after it decides.
        ("proposal_review", "APPROVAL_POLL", "ORDERED"),
        # Too few came: it can be called again.
        ("representatives_meeting", "REP_MEETING_MAJ", "INQUORATE"),
    ],
)
def test_what_settles_nothing_leaves_the_matter_where_it_is(
    world: World, form: str, rule: str, verdict: str
) -> None:
    matter = made.matter(world)
    held = made.session(world, form, [matter])

    drafting.on_poll_closed(
        made.closed(made.poll(made.motion(world, held, matter, rule=rule), verdict=verdict))
    )

    matter.refresh_from_db()
    assert not Resolution.objects.exists()
    assert matter.stage == "discussing"


@pytest.mark.parametrize(
    ("form", "rule", "force", "stage"),
    [
        ("representatives_meeting", "REP_MEETING_MAJ", "binding", "failed"),
        # Nothing more can be asked of owners here than their intention.
        ("round_table", "OWNERS_3_4", "advisory", "failed"),
        # A council that is against may talk again.
        ("council", "COUNCIL_MAJ", "advisory", "discussing"),
    ],
)
def test_a_motion_that_fails_ends_the_matter_where_it_was_decided(
    world: World, form: str, rule: str, force: str, stage: str
) -> None:
    matter = made.matter(world)
    held = made.session(world, form, [matter])
    counted = made.poll(made.motion(world, held, matter, rule=rule), verdict="FAILED", force=force)

    drafting.on_poll_closed(made.closed(counted))

    matter.refresh_from_db()
    assert matter.stage == stage
    assert LogEntry.objects.filter(verb="matter.fail").exists() == (stage == "failed")


def test_a_grids_failed_vote_leaves_the_matter_with_the_grid(world: World) -> None:
    matter = made.small_matter(world)
    held = made.session(world, "grid_session", [matter])
    put = made.motion(world, held, matter, rule="GRID_HOUSEHOLDS_MAJ")

    drafting.on_poll_closed(made.closed(made.poll(put, verdict="FAILED")))

    matter.refresh_from_db()
    assert matter.stage == "with_grid"


@pytest.mark.parametrize("first", ["PASSED", "FAILED"])
@pytest.mark.parametrize("second", ["PASSED", "FAILED", "INQUORATE"])
def test_a_matter_advances_when_its_last_motion_is_settled(world: World, first: str, second: str) -> None:
    matter = made.matter(world)
    held = made.session(world, "representatives_meeting", [matter], stage="open")
    one = made.motion(world, held, matter)
    two = made.motion(world, held, matter, stage="drafted", title="错时共享车位")

    drafting.on_poll_closed(made.closed(made.poll(one, verdict=first)))
    matter.refresh_from_db()
    assert matter.stage == "discussing"

    drafting.on_poll_closed(made.closed(made.poll(two, verdict=second)))
    matter.refresh_from_db()
    passed = [first, second].count("PASSED")
    assert Resolution.objects.count() == passed
    expected = "resolving" if passed else "failed" if second == "FAILED" else "discussing"
    assert matter.stage == expected


def test_a_motion_its_session_never_reached_does_not_hold_the_matter_up(world: World) -> None:
    matter = made.matter(world)
    earlier = made.session(world, "round_table", [matter])
    made.motion(world, earlier, matter, stage="drafted")
    held = made.session(world, "representatives_meeting", [matter])

    drafting.on_poll_closed(made.closed(made.poll(made.motion(world, held, matter), verdict="PASSED")))

    matter.refresh_from_db()
    assert matter.stage == "resolving"


@pytest.mark.parametrize(
    ("title", "needed"),
    [("制定槐安社区文明养犬公约", True), ("修改自治章程", True), ("开设老年助餐点", False)],
)
def test_charters_and_conventions_are_to_be_filed(world: World, title: str, needed: bool) -> None:
    matter = made.matter(world, title=title)

    assert made.decision(world, about=matter).needs_filing is needed
