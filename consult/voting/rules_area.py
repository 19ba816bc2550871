"""A secret vote weighed by area: how exactly the yes area may be said without telling how a single flat voted.

Flats differ in size, so an exact sum can be taken apart again: one set of them alone may add up to it. What is said is
between which whole per cents of the area that took part the yes area lies. The ranges are drawn from public figures
alone (the areas that took part, how many said yes, the share to be reached), never from the sum itself: where a range
ends tells nothing beyond it. In each, every flat may have said yes or not, as far as all that is published goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final

from consult.voting.rules import Base, Outcome, VoteRule
from consult.voting.rules_share import Share

Range = tuple[int, int]  # whole per cents, both ends included
WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas in cm² in ascending order, with what is asked of them again and again."""

    sizes: tuple[int, ...]
    sums: tuple[int, ...]  # of the first 0, 1, 2 …
    widest: tuple[int, ...]  # with the size at each place left out: the widest step from one to the next

    @classmethod
    def of(cls, sizes: Sequence[int]) -> Areas:
        ordered = tuple(sorted(sizes))
        steps = [after - before for before, after in pairwise(ordered)]
        upto, down = (0, *accumulate(steps, max)), (*reversed((0, *accumulate(reversed(steps), max))),)
        widest = [
            max(upto[max(place - 1, 0)], down[min(place + 1, len(steps))], *_over(ordered, place))
            for place in range(len(ordered))
        ]
        return cls(ordered, (0, *accumulate(ordered)), tuple(widest))

    def extremes(self, count: int, *, without: int) -> Range:
        """The least and the greatest sum of `count` sizes, none of them the one at place `without`."""
        n, size = len(self.sizes), self.sizes[without]
        least = self.sums[count] if without >= count else self.sums[count + 1] - size
        top = n - count
        greatest = self.sums[n] - (self.sums[top] if without < top else self.sums[top - 1] + size)
        return least, greatest


def _over(ordered: tuple[int, ...], place: int) -> tuple[int, ...]:
    """The step from the size before this place to the one after it."""
    return (ordered[place + 1] - ordered[place - 1],) if 0 < place < len(ordered) - 1 else (0,)


def range_of(sizes: Sequence[int], *, yes_heads: int, yes_cm2: int, share: Share) -> Range:
    """The published range `yes_cm2` lies in."""
    total = sum(sizes)
    passed = share.met(yes_cm2, total)
    for found in ranges(sizes, yes_heads=yes_heads, share=share, passed=passed):
        low, high = within(found, total, share, passed=passed)
        if low <= yes_cm2 <= high:
            return found
    return 0, WHOLE


def ranges(sizes: Sequence[int], *, yes_heads: int, share: Share, passed: bool) -> list[Range]:
    """Every range that could be published beside this verdict, ascending: as narrow as tells of nobody.

    Empty where not even the verdict alone keeps it from being told.
    """
    areas, total = Areas.of(sizes), sum(sizes)
    found: list[Range] = []
    begun: int | None = None
    for low, high in _per_cents(total, share, passed=passed):
        begun = low if begun is None else begun
        if tells_of_nobody(areas, yes_heads, within((begun, high), total, share, passed=passed)):
            found.append((begun, high))
            begun = None
    if begun is not None and found:
        # What is left over at the end is too narrow by itself.
        found[-1] = (found[-1][0], high)
    return found


def _per_cents(total: int, share: Share, *, passed: bool) -> Iterator[Range]:
    """The per cents one by one in which a sum may lie that passes, or that fails."""
    for low in range(WHOLE):
        least, most = within((low, low + 1), total, share, passed=passed)
        if least <= most:
            yield low, low + 1


def within(found: Range, total: int, share: Share, *, passed: bool) -> Range:
    """In cm²: the sums that lie in this range and have this verdict. A per cent begins above the end of the one before."""
    low = found[0] * total // WHOLE + 1 if found[0] else 0
    high = found[1] * total // WHOLE
    least = share.least(total)
    return (max(low, least), high) if passed else (low, min(high, least - 1))


def tells_of_nobody(areas: Areas, yes_heads: int, sums: Range) -> bool:
    """Whether for each flat there is a set of `yes_heads` with it, and one without it, whose sum is among `sums`.

    From the smallest sizes to the largest one goes by exchanging a size for the next larger, so sums follow one another in
    steps no wider than the widest between two sizes; where the range is as wide as that, one of them lies in it.
    """
    n = len(areas.sizes)
    for place, size in enumerate(areas.sizes):
        # That all said yes, or nobody, the heads tell: nothing is left to hide.
        if yes_heads > 0 and not _reached(areas, yes_heads - 1, place, sums, with_it=size):
            return False
        if yes_heads < n and not _reached(areas, yes_heads, place, sums, with_it=0):
            return False
    return True


def _reached(areas: Areas, others: int, place: int, sums: Range, *, with_it: int) -> bool:
    low, high = sums[0] - with_it, sums[1] - with_it
    least, greatest = areas.extremes(others, without=place)
    if high < least or greatest < low:
        return False
    return low <= least or greatest <= high or high - low + 1 >= areas.widest[place]


def may_be_secret(rule: VoteRule, sizes: Sequence[int]) -> bool:
    """Whether passing or failing alone would not tell how the largest owner voted, whoever takes part with a quorum."""
    if not rule.by_area or not sizes:
        return not rule.by_area
    assert rule.quorum is not None
    assert rule.passes is not None
    share, quorum = rule.passes.share, rule.quorum.share
    # Of those that may take part at least, it can carry no vote by itself, nor stop one.
    part = sum(sizes) * quorum.num
    return max(sizes) * quorum.den * share.den < part * min(share.num, share.den - share.num)


def weighs_in_secret(rule: VoteRule) -> bool:
    """Whether the area that took part is public whatever was chosen: it is the base, and abstaining counts in it."""
    return rule.passes is not None and rule.passes.base is Base.TOOK_PART and rule.abstain_takes_part


def veiled(outcome: Outcome, sizes: Sequence[int]) -> Outcome:
    """The same outcome with its yes area as a range; `sizes` are the areas that took part."""
    area = outcome.counts.area_cm2
    assert area is not None
    heads, weighed = outcome.passing
    assert weighed.share is not None
    found = range_of(sizes, yes_heads=outcome.counts.yes, yes_cm2=area.yes, share=weighed.share)
    return replace(
        outcome,
        counts=replace(outcome.counts, area_cm2=None),
        passing=(heads, replace(weighed, part=0, left=0, between=found)),
    )
