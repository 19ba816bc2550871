"""BUDGET_RANK: which projects a budget pays for.

By votes: what no longer fits is skipped; among equal votes the cheaper first, then by lot. Money is in fen (分).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consult.voting.rules_choices import Choice, Options
from consult.voting.rules_lot import draw


@dataclass(frozen=True, slots=True)
class Step:
    """One project considered, with the money `left` after it. `by_lot`: it had equals and was drawn."""

    option: str
    votes: int
    cost: int
    funded: bool
    left: int
    by_lot: bool


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
    votes = Counter(code for ballot in marked for code in ballot)
    steps = _by_votes(options, votes, seed)
    return _funding(options, steps, len(marked), len(cast) - len(marked))


def _by_votes(options: Options, votes: Mapping[str, int], seed: str) -> list[Step]:
    left = options.budget
    groups: dict[tuple[int, int], list[str]] = {}
    for code in votes:
        groups.setdefault((-votes[code], options.cost(code)), []).append(code)
    steps = []
    for (minus_votes, cost), tied in sorted(groups.items()):
        for option in draw(seed, "budget", tied):
            funded = cost <= left
            left -= cost if funded else 0
            steps.append(Step(option, -minus_votes, cost, funded, left, len(tied) > 1))
    return steps


def _funding(options: Options, steps: list[Step], ballots: int, abstained: int) -> Funding:
    chosen = tuple(step.option for step in steps if step.funded)
    spent = sum(options.cost(code) for code in chosen)
    return Funding(chosen, spent, options.budget - spent, tuple(steps), ballots, abstained)
