"""Carrying out, judging and archiving, as many stories do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from consult.intake.models import Matter
from consult.people.models import Person
from consult.resolution.models import Resolution

from ..clockwork import Story
from ..town import Town


def carry_out(town: Town, resolution: Resolution, *, first: date, reported: bool = True) -> Story:
    yield from ()


def evaluate_and_close(
    town: Town, matter: Matter, *, first: date, judges: Sequence[Person], satisfied: int
) -> Story:
    yield from ()
