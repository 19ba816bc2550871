"""督查 at a glance: what supervisors, inspectors and evaluators read of their community, with counts. Read-only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.errors import not_found
from consult.kernel.permits import Actor
from consult.people.models import Role
from consult.resolution.models import Objection, Resolution

from . import reads, rules, showing
from .models import Extension, Order, Rectification

# As many of each as a screen shows; the lists themselves are read page by page.
MOST = 20


def oversight(reader: Actor) -> dict[str, Any]:
    """A fixed number of statements, whatever there is. Raises not_found to who oversees nothing."""
    if not reads.oversees(reader):
        raise not_found()
    mine = reads.overseen(reader)
    orders = Order.objects.filter(mine).select_related("community", "matter__community")
    late = orders.filter(stage__in=["issued", "under_way"], deadline__lt=clock.today()).order_by(
        "deadline", "id"
    )
    reported = orders.filter(stage="reported").order_by("issued_at", "id")
    return {
        "counts": _counts(mine),
        "overdue": showing.rows(list(late[:MOST]), reader),
        "to_inspect": showing.rows(list(reported[:MOST]), reader),
        "to_issue": _to_issue(mine, reader),
        "rectifications": _rectifications(mine, reader),
    }


def _counts(mine: Q) -> dict[str, Any]:
    today = clock.today()
    orders = Order.objects.filter(mine)
    stages = dict(orders.values_list("stage").annotate(n=Count("id")).values_list("stage", "n"))
    late = {level: _late(level) for _, level in rules.LEVELS}
    lateness = orders.filter(stage__in=["issued", "under_way"]).aggregate(
        **{level: Count("id", filter=condition) for level, condition in late.items()}
    )
    resolutions = Resolution.objects.filter(mine).aggregate(
        unsigned=Count("id", filter=Q(stage__in=["draft", "checked"], sign_by__lt=today)),
        posted=Count("id", filter=Q(stage="published")),
    )
    objections = Objection.objects.filter(mine).aggregate(
        objections_open=Count("id", filter=Q(stage="raised") | Q(stage="answered", review_asked=True)),
        objections_overdue=Count("id", filter=Q(stage="raised", answer_by__lt=today)),
        reviews_asked=Count("id", filter=Q(stage="answered", review_asked=True)),
    )
    matters = Matter.objects.filter(mine, restricted=False)
    return {
        "orders": {stage: stages.get(stage, 0) for stage in (*reads.OPEN, *reads.DONE)} | lateness,
        "matters": dict(matters.values_list("stage").annotate(n=Count("id")).values_list("stage", "n")),
        **resolutions,
        **objections,
        "extensions_asked": Extension.objects.filter(
            granted__isnull=True, order__in=orders.values("pk")
        ).count(),
        "rectifications_open": Rectification.objects.filter(
            closed_at__isnull=True, matter__in=Matter.objects.filter(mine).values("pk")
        ).count(),
    }


def _late(level: str) -> Q:
    """The condition on a deadline for a level of lateness, from the same table as `rules.overdue_level`."""
    today = clock.today()
    bounds = [days for days, _ in rules.LEVELS]
    position = [name for _, name in rules.LEVELS].index(level)
    found = Q(deadline__lte=today - timedelta(days=bounds[position]))
    if position:
        found &= Q(deadline__gt=today - timedelta(days=bounds[position - 1]))
    return found


def _to_issue(mine: Q, reader: Actor) -> list[dict[str, Any]]:
    ready = Q(stage="in_force") | Q(stage="published") & (Q(waits=False) | Q(publish_until__lt=clock.today()))
    found = (
        Resolution.objects.filter(mine)
        .filter(ready)
        .annotate(open_duties=Count("duties", filter=Q(duties__order__isnull=True)))
        .filter(open_duties__gt=0)
        .select_related("matter")
        .order_by("publish_until", "id")
    )
    return [
        {
            "id": resolution.pk,
            "number": resolution.number,
            "title": resolution.title,
            "matter": showing.matter_name(resolution.matter),
            "duties": resolution.open_duties,
            "may_issue": _is_secretary(reader, resolution),
        }
        for resolution in found[:MOST]
    ]


def _rectifications(mine: Q, reader: Actor) -> list[dict[str, Any]]:
    found = (
        Rectification.objects.filter(
            closed_at__isnull=True, matter__in=Matter.objects.filter(mine).values("pk")
        )
        .annotate(issued=Count("orders"))
        .select_related("matter")
        .order_by("opened_at", "id")
    )
    return [
        {
            "id": opened.pk,
            "matter": showing.matter_name(opened.matter),
            "trigger": opened.trigger,
            "opened_at": opened.opened_at,
            "orders": opened.issued,
            "may_issue": _is_secretary(reader, opened.matter),
        }
        for opened in found[:MOST]
    ]


def _is_secretary(reader: Actor, thing: Matter | Resolution) -> bool:
    """order.issue makes what it is done to, so no object carries it: this says whether its button belongs here."""
    return any(h.role == Role.PARTY_SECRETARY and h.community == thing.community_id for h in reader.held)
