"""session.open, adjourn, close, agree, fail: a session's course, and what its room shows of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.intake.models import Matter
from consult.kernel import clock, log, merkle
from consult.kernel.models import Log, LogEntry
from consult.meeting import chairing, floor, minutes, opening, points
from consult.meeting.models import FloorEntry
from consult.voting import closing
from tests.expect import guards, refused
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import replays, state, verify_events
from tests.voting.made import CHAIR, opened
from tests.world import START, World

DESK = "社工小李"


def entry(verb: str) -> dict[str, object]:
    row = LogEntry.objects.filter(verb=verb, log__kind=Log.Kind.LEDGER).latest("seq")
    data: dict[str, object] = log.parsed(row)["data"]
    return data


def waiting(world: World, *, starts_at: datetime) -> Hall:
    """A published session that has not begun, with the matter convened to it."""
    made = hall(world, stage="published")
    made.session.starts_at = starts_at
    made.session.save()
    made.matter.stage = "convened"
    made.matter.save()
    return made


def grid_session(
    world: World, *, stage: str = "open", kind: str = "consensus", confirmed: bool = True
) -> Hall:
    """A session of the first grid on a small matter, with one point on record."""
    made = hall(world, form="grid_session", rule="CONSENSUS")
    made.session.grid, made.session.chair = world.grids[0], world.people["网格长老柏"]
    made.session.save()
    Matter.objects.filter(pk=made.matter.pk).update(
        stage="with_grid",
        route="small",
        grid=world.grids[0],
        affected={"kind": "building", "ids": [str(world.buildings[0].pk)]},
    )
    made.matter.refresh_from_db()
    made.room.chair = made.session.chair
    made.room.save()
    point = points.record(
        actor=world.actor("网格员小唐"), room=made.fresh(), kind=kind, text="周六上午一起清理"
    )
    if confirmed:
        points.confirm(actor=world.actor("网格长老柏"), room=made.fresh(), point=point)
    if stage == "closed":
        opening.close(actor=world.actor("网格长老柏"), session=made.session)
    return made


@replays("session.open")
def test_a_session_opens_and_takes_its_matters_into_discussion(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = waiting(world, starts_at=START)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: opening.open_session(actor=world.actor(CHAIR), session=made.session),
    )
    made.matter.refresh_from_db()
    assert (made.session.stage, made.session.opened_at) == ("open", START)
    assert made.matter.stage == "discussing"
    assert entry("session.open")["resumed"] is False
    assert state(made.fresh(), "residents")[1]["room"]["stage"] == "open"


@guards("session.open", "meeting.guards.notice_day_reached")
def test_a_session_does_not_open_before_its_time(world: World) -> None:
    made = waiting(world, starts_at=START + timedelta(hours=1, minutes=1))
    with refused("notice_day_reached"):
        opening.open_session(actor=world.actor(CHAIR), session=made.session)


def test_a_session_opens_from_one_hour_before_the_time_announced(world: World) -> None:
    made = waiting(world, starts_at=START + timedelta(hours=1))
    assert opening.open_session(actor=world.actor(CHAIR), session=made.session).stage == "open"


@replays("session.adjourn", "session.open")
def test_an_adjourned_session_resumes_with_its_queue_and_motion_as_they_stood(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, commit, chair = hall(world), django_capture_on_commit_callbacks, world.actor(CHAIR)
    seat(made.room, world.people["王阿姨"])
    chairing.take_up_motion(actor=chair, motion=made.motion)
    floor.raise_hand(actor=world.actor("王阿姨"), room=made.fresh(), stance="for")
    verify_events(
        made.room, commit, lambda: opening.adjourn(actor=chair, session=made.session, until="3月9日19:00")
    )
    assert made.session.stage == "adjourned"
    assert entry("session.adjourn") == {"until": "3月9日19:00"}
    with clock.at(START + timedelta(days=7)):
        verify_events(made.room, commit, lambda: opening.open_session(actor=chair, session=made.session))
    assert entry("session.open")["resumed"] is True
    assert made.session.opened_at == START, "the day it was first opened stays"
    assert made.fresh().motion == made.motion
    assert FloorEntry.objects.get().state == "waiting"


@guards("session.adjourn", "meeting.guards.no_poll_open")
def test_a_session_is_not_adjourned_in_the_middle_of_a_vote(world: World) -> None:
    vote = opened(world)
    with refused("no_poll_open"):
        opening.adjourn(actor=world.actor(CHAIR), session=vote.hall.session, until="下周一")


@replays("floor.empty", "session.close")
def test_closing_empties_the_floor_and_anchors_the_stream(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, chair = hall(world), world.actor(CHAIR)
    seat(made.room, world.people["王阿姨"])
    seat(made.room, world.people["小谷"], mode="online")
    floor.raise_hand(actor=world.actor("王阿姨"), room=made.fresh(), stance="for")
    told = verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: opening.close(actor=chair, session=made.session),
    )
    said = entry("session.close")
    stream = Log.objects.get(pk=made.room.stream_id)
    anchored = said["stream"]
    assert isinstance(anchored, dict)
    # The room's own notice of the closing follows the anchor; nothing before it is left out.
    assert anchored["size"] == stream.size - 1
    assert anchored["root"] == merkle.root(log.leaves(stream)[: anchored["size"]]).hex()
    assert (said["present"], said["on_site"]) == (2, 1)
    assert (made.session.stage, made.session.closed_at) == ("closed", START)
    assert FloorEntry.objects.get().state == "withdrawn"
    assert told[world.people["王阿姨"].pk]["waiting"] is None


@guards("session.close", "meeting.guards.no_poll_open")
def test_a_session_is_not_closed_in_the_middle_of_a_vote(world: World) -> None:
    vote = opened(world)
    with refused("no_poll_open"):
        opening.close(actor=world.actor(CHAIR), session=vote.hall.session)


def test_a_vote_that_runs_on_for_days_holds_no_session_up(world: World) -> None:
    vote = opened(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=START + timedelta(days=3))
    assert opening.close(actor=world.actor(CHAIR), session=vote.hall.session).stage == "closed"


def test_a_closed_vote_lets_the_session_close(world: World) -> None:
    vote = opened(world)
    closing.close(actor=world.actor(CHAIR), poll=vote.poll)
    assert opening.close(actor=world.actor(CHAIR), session=vote.hall.session).stage == "closed"


def test_a_confirmed_consensus_becomes_the_draft_of_a_resolution(world: World) -> None:
    made = grid_session(world, stage="closed")
    opening.agree(actor=world.actor("网格长老柏"), session=made.session)
    draft = made.session.resolutions.get()
    assert (draft.kind, draft.stage, draft.matter) == ("grid", "draft", made.matter)
    assert entry("session.agree") == {"consensus": ["周六上午一起清理"]}
    made.matter.refresh_from_db()
    assert made.matter.stage == "resolving"


@guards("session.agree", "meeting.guards.consensus_recorded")
@pytest.mark.parametrize(
    ("kind", "confirmed"),
    [("consensus", False), ("reservation", True)],
    ids=["not confirmed", "no consensus"],
)
def test_without_a_confirmed_consensus_nothing_was_agreed(world: World, kind: str, confirmed: bool) -> None:
    made = grid_session(world, stage="closed", kind=kind, confirmed=confirmed)
    with refused("consensus_recorded"):
        opening.agree(actor=world.actor("网格长老柏"), session=made.session)


def test_what_was_agreed_is_not_agreed_twice(world: World) -> None:
    made = grid_session(world, stage="closed")
    opening.agree(actor=world.actor("网格长老柏"), session=made.session)
    with refused("consensus_recorded"):
        opening.agree(actor=world.actor("网格长老柏"), session=made.session)


def test_a_grid_session_without_outcome_says_why_and_its_matter_stays_with_the_grid(world: World) -> None:
    made = grid_session(world, stage="closed", kind="reservation")
    opening.fail(actor=world.actor("网格长老柏"), session=made.session, reason="两家说不到一起")
    made.matter.refresh_from_db()
    assert made.matter.stage == "with_grid"
    assert entry("session.fail") == {"reason": "两家说不到一起", "form": "grid_session"}


def test_a_grid_session_that_found_another_grid_touched_passes_its_matter_up(world: World) -> None:
    made = grid_session(world, stage="closed", kind="reservation")
    opening.fail(actor=world.actor("网格长老柏"), session=made.session, reason="也有", touches=world.grids[1])
    made.matter.refresh_from_db()
    assert (made.matter.stage, made.matter.affected["kind"]) == ("in_review", "grid")
    assert entry("session.fail")["reason"] == "也有"


@guards("session.fail", "meeting.guards.grid_session_without_outcome")
def test_a_community_session_is_not_declared_without_outcome(world: World) -> None:
    made = hall(world, form="round_table", rule="CONSENSUS")
    opening.close(actor=world.actor(CHAIR), session=made.session)
    with refused("grid_session_without_outcome"):
        opening.fail(actor=world.actor(CHAIR), session=made.session, reason="没有谈成")


def test_a_grid_session_that_agreed_is_not_without_outcome(world: World) -> None:
    made = grid_session(world, stage="closed")
    opening.agree(actor=world.actor("网格长老柏"), session=made.session)
    with refused("grid_session_without_outcome"):
        opening.fail(actor=world.actor("网格长老柏"), session=made.session, reason="没有谈成")


def test_the_desk_opens_and_closes_beside_the_chair_and_only_the_chair_adjourns(world: World) -> None:
    made = waiting(world, starts_at=START)
    opening.open_session(actor=world.actor("社工小郑"), session=made.session)
    with refused("not_permitted"):
        opening.adjourn(actor=world.actor("社工小郑"), session=made.session, until="下周一")
    with refused("not_permitted"):
        opening.close(actor=world.actor("王阿姨"), session=made.session)
    assert opening.close(actor=world.actor("社工小郑"), session=made.session).stage == "closed"


def test_a_closed_session_stays_closed(world: World) -> None:
    made = hall(world)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    with refused("wrong_stage"):
        opening.open_session(actor=world.actor(CHAIR), session=made.session)
    with refused("wrong_stage"):
        opening.adjourn(actor=world.actor(CHAIR), session=made.session, until="下周一")
    assert minutes.edit(actor=world.actor(DESK), session=made.session, text="散会后整理").text == "散会后整理"
