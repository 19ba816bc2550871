"""How much waits at somebody's desk, counted without reading it thing by thing."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from .act import waits
from .permits import Actor


def how_many_wait(things: QuerySet[Any], actor: Actor, *, by: str) -> int:
    """How many of these things wait for the actor (`act.waits`), in one statement, however many there are.

    `by`: the columns, beside the stage, that the permits of the verbs in question look at. Of things alike in them one
    is asked about for all.
    """
    fields = ["stage", *by.split()]
    kinds = things.order_by().values(*fields).annotate(alike=Count("pk")).values_list("alike", *fields)
    return sum(
        alike for alike, *kind in kinds if waits(things.model(**dict(zip(fields, kind, strict=True))), actor)
    )
