"""How late an order is, what an evaluation comes to, and when it must be put right: integers, no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

# 逾期级别(黄/橙/红): from this many days after the deadline. 逾期次日上报 (domain rules §2.8).
LEVELS = ((8, "red"), (4, "orange"), (1, "yellow"))
# 五档: 很满意 5, 满意 4, 一般 3, 不满意 2, 很不满意 1.
SATISFIED_FROM = 4
DISSATISFIED_TO = 2
# 五维 (practices A02): 微笑 · 高效 · 标准 · 真诚 · 满意.
DIMENSIONS = ("smile", "speed", "standard", "sincere", "satisfied")
DIMENSION_NAMES = {
    "smile": "微笑",
    "speed": "高效",
    "standard": "标准",
    "sincere": "真诚",
    "satisfied": "满意",
}


def overdue_level(*, deadline: date, today: date) -> str:
    """`yellow`, `orange`, `red`, or empty while the deadline has not passed."""
    late = (today - deadline).days
    return next((level for days, level in LEVELS if late >= days), "")


class Answered(Protocol):
    """One person's evaluation."""

    responded: bool
    resolved: bool
    satisfied: int
    why_not: str
    dimensions: dict[str, int]


@dataclass(frozen=True)
class Figures:
    """What a round came to: how many answered, and how many of them said yes to each."""

    answers: int
    responded: int
    resolved: int
    satisfied: int
    reasons: tuple[str, ...]
    levels: tuple[int, int, int, int, int]
    dimensions: dict[str, tuple[int, int]]

    def permille(self) -> dict[str, int]:
        """三率: 响应率、解决率、满意率 in permille, cut off and never rounded up; 0 where nobody answered."""
        return {
            "responded": share(self.responded, self.answers),
            "resolved": share(self.resolved, self.answers),
            "satisfied": share(self.satisfied, self.answers),
        }


def share(part: int, whole: int) -> int:
    """part/whole in permille. 0 of nothing."""
    return part * 1000 // whole if whole else 0


def count(answers: Iterable[Answered]) -> Figures:
    """`levels` holds how many chose 1 … 5; `dimensions` the points given and how many gave them."""
    rows: Sequence[Answered] = list(answers)
    return Figures(
        answers=len(rows),
        responded=sum(row.responded for row in rows),
        resolved=sum(row.resolved for row in rows),
        satisfied=sum(row.satisfied >= SATISFIED_FROM for row in rows),
        reasons=tuple(row.why_not for row in rows if row.satisfied <= DISSATISFIED_TO and row.why_not),
        levels=(
            sum(row.satisfied == 1 for row in rows),
            sum(row.satisfied == 2 for row in rows),
            sum(row.satisfied == 3 for row in rows),
            sum(row.satisfied == 4 for row in rows),
            sum(row.satisfied == 5 for row in rows),
        ),
        dimensions={
            name: (
                sum(row.dimensions.get(name, 0) for row in rows),
                sum(name in row.dimensions for row in rows),
            )
            for name in DIMENSIONS
        },
    )


def well_enough(figures: Figures, *, percent: int) -> bool:
    """E09: at least `percent` of those who answered are satisfied, and nobody is dissatisfied and says why.

    A round in which nobody answered passes: silence must not keep a matter open for ever.
    """
    return not figures.reasons and figures.satisfied * 100 >= percent * figures.answers


def trigger(figures: Figures, *, percent: int) -> str:
    """Why a rectification is opened, in a sentence with the figures. Empty where none is."""
    if well_enough(figures, percent=percent):
        return ""
    said = []
    if figures.satisfied * 100 < percent * figures.answers:
        tenths = share(figures.satisfied, figures.answers)
        said.append(
            f"满意率 {tenths // 10}.{tenths % 10}%（{figures.satisfied}/{figures.answers}），低于 {percent}%"
        )
    if figures.reasons:
        said.append(f"{len(figures.reasons)} 人不满意并说明了理由")
    return "；".join(said)
