"""BUDGET_RANK: which projects a budget pays for.

By votes (the default): what no longer fits is skipped; among equal votes the cheaper first, then by lot.
Equal shares (by rule pack): every ballot gets the same part of the budget and pays only for what it supports,
so that a minority's projects are not crowded out. Money is in fen (分), a ballot's part of it an exact
fraction.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from consult.voting.rules_choices import Choice, Options
from consult.voting.rules_lot import draw

Marks = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One project considered, with the money `left` after it. `by_lot`: it had equals and was drawn.

    `stage`: "equal_shares" while ballots pay, otherwise "by_votes". `payment`: the most that one ballot paid.
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

    Each round funds the project that asks least of any one supporter for each fen of its cost; among equals
    the cheaper, then by lot. Source: Peters, Pierczyński and Skowron, Proportional Participatory Budgeting
    with Additive Utilities, 2021.
    """
    cast = list(ballots)
    marked = [ballot for ballot in cast if isinstance(ballot, list)]
    votes = _votes(marked)
    # Ballots with the same marks pay the same throughout, so they share one purse entry: 5,000 stay fast.
    alike = Counter(tuple(ballot) for ballot in marked)
    purses = {marks: Fraction(options.budget, len(marked)) for marks in alike}
    steps: list[Step] = []
    left = options.budget
    while True:
        # (largest payment per fen, cost) of every project its supporters can still pay for together
        affordable = {
            code: (payment / options.cost(code), options.cost(code))
            for code in votes.keys() - {step.option for step in steps}
            if (payment := _payment(options.cost(code), _supporters(code, purses, alike))) is not None
        }
        if not affordable:
            break
        best = min(affordable.values())
        tied = draw(seed, f"equal shares {len(steps) + 1}", (c for c in affordable if affordable[c] == best))
        option, cost = tied[0], best[1]
        payment = best[0] * cost
        for marks in alike:
            if option in marks:
                purses[marks] -= min(purses[marks], payment)
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


def _supporters(
    code: str, purses: dict[Marks, Fraction], alike: Counter[Marks]
) -> list[tuple[Fraction, int]]:
    """(money in each purse, number of such purses) of those who marked `code`, the poorest first."""
    return sorted((purses[marks], times) for marks, times in alike.items() if code in marks)


def _payment(cost: int, supporters: list[tuple[Fraction, int]]) -> Fraction | None:
    """The smallest p for which everybody paying p, or all they have, makes up `cost`; None: they cannot."""
    rest = Fraction(cost)
    payers = sum(times for _, times in supporters)
    for purse, times in supporters:
        if purse * payers >= rest:
            return rest / payers
        rest -= purse * times
        payers -= times
    return None


def _funding(options: Options, steps: list[Step], ballots: int, abstained: int) -> Funding:
    chosen = tuple(step.option for step in steps if step.funded)
    spent = sum(options.cost(code) for code in chosen)
    return Funding(chosen, spent, options.budget - spent, tuple(steps), ballots, abstained)
