"""The one row that is asked for by what is its own: its key, or a column that is unique."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from .errors import not_found

Thing = TypeVar("Thing", bound=Model)


def only(asked: QuerySet[Thing]) -> Thing | None:
    """What is found, or None. Not in an order, as by `first`: for one row Django takes half as long again to write that."""
    return next(iter(asked.order_by()[:1]), None)


def existing(asked: QuerySet[Thing]) -> Thing:
    """What is found. Raises not_found."""
    thing = only(asked)
    if thing is None:
        raise not_found()
    return thing
