"""Polls that order options for advice: ranking, budget, approval, scores. A yes/no vote follows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .models import Poll
from .questions import options_of
from .rules import BallotKind, VoteRule
from .rules_budget import fund_by_votes
from .rules_choices import Choice, Options
from .rules_ranking import instant_runoff
from .rules_standings import by_scores, by_votes


def ordered(poll: Poll, rule: VoteRule, ballots: Sequence[Choice]) -> dict[str, Any]:
    """{kind, first: [option], ballots, abstained, …}; lots are drawn from the poll's seed."""
    options = options_of(poll)
    assert options is not None, "preparing refuses an ordering without options"
    match rule.ballot:
        case BallotKind.RANK:
            found = _ranked(options, ballots, poll.seed)
        case BallotKind.BUDGET:
            found = _funded(options, ballots, poll.seed)
        case _:
            found = _standing(options, ballots, poll.seed, scored=rule.ballot is BallotKind.SCORE)
    return {"kind": str(rule.ballot), **found}


def sentence(poll: Poll, record: dict[str, Any]) -> tuple[str, str]:
    """What is said of an ordering, in Chinese and English; never that something passed."""
    texts = {option["id"]: option["text"] for option in poll.options}
    first = [texts[code] for code in record["first"]]
    cast = record["ballots"] + record["abstained"]
    if not first:
        return (
            f"排序结果（供参考）：收到 {cast} 票，没有选出",
            f"Advisory ordering: {cast} ballots, nothing chosen",
        )
    what = ("选入", "chosen") if record["kind"] == BallotKind.BUDGET else ("第一位", "first")
    return (
        f"排序结果（供参考）：收到 {cast} 票，{what[0]}：{'、'.join(first)}"[:500],
        f"Advisory ordering: {cast} ballots, {what[1]}: {', '.join(first)}"[:500],
    )


def _ranked(options: Options, ballots: Sequence[Choice], seed: str) -> dict[str, Any]:
    runoff = instant_runoff(options, ballots, seed=seed)
    return {
        "first": [runoff.winner] if runoff.winner else [],
        "order": [list(tied) for tied in runoff.order],
        "rounds": [
            {
                "number": each.number,
                "votes": dict(each.votes),
                "exhausted": each.exhausted,
                "tied": list(each.tied),
                "eliminated": each.eliminated,
                "by": each.by,
            }
            for each in runoff.rounds
        ],
        "ballots": runoff.ballots,
        "abstained": runoff.abstained,
    }


def _funded(options: Options, ballots: Sequence[Choice], seed: str) -> dict[str, Any]:
    funding = fund_by_votes(options, ballots, seed=seed)
    return {
        "first": list(funding.chosen),
        "spent": funding.spent,
        "left": funding.left,
        "steps": [
            {
                "option": step.option,
                "votes": step.votes,
                "cost": step.cost,
                "funded": step.funded,
                "by_lot": step.by_lot,
            }
            for step in funding.steps
        ],
        "ballots": funding.ballots,
        "abstained": funding.abstained,
    }


def _standing(options: Options, ballots: Sequence[Choice], seed: str, *, scored: bool) -> dict[str, Any]:
    standings = (by_scores if scored else by_votes)(options, ballots)
    winner = standings.winner(seed)
    return {
        "first": [winner] if winner else [],
        "leaders": list(standings.leaders),
        "standings": [
            {"option": row.option, "place": row.place, "points": row.points, "given": list(row.given)}
            for row in standings.rows
        ],
        "ballots": standings.ballots,
        "abstained": standings.abstained,
    }
