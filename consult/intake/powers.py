"""居民的权力: contesting a route or refusal once before another person, appealing a review once to the subdistrict."""

from __future__ import annotations

from uuid import UUID

from consult.kernel import clock
from consult.kernel.act import Act, act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Body, Grid
from consult.people.who import person_id

from . import deadlines, entries, merging, routing, similar, triage
from .desks import SECRETARY, STAFF, WORKING_COMMITTEE, at_desk, tell_desk, tell_proposer
from .models import Contest, Matter, Route

REASON = 1000


def contest(*, actor: Actor, matter: Matter, reason: str) -> Matter:
    """申请复核, once: of a route, a merge or a refusal. Whoever decided it will not hear it."""
    why = plain(reason, field="reason", limit=REASON)
    with act("matter.contest", actor=actor, on=matter) as a:
        decider = _decider(a.on)
        Contest.objects.create(
            matter=a.on,
            kind=Contest.Kind.ROUTE,
            person_id=person_id(actor),
            reason=why,
            against_id=decider,
            at=clock.now(),
        )
        # What is to be heard must not be erased meanwhile.
        deadlines.stop(a.on, deadlines.ERASE)
        entries.write(a, reason=why, personal=True)
        hearers = [one for one in at_desk(a.on, STAFF + SECRETARY) if one != decider]
        tell_desk(a.on, hearers, "matter.contested")
    return matter


def _decider(matter: Matter) -> UUID | None:
    """Who decided where the matter is now; None where the system did."""
    decided = matter.triages.exclude(verb__in=["matter.accept", "matter.suggest", "matter.dispute"])
    return decided.order_by("-pk").values_list("by_id", flat=True).first()


def rehear(
    *,
    actor: Actor,
    matter: Matter,
    upheld: bool,
    decision: str,
    route: str = "",
    grid: Grid | None = None,
    refer_to: str = "",
    body: Body | None = None,
) -> Matter:
    """复核, by another person. Not upheld: it stays where it is. Upheld: it takes the route named here, or is routed anew."""
    why = plain(decision, field="decision", limit=REASON)
    if route in (Route.MERGE, Route.EMERGENCY) or (route and route not in Route.values):
        raise invalid("route", "请选择去向", "Choose where it goes")
    with act("matter.rehear", actor=actor, on=matter) as a:
        _decide(a, Contest.Kind.ROUTE, upheld=upheld, why=why)
        if not upheld:
            a.to = a.on.stage
            if a.on.stage == "rejected" and a.on.restricted:
                deadlines.await_erasure(a.on)
            entries.write(a, data={"to": a.to, "upheld": False}, reason=why)
            tell_proposer(a.on, "matter.reheard_not", reason=why)
        else:
            _give_way(a, why, route=route, grid=grid, refer_to=refer_to, body=body)
    return matter


def _give_way(a: Act, why: str, *, route: str, grid: Grid | None, refer_to: str, body: Body | None) -> None:
    if a.on.stage == "rejected":
        a.on.restricted = False
    if a.on.stage == "merged":
        merging.part(a.on)
    if route:
        decision = routing.Decision(route=route, reason=why[:500], grid=grid, refer_to=refer_to, body=body)
        routing.carry_out(a, decision, triage.suggestion(a.on), upheld={"upheld": True})
        return
    a.to, a.on.route = "accepted", ""
    deadlines.stop(a.on, *deadlines.CLOCKS.values())
    similar.index(a.on)
    entries.write(a, data={"to": a.to, "upheld": True}, reason=why)
    tell_proposer(a.on, "matter.reheard", reason=why)


def appeal(*, actor: Actor, matter: Matter, reason: str) -> Matter:
    """申诉, once: of the Party organization's review, to the subdistrict's working committee (街道党工委)."""
    why = plain(reason, field="reason", limit=REASON)
    with act("topic.appeal", actor=actor, on=matter) as a:
        review = a.on.reviews.order_by("-pk").first()
        Contest.objects.create(
            matter=a.on,
            kind=Contest.Kind.REVIEW,
            person_id=person_id(actor),
            reason=why,
            against_id=review.reviewer_id if review else None,
            at=clock.now(),
        )
        entries.write(a, reason=why, personal=True)
        tell_desk(a.on, at_desk(a.on, WORKING_COMMITTEE), "topic.appealed")
    return matter


def hear_appeal(*, actor: Actor, matter: Matter, upheld: bool, decision: str) -> Matter:
    """答复申诉. Upheld: the Party organization reviews it again, within the same days."""
    why = plain(decision, field="decision", limit=REASON)
    with act("topic.hear_appeal", actor=actor, on=matter) as a:
        _decide(a, Contest.Kind.REVIEW, upheld=upheld, why=why)
        a.to = "in_review" if upheld else a.on.stage
        if upheld:
            routing.to_review(a.on)
        entries.write(a, data={"to": a.to, "upheld": upheld}, reason=why)
        tell_proposer(a.on, "topic.appeal_heard" if upheld else "topic.appeal_heard_not", reason=why)
    return matter


def _decide(a: Act, kind: str, *, upheld: bool, why: str) -> None:
    Contest.objects.filter(matter=a.on, kind=kind, decided_at__isnull=True).update(
        decided_by_id=person_id(a.actor), upheld=upheld, decision=why, decided_at=clock.now()
    )
