"""表决票 and 计票单: what the papers of a vote say, and what the secret ones do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consult.kernel import clock
from consult.voting import closing, correcting, documents, paper_desk
from consult.voting.models import PaperBatch
from tests.expect import refused
from tests.paper.reading import folded, text
from tests.voting import proxied
from tests.voting.made import CHAIR, DESK, OTHER_DESK, REPS, Vote, opened
from tests.world import World


def issued(vote: Vote, names: tuple[str, ...]) -> PaperBatch:
    rights = [vote.right(name).pk for name in names]
    return paper_desk.issue(actor=vote.actor(DESK), poll=vote.poll, rights=rights)


def test_named_ballots_bear_their_number_holder_and_question(world: World) -> None:
    vote = opened(world)
    issued(vote, REPS[:2])
    said = text(documents.ballot_sheets_pdf(vote.fresh()))
    for name in REPS[:2]:
        assert name in said
        assert f"{vote.poll.number}-{vote.right(name).number:04d}" in said
    for words in (
        "居民代表会议表决票",
        "开设助餐点",
        "赞成",
        "反对",
        "弃权",
        "领票签字",
        "当场投入票箱",
        "记名",
    ):
        assert folded(words) in said


def test_owners_ballots_bear_flat_area_and_heads(world: World) -> None:
    vote = opened(world, form="owners_assembly", rule="OWNERS_3_4", seated=())
    issued(vote, ("王阿姨",))
    said = text(documents.ballot_sheets_pdf(vote.fresh()))
    for words in ("意向征询票", "1号楼101产权人", "槐安里1号楼1单元101", "建筑面积：62.00㎡", "投票权数：1"):
        assert folded(words) in said


def test_a_households_ballot_bears_its_door_and_its_representative(world: World) -> None:
    closes = clock.now() + timedelta(days=3)
    vote = opened(world, form="grid_session", rule="GRID_HOUSEHOLDS_MAJ", closes_at=closes)
    issued(vote, ("王阿姨",))
    said = text(documents.ballot_sheets_pdf(vote.fresh()))
    for words in ("王阿姨", "槐安里1号楼1单元101", "2026年3月5日09:00前"):
        assert folded(words) in said


def test_secret_ballots_name_nobody_and_are_numbered_apart_from_the_roll(world: World) -> None:
    vote = opened(world, secrecy="hidden")
    first, second = issued(vote, REPS[:3]), issued(vote, REPS[3:5])
    said = text(documents.ballot_sheets_pdf(vote.fresh()))
    for name in REPS:
        assert name not in said
    assert "无记名" in said
    assert f"{vote.poll.number}-S0005" in said
    for right in vote.poll.rights.all():
        assert f"{vote.poll.number}-{right.number:04d}" not in said
    # A second batch goes on where the first ended: no number is printed twice.
    later = text(documents.ballot_sheets_pdf(vote.fresh(), second))
    assert f"{vote.poll.number}-S0004" in later
    assert f"{vote.poll.number}-S0001" not in later
    assert f"{vote.poll.number}-S0004" not in text(documents.ballot_sheets_pdf(vote.fresh(), first))


OPTIONS: list[dict[str, Any]] = [
    {"id": "A", "text": "楼道扶手", "cost_fen": 4_800_000},
    {"id": "B", "text": "单元门雨棚", "cost_fen": 6_200_000},
]


@pytest.mark.parametrize(
    ("rule", "more", "says"),
    [
        ("APPROVAL_POLL", {}, "最多选2项"),
        ("CHOOSE_UP_TO_K", {"at_most": 1}, "最多选1项"),
        ("PREFERENCE_RANK", {}, "1为最优先"),
        ("SCORE_1_5", {}, "5为最好"),
        ("SINGLE_CHOICE", {}, "只选一项"),
        ("BUDGET_RANK", {"budget_fen": 9_000_000}, "楼道扶手（48000元）"),
    ],
)
def test_the_ballot_says_how_it_is_marked(world: World, rule: str, more: dict[str, Any], says: str) -> None:
    options = OPTIONS if rule == "BUDGET_RANK" else [{k: o[k] for k in ("id", "text")} for o in OPTIONS]
    vote = opened(world, rule=rule, options=options, **more)
    issued(vote, REPS[:1])
    assert folded(says) in text(documents.ballot_sheets_pdf(vote.fresh()))


def test_without_paper_there_is_nothing_to_print(world: World) -> None:
    vote = opened(world)
    with refused("no_paper_issued"):
        documents.ballot_sheets_pdf(vote.poll)


def test_the_count_sheet_is_blank_while_the_poll_is_open(world: World) -> None:
    vote = opened(world)
    vote.hall.session.scrutineers.add(world.people["小谷"])
    for name in REPS:
        vote.cast(name, "yes")
    said = text(documents.count_sheet_pdf(vote.fresh()))
    for words in (
        "计票单",
        "应发票数8",
        "实发票数8",
        "收回票数未收回票数",
        "REP_MEETING_MAJ",
        "监票人",
        "小谷",
    ):
        assert folded(words) in said
    assert "赞成6" not in said


def test_the_count_sheet_of_a_closed_poll_adds_up(world: World) -> None:
    vote = opened(world)
    batch = issued(vote, REPS[:2])
    for name in (*REPS[2:5], CHAIR):
        vote.cast(name, "yes")
    numbers = [vote.right(name).number for name in REPS[:2]]
    typed: Any = {
        "batch": batch,
        "returned": numbers,
        "ballots": [{"number": numbers[0], "choice": "no"}],
        "invalid_ballots": 1,
    }
    paper_desk.enter(actor=vote.actor(DESK), **typed)
    paper_desk.confirm(actor=vote.actor(OTHER_DESK), **typed)
    poll = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    said = text(documents.count_sheet_pdf(poll))
    for words in (
        "应发票数8",
        "实发票数8",
        "收回票数6",
        "未收回票数2",
        "有效票数5",
        "无效票数1",
        "赞成4",
        "反对1",
        "弃权0",
        poll.sentence,
        "三分之二以上的居民代表会议组成人员到会",
    ):
        assert folded(words) in said


def test_a_count_sheet_says_who_might_not_vote_and_why(world: World) -> None:
    vote = opened(world)
    correcting.declare_conflict(
        actor=vote.actor("王阿姨"),
        poll=vote.fresh(),
        right=vote.right("王阿姨"),
        reason="中标方是我儿子的公司",
    )
    said = text(documents.count_sheet_pdf(vote.fresh()))
    assert folded("回避、不得投票") in said
    assert folded("王阿姨，中标方是我儿子的公司") in said


def test_an_owners_count_sheet_has_the_column_of_areas_and_how_many_voted_by_proxy(world: World) -> None:
    vote = proxied.of_owners(world)
    proxied.given(vote)
    vote.cast(proxied.AGENT, "yes")
    poll = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    said = text(documents.count_sheet_pdf(poll))
    for words in (
        "应发票数362,232.00㎡",
        "收回票数162.00㎡",
        "未收回票数352,170.00㎡",
        "赞成162.00㎡",
        "反对00.00㎡",
        "由受托人投出1票",
    ):
        assert folded(words) in said


def test_options_marked_on_one_ballot_are_not_ballots(world: World) -> None:
    options = [{k: o[k] for k in ("id", "text")} for o in OPTIONS]
    vote = opened(world, rule="APPROVAL_POLL", options=options)
    for name in REPS[:3]:
        vote.cast(name, ["A", "B"])
    poll = closing.close(actor=vote.actor(CHAIR), poll=vote.poll)
    said = text(documents.count_sheet_pdf(poll))
    for words in ("收回票数3", "有效票数3", "楼道扶手3", "单元门雨棚3"):
        assert folded(words) in said
