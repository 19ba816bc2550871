"""GET /desk: how much waits on each station of the staff's rail. Counts only; the lists say what."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from consult.agenda.models import Session
from consult.intake.models import Matter
from consult.kernel.http import actor_of
from consult.kernel.permits import Actor
from consult.people.models import Community
from consult.people.who import signed_in
from consult.resolution.models import Resolution
from consult.supervision.models import Order
from consult.voting.models import Poll

router = Router(tags=["desk"])


class Counts(Schema):
    inbox: int
    topics: int
    sessions: int
    rooms: int
    ballots: int
    resolutions: int
    notices: int
    supervision: int
    evaluation: int
    archive: int


class Desk(Schema):
    counts: Counts


@router.get("/desk", response=Desk)
def desk(request: HttpRequest) -> dict[str, Any]:
    """For those who hold a role; everybody else has an empty desk. Six statements."""
    signed_in(request)
    actor = actor_of(request)
    here = _communities(actor)
    matters = _by_stage(Matter.objects.filter(community__in=here))
    sessions = _by_stage(Session.objects.filter(community__in=here))
    resolutions = _by_stage(Resolution.objects.filter(community__in=here))
    orders = Order.objects.filter(community__in=here).exclude(stage="closed").count()
    return {
        "counts": {
            "inbox": _sum(matters, "submitted accepted with_grid referred transferred"),
            "topics": _sum(matters, "in_review"),
            "sessions": _sum(sessions, "drafted published"),
            "rooms": _sum(sessions, "open adjourned"),
            "ballots": Poll.objects.filter(community__in=here, stage="open").count(),
            "resolutions": _sum(resolutions, "draft checked signed countersigned"),
            "notices": _sum(resolutions, "published"),
            "supervision": orders,
            "evaluation": _sum(matters, "evaluating"),
            "archive": _sum(matters, "closed"),
        }
    }


def _communities(actor: Actor) -> QuerySet[Community]:
    """Where the actor holds a role; somebody of the subdistrict looks after all its communities."""
    places = {held.community for held in actor.held if held.community}
    above = {held.subdistrict for held in actor.held if held.community is None and held.subdistrict}
    return Community.objects.filter(Q(pk__in=places) | Q(subdistrict_id__in=above))


def _by_stage(rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values_list("stage").annotate(Count("pk")))


def _sum(counted: dict[str, int], stages: str) -> int:
    return sum(counted.get(stage, 0) for stage in stages.split())
