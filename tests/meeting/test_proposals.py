"""提案评议: called for, brought, presented, amended, merged, scored, ranked and answered."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.agenda.publishing import publish
from consult.kernel import clock, log
from consult.kernel.models import Log, LogEntry
from consult.meeting import attending, floor, gauges, opening, phasing, proposing, ranking
from consult.meeting.models import FloorEntry, Proposal, ProposalCall, ProposalScore, Room
from consult.notice.models import Message
from consult.resolution.models import Resolution
from tests.agenda import scene
from tests.expect import guards, refused
from tests.meeting.made import hall
from tests.meeting.replay import replays, state, verify_events
from tests.meeting.reviewing import BROUGHT, CRITERIA, announced, bring, scored, sitting
from tests.world import START, World

Commit = DjangoCaptureOnCommitCallbacks
DESK, CHAIR = "社工小李", "孙副主任"


def entry(verb: str) -> dict[str, object]:
    [found] = LogEntry.objects.filter(verb=verb, log__kind=Log.Kind.LEDGER)
    data: dict[str, object] = log.parsed(found)["data"]
    return data


@replays("proposal.call")
def test_a_call_says_what_is_asked_for_until_when_and_by_what_it_is_judged(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = announced(world, called=False)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: proposing.call(
            actor=world.actor(DESK),
            session=made.session,
            text="请提今年的民生项目",
            closes_at=START + timedelta(days=2),
            criteria=CRITERIA,
        ),
    )
    _, shared = state(made.room, "screen")
    assert [each["weight"] for each in shared["call"]["criteria"]] == [60, 40]


@pytest.mark.parametrize(
    "wrong",
    [
        {"criteria": (proposing.Criterion("受益", 60),)},
        {"criteria": ()},
        {"closes_at": START - timedelta(hours=1)},
        {"closes_at": START + timedelta(days=4)},
        {"reviewers_percent": 101},
        {"budget_fen": -1},
    ],
)
def test_a_call_that_cannot_be_kept_is_refused(world: World, wrong: dict[str, object]) -> None:
    made = announced(world, called=False)
    call: dict[str, object] = {
        "text": "民生项目",
        "closes_at": START + timedelta(days=2),
        "criteria": CRITERIA,
    }
    with refused("invalid"):
        proposing.call(actor=world.actor(DESK), session=made.session, **(call | wrong))  # type: ignore[arg-type]


@guards("proposal.call", "meeting.guards.form_calls_for_proposals")
def test_only_a_proposal_review_calls_for_proposals(world: World) -> None:
    made = hall(world, form="round_table", stage="published")
    with clock.at(START - timedelta(days=3)), refused("form_calls_for_proposals"):
        proposing.call(
            actor=world.actor(DESK),
            session=made.session,
            text="民生项目",
            closes_at=START - timedelta(days=1),
            criteria=CRITERIA,
        )


@guards("proposal.call", "meeting.guards.no_proposals_yet")
def test_the_criteria_stand_once_somebody_has_answered_the_call(world: World) -> None:
    made = announced(world)
    bring(world, made, "王阿姨")
    with refused("no_proposals_yet"):
        proposing.call(
            actor=world.actor(DESK),
            session=made.session,
            text="改成别的",
            closes_at=START + timedelta(days=1),
            criteria=CRITERIA,
        )


@replays("proposal.submit")
def test_proposals_are_numbered_as_they_come_and_shown_to_everybody(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made = announced(world)
    verify_events(made.room, django_capture_on_commit_callbacks, lambda: bring(world, made, "王阿姨"))
    bring(world, made, "老尹")
    _, shared = state(made.room, "residents")
    assert sorted((p["number"], p["title"]) for p in shared["proposals"].values()) == [
        (1, "楼道加扶手"),
        (2, "更新晾衣架"),
    ]


def test_the_desk_writes_down_a_proposal_told_there(world: World) -> None:
    made = announced(world)
    title, who, when, what, cost = BROUGHT["王阿姨"]
    words = {"title": title, "who": who, "when": when, "what": what, "cost_fen": cost}
    kept = proposing.submit(
        actor=world.actor(DESK), session=made.session, proposer=world.people["丁奶奶"], **words
    )
    assert (kept.proposer, kept.entered_by) == (world.people["丁奶奶"], world.people[DESK])
    with refused("not_permitted"):
        proposing.submit(
            actor=world.actor("小谷"), session=made.session, proposer=world.people["丁奶奶"], **words
        )


@pytest.mark.parametrize("wrong", [{"who": "有关部门"}, {"when": "尽快"}, {"what": "改善环境"}])
def test_a_proposal_is_as_concrete_as_a_motion(world: World, wrong: dict[str, str]) -> None:
    made = announced(world)
    title, who, when, what, _ = BROUGHT["王阿姨"]
    with refused("invalid"):
        proposing.submit(
            actor=world.actor("王阿姨"),
            session=made.session,
            **({"title": title, "who": who, "when": when, "what": what} | wrong),
        )


@guards("proposal.submit", "meeting.guards.call_is_open")
def test_nothing_is_taken_after_the_deadline(world: World) -> None:
    made = announced(world)
    with clock.at(START + timedelta(days=2)), refused("call_is_open"):
        bring(world, made, "王阿姨")


@guards("proposal.submit", "meeting.guards.proposals_left")
def test_nobody_brings_more_than_three(world: World) -> None:
    made = announced(world)
    for _ in range(3):
        bring(world, made, "王阿姨")
    with refused("proposals_left"):
        bring(world, made, "王阿姨")


@guards("proposal.submit", "intake.guards.home_confirmed")
def test_who_is_not_confirmed_to_live_here_brings_none(world: World) -> None:
    made = announced(world)
    title, who, when, what, cost = BROUGHT["王阿姨"]
    world.person("刚介绍自己的人")
    with refused("home_confirmed"):
        proposing.submit(
            actor=world.actor("刚介绍自己的人"),
            session=made.session,
            title=title,
            who=who,
            when=when,
            what=what,
            cost_fen=cost,
        )


@replays("proposal.amend")
def test_a_proposal_is_amended_in_the_room_and_its_first_wording_stays_on_record(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made, [first, *_] = sitting(world, "question")
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: proposing.amend(
            actor=world.actor(DESK), proposal=first, what="在六个单元的楼道装单侧扶手", reason="现场商定"
        ),
    )
    said = entry("proposal.amend")
    assert said["before"] == {"what": "在三个单元的楼道装双侧扶手"}
    assert said["after"] == {"what": "在六个单元的楼道装单侧扶手"}


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param("amend", marks=guards("proposal.amend", "meeting.guards.before_scoring")),
        pytest.param("withdraw", marks=guards("proposal.withdraw", "meeting.guards.before_scoring")),
        pytest.param("merge", marks=guards("proposal.merge", "meeting.guards.before_scoring")),
    ],
)
def test_what_is_being_scored_does_not_change(world: World, attempt: str) -> None:
    _made, [first, second, _] = sitting(world, "score")
    with refused("before_scoring"):
        match attempt:
            case "amend":
                proposing.amend(actor=world.actor("王阿姨"), proposal=first, title="楼道扶手")
            case "withdraw":
                proposing.withdraw(actor=world.actor("王阿姨"), proposal=first)
            case _:
                proposing.merge(actor=world.actor("王阿姨"), proposal=first, into=second)


@replays("proposal.merge")
def test_a_proposal_goes_into_another_and_both_proposers_know(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made, [first, second, _] = sitting(world, "question")
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: proposing.merge(actor=world.actor(DESK), proposal=first, into=second, agreed=True),
    )
    first.refresh_from_db()
    assert (first.stage, first.merged_into) == ("merged", second)
    told = Message.objects.filter(template="proposal.merged", channel="in_app").values_list(
        "person", flat=True
    )
    assert set(told) == {world.people["王阿姨"].pk, world.people["老尹"].pk}


@guards("proposal.merge", "meeting.guards.both_agree")
def test_the_desk_merges_nothing_without_both_proposers(world: World) -> None:
    _, [first, second, _] = sitting(world, "question")
    with refused("both_agree"):
        proposing.merge(actor=world.actor(DESK), proposal=first, into=second)


@guards("proposal.merge", "meeting.guards.other_stands")
def test_nothing_is_merged_into_what_was_withdrawn(world: World) -> None:
    _, [first, second, _] = sitting(world, "question")
    proposing.withdraw(actor=world.actor("老尹"), proposal=second)
    with refused("other_stands"):
        proposing.merge(actor=world.actor("王阿姨"), proposal=first, into=Proposal.objects.get(pk=second.pk))


@replays("floor.next", "round.begin")
def test_presenters_are_called_by_the_numbers_of_their_proposals_for_five_minutes_each(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made, brought = sitting(world, "present")
    chair = world.actor(CHAIR)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: phasing.begin_round(actor=chair, room=made.fresh()),
    )
    heard = []
    for _ in brought:
        verify_events(
            made.room,
            django_capture_on_commit_callbacks,
            lambda: floor.next_speaker(actor=chair, room=made.fresh()),
        )
        speaking = FloorEntry.objects.get(state="speaking")
        heard.append((speaking.proposal, speaking.allotted))
    assert heard == [(proposal, 300) for proposal in brought]


@guards("floor.raise", "meeting.guards.floor_is_yours")
def test_only_who_brings_a_proposal_presents_one(world: World) -> None:
    made, _ = sitting(world, "present")
    with refused("floor_is_yours"):
        floor.raise_hand(actor=world.actor("小谷"), room=made.fresh(), stance="present")


@replays("score.give")
def test_points_are_given_anew_until_the_scoring_ends_and_only_counts_are_shown(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made, [first, *_] = sitting(world, "score")

    def give(points: dict[str, int]) -> dict[UUID, dict[str, object]]:
        return verify_events(
            made.room,
            django_capture_on_commit_callbacks,
            lambda: ranking.give_score(
                actor=world.actor("小谷"), room=made.fresh(), proposal=first, points=points
            ),
        )

    give({"1": 2, "2": 2})
    told = give({"1": 5, "2": 4})
    assert told[world.people["小谷"].pk] == {f"score.{first.pk}": {"1": 5, "2": 4}}
    kept = ProposalScore.objects.get()
    assert (kept.points, kept.by) == ({"1": 5, "2": 4}, "reviewer")
    assert gauges.scoring(made.fresh()) == {str(first.pk): {"reviewers": 1, "residents": 0}}
    given = [log.parsed(one) for one in made.room.stream.entries.filter(verb="score.give")]
    assert all("points" not in one["data"] for one in given)


def test_a_slip_is_typed_in_for_somebody_without_a_phone(world: World) -> None:
    made, [first, *_] = sitting(world, "score")
    ranking.give_score(
        actor=world.actor(DESK),
        room=made.fresh(),
        proposal=first,
        points={"1": 5, "2": 4},
        person=world.people["丁奶奶"],
    )
    kept = ProposalScore.objects.get()
    assert (kept.person, kept.entered_by, kept.by) == (world.people["丁奶奶"], world.people[DESK], "resident")
    with refused("not_permitted"):
        ranking.give_score(
            actor=world.actor("小谷"),
            room=made.fresh(),
            proposal=first,
            points={"1": 5, "2": 4},
            person=world.people["丁奶奶"],
        )


@pytest.mark.parametrize("points", [{}, {"1": 6, "2": 1}, {"1": 3}, {"1": 3, "2": 3, "9": 3}])
def test_points_off_the_published_criteria_are_refused(world: World, points: dict[str, int]) -> None:
    made, [first, *_] = sitting(world, "score")
    with refused("invalid"):
        ranking.give_score(actor=world.actor("小谷"), room=made.fresh(), proposal=first, points=points)


@guards("score.give", "meeting.guards.scoring_open")
def test_scores_are_given_when_the_chair_has_opened_the_scoring(world: World) -> None:
    made, [first, *_] = sitting(world, "question")
    with refused("scoring_open"):
        ranking.give_score(
            actor=world.actor("小谷"), room=made.fresh(), proposal=first, points={"1": 5, "2": 4}
        )


@guards("score.give", "meeting.guards.not_own_proposal")
def test_nobody_scores_their_own_proposal(world: World) -> None:
    made, [first, *_] = sitting(world, "score")
    with refused("not_own_proposal"):
        ranking.give_score(
            actor=world.actor("王阿姨"), room=made.fresh(), proposal=first, points={"1": 5, "2": 5}
        )


def test_who_merged_theirs_into_another_does_not_score_that_one_either(world: World) -> None:
    made, [first, second, third] = sitting(world, "question")
    proposing.merge(actor=world.actor("王阿姨"), proposal=first, into=second)
    proposing.merge(actor=world.actor("老尹"), proposal=second, into=third)
    Room.objects.filter(pk=made.room.pk).update(phase="score")
    for name in ("王阿姨", "老尹"):
        with refused("not_own_proposal"):
            ranking.give_score(
                actor=world.actor(name), room=made.fresh(), proposal=third, points={"1": 5, "2": 5}
            )


@guards("score.give", "meeting.guards.speaker_signed_in")
def test_who_has_not_come_does_not_score(world: World) -> None:
    made, [first, *_] = sitting(world, "score")
    with refused("speaker_signed_in"):
        ranking.give_score(
            actor=world.actor("老秦"), room=made.fresh(), proposal=first, points={"1": 5, "2": 5}
        )


@guards("score.give", "meeting.guards.not_removed")
def test_who_was_sent_out_does_not_score(world: World) -> None:
    made, [first, *_] = sitting(world, "score")
    made.room.presences.filter(person=world.people["小范"]).update(
        removed_at=clock.now(), removed_why="扰乱秩序"
    )
    with refused("not_removed"):
        ranking.give_score(
            actor=world.actor("小范"), room=made.fresh(), proposal=first, points={"1": 5, "2": 5}
        )


@replays("ranking.draw")
def test_the_list_is_drawn_with_what_it_takes_to_reckon_it_again(
    world: World, django_capture_on_commit_callbacks: Commit
) -> None:
    made, _brought = scored(world)
    verify_events(
        made.room,
        django_capture_on_commit_callbacks,
        lambda: ranking.draw(actor=world.actor(CHAIR), session=made.session),
    )
    drawn = list(Proposal.objects.order_by("rank").values_list("title", "rank", "score", "stage"))
    assert drawn == [
        ("暑期托管班", 1, 9200, "ranked"),
        ("更新晾衣架", 2, 8000, "ranked"),
        ("楼道加扶手", 3, 6800, "ranked"),
    ]
    ranked = entry("ranking.draw")["ranking"]
    assert isinstance(ranked, list)
    assert ranked[0]["sums"] == {"reviewer": {"1": 5, "2": 4}, "resident": {"1": 10, "2": 8}}
    assert made.fresh().phase == "rank"


@guards("ranking.draw", "meeting.guards.scoring_running")
def test_a_list_is_drawn_once(world: World) -> None:
    made, _brought = scored(world)
    ProposalCall.objects.update(ranked_at=clock.now())
    with refused("scoring_running"):
        ranking.draw(actor=world.actor(CHAIR), session=made.session)


@guards("ranking.draw", "meeting.guards.all_scored")
def test_no_list_is_drawn_while_a_proposal_has_no_score(world: World) -> None:
    made, [first, *_] = scored(world)
    ProposalScore.objects.filter(proposal=first).delete()
    with refused("all_scored"):
        ranking.draw(actor=world.actor(CHAIR), session=made.session)


def closed(world: World) -> list[Proposal]:
    made, _ = scored(world)
    ranking.draw(actor=world.actor(CHAIR), session=made.session)
    opening.close(actor=world.actor(CHAIR), session=made.session)
    return list(Proposal.objects.order_by("rank"))


def test_the_ranked_list_goes_to_the_party_organization_when_the_session_closes(world: World) -> None:
    closed(world)
    assert ProposalCall.objects.get().sent_at is not None
    [told] = Message.objects.filter(template="ranking.to_review", channel="in_app")
    assert (told.person, told.facts["count"]) == (world.people["周书记"].pk, 3)


def test_every_proposer_is_answered_with_the_reason_and_what_is_adopted_is_drafted(world: World) -> None:
    best, second, last = closed(world)
    secretary = world.actor("周书记")
    ranking.adopt(actor=secretary, proposal=best, reason="受益面大，资金够用")
    ranking.adopt(actor=secretary, proposal=second, reason="花钱少，见效快")
    assert not Resolution.objects.exists()
    ranking.decline(actor=secretary, proposal=last, reason="与街道的改造计划重复")
    told = dict(
        Message.objects.filter(template__startswith="proposal.", channel="in_app").values_list(
            "person", "template"
        )
    )
    assert told == {
        world.people["葛阿姨"].pk: "proposal.adopted",
        world.people["老尹"].pk: "proposal.adopted",
        world.people["王阿姨"].pk: "proposal.declined",
    }
    drafted = Resolution.objects.get()
    assert drafted.kind == "opinion"
    assert [duty.proposal for duty in drafted.duties.all()] == [best, second]
    assert [duty.money for duty in drafted.duties.all()] == ["30,000.00 元", "8,000.00 元"]


def test_who_merged_theirs_into_another_is_answered_with_it(world: World) -> None:
    best, second, last = closed(world)
    Proposal.objects.filter(pk=last.pk).update(stage="merged", merged_into=second, rank=None)
    Proposal.objects.filter(pk=second.pk).update(stage="merged", merged_into=best, rank=None)
    ranking.adopt(actor=world.actor("周书记"), proposal=best, reason="受益面大，资金够用")
    told = Message.objects.filter(template="proposal.adopted", channel="in_app")
    assert set(told.values_list("person", flat=True)) == {one.proposer_id for one in (best, second, last)}


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param("adopt", marks=guards("proposal.adopt", "meeting.guards.list_sent")),
        pytest.param("decline", marks=guards("proposal.decline", "meeting.guards.list_sent")),
    ],
)
def test_nothing_is_decided_before_the_list_has_gone_to_the_review(world: World, verb: str) -> None:
    made, _ = scored(world)
    ranking.draw(actor=world.actor(CHAIR), session=made.session)
    with refused("list_sent"):
        getattr(ranking, verb)(
            actor=world.actor("周书记"), proposal=Proposal.objects.get(rank=1), reason="受益面大"
        )


def test_a_decision_without_its_reason_is_no_row(world: World) -> None:
    best, *_ = closed(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=best.pk).update(stage="declined")


@guards("session.publish", "meeting.guards.call_written")
def test_a_review_is_not_announced_without_its_call_and_criteria(world: World) -> None:
    session = scene.ready(world, "proposal_review")
    with refused("call_written"):
        publish(actor=world.actor(DESK), session=session)


def test_a_review_is_announced_with_its_call_and_its_room_waits_in_the_call(world: World) -> None:
    session = scene.ready(world, "proposal_review")
    proposing.call(
        actor=world.actor(DESK),
        session=session,
        text="请提今年的民生项目",
        closes_at=session.starts_at - timedelta(hours=1),
        criteria=CRITERIA,
    )
    publish(actor=world.actor(DESK), session=session)
    room = Room.objects.get(session=session)
    assert room.phase == "call"
    with clock.at(session.starts_at):
        opening.open_session(actor=world.actor(CHAIR), session=session)
    room.refresh_from_db()
    assert room.phase == "present"


@guards("score.give", "meeting.guards.judge_is_known")
def test_who_only_introduced_themselves_does_not_score(world: World) -> None:
    made, [first, *_] = sitting(world, "score")
    world.person("号码上的第二个人")
    attending.sign_in(actor=world.actor("号码上的第二个人"), room=made.fresh(), mode="online")
    with refused("judge_is_known"):
        ranking.give_score(
            actor=world.actor("号码上的第二个人"), room=made.fresh(), proposal=first, points={"1": 5, "2": 5}
        )
