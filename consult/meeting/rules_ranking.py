"""How proposals are ranked from their scores: plain Python, in whole numbers and exact fractions.

Source: 大盆菜、民生项目评议立项 (practice A24): the criteria and their weights are published with the call; reviewers and
residents score apart, and the published share weighs the one against the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST, MOST = 1, 5
WEIGHTS = 100
MOST_CRITERIA = 8


@dataclass(frozen=True)
class Criterion:
    """`weight` is its part of 100."""

    code: str
    weight: int


@dataclass(frozen=True)
class Given:
    """One person's points for one proposal, by criterion."""

    proposal: str
    reviewer: bool
    points: Mapping[str, int]


@dataclass(frozen=True)
class Ranked:
    """`score` in hundredths of a point out of 100, rounded half up; ranks follow the exact value, equal ones share one."""

    proposal: str
    rank: int
    score: int
    reviewers: int
    residents: int


def criteria_problem(weights: Sequence[int]) -> str | None:
    """Why criteria cannot be scored by: "count", "weight" (one below 1), "sum" (not 100 together); None if they can."""
    if not 1 <= len(weights) <= MOST_CRITERIA:
        return "count"
    if min(weights) < 1:
        return "weight"
    return "sum" if sum(weights) != WEIGHTS else None


def points_problem(points: Mapping[str, int], codes: Iterable[str]) -> bool:
    """Whether points are not 1 to 5 for each of the criteria and for nothing else."""
    return set(points) != set(codes) or any(not LEAST <= each <= MOST for each in points.values())


def group_score(given: Sequence[Mapping[str, int]], criteria: Sequence[Criterion]) -> Fraction | None:
    """The weighted average of one group out of 100; None where nobody of it scored."""
    if not given:
        return None
    return sum(
        (
            Fraction(sum(points[each.code] for points in given) * each.weight, len(given) * MOST)
            for each in criteria
        ),
        Fraction(0),
    )


def total(reviewers: Fraction | None, residents: Fraction | None, *, reviewers_percent: int) -> Fraction:
    """Both groups by the published share; where one of them did not score, the other's average stands for both."""
    if reviewers is None or residents is None:
        return reviewers if reviewers is not None else residents if residents is not None else Fraction(0)
    return (reviewers * reviewers_percent + residents * (100 - reviewers_percent)) / 100


def ranking(
    proposals: Sequence[str], given: Iterable[Given], criteria: Sequence[Criterion], *, reviewers_percent: int
) -> list[Ranked]:
    """All proposals, the best first; those with exactly equal scores share a rank and keep the order of their numbers."""
    by: dict[str, tuple[list[Mapping[str, int]], list[Mapping[str, int]]]] = {
        proposal: ([], []) for proposal in proposals
    }
    for each in given:
        if each.proposal in by:
            by[each.proposal][0 if each.reviewer else 1].append(each.points)
    exact = {
        proposal: total(
            group_score(reviewers, criteria),
            group_score(residents, criteria),
            reviewers_percent=reviewers_percent,
        )
        for proposal, (reviewers, residents) in by.items()
    }
    order = sorted(proposals, key=lambda proposal: -exact[proposal])
    return [
        Ranked(
            proposal=proposal,
            rank=1 + sum(exact[other] > exact[proposal] for other in proposals),
            score=_hundredths(exact[proposal]),
            reviewers=len(by[proposal][0]),
            residents=len(by[proposal][1]),
        )
        for proposal in order
    ]


def _hundredths(score: Fraction) -> int:
    return int((score * 200 + 1) // 2)
