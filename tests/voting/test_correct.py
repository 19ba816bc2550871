"""poll.void, roll.strike, conflict.declare: corrections after freezing, each with its reason on record."""

from __future__ import annotations

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.models import Motion
from consult.kernel import log, merkle
from consult.kernel.models import LogEntry, Plaintext
from consult.notice.models import Message
from consult.people.models import Kinship
from consult.voting import closing, correcting, preparing
from consult.voting.models import Poll, VotingRight
from tests.expect import refused
from tests.meeting.replay import replays, verify_events
from tests.voting.made import CHAIR, DESK, OTHER_DESK, REPS, Vote, entries, meeting, opened
from tests.world import World


def logged(vote: Vote, verb: str) -> list[dict[str, object]]:
    poll = vote.fresh()
    assert poll.log is not None
    return [log.parsed(entry)["data"] for entry in poll.log.entries.filter(verb=verb).order_by("seq")]


def reasons(vote: Vote) -> list[str]:
    """What stands behind the commitments of the poll's log."""
    poll = vote.fresh()
    assert poll.log is not None
    kept = dict(Plaintext.objects.values_list("commitment", "text"))
    said = [log.parsed(entry).get("hidden", {}) for entry in poll.log.entries.order_by("seq")]
    return [kept[hidden["reason"]] for hidden in said if hidden]


@replays("poll.void")
def test_a_voided_poll_has_no_result_and_its_motion_is_pending_again(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    vote = opened(world)
    vote.cast("王阿姨", "yes")
    verify_events(
        vote.hall.room,
        django_capture_on_commit_callbacks,
        lambda: correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="动议文字有误"),
    )
    vote.hall.motion.refresh_from_db()
    vote.hall.matter.refresh_from_db()
    assert (vote.fresh().stage, vote.fresh().verdict) == ("void", "")
    assert (vote.hall.motion.stage, vote.hall.matter.stage) == ("pending", "discussing")
    assert logged(vote, "VOID") == [{"reason": "动议文字有误"}]
    assert entries("poll.void")[0]["data"]["reason"] == "动议文字有误"
    again = preparing.prepare(actor=vote.actor(CHAIR), motion=vote.hall.motion)
    assert again.number.endswith("-P2")
    assert preparing.open_poll(actor=vote.actor(CHAIR), poll=again).stage == "open"


def test_a_prepared_poll_can_be_voided_and_moves_nothing(world: World) -> None:
    vote = meeting(world)
    before = Motion.objects.get(pk=vote.hall.motion.pk).stage
    correcting.void(actor=vote.actor("周书记"), poll=vote.poll, reason="改为举手")
    vote.hall.matter.refresh_from_db()
    assert vote.fresh().stage == "void"
    assert Motion.objects.get(pk=vote.hall.motion.pk).stage == before
    assert vote.hall.matter.stage == "discussing"


def test_a_closed_poll_is_not_voided_and_voters_void_nothing(world: World) -> None:
    vote = opened(world)
    with refused("not_permitted"):
        correcting.void(actor=vote.actor("王阿姨"), poll=vote.poll, reason="不喜欢")
    with refused("invalid"):
        correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason=" ")
    closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    with refused("wrong_stage"):
        correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="晚了")


@replays("roll.strike")
def test_a_struck_right_leaves_the_denominators(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    vote = opened(world)
    verify_events(
        vote.hall.room,
        django_capture_on_commit_callbacks,
        lambda: correcting.strike(
            actor=vote.actor(DESK), poll=vote.poll, right=vote.right("王阿姨"), reason="已不是代表"
        ),
    )
    poll = vote.fresh()
    assert (poll.entitled, poll.present, poll.present_on_site) == (7, 7, 7)
    [said] = logged(vote, "STRIKE")
    assert set(said) == {"number", "right", "present", "on_site"}
    assert set(reasons(vote)) == {"已不是代表"}
    for name in ("丁奶奶", "小谷", "小范", "老尹"):
        vote.cast(name, "yes")
    closed = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    # Four of seven: with the wrong right on the roll it would have been four of eight.
    assert (closed.verdict, closed.counts["struck"]) == ("PASSED", 1)


def test_only_an_unused_right_is_struck_and_only_once(world: World) -> None:
    vote = opened(world)
    vote.cast("王阿姨", "yes")
    with refused("right_used"):
        correcting.strike(actor=vote.actor(DESK), poll=vote.poll, right=vote.right("王阿姨"), reason="录错")
    correcting.strike(actor=vote.actor(DESK), poll=vote.poll, right=vote.right("小谷"), reason="录错")
    with refused("not_on_roll"):
        correcting.strike(actor=vote.actor(DESK), poll=vote.poll, right=vote.right("小谷"), reason="录错")
    with refused("not_permitted"):
        correcting.strike(actor=vote.actor("老尹"), poll=vote.poll, right=vote.right("小范"), reason="不喜欢")


def test_a_right_of_another_poll_is_not_struck_here(world: World) -> None:
    one = opened(world)
    two = opened(world, form="party_branch", rule="PARTY_BRANCH", seated=("委员老陈", "周书记"))
    with refused("not_on_roll"):
        correcting.strike(actor=one.actor(DESK), poll=one.poll, right=two.right("周书记"), reason="录错")


def test_a_conflict_is_declared_by_its_holder_and_counted_apart(world: World) -> None:
    vote = opened(world)
    correcting.declare_conflict(
        actor=vote.actor("王阿姨"), poll=vote.poll, right=vote.right("王阿姨"), reason="我是承办方的股东"
    )
    assert set(logged(vote, "CONFLICT")[0]) == {"number", "right", "present", "on_site"}
    assert reasons(vote) == ["我是承办方的股东"]
    for name in REPS[1:]:
        vote.cast(name, "yes")
    closed = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    # Who keeps out is entitled and present, as the law counts them.
    assert closed.counts["counts"]["present"] == 8
    assert (closed.counts["recused"], closed.verdict) == (1, "PASSED")


def test_nobody_declares_somebody_else_out_but_the_desk(world: World) -> None:
    vote = opened(world)
    with refused("not_permitted"):
        correcting.declare_conflict(
            actor=vote.actor("王阿姨"), poll=vote.poll, right=vote.right("小谷"), reason="他有利害关系"
        )
    with refused("not_permitted"):
        correcting.declare_conflict(
            actor=vote.actor("老秦"), poll=vote.poll, right=vote.right("小谷"), reason="他有利害关系"
        )
    kept = correcting.declare_conflict(
        actor=vote.actor(DESK), poll=vote.poll, right=vote.right("小谷"), reason="承办方的配偶"
    )
    assert kept.conflict == "承办方的配偶"


def test_a_used_right_keeps_its_ballot(world: World) -> None:
    vote = opened(world)
    vote.cast("小谷", "yes")
    with refused("right_used"):
        correcting.declare_conflict(
            actor=vote.actor(DESK), poll=vote.poll, right=vote.right("小谷"), reason="承办方的配偶"
        )


def kin(world: World, *names: str) -> None:
    one, other = sorted((world.people[name] for name in names), key=lambda person: person.pk)
    Kinship.objects.create(one=one, other=other)


def test_kin_on_file_keep_out_too_and_who_has_voted_is_left(world: World) -> None:
    kin(world, "王阿姨", "小谷")
    kin(world, "王阿姨", "老尹")
    vote = opened(world)
    vote.cast("老尹", "yes")
    correcting.declare_conflict(
        actor=vote.actor(DESK), poll=vote.poll, right=vote.right("王阿姨"), reason="承办方的股东"
    )
    told = dict(VotingRight.objects.exclude(conflict="").values_list("person__name", "conflict"))
    assert told == {"王阿姨": "承办方的股东", "小谷": "近亲属回避：承办方的股东"}
    with refused("not_in_conflict"):
        vote.cast("小谷", "no")


def test_what_is_known_before_is_written_on_the_roll_when_it_is_frozen(world: World) -> None:
    kin(world, "丁奶奶", "小范")
    vote = meeting(world)
    correcting.recuse_beforehand(
        actor=vote.actor(DESK), poll=vote.poll, person=world.people["丁奶奶"].pk, reason="场地的出租人"
    )
    vote.open()
    told = dict(VotingRight.objects.exclude(conflict="").values_list("person__name", "conflict"))
    assert told == {"丁奶奶": "场地的出租人", "小范": "近亲属回避：场地的出租人"}
    with refused("invalid"):
        correcting.recuse_beforehand(
            actor=vote.actor(DESK), poll=vote.poll, person=world.people["小谷"].pk, reason="晚了"
        )


def test_before_the_roll_is_frozen_a_conflict_is_the_desks_to_note(world: World) -> None:
    vote = meeting(world)
    with refused("not_permitted"):
        correcting.recuse_beforehand(
            actor=vote.actor("王阿姨"), poll=vote.poll, person=world.people["小谷"].pk, reason="他有利害关系"
        )


def test_all_rights_of_one_person_keep_out(world: World) -> None:
    vote = meeting(world, form="owners_assembly", rule="OWNERS_MAJ")
    party = world.homes[20].exclusive_unit.party
    party.voter = world.people["王阿姨"]
    party.save()
    vote.open()
    correcting.declare_conflict(
        actor=vote.actor(DESK), poll=vote.poll, right=vote.right("王阿姨"), reason="承办方的股东"
    )
    assert VotingRight.objects.exclude(conflict="").count() == 2


def test_another_open_vote_on_the_matter_keeps_it_with_the_vote(world: World) -> None:
    vote = opened(world)
    other = Poll.objects.get(pk=vote.poll.pk)
    motion = Motion.objects.get(pk=vote.hall.motion.pk)
    motion.pk, motion.number, motion.session = None, "other", meeting_beside(world).hall.session
    motion.save(force_insert=True)
    other.pk, other.number, other.log, other.motion = None, "other", None, motion
    other.save(force_insert=True)
    correcting.void(actor=vote.actor(DESK), poll=vote.poll, reason="重来")
    vote.hall.matter.refresh_from_db()
    assert vote.hall.matter.stage == "voting"


def meeting_beside(world: World) -> Vote:
    return meeting(world, form="party_branch", rule="PARTY_BRANCH", seated=())


def test_a_reason_can_be_erased_and_leaves_the_log_valid(world: World) -> None:
    vote = opened(world)
    correcting.strike(actor=vote.actor(DESK), poll=vote.poll, right=vote.right("王阿姨"), reason="已搬走")
    poll = vote.fresh()
    assert poll.log is not None
    before = log.root(poll.log)
    Plaintext.objects.all().delete()
    assert merkle.root(log.leaves(poll.log)) == before
    assert not any("已搬走" in body for body in LogEntry.objects.values_list("body", flat=True))


@pytest.mark.parametrize("name", [DESK, OTHER_DESK, "周书记"])
def test_the_desk_and_the_secretary_may_void(world: World, name: str) -> None:
    vote = opened(world)
    assert correcting.void(actor=vote.actor(name), poll=vote.poll, reason="名册有误").stage == "void"


def test_whoever_is_kept_from_voting_hears_it_at_once_and_why(world: World) -> None:
    """By the desk's hand alone: who learned of it at the ballot could not object in time."""
    vote = opened(world)
    kin(world, "王阿姨", "小谷")
    correcting.declare_conflict(
        actor=vote.actor(DESK), poll=vote.poll, right=vote.right("王阿姨"), reason="承办方的股东"
    )
    correcting.strike(actor=vote.actor(DESK), poll=vote.poll, right=vote.right("老尹"), reason="重复登记")
    correcting.declare_conflict(
        actor=vote.actor("小范"), poll=vote.poll, right=vote.right("小范"), reason="我是承办方"
    )
    told = Message.objects.filter(
        channel="in_app", template__in=["conflict.on_record", "roll.struck"]
    ).values_list("person", "template")
    assert set(told) == {
        (world.people["王阿姨"].pk, "conflict.on_record"),
        (world.people["小谷"].pk, "conflict.on_record"),
        (world.people["老尹"].pk, "roll.struck"),
    }
