"""Who speaks next, and for how long: plain Python.

Source: the twelve principles (rules.md §2.5) 3, 4, 7 and 11, and 南塘 practice: those who have not spoken go first,
sides take turns, then the order of asking; 2 minutes a turn and 2 turns a motion unless the pack says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

# Interjections 插话 outrank every other request, in this order.
INTERJECTIONS = ("point_of_order", "question_to_chair")
# 轮流发言: a turn that goes round the table. It counts for nobody's number of turns.
ROUND = "round"
# 介绍提案: who brings a proposal presents it.
PRESENT = "present"
# Stances that take sides; a form that has none (我要说 补充 提问) alternates nothing.
SIDES = {"for": "against", "against": "for"}
# Turns that count for nobody's number of turns, in the order in which they are called before all others.
UNCOUNTED = (*INTERJECTIONS, ROUND)


@dataclass(frozen=True)
class Asking:
    """One waiting request. `asked` orders requests: earlier is smaller."""

    id: str
    person: str
    stance: str
    asked: int


def speaking_order(
    waiting: Sequence[Asking], turns_taken: Mapping[str, int], last_side: str | None
) -> list[Asking]:
    """The whole queue in the order in which it would be called if nothing else happened.

    `turns_taken` counts turns already had on the present question, by person; `last_side` is the side that spoke last.
    """
    rest = sorted(waiting, key=lambda asking: (asking.asked, asking.id))
    turns = dict(turns_taken)
    order: list[Asking] = []
    while rest:
        chosen = min(rest, key=lambda asking: _rank(asking, turns, last_side))
        rest.remove(chosen)
        order.append(chosen)
        if chosen.stance in UNCOUNTED:
            continue
        turns[chosen.person] = turns.get(chosen.person, 0) + 1
        if chosen.stance in SIDES:
            last_side = chosen.stance
    return order


def _rank(
    asking: Asking, turns: Mapping[str, int], last_side: str | None
) -> tuple[int, bool, bool, int, str]:
    if asking.stance in UNCOUNTED:
        return UNCOUNTED.index(asking.stance), False, False, asking.asked, asking.id
    spoken_before = turns.get(asking.person, 0) > 0
    out_of_turn = last_side in SIDES and asking.stance == last_side
    return len(UNCOUNTED), spoken_before, out_of_turn, asking.asked, asking.id


def interrupts(stance: str, speaking: str) -> bool:
    """Whether an interjection breaks into a turn: it does into an ordinary one, never into another interjection."""
    return stance in INTERJECTIONS and speaking not in INTERJECTIONS


def next_call(first: str | None, *, interrupted: bool) -> Literal["first", "interrupted"] | None:
    """Who is called next: the first of the queue (`first` is its stance, None where nobody waits), or whoever was
    interrupted: they go on before anybody new, but after every interjection that waits."""
    if first in INTERJECTIONS:
        return "first"
    if interrupted:
        return "interrupted"
    return "first" if first is not None else None


def turns_left(taken: int, each: int, stance: str) -> bool:
    """Whether another turn is open to somebody who has had `taken`. Interjections and rounds are not counted."""
    return stance in UNCOUNTED or taken < each


def debate_exhausted(
    *, speaking: bool, waiting: Sequence[Asking], taken: Mapping[str, int], each: int
) -> bool:
    """充分辩论 (principle 11): the question may be put when nobody speaks and nobody asks who still has a turn."""
    return not speaking and not any(
        turns_left(taken.get(asking.person, 0), each, asking.stance) for asking in waiting
    )


def uncivil(text: str, words: Iterable[str]) -> list[str]:
    """The words in a remark that attack somebody or question motives (principle 10), in the order of the list."""
    return [word for word in dict.fromkeys(words) if word in text]
