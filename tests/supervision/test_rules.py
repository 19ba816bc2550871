"""Rates and thresholds, from tables."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from consult.supervision import rules


@dataclass
class Said:
    satisfied: int
    responded: bool = True
    resolved: bool = True
    why_not: str = ""
    dimensions: dict[str, int] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("satisfied", "permille", "enough"),
    [
        # 剧本甲: 91 %.
        ([5] * 10 + [3], 909, True),
        ([5, 4, 4, 4, 3], 800, True),
        # 4/5 is enough, 799 of 1000 is not, and nothing is rounded up to it.
        ([5] * 799 + [3] * 201, 799, False),
        ([4, 3], 500, False),
        ([3], 0, False),
        ([], 0, True),
    ],
)
def test_the_threshold_is_measured_in_integers(satisfied: list[int], permille: int, enough: bool) -> None:
    figures = rules.count([Said(points) for points in satisfied])

    assert figures.permille()["satisfied"] == permille
    assert rules.well_enough(figures, percent=80) is enough
    assert bool(rules.trigger(figures, percent=80)) is not enough


@pytest.mark.parametrize(
    ("points", "why", "enough"),
    [(2, "第二天又堆上了", False), (1, "没人来", False), (2, "", True), (3, "还行，就是慢", True)],
)
def test_one_dissatisfied_person_with_a_reason_is_enough(points: int, why: str, enough: bool) -> None:
    figures = rules.count([Said(5)] * 9 + [Said(points, why_not=why)])

    assert rules.well_enough(figures, percent=80) is enough


def test_the_trigger_says_both_reasons_with_their_figures() -> None:
    figures = rules.count([Said(5), Said(5), Said(1, why_not="没人来")])

    assert rules.trigger(figures, percent=80) == "满意率 66.6%（2/3），低于 80%；1 人不满意并说明了理由"


def test_the_three_rates_and_five_dimensions_are_counted() -> None:
    figures = rules.count(
        [
            Said(5, dimensions={"smile": 5, "speed": 4}),
            Said(4, resolved=False, dimensions={"smile": 4}),
            Said(2, responded=False, resolved=False),
        ]
    )

    assert figures.permille() == {"responded": 666, "resolved": 333, "satisfied": 666}
    assert figures.levels == (0, 1, 0, 1, 1)
    assert figures.dimensions["smile"] == (9, 2)
    assert figures.dimensions["speed"] == (4, 1)
    assert figures.dimensions["sincere"] == (0, 0)
