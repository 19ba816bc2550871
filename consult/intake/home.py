"""The resident's first page: what I can take part in, what moves in my grid, what I raised. A fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from consult import flow
from consult.kernel.permits import PREDICATES, Actor
from consult.people.models import Grid, Household

from .models import Matter
from .reads import PLACES, rows
from .visible import visible

SHOWN = 5
# What later stages ask people to take part in (sessions, polls, evaluations): functions of the reader that answer rows of other
# kinds, with at least {kind, id, number, title, stage, sentence, sentence_en, due, rail, allowed}. Wired in config.
WAITING: list[Callable[[Actor], list[dict[str, Any]]]] = []


def home(actor: Actor) -> dict[str, Any]:
    """{waiting, grid, raised, allowed} for somebody signed in."""
    seen = Matter.objects.filter(visible(actor)).select_related(*PLACES)
    mine = list(seen.filter(proposer=actor.person).order_by("-raised_at", "-pk")[:SHOWN])
    homes = Household.objects.filter(pk__in=actor.homes)
    grid = Grid.objects.filter(pk__in=homes.values("grid")).order_by("code").first()
    moving = (
        list(
            seen.filter(grid=grid, restricted=False)
            .exclude(stage__in=[*flow.ENDED, "unconfirmed"])
            .order_by("-raised_at", "-pk")[:SHOWN]
        )
        if grid
        else []
    )
    asked = _asked(seen, actor)
    shown = {row["id"]: row for row in rows([*{m.pk: m for m in [*asked, *moving, *mine]}.values()], actor)}
    later = [row for part in WAITING for row in part(actor)]
    return {
        "waiting": [*later, *(shown[matter.pk] for matter in asked)],
        "grid": {"id": grid.pk, "name": grid.name, "items": [shown[m.pk] for m in moving]} if grid else None,
        "raised": [shown[matter.pk] for matter in mine],
        "allowed": ["matter.raise"] if PREDICATES["signed_in"](actor, None) else [],
    }


def _asked(seen: QuerySet[Matter], actor: Actor) -> list[Matter]:
    """Matters that ask something of this person: to confirm or revise their own, or to sign a petition."""
    own = Q(proposer=actor.person, stage__in=["unconfirmed", "returned"])
    petitioned = Q(petitions__stage="gathering", community=actor.community) & ~Q(
        petitions__signatures__person=actor.person
    )
    return list(seen.filter(own | petitioned).distinct().order_by("-raised_at", "-pk")[:SHOWN])
