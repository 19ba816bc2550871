"""What waits at the desk of whoever holds an office, as figures: one for each place of the desk's rail.

Each is the number of rows over all pages of that place's list in which something waits for the reader (`act.waits`),
without a cap. They take a fixed number of statements, however long the lists.
"""

from __future__ import annotations

from collections.abc import Callable

from consult.kernel.errors import not_permitted
from consult.kernel.permits import Actor
from consult.kernel.waiting import how_many_wait

from .models import Matter
from .reads import in_inbox, in_review
from .visible import visible

ENDED = ("closed", "answered", "rejected", "merged", "withdrawn")
# What the permits of matters look at in these stages.
PLACE = "community_id grid_id building_id"
# Every stage's own, wired in config.
FIGURES: list[Callable[[Actor], dict[str, int]]] = []


def desk(actor: Actor) -> dict[str, int]:
    """Place of the rail → how many. Refuses whoever holds no office."""
    if not actor.held:
        raise not_permitted("desk.waiting")
    return {place: n for part in FIGURES for place, n in part(actor).items()}


def figures(actor: Actor) -> dict[str, int]:
    """Four statements."""
    seen = Matter.objects.filter(visible(actor))
    return {
        "inbox": in_inbox(actor).values("pk").count(),
        "topics": how_many_wait(in_review(actor), actor, by=PLACE),
        "evaluation": how_many_wait(seen.filter(stage="evaluating"), actor, by=PLACE),
        "archive": how_many_wait(seen.filter(stage__in=ENDED), actor, by=PLACE),
    }
