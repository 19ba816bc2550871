"""Ordering by the numbers that papers carry: …-M2 before …-M10, 第2号 before 第10号."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Length


def by_number(field: str = "number") -> tuple[Length, F]:
    """For `order_by`: numbers of one register differ in their last figures alone, so the shorter is the smaller."""
    return Length(field), F(field)
