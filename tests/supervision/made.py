"""Posted resolutions, orders under way and finished ones, by the verbs that make them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from consult.intake.models import Matter, Photo
from consult.kernel import clock, due
from consult.people.models import Person
from consult.resolution import publishing
from consult.resolution.deadlines import morning_after
from consult.resolution.editing import Row
from consult.resolution.models import Resolution
from consult.supervision import evaluating, inspecting, ordering
from consult.supervision.models import Evaluation, Order
from tests.again import arranged
from tests.resolution import made
from tests.world import World

# Monday, the day after a resolution posted on 2 March has run its fifteen days.
AFTER = clock.beijing(2026, 3, 18)


@arranged
def posted(world: World, *rows: Row, about: Matter | None = None) -> Resolution:
    """A decision on the board since today."""
    resolution = made.signed(world, made.decision(world, about=about), *rows)
    return publishing.publish(actor=world.actor("社工小李"), resolution=resolution)


@arranged
def settled_small(world: World, *rows: Row) -> Resolution:
    """What a grid settled, on the board since today."""
    resolution = made.signed(world, made.settled_by_grid(world), *rows)
    return publishing.publish(actor=world.actor("网格长老柏"), resolution=resolution)


def row(world: World, **fields: Any) -> Row:
    """A duty of 孙副主任."""
    return replace(made.ROW, person_name="", owner=world.people["孙副主任"].pk, **fields)


@arranged
def issued(world: World, *rows: Row) -> Order:
    """The first order of what a grid settled, issued today."""
    resolution = settled_small(world, *(rows or (row(world),)))
    return ordering.issue(actor=world.actor("周书记"), resolution=resolution)[0]


@arranged
def under_way(world: World, order: Order | None = None) -> Order:
    order = order or issued(world)
    ordering.progress(actor=world.actor("孙副主任"), order=order, text="已联系清运", photos=[])
    order.refresh_from_db()
    return order


@arranged
def reported(world: World, order: Order | None = None) -> Order:
    return ordering.report_done(actor=world.actor("孙副主任"), order=under_way(world, order))


@arranged
def verified(world: World, order: Order | None = None) -> Order:
    return inspecting.verify(
        actor=world.actor("督查老丁"), order=reported(world, order), finding="现场已清空", photos=[]
    )


@arranged
def evaluating_matter(world: World) -> Matter:
    """A small matter whose one order is verified, affecting the first unit's homes."""
    return verified(world).matter


GOOD = evaluating.Answers(
    responded=True,
    resolved=True,
    satisfied=5,
    dimensions={"smile": 5, "speed": 4, "standard": 5, "sincere": 5, "satisfied": 5},
)
FAIR = replace(GOOD, satisfied=3)
BAD = replace(GOOD, resolved=False, satisfied=1, why_not="第二天又堆上了")


def give(world: World, name: str, matter: Matter, answers: evaluating.Answers = GOOD) -> Evaluation:
    return evaluating.give(actor=world.actor(name), matter=matter, answers=answers)


def judged(world: World, matter: Matter) -> Matter:
    """The round is over and the worker has been by."""
    round_ = matter.rounds.get(judged_at__isnull=True)
    with clock.at(morning_after(round_.until)):
        due.settle_all()
    matter.refresh_from_db()
    return matter


def photo(world: World, by: str) -> Photo:
    """A photo somebody has just uploaded, belonging to nothing yet."""
    person: Person = world.people[by]
    return Photo.objects.create(
        community=world.community,
        uploader=person,
        file="photos/2026/03/a.jpg",
        thumb="photos/2026/03/a-thumb.jpg",
        sha256="ab" * 32,
        uploaded_at=clock.now(),
    )
