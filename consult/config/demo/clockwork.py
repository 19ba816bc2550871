"""Playing stories side by side: each is a generator that yields the next moment and then acts at it.

Moments of all stories are taken in order, so the ledgers are written in order of time; deadlines that fall due in between
are settled when they fall due.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from consult.kernel import clock, due
from consult.kernel.models import Due

Story = Iterator[datetime]


def play(
    stories: list[tuple[str, Story]], *, until: datetime, tell: Callable[[str, datetime], None] | None = None
) -> None:
    """Play all stories up to `until`; what lies later stays unplayed. A moment earlier than the last is refused."""
    queue: list[tuple[datetime, int, str, Story]] = []
    for place, (name, story) in enumerate(stories):
        _next(queue, place, name, story, after=None)
    while queue and queue[0][0] <= until:
        moment, place, name, story = heapq.heappop(queue)
        settle_until(moment)
        with clock.at(moment):
            if tell:
                tell(name, moment)
            _next(queue, place, name, story, after=moment)
    settle_until(until)


def _next(
    queue: list[tuple[datetime, int, str, Story]],
    place: int,
    name: str,
    story: Story,
    *,
    after: datetime | None,
) -> None:
    """Let a story act until it names its next moment."""
    moment = next(story, None)
    if moment is None:
        return
    if after is not None and moment < after:
        raise ValueError(f"{name} goes back in time: {after} → {moment}")
    heapq.heappush(queue, (moment, place, name, story))


def settle_until(moment: datetime) -> None:
    """Settle what falls due up to a moment, each at its own time."""
    while True:
        row = Due.objects.filter(settled_at=None, at__lte=moment, claimed_until=None).order_by("at").first()
        if row is None:
            return
        with clock.at(max(row.at, moment - timedelta(days=400))):
            due.settle_all()
