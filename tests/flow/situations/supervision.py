"""Orders, their inspection, evaluation, closing and the archive."""

from __future__ import annotations

from datetime import date
from typing import Any

from consult.agenda.models import AgendaItem
from consult.intake.models import Matter
from consult.kernel.permits import Actor
from consult.meeting.models import Room
from consult.resolution.models import Duty
from consult.supervision import appraising, archiving, closing, evaluating, extending, inspecting, ordering
from consult.supervision.models import Order
from tests.flow.situation import Situation, row
from tests.flow.situations.agenda import related
from tests.flow.situations.meeting import come
from tests.meeting.made import hall
from tests.supervision import archived, made
from tests.supervision.test_close import _ready
from tests.world import World


def owned(world: World, order: Order) -> Order:
    """The order's owner is somebody who holds nothing else."""
    Order.objects.filter(pk=order.pk).update(owner=world.people["责任人"])
    order.refresh_from_db()
    return order


def on(order: Order, verb: Any, **given: Any) -> Situation:
    return Situation(order, lambda actor, thing: verb(actor=actor, order=thing, **given))


def matter(it: Matter, verb: Any, **given: Any) -> Situation:
    return Situation(it, lambda actor, thing: verb(actor=actor, matter=thing, **given))


@row("order.issue")
def issue(world: World) -> Situation:
    resolution = made.settled_small(world, made.row(world))
    return Situation(None, lambda actor, _: ordering.issue(actor=actor, resolution=resolution))


@row("order.begin")
def begin(world: World) -> Situation:
    return on(owned(world, made.issued(world)), ordering.begin)


@row("order.progress")
def progress(world: World) -> Situation:
    return on(owned(world, made.issued(world)), ordering.progress, text="已联系清运", photos=[])


@row("order.report_done")
def report_done(world: World) -> Situation:
    return on(owned(world, made.under_way(world)), ordering.report_done)


@row("order.ask_extension")
def ask(world: World) -> Situation:
    given = {"until": date(2026, 7, 31), "reason": "施工单位要求"}
    return on(owned(world, made.issued(world)), extending.ask, **given)


@row("order.decide_extension")
def decide(world: World) -> Situation:
    order = made.issued(world)
    extending.ask(actor=world.actor("孙副主任"), order=order, until=date(2026, 7, 31), reason="施工单位要求")
    return on(owned(world, order), extending.decide, granted=True)


@row("order.inspect")
def inspect(world: World) -> Situation:
    given = {"finding": "正在清运", "passed": True, "photos": []}
    return on(owned(world, made.under_way(world)), inspecting.inspect, **given)


@row("order.verify")
def verify(world: World) -> Situation:
    return on(owned(world, made.reported(world)), inspecting.verify, finding="现场已清空", photos=[])


@row("order.send_back")
def send_back(world: World) -> Situation:
    return on(owned(world, made.reported(world)), inspecting.send_back, reason="还有两处")


@row("order.close")
def close_order(world: World) -> Situation:
    return on(owned(world, made.verified(world)), ordering.close)


@row("evaluation.give")
def give(world: World) -> Situation:
    return matter(made.evaluating_matter(world), evaluating.give, answers=made.GOOD)


@row("matter.close")
def close(world: World) -> Situation:
    situation = matter(_ready(world), closing.close)
    situation.at = made.AFTER
    return situation


@row("matter.archive")
def archive(world: World) -> Situation:
    """Prepared once: the papers are the same whoever asks for them."""
    it = archived.small(world)
    ahead = archiving.prepare(actor=world.actor("社工小李"), matter=it)

    def do(actor: Actor, thing: Matter) -> Any:
        return archiving.archive(actor=actor, matter=thing, prepared=ahead)

    return Situation(it, do)


@row("appraisal.score")
def appraise(world: World) -> Situation:
    matter = made.evaluating_matter(world)
    held = hall(world, form="appraisal", rule="CONSENSUS")
    related(world, held.session)
    AgendaItem.objects.filter(session=held.session).update(matter=matter, motion=None)
    Room.objects.filter(pk=held.room.pk).update(phase="score", item=None)
    [duty, *_] = Duty.objects.filter(resolution__matter=matter)

    def do(actor: Actor, thing: Room) -> Any:
        come(held, actor)
        return appraising.score(actor=actor, room=thing, duty=duty, points=4)

    return Situation(held.fresh(), do)
