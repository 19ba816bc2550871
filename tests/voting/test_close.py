"""poll.close: the count, its sentence, and what becomes of motion and matter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.models import Invitation, Participant, Service
from consult.kernel import clock, due, ledger, log
from consult.kernel.errors import Refusal
from consult.kernel.models import Due, Head
from consult.meeting.models import Presence
from consult.voting import closing, paper_desk, preparing, reads
from consult.voting.models import Cast, Poll, VotingRight
from consult.voting.rules_lot import draw
from tests.expect import refused
from tests.meeting.made import seat
from tests.meeting.replay import state, verify_events
from tests.voting.made import CHAIR, DESK, OTHER_DESK, REPS, Vote, entries, hall_for, meeting, opened
from tests.world import World


def close(vote: Vote, by: str = CHAIR) -> Poll:
    return closing.close(actor=vote.actor(by), poll=vote.poll)


def test_the_count_is_written_down_said_in_a_sentence_and_carried_on(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    vote = opened(world)
    for name, choice in zip(
        (*REPS, CHAIR), ("yes", "yes", "yes", "yes", "yes", "no", "abstain"), strict=True
    ):
        vote.cast(name, choice)
    verify_events(vote.hall.room, django_capture_on_commit_callbacks, lambda: close(vote))
    poll = vote.fresh()
    assert (poll.stage, poll.verdict, poll.force) == ("closed", "PASSED", "binding")
    assert poll.sentence == "8 人应到，8 人到会，赞成 5，须超过 4：通过"
    assert poll.sentence_en == "8 entitled, 8 present, 5 in favour, more than 4 needed: passed"
    figures = poll.counts["counts"]
    assert [figures[name] for name in ("entitled", "present", "yes", "no", "abstain", "invalid")] == [
        8,
        8,
        5,
        1,
        1,
        0,
    ]
    vote.hall.motion.refresh_from_db()
    vote.hall.matter.refresh_from_db()
    assert vote.hall.motion.stage == "carried"
    # A statutory decision that passed is drafted as a resolution at once.
    assert vote.hall.matter.stage == "resolving"
    _, shared = state(vote.hall.room, "screen")
    assert shared["polls"][str(poll.pk)]["result"]["sentence"] == poll.sentence


def test_the_log_ends_with_close_and_result_under_a_signed_head_in_the_ledger(world: World) -> None:
    vote = opened(world)
    vote.cast("王阿姨", "yes")
    poll = close(vote)
    assert poll.log is not None
    said = [log.parsed(entry) for entry in poll.log.entries.order_by("seq")]
    assert [entry["verb"] for entry in said] == ["OPEN", "CAST", "CLOSE", "RESULT"]
    assert said[2]["data"]["cast"] == 1
    assert said[3]["data"] == {
        "verdict": "FAILED",
        "counts": poll.counts,
        "sentence": poll.sentence,
        "sentence_en": poll.sentence_en,
    }
    [entry] = entries("poll.close")
    assert ledger.verify_head(entry["data"]["head"])
    assert entry["data"]["head"]["size"] == 4
    assert poll.seed == Head.objects.get(log=poll.log, size=3).root


def test_half_of_those_present_is_not_more_than_half_and_abstaining_stays_in(world: World) -> None:
    vote = opened(world)
    for name in REPS[:4]:
        vote.cast(name, "yes")
    for name in REPS[4:]:
        vote.cast(name, "abstain")
    poll = close(vote)
    vote.hall.motion.refresh_from_db()
    assert (poll.verdict, vote.hall.motion.stage) == ("FAILED", "defeated")


def test_every_close_returns_the_same_tally(world: World) -> None:
    vote = opened(world)
    vote.cast("王阿姨", "yes")
    first = close(vote)
    with clock.at(clock.now() + timedelta(hours=1)):
        again = close(vote, DESK)
    assert (again.counts, again.seed, again.closed_at) == (first.counts, first.seed, first.closed_at)
    assert len(entries("poll.close")) == 1


def test_a_prepared_or_voided_poll_is_not_closed_and_voters_do_not_close(world: World) -> None:
    vote = meeting(world)
    with refused("wrong_stage"):
        close(vote)
    vote.open()
    with refused("not_permitted"):
        close(vote, "王阿姨")


@pytest.mark.database
def test_a_closed_poll_without_a_verdict_is_a_constraint(world: World) -> None:
    vote = opened(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=vote.poll.pk).update(stage="closed")


def owners(vote: Vote, choices: dict[int, str]) -> None:
    """Ballots of owners by roll number, as paper would bring them."""
    rights = list(VotingRight.objects.filter(poll=vote.poll, number__in=choices).order_by("number"))
    batch = paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=[right.pk for right in rights])
    typed: Any = {
        "batch": batch,
        "returned": [right.number for right in rights],
        "ballots": [{"number": number, "choice": choice} for number, choice in choices.items()],
        "invalid_ballots": 0,
    }
    paper_desk.enter(actor=vote.actor(DESK), **typed)
    paper_desk.confirm(actor=vote.actor(OTHER_DESK), **typed)


@pytest.mark.parametrize(
    ("rule", "yes", "no", "verdict"),
    [
        ("OWNERS_MAJ", 13, 10, "INQUORATE"),
        ("OWNERS_MAJ", 13, 11, "PASSED"),
        ("OWNERS_MAJ", 12, 12, "FAILED"),
        ("OWNERS_3_4", 17, 7, "FAILED"),
        ("OWNERS_3_4", 18, 6, "PASSED"),
    ],
)
def test_owners_by_heads_and_area_as_advice(world: World, rule: str, yes: int, no: int, verdict: str) -> None:
    """36 parties of equal area: two thirds are 24, to take part; then more than half, or three quarters, of them."""
    vote = opened(world, form="owners_assembly", rule=rule, seated=())
    owners(vote, {number: "yes" if number <= yes else "no" for number in range(1, yes + no + 1)})
    poll = close(vote)
    assert (poll.verdict, poll.force) == (verdict, "advisory")
    assert poll.sentence.startswith("意向；如按第278条计算：")
    assert [each["name"] for each in poll.counts["inequalities"]] == [
        "quorum_heads",
        "quorum_area",
        "pass_heads",
        "pass_area",
    ]


def test_heads_without_area_do_not_pass(world: World) -> None:
    unit = world.homes[23].exclusive_unit
    unit.area_cm2 = 40_000_000
    unit.save()
    vote = opened(world, form="owners_assembly", rule="OWNERS_MAJ", seated=())
    owners(vote, {number: "yes" if number <= 23 else "no" for number in range(1, 25)})
    poll = close(vote)
    holds = {each["name"]: each["holds"] for each in poll.counts["inequalities"]}
    assert holds == {"quorum_heads": True, "quorum_area": True, "pass_heads": True, "pass_area": False}
    assert poll.verdict == "FAILED"


def test_without_a_quorum_nothing_is_decided_and_the_motion_lapses(world: World) -> None:
    vote = opened(world, form="owners_assembly", rule="OWNERS_MAJ", seated=())
    vote.cast("王阿姨", "yes")
    poll = close(vote)
    vote.hall.motion.refresh_from_db()
    vote.hall.matter.refresh_from_db()
    assert (poll.verdict, vote.hall.motion.stage, vote.hall.matter.stage) == (
        "INQUORATE",
        "lapsed",
        "discussing",
    )


def test_over_days_whoever_answers_takes_part(world: World) -> None:
    """到会 is only how opinions are gathered: twelve of 24 doors reach the half that is needed."""
    vote = opened(
        world,
        form="grid_session",
        rule="GRID_HOUSEHOLDS_MAJ",
        seated=("王阿姨",),
        closes_at=clock.now() + timedelta(days=2),
    )
    assert vote.poll.present == 1
    for n, home in enumerate(world.homes[:24]):
        if home.representative is None and n < 12:
            home.representative = world.person(f"{n}户代表", home=home)
            home.save()
    holders = [home.representative.name for home in world.homes[:24] if home.representative]
    for name in holders:
        if name != "王阿姨":
            vote.cast(name, "yes")
    poll = close(vote)
    assert poll.entitled == 24
    # 王阿姨 was there and did not answer; eleven others did.
    assert (poll.counts["counts"]["present"], poll.counts["counts"]["yes"]) == (12, 11)
    assert poll.verdict == "PASSED"


def test_over_days_too_few_answers_are_no_quorum(world: World) -> None:
    vote = opened(
        world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=clock.now() + timedelta(days=2)
    )
    vote.cast("王阿姨", "yes")
    assert close(vote).verdict == "INQUORATE"


def test_the_system_closes_a_poll_over_days_at_its_time(world: World) -> None:
    closes = clock.now() + timedelta(days=2)
    vote = opened(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    vote.cast("王阿姨", "yes")
    with clock.at(closes):
        due.settle_all()
    poll = vote.fresh()
    assert (poll.stage, poll.closed_at) == ("closed", closes)
    assert entries("poll.close")[0]["actor"] is None


def test_paper_still_being_counted_keeps_the_poll_for_the_desk_but_not_for_ballots(world: World) -> None:
    closes = clock.now() + timedelta(days=2)
    vote = opened(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=[vote.right("王阿姨").pk])
    with clock.at(closes):
        due.settle_all()
        assert vote.fresh().stage == "open"
        with refused("poll_closed"):
            vote.cast("小谷", "yes")
    assert not Due.objects.filter(kind="poll.close", settled_at__isnull=True).exists()


def test_a_poll_closed_by_hand_is_left_by_its_deadline(world: World) -> None:
    closes = clock.now() + timedelta(days=2)
    vote = opened(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    close(vote)
    with clock.at(closes):
        assert due.settle_all() >= 1
    assert len(entries("poll.close")) == 1


def consensus(world: World, *, parties: int = 3, here: int = 2, served: int = 0) -> Vote:
    """`parties` doors as X, `here` of them in the hall, the next `served` twice reached and not there."""
    made = hall_for(world, form="round_table", rule="CONSENSUS")
    for n, home in enumerate(world.homes[:parties]):
        party = Participant.objects.create(session=made.session, part="X", household=home, why="利益相关方")
        letter = Invitation.objects.create(
            participant=party,
            session=made.session,
            community=world.community,
            number=f"邀{n}",
            issued_at=clock.now(),
        )
        if here <= n < here + served:
            for _ in range(2):
                Service.objects.create(invitation=letter, means="called", reached=True, at=clock.now())
        else:
            Service.objects.create(invitation=letter, means="called", reached=True, at=clock.now())
            Service.objects.create(invitation=letter, means="at_door", reached=False, at=clock.now())
    seat(made.room, *(home.representative for home in world.homes[:here]))
    poll = preparing.prepare(actor=world.actor(CHAIR), motion=made.motion)
    return Vote(world, made, poll)


def test_consensus_is_that_nobody_there_objects(world: World) -> None:
    vote = consensus(world, here=3)
    vote.open()
    for name, choice in (("王阿姨", "yes"), ("丁奶奶", "abstain")):
        vote.cast(name, choice)
    poll = close(vote)
    assert poll.verdict == "PASSED"
    assert poll.sentence == "3 方应到，3 方到会，反对 0，保留意见 1：到场各方无反对"


def test_one_objection_ends_the_consensus(world: World) -> None:
    vote = consensus(world, here=3)
    vote.open()
    vote.cast("王阿姨", "no")
    assert close(vote).verdict == "FAILED"


def test_a_party_that_stays_away_after_two_services_holds_nobody_up_and_never_agrees(world: World) -> None:
    vote = consensus(world, here=2, served=1)
    vote.open()
    vote.cast("王阿姨", "yes")
    poll = close(vote)
    assert poll.verdict == "PASSED"
    assert "1 方经两次送达缺席未表态" in poll.sentence
    assert "全体" not in poll.sentence


def test_a_party_that_was_not_reached_twice_is_waited_for(world: World) -> None:
    vote = consensus(world, here=2)
    with refused("quorate"):
        vote.open()


def test_a_consensus_that_nobody_came_for_is_none(world: World) -> None:
    vote = consensus(world, parties=1, here=0, served=1)
    with refused("quorate"):
        vote.open()


OPTIONS = [{"id": code, "text": text} for code, text in zip("ABC", ("东门", "西门", "南门"), strict=True)]
COSTED = [{**row, "cost_fen": cost} for row, cost in zip(OPTIONS, (30_000, 50_000, 60_000), strict=True)]


@pytest.mark.parametrize("secrecy", ["named", "hidden"])
@pytest.mark.parametrize(
    ("rule", "more", "ballots", "first"),
    [
        ("SINGLE_CHOICE", {}, ["A", "B", "B", "abstain"], ["B"]),
        ("APPROVAL_POLL", {}, [["A", "B"], ["B"], ["C"], "abstain"], ["B"]),
        ("CHOOSE_UP_TO_K", {"at_most": 2}, [["A", "B"], ["B", "C"], ["B"], "abstain"], ["B"]),
        ("SCORE_1_5", {}, [{"A": 5, "B": 1}, {"A": 1, "B": 4}, {"B": 2}, "abstain"], ["B"]),
        ("PREFERENCE_RANK", {}, [["A", "B"], ["B", "C"], ["C", "B"], ["B", "A"]], ["B"]),
        ("BUDGET_RANK", {"budget_fen": 90_000}, [["A", "B"], ["B"], ["C"], "abstain"], ["B", "A"]),
    ],
)
def test_orderings_advise_and_name_what_came_first(
    world: World, secrecy: str, rule: str, more: dict[str, Any], ballots: list[Any], first: list[str]
) -> None:
    options = COSTED if rule == "BUDGET_RANK" else OPTIONS
    vote = opened(world, rule=rule, options=options, secrecy=secrecy, **more)
    for name, ballot in zip(REPS, ballots, strict=False):
        vote.cast(name, ballot)
    poll = close(vote)
    assert (poll.verdict, poll.force, poll.counts["first"]) == ("ORDERED", "advisory", first)
    assert poll.counts["ballots"] + poll.counts["abstained"] == 4
    assert poll.sentence.startswith("排序结果（供参考）：收到 4 票")
    assert "西门" in poll.sentence
    assert "通过" not in poll.sentence


def test_an_ordering_nobody_answered_chooses_nothing(world: World) -> None:
    for rule, more in (("APPROVAL_POLL", {}), ("PREFERENCE_RANK", {}), ("BUDGET_RANK", {"budget_fen": 1})):
        vote = opened(world, form="grid_session", rule=rule, options=COSTED, **more)
        poll = close(vote)
        assert (poll.verdict, poll.counts["first"]) == ("ORDERED", [])
        assert "没有选出" in poll.sentence


def test_a_tie_is_drawn_from_what_the_close_fixed(world: World) -> None:
    vote = opened(world, rule="SINGLE_CHOICE", options=OPTIONS)
    vote.cast("王阿姨", "A")
    vote.cast("小谷", "C")
    poll = close(vote)
    assert poll.counts["leaders"] == ["A", "C"]
    assert poll.counts["first"] == [draw(poll.seed, "first place", ["A", "C"])[0]]


def test_spoiled_paper_of_an_ordering_is_no_ballot(world: World) -> None:
    vote = opened(world, rule="SINGLE_CHOICE", options=OPTIONS)
    right = vote.right("王阿姨")
    batch = paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=[right.pk])
    typed: Any = {"batch": batch, "returned": [right.number], "ballots": [], "invalid_ballots": 1}
    paper_desk.enter(actor=vote.actor(DESK), **typed)
    paper_desk.confirm(actor=vote.actor(OTHER_DESK), **typed)
    vote.cast("小谷", "A")
    poll = close(vote)
    assert (poll.counts["ballots"], poll.counts["abstained"], poll.counts["invalid"]) == (1, 0, 1)


def test_more_votes_than_voters_void_the_count(world: World) -> None:
    vote = opened(world)
    for name in REPS:
        vote.cast(name, "yes")
    Poll.objects.filter(pk=vote.poll.pk).update(present=5)
    with pytest.raises(Refusal) as caught:
        close(vote)
    assert caught.value.code == "more_votes_than_voters"
    assert vote.fresh().stage == "open"


def test_leaving_after_the_question_was_put_changes_no_denominator(world: World) -> None:
    vote = opened(world)
    for name in REPS[:5]:
        vote.cast(name, "yes")
    Presence.objects.update(signed_out_at=clock.now())
    poll = close(vote)
    assert (poll.counts["counts"]["present"], poll.verdict) == (8, "PASSED")


def test_the_turnout_of_a_closed_poll_is_exact(world: World) -> None:
    vote = opened(world)
    for name in REPS[:4]:
        vote.cast(name, "yes")
    close(vote)
    assert reads.turnout(vote.fresh()) == 4
    assert Cast.objects.count() == 4


def test_households_of_a_building_are_measured_against_all_of_them(world: World) -> None:
    """BUILDING_HOUSEHOLDS_MAJ: more than half of all doors, whoever came."""
    vote = meeting(
        world,
        form="building_session",
        rule="UNIT_HOUSEHOLDS_MAJ",
        seated=("王阿姨", "丁奶奶", "小谷", "小范"),
        scope={"kind": "unit", "ids": [str(world.units[0].pk)]},
    )
    vote.open()
    assert (vote.poll.entitled, vote.poll.present) == (6, 4)
    for name in ("王阿姨", "丁奶奶", "小谷"):
        vote.cast(name, "yes")
    poll = close(vote)
    assert poll.verdict == "FAILED"
