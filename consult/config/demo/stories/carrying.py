"""Carrying out, judging and archiving, as many stories do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from consult.intake.models import Matter
from consult.kernel.permits import Actor
from consult.people.models import Person, Role
from consult.resolution.models import Resolution
from consult.supervision import archiving, closing, evaluating, inspecting, ordering
from consult.supervision.evaluating import Answers
from consult.supervision.models import Order

from ..clockwork import Story
from ..town import Town
from .raised import picture
from .steps import at, secretary

DIMENSIONS = ("smile", "speed", "standard", "sincere", "satisfied")


def carry_out(
    town: Town, resolution: Resolution, *, first: date, done: date | None = None, reported: bool = True
) -> Story:
    """督办: an order for each duty, its progress, and (where `reported`, on the day `done`) inspection and closing."""
    yield at(first, 10)
    orders = ordering.issue(actor=town.actor(secretary(town)), resolution=resolution)
    yield at(first + timedelta(days=2), 9)
    for order in orders:
        ordering.begin(actor=_owner(town, order), order=order)
    yield at(first + timedelta(days=6), 16)
    for order in orders if reported else orders[: (len(orders) + 1) // 2]:
        actor = _owner(town, order)
        ordering.progress(
            actor=actor,
            order=order,
            text="已按责任清单推进，现场照片附后。",
            photos=[picture(town, actor, order.number)],
        )
    if not reported:
        return
    done = done or first + timedelta(days=20)
    yield at(done, 16)
    for order in orders:
        ordering.report_done(actor=_owner(town, order), order=order)
    yield at(done + timedelta(days=1), 10)
    inspector = town.as_actor(town.holders(Role.INSPECTOR)[0])
    for order in orders:
        inspecting.verify(
            actor=inspector,
            order=order,
            finding="现场与验收标准一致。",
            photos=[picture(town, inspector, f"{order.number}seen")],
        )
    yield at(done + timedelta(days=1), 15)
    for order in orders:
        ordering.close(actor=town.actor(secretary(town)), order=order)


def evaluate_and_close(
    town: Town, matter: Matter, *, first: date, judges: Sequence[Person], satisfied: int
) -> Story:
    """评价: the first `satisfied` of the judges are; after the round is judged the secretary closes and staff archive."""
    yield at(first, 19)
    for nth, person in enumerate(judges):
        pleased = nth < satisfied
        evaluating.give(
            actor=town.as_actor(person),
            matter=matter,
            answers=Answers(
                responded=True,
                resolved=True,
                satisfied=5 if pleased else 3,
                dimensions=dict.fromkeys(DIMENSIONS, 5 if pleased else 3),
            ),
        )
    yield at(first + timedelta(days=9), 10)
    closing.close(actor=town.actor(secretary(town)), matter=matter)
    yield at(first + timedelta(days=10), 10)
    archiving.archive(actor=town.as_actor(town.holders(Role.COMMITTEE_STAFF)[0]), matter=matter)


def _owner(town: Town, order: Order) -> Actor:
    """Whoever is named on the order, or the staff for somebody who is not in the system."""
    person = order.owner or town.holders(Role.COMMITTEE_STAFF)[0]
    return town.as_actor(person)
