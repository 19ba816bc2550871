"""Options ordered by how many chose them or by their scores: single choice, approval, choose up to k, scores.

All take ballots in the normal form of `rules_choices`; an ordering is advice, and a yes/no vote follows it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from consult.voting.rules_choices import ABSTAIN, SCORES, Choice, Options
from consult.voting.rules_lot import draw


@dataclass(frozen=True, slots=True)
class Standing:
    """`place` counts from 1 and is shared by equals. `points`: votes, or the sum of scores.

    `given` is how often each score was given (of 1, of 2, … of 5), empty where nothing is scored.
    """

    option: str
    place: int
    points: int
    given: tuple[int, ...] = ()

    @property
    def mean(self) -> Fraction | None:
        """Of those who scored this option, exactly; shown as a fraction and never what decides the order."""
        scored = sum(self.given)
        return Fraction(self.points, scored) if scored else None


@dataclass(frozen=True, slots=True)
class Standings:
    """Best first; equals stand in the order of the options. `ballots` are those that chose something."""

    rows: tuple[Standing, ...]
    ballots: int
    abstained: int

    @property
    def leaders(self) -> tuple[str, ...]:
        """Who shares the first place; nobody where nobody got a point."""
        return tuple(row.option for row in self.rows if row.place == 1 and row.points)

    def winner(self, seed: str) -> str | None:
        """The option to put to the vote next; a tie for the first place is broken by lot."""
        return next(iter(draw(seed, "first place", self.leaders)), None)


def by_votes(options: Options, ballots: Iterable[Choice]) -> Standings:
    """Single choice, approval and choose up to k: an option's points are the ballots it is marked on."""
    votes: Counter[str] = Counter()
    chosen, abstained = 0, 0
    for ballot in ballots:
        if ballot == ABSTAIN:
            abstained += 1
            continue
        chosen += 1
        votes.update([ballot] if isinstance(ballot, str) else ballot)
    return _ordered(options, dict(votes), {}, ballots=chosen, abstained=abstained)


def by_scores(options: Options, ballots: Iterable[Choice]) -> Standings:
    """Scores from 1 to 5, ordered by their sum: an option left unscored gets nothing from that ballot."""
    given: dict[str, Counter[int]] = {code: Counter() for code in options.codes}
    chosen, abstained = 0, 0
    for ballot in ballots:
        if not isinstance(ballot, Mapping):
            abstained += 1
            continue
        chosen += 1
        for option, score in ballot.items():
            given[option][score] += 1
    points = {code: sum(score * times for score, times in given[code].items()) for code in options.codes}
    times = {code: tuple(given[code][score] for score in SCORES) for code in options.codes}
    return _ordered(options, points, times, ballots=chosen, abstained=abstained)


def _ordered(
    options: Options,
    points: Mapping[str, int],
    given: Mapping[str, tuple[int, ...]],
    *,
    ballots: int,
    abstained: int,
) -> Standings:
    scored = {code: points.get(code, 0) for code in options.codes}
    rows = tuple(
        Standing(
            option=code,
            place=1 + sum(other > scored[code] for other in scored.values()),
            points=scored[code],
            given=given.get(code, ()),
        )
        for code in sorted(options.codes, key=lambda code: -scored[code])
    )
    return Standings(rows, ballots, abstained)
