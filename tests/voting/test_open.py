"""poll.open: the question is put, and with it roll and presence are frozen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.models import AgendaItem, Participant
from consult.intake.models import TopicReview
from consult.kernel import clock, due, ledger, log
from consult.kernel.errors import Refusal
from consult.kernel.models import Due
from consult.kernel.packs import load
from consult.meeting import attending, floor
from consult.meeting.models import Presence
from consult.notice.models import Message
from consult.voting import preparing, roll
from consult.voting.models import Poll, VotingRight
from tests.expect import guards, refused
from tests.meeting.made import seat
from tests.meeting.replay import replays, state, verify_events
from tests.voting.made import CHAIR, OTHER_DESK, REPS, Vote, entries, meeting, opened
from tests.world import World


def put(vote: Vote) -> Poll:
    return preparing.open_poll(actor=vote.actor(CHAIR), poll=vote.poll)


@replays("poll.open")
def test_the_question_is_put_and_everything_it_is_counted_against_is_frozen(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    vote = meeting(world)
    verify_events(vote.hall.room, django_capture_on_commit_callbacks, lambda: put(vote))
    poll = vote.fresh()
    assert (poll.stage, poll.entitled, poll.present, poll.present_on_site) == ("open", 8, 8, 8)
    assert poll.roll_root == roll.roll_root(VotingRight.objects.filter(poll=poll).order_by("number"))
    vote.hall.motion.refresh_from_db()
    vote.hall.matter.refresh_from_db()
    assert (vote.hall.motion.stage, vote.hall.matter.stage) == ("put", "voting")
    assert poll.log is not None
    first = log.parsed(poll.log.entries.get())
    assert first["verb"] == "OPEN"
    assert first["data"]["roll"] == {"root": poll.roll_root, "size": 8, "present": 8, "on_site": 8}
    assert first["data"]["rule"]["code"] == "REP_MEETING_MAJ"
    [entry] = entries("poll.open")
    head = entry["data"]["head"]
    assert ledger.verify_head(head)
    assert (head["log"], head["size"], head["root"]) == (str(poll.log_id), 1, log.root(poll.log).hex())


def test_nobody_on_the_roll_is_named_in_the_log(world: World) -> None:
    vote = opened(world)
    assert vote.poll.log is not None
    text = "".join(vote.poll.log.entries.values_list("body", flat=True))
    for name in (*REPS, CHAIR):
        assert name not in text
        assert str(world.people[name].pk) not in text


def test_a_ballot_changes_nothing_that_any_audience_sees(world: World) -> None:
    vote = opened(world)
    audiences = ("residents", "staff", "screen")
    before = [state(vote.hall.room, audience) for audience in audiences]
    vote.cast("王阿姨", "yes")
    assert [state(vote.hall.room, audience) for audience in audiences] == before
    assert before[0][1]["polls"][str(vote.poll.pk)]["result"] is None


def test_a_poll_is_opened_once(world: World) -> None:
    vote = opened(world)
    with refused("wrong_stage"):
        put(vote)


def test_only_the_chair_and_the_desk_put_the_question(world: World) -> None:
    vote = meeting(world)
    with refused("not_permitted"):
        preparing.open_poll(actor=world.actor("王阿姨"), poll=vote.poll)


@pytest.mark.database
def test_an_open_poll_without_a_frozen_roll_is_a_constraint(world: World) -> None:
    vote = opened(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=vote.poll.pk).update(roll_root="")


@pytest.mark.database
def test_the_chair_who_has_left_is_not_counted_and_who_comes_later_neither(world: World) -> None:
    vote = meeting(world)
    room = vote.hall.fresh()
    attending.sign_out(actor=world.actor("葛阿姨"), room=room)
    put(vote)
    attending.sign_in(actor=world.actor("葛阿姨"), room=vote.hall.fresh(), mode="on_site")
    poll = vote.fresh()
    assert (poll.entitled, poll.present) == (8, 7)
    late = VotingRight.objects.get(poll=poll, person=world.people["葛阿姨"])
    assert not late.present
    with refused("not_present"):
        vote.cast("葛阿姨", "yes")


def test_presence_on_site_and_online_stand_apart(world: World) -> None:
    vote = meeting(world, seated=REPS[:4])
    seat(vote.hall.room, *(world.people[name] for name in (*REPS[4:], CHAIR)), mode="online")
    put(vote)
    poll = vote.fresh()
    assert (poll.present, poll.present_on_site) == (7, 4)
    assert VotingRight.objects.filter(poll=poll, on_site=True).count() == 4


def test_a_pack_may_count_only_those_in_the_hall(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """线上出席是否计入到会没有明文依据,按规则包."""
    monkeypatch.setitem(load("cn-2026").values, "online_counts_as_present", False)
    vote = meeting(world, seated=REPS)
    seat(vote.hall.room, world.people[CHAIR], mode="online")
    put(vote)
    poll = vote.fresh()
    assert (poll.present, poll.present_on_site) == (6, 6)


@pytest.mark.database
def test_on_site_without_being_present_is_a_constraint(world: World) -> None:
    vote = opened(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        VotingRight.objects.filter(poll=vote.poll).update(present=False)


@guards("poll.open", "voting.guards.quorate")
def test_below_the_quorum_no_question_is_put(world: World) -> None:
    """§29: two thirds of eight is six; five are there."""
    vote = meeting(world, seated=REPS[:5])
    with pytest.raises(Refusal) as caught:
        put(vote)
    assert caught.value.code == "quorate"
    assert caught.value.facts == {"entitled": 8, "present": 5}


def test_exactly_two_thirds_are_a_quorum(world: World) -> None:
    world.hold("小辛", "resident_rep")
    vote = meeting(world, seated=REPS)
    assert put(vote).stage == "open"
    assert (vote.fresh().entitled, vote.fresh().present) == (9, 6)


@guards("poll.open", "voting.guards.on_published_agenda")
def test_what_is_not_on_the_published_agenda_is_not_voted(world: World) -> None:
    vote = meeting(world)
    AgendaItem.objects.filter(motion=vote.hall.motion).update(motion=None)
    with refused("on_published_agenda"):
        put(vote)


@guards("poll.open", "voting.guards.legality_checked")
def test_a_statutory_question_is_put_after_a_favourable_legality_check(world: World) -> None:
    vote = meeting(world)
    motion = vote.hall.motion
    motion.legality_favourable, motion.legality_by = None, None
    motion.save()
    with refused("legality_checked"):
        put(vote)


def test_an_opinion_against_it_holds_in_a_grid_session_too(world: World) -> None:
    vote = meeting(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=3)
    )
    vote.hall.motion.legality_favourable = False
    vote.hall.motion.save()
    with refused("legality_checked"):
        put(vote)
    vote.hall.motion.legality_favourable, vote.hall.motion.legality_by = None, None
    vote.hall.motion.save()
    assert put(vote).stage == "open"


@guards("poll.open", "voting.guards.debate_done")
def test_the_question_waits_for_those_who_want_to_speak(world: World) -> None:
    vote = meeting(world)
    room = vote.hall.fresh()
    room.motion = vote.hall.motion
    room.save()
    floor.raise_hand(actor=world.actor("小谷"), room=room, stance="against")
    with refused("debate_done"):
        put(vote)


@guards("poll.open", "voting.guards.session_sits")
def test_the_question_is_put_while_the_session_sits(world: World) -> None:
    vote = meeting(world)
    vote.hall.session.stage = "adjourned"
    vote.hall.session.save()
    with refused("session_sits"):
        put(vote)


@pytest.mark.parametrize("stage", ["published", "open", "adjourned", "closed"])
def test_opinions_over_days_are_asked_beside_the_session_or_after_it(world: World, stage: str) -> None:
    vote = meeting(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=3)
    )
    vote.hall.session.stage = stage
    vote.hall.session.save()
    assert put(vote).stage == "open"


@pytest.mark.parametrize("stage", ["drafted", "cancelled"])
def test_nothing_is_asked_of_a_session_that_never_was(world: World, stage: str) -> None:
    vote = meeting(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=3)
    )
    vote.hall.session.stage = stage
    vote.hall.session.save()
    with refused("session_sits"):
        put(vote)


@guards("poll.open", "voting.guards.one_at_a_time")
def test_one_question_at_a_time(world: World) -> None:
    vote = meeting(world)
    other = type(vote.hall.motion).objects.get(pk=vote.hall.motion.pk)
    other.pk, other.number, other.stage = None, "other", "pending"
    other.save(force_insert=True)
    with refused("one_at_a_time"):
        put(vote)


@guards("poll.open", "voting.guards.secrecy_possible")
def test_fewer_than_five_rights_refuse_secrecy(world: World) -> None:
    for name in REPS[:2]:
        world.hold(name, "resident_rep")
    vote = meeting_of_four(world)
    with refused("secrecy_possible"):
        put(vote)


def meeting_of_four(world: World) -> Vote:
    """Two representatives and two of the committee."""
    from tests.voting.made import hall_for

    made = hall_for(world)
    seat(made.room, *(world.people[name] for name in (*REPS[:2], CHAIR, OTHER_DESK)))
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion, secrecy="hidden")
    return Vote(world, made, poll)


def test_a_rule_voted_by_name_refuses_secrecy(world: World) -> None:
    with refused("secrecy_possible"):
        meeting(world, form="round_table", rule="PROCEDURAL_MAJ", secrecy="hidden")


@guards("poll.open", "voting.guards.box_ready")
def test_a_sealed_box_without_keys_does_not_open(world: World) -> None:
    vote = meeting(world, secrecy="sealed")
    with refused("box_ready"):
        put(vote)


@guards("poll.open", "voting.guards.reviewer_does_not_chair")
def test_who_admitted_the_topic_does_not_chair_its_vote(world: World) -> None:
    vote = meeting(world)
    TopicReview.objects.create(
        matter=vote.hall.matter,
        conclusion=TopicReview.Conclusion.ADMIT,
        reason="公益",
        reviewer=world.people[CHAIR],
        at=clock.now(),
    )
    with refused("reviewer_does_not_chair"):
        put(vote)


def test_the_chair_handed_over_puts_the_question_in_the_reviewers_place(world: World) -> None:
    vote = meeting(world)
    TopicReview.objects.create(
        matter=vote.hall.matter,
        conclusion=TopicReview.Conclusion.ADMIT,
        reason="公益",
        reviewer=world.people[CHAIR],
        at=clock.now(),
    )
    room = vote.hall.fresh()
    room.chair = world.people[OTHER_DESK]
    room.save()
    with refused("reviewer_does_not_chair"):
        put(vote)
    assert preparing.open_poll(actor=world.actor(OTHER_DESK), poll=vote.poll).stage == "open"


@guards("poll.open", "voting.guards.held_here")
def test_what_the_citys_system_counts_is_not_opened_here(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ", means="official")
    with refused("held_here"):
        put(vote)


def test_where_the_city_counts_its_owners_no_owners_vote_is_opened_here(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    monkeypatch.setitem(load("cn-2026").values, "owners_polls", "recorded")
    with refused("held_here"):
        put(vote)


def test_a_closing_time_that_has_passed_is_not_opened(world: World) -> None:
    closes = clock.now() + timedelta(days=1)
    vote = meeting(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    with clock.at(closes), refused("already_over"):
        put(vote)


def test_a_poll_over_days_awaits_its_closing_time(world: World) -> None:
    closes = clock.now() + timedelta(days=3)
    vote = meeting(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    put(vote)
    assert Due.objects.get(kind="poll.close", subject=vote.poll.pk).at == closes


def test_over_days_everybody_who_may_vote_is_told_once_and_in_the_hall_nobody(world: World) -> None:
    body = world.bodies["committee"]
    for name in ("小辛", "老秦"):
        world.hold(name, "org_rep", body=body)
    vote = meeting(
        world, form="round_table", rule="CONSENSUS", seated=(), closes_at=clock.now() + timedelta(days=3)
    )
    for who in ({"household": world.homes[0]}, {"body": body}):
        Participant.objects.create(session=vote.hall.session, part="X", why="利益相关方", **who)
    put(vote)
    due.settle_all()
    told = Message.objects.filter(template="poll.opened")
    assert {message.person for message in told} == {world.people[n].pk for n in ("王阿姨", "小辛", "老秦")}
    assert told.count() == 3
    opened(world)
    due.settle_all()
    assert Message.objects.filter(template="poll.opened").count() == 3


def test_a_motion_that_was_withdrawn_is_not_put(world: World) -> None:
    vote = meeting(world)
    vote.hall.motion.stage = "withdrawn"
    vote.hall.motion.save()
    with refused("wrong_stage"):
        put(vote)
    assert vote.fresh().stage == "prepared"
    assert not VotingRight.objects.exists()


def test_later_changes_of_roles_and_presence_alter_nothing(world: World) -> None:
    vote = opened(world)
    before = list(VotingRight.objects.filter(poll=vote.poll).values_list("number", "label", "present"))
    world.hold("老秦", "resident_rep")
    Presence.objects.update(signed_out_at=clock.now())
    assert before == list(
        VotingRight.objects.filter(poll=vote.poll).values_list("number", "label", "present")
    )
    assert vote.fresh().present == 8
