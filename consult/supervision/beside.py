"""What this stage adds to earlier stages' pages: a matter's orders and archive, and what asks the reader for something."""

from __future__ import annotations

from typing import Any

from consult.intake.models import Matter
from consult.intake.reads import PLACES, rows
from consult.intake.touched import mark_reader
from consult.kernel import clock
from consult.kernel.act import allowed
from consult.kernel.permits import Actor
from consult.kernel.waiting import how_many_wait
from consult.kernel.words import say
from consult.resolution.deadlines import morning_after

from . import rules
from .models import ArchiveFile, Evaluation, Order, Round
from .reads import OPEN, may_read_archive, orders_for

MOST_ASKED = 5
# A community judges few matters at a time; where the reader lives is then asked in one statement.
MOST_OPEN = 100


def matter_parts(matter: Matter, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """{"documents": [{name, name_en, url}], "links": [{kind, id, name, name_en}]}."""
    orders = Order.objects.filter(matter=matter).order_by("issued_at", "number")
    kept = may_read_archive(reader, matter) and ArchiveFile.objects.filter(matter=matter).exists()
    return {
        "documents": [
            {
                "name": "居务档案（ZIP）",
                "name_en": "Archive (ZIP)",
                "url": f"/api/v1/matters/{matter.pk}/archive/file",
            }
        ]
        if kept
        else [],
        "links": [
            {
                "kind": "order",
                "id": order.pk,
                "name": f"{order.number} {order.title}",
                "name_en": f"{order.number} {order.title}",
            }
            for order in orders
        ],
    }


def waiting(actor: Actor) -> list[dict[str, Any]]:
    """What this person is to judge, the round that ends first before the others, and the orders they carry out."""
    if actor.person is None:
        return []
    return [*_to_judge(actor), *_to_do(actor)]


def desk_figures(actor: Actor) -> dict[str, int]:
    """Orders that wait at this desk. One statement."""
    alive = orders_for(actor).select_related(None).filter(stage__in=[*OPEN, "verified"])
    return {"orders": how_many_wait(alive, actor, by="community_id owner_id")}


def _to_judge(actor: Actor) -> list[dict[str, Any]]:
    answered = Evaluation.objects.filter(person=actor.person).values("round")
    open_rounds = (
        Round.objects.filter(judged_at__isnull=True, until__gte=clock.today())
        .filter(matter__community=actor.community, matter__stage="evaluating", matter__restricted=False)
        .exclude(pk__in=answered)
        .order_by("until", "pk")
    )
    ids = list(open_rounds.values_list("matter", flat=True)[:MOST_OPEN])
    found = Matter.objects.select_related(*PLACES).in_bulk(ids)
    matters = [found[pk] for pk in ids]
    mark_reader(matters, actor)
    asked = [m for m in matters if m.proposer_id == actor.person or getattr(m, "touches_reader", False)]
    return rows(asked[:MOST_ASKED], actor)


def _to_do(actor: Actor) -> list[dict[str, Any]]:
    mine = Order.objects.filter(owner=actor.person, stage__in=["issued", "under_way"])
    return [_row(order, actor) for order in mine.order_by("deadline", "pk")[:MOST_ASKED]]


def _row(order: Order, actor: Actor) -> dict[str, Any]:
    level = rules.overdue_level(deadline=order.deadline, today=clock.today())
    key = f"overdue.{level}" if level else f"state.order.{order.stage}"
    return {
        "kind": "order",
        "id": order.pk,
        "number": order.number,
        "title": order.title,
        "stage": order.stage,
        "sentence": say(key, "zh", deadline=order.deadline.isoformat()),
        "sentence_en": say(key, "en", deadline=order.deadline.isoformat()),
        "due": morning_after(order.deadline),
        "rail": [],
        "allowed": allowed(order, actor),
    }
