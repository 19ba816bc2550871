"""Figures of the residents' own powers: how many signatures oblige convening, and when a failed motion may return."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

# A share of 33 percent in a pack stands for one third itself: 法 §26 says 三分之一以上, and 33 of 100 is less than that.
A_THIRD = 33

# Which petition obliges which meeting: 法 §26 the residents' meeting, §28 the representatives'.
OBLIGES = {
    "adults": "residents_meeting",
    "households": "residents_meeting",
    "representatives": "residents_meeting",
    "reps_meeting": "representatives_meeting",
}


def same_meeting(kind: str) -> list[str]:
    """The kinds of petition that oblige the same meeting as this one does."""
    return [other for other, meeting in OBLIGES.items() if meeting == OBLIGES[kind]]


def signatures_needed(*, base: int, percent: int) -> int:
    """The fewest signatures of `base` people that are this share "or more" (以上, which includes it: Civil Code §1259).

    Exact integers: 1/10 of 2960 is 296, of 2961 is 297; a third of 35 is 12. Never fewer than one.
    """
    numerator, denominator = (1, 3) if percent == A_THIRD else (percent, 100)
    return max(1, -(-base * numerator // denominator))


def months_later(day: date, months: int) -> date:
    """The same day of the month that many months on, or that month's last day (Civil Code §202)."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
