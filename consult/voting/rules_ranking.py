"""PREFERENCE_RANK: instant runoff (即时决选), every round kept so that anybody can follow it.

In each round a ballot counts for the highest of its options still standing. More than half of the ballots
that still count wins. Otherwise the option with the fewest is eliminated; among equals the one with fewer in
the round before; among those still equal the one drawn last.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from consult.voting.rules_choices import Choice, Options
from consult.voting.rules_lot import draw

By = Literal["fewest", "previous_round", "lot"]


@dataclass(frozen=True, slots=True)
class Round:
    """`votes` in the order of the options; `exhausted` ballots rank nobody still standing.

    `tied` had equally few; `by` says what chose `eliminated` among them. The last round eliminates nobody.
    """

    number: int
    votes: tuple[tuple[str, int], ...]
    exhausted: int
    tied: tuple[str, ...] = ()
    eliminated: str | None = None
    by: By | None = None


@dataclass(frozen=True, slots=True)
class Runoff:
    """`order` is groups of equals, best first: the last round's, then the eliminated, the last out first."""

    winner: str | None
    order: tuple[tuple[str, ...], ...]
    rounds: tuple[Round, ...]
    ballots: int
    abstained: int


def instant_runoff(options: Options, ballots: Iterable[Choice], *, seed: str) -> Runoff:
    """Without a single ranked ballot there is no winner and all are equal."""
    cast = list(ballots)
    # Equal rankings are counted once: the order of ballots cannot matter, and 5,000 of them stay fast.
    rankings = Counter(tuple(ballot) for ballot in cast if isinstance(ballot, list))
    ranked = sum(rankings.values())
    standing = list(options.codes)
    rounds: list[Round] = []
    while ranked:
        this = _count(len(rounds) + 1, standing, rankings)
        votes = dict(this.votes)
        if max(votes.values()) * 2 > sum(votes.values()):
            rounds.append(this)
            break
        rounds.append(_eliminate(this, rounds[-1] if rounds else None, seed))
        standing = [option for option in standing if option != rounds[-1].eliminated]
    last = dict(rounds[-1].votes) if rounds else dict.fromkeys(options.codes, 0)
    places = sorted(set(last.values()), reverse=True)
    out = [(each.eliminated,) for each in reversed(rounds) if each.eliminated is not None]
    order = [tuple(option for option in last if last[option] == votes) for votes in places] + out
    return Runoff(
        winner=order[0][0] if rounds else None,
        order=tuple(order),
        rounds=tuple(rounds),
        ballots=ranked,
        abstained=len(cast) - ranked,
    )


def _count(number: int, standing: list[str], rankings: Counter[tuple[str, ...]]) -> Round:
    votes = dict.fromkeys(standing, 0)
    exhausted = 0
    for ranking, times in rankings.items():
        highest = next((option for option in ranking if option in votes), None)
        if highest is None:
            exhausted += times
        else:
            votes[highest] += times
    return Round(number, tuple(votes.items()), exhausted)


def _eliminate(this: Round, previous: Round | None, seed: str) -> Round:
    tied = _fewest(this, [option for option, _ in this.votes])
    out = tied
    by: By = "fewest"
    if len(out) > 1 and previous is not None:
        out, by = _fewest(previous, out), "previous_round"
    if len(out) > 1:
        out, by = [draw(seed, f"round {this.number}", out)[-1]], "lot"
    return Round(this.number, this.votes, this.exhausted, tuple(tied), out[0], by)


def _fewest(counted: Round, among: list[str]) -> list[str]:
    votes = dict(counted.votes)
    lowest = min(votes[option] for option in among)
    return [option for option in among if votes[option] == lowest]
