"""BUDGET_RANK: which projects a budget pays for.

Greedy (the default): by votes, what no longer fits is skipped; among equal votes the cheaper first, then by lot
(voting.md 4.6). Equal shares (by rule pack): every ballot gets the same part of the budget and pays only for what
it supports, so that a minority's projects are not crowded out. Money is in fen, shares are exact fractions.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from consult.voting.rules_choices import Choice, Options
from consult.voting.rules_lot import draw


@dataclass(frozen=True, slots=True)
class Step:
    """One project considered, with the money `left` after it. `by_lot`: equal votes and cost, drawn.

    `stage` is "equal_shares" while the ballots pay, "by_votes" otherwise. `payment` is the most any ballot paid.
    """

    option: str
    votes: int
    cost: int
    funded: bool
    left: int
    stage: Literal["by_votes", "equal_shares"]
    by_lot: bool
    payment: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """`chosen` in the order of choosing. Projects without a vote are never considered."""

    chosen: tuple[str, ...]
    spent: int
    left: int
    steps: tuple[Step, ...]
    ballots: int
    abstained: int


def fund_by_votes(options: Options, ballots: Iterable[Choice], *, seed: str) -> Funding:
    cast = list(ballots)
    marked = [ballot for ballot in cast if isinstance(ballot, list)]
    steps = _by_votes(options, _votes(marked), options.budget, set(), seed)
    return _funding(options, steps, len(marked), len(cast) - len(marked))


def fund_by_equal_shares(options: Options, ballots: Iterable[Choice], *, seed: str) -> Funding:
    """Method of equal shares over costs, then what is left by votes.

    Each round funds the project whose supporters can pay for it with the smallest largest payment per fen of its
    cost (the most "effective votes"); among equals the cheaper, then by lot. Peters, Pierczyński, Skowron 2021.
    """
    cast = list(ballots)
    marked = sorted(ballot for ballot in cast if isinstance(ballot, list))
    votes = _votes(marked)
    purses = [Fraction(options.budget, len(marked)) for _ in marked]
    supporters = {code: [i for i, ballot in enumerate(marked) if code in ballot] for code in votes}
    steps: list[Step] = []
    left = options.budget
    while True:
        # (largest payment per fen, cost) of every project its supporters can still pay for together
        affordable = {
            code: (payment / options.cost(code), options.cost(code))
            for code in supporters.keys() - {step.option for step in steps}
            if (payment := _payment(options.cost(code), [purses[i] for i in supporters[code]])) is not None
        }
        if not affordable:
            break
        best = min(affordable.values())
        tied = draw(seed, f"equal shares {len(steps) + 1}", (c for c in affordable if affordable[c] == best))
        option, cost = tied[0], best[1]
        payment = best[0] * cost
        for i in supporters[option]:
            purses[i] -= min(purses[i], payment)
        left -= cost
        steps.append(Step(option, votes[option], cost, True, left, "equal_shares", len(tied) > 1, payment))
    steps += _by_votes(options, votes, left, {step.option for step in steps}, seed)
    return _funding(options, steps, len(marked), len(cast) - len(marked))


def _votes(marked: list[list[str]]) -> dict[str, int]:
    return dict(Counter(code for ballot in marked for code in ballot))


def _by_votes(options: Options, votes: dict[str, int], left: int, done: set[str], seed: str) -> list[Step]:
    groups: dict[tuple[int, int], list[str]] = {}
    for code in votes.keys() - done:
        groups.setdefault((-votes[code], options.cost(code)), []).append(code)
    steps = []
    for (minus_votes, cost), tied in sorted(groups.items()):
        for option in draw(seed, "budget", tied):
            funded = cost <= left
            left -= cost if funded else 0
            steps.append(Step(option, -minus_votes, cost, funded, left, "by_votes", len(tied) > 1))
    return steps


def _payment(cost: int, purses: list[Fraction]) -> Fraction | None:
    """The smallest p with sum(min(purse, p)) = cost: what those pay who can pay most. None: not enough money."""
    if sum(purses) < cost:
        return None
    rest = Fraction(cost)
    payers = len(purses)
    for purse in sorted(purses):
        if purse * payers >= rest:
            return rest / payers
        rest -= purse
        payers -= 1
    return None


def _funding(options: Options, steps: list[Step], ballots: int, abstained: int) -> Funding:
    chosen = tuple(step.option for step in steps if step.funded)
    spent = sum(options.cost(code) for code in chosen)
    return Funding(chosen, spent, options.budget - spent, tuple(steps), ballots, abstained)
