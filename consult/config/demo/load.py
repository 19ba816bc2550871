"""Load the demo: found both communities half a year ago and play their stories up to now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from consult.kernel import clock

from . import catalogue
from .clockwork import play
from .founding import found
from .town import Town

# Before the first story begins.
FOUNDED = timedelta(days=200)


def load(*, now: datetime, tell: Callable[[str, datetime], None] | None = None) -> dict[str, Town]:
    """Both towns by their codes. Every verb of it is one that people use; nothing is inserted."""
    begun = now - FOUNDED
    with clock.at(begun):
        towns = found(on=begun.astimezone(clock.BEIJING).date())
    play(catalogue.stories(towns, now=now), until=now, tell=tell)
    return towns
