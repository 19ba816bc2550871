"""分流: what the table says of a matter as it now stands, and who says where it goes."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from consult.kernel import packs
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Body, Grid

from . import entries, merging, routing, rules, similar
from .desks import SECRETARY, at_desk, tell_desk, tell_proposer
from .models import Matter, Route
from .raising import promote_if_endorsed
from .routing import Decision
from .touched import affected_households, touched_grids

REASON = 500


def telling(
    matter: Matter, *, owners_common: bool | None = None, budget_fen: int | None = None
) -> rules.Telling:
    """What is known of a matter, for the table; an answer given now counts before the one on file."""
    like_open, like_ended = similar.likest(matter)
    return rules.Telling(
        title=matter.title,
        text=matter.text,
        category=matter.category,
        grids=len(touched_grids(matter)),
        households=_households(matter),
        budget_fen=matter.budget_fen if budget_fen is None else budget_fen,
        owners_common=matter.owners_common if owners_common is None else owners_common,
        failed_sessions=matter.failed_sessions,
        like_open=like_open.matter.number if like_open else "",
        like_ended=like_ended.matter.number if like_ended else "",
    )


def _households(matter: Matter) -> int:
    """ "None but us" is one household, whether or not its roll is in yet."""
    return 1 if matter.affected.get("kind") == "none" else affected_households(matter).count()


def suggestion(
    matter: Matter, *, owners_common: bool | None = None, budget_fen: int | None = None
) -> rules.Suggestion:
    """What the matter's pack suggests. At most six statements, however many matters there are."""
    pack = packs.load(matter.pack)
    told = telling(matter, owners_common=owners_common, budget_fen=budget_fen)
    return rules.suggest(rules.facts(told, pack), pack)


def suggest(
    *,
    actor: Actor,
    matter: Matter,
    route: str,
    reason: str = "",
    owners_common: bool | None = None,
    budget_fen: int | None = None,
) -> Matter:
    """网格员建议: the grid worker's own view, with the answers only somebody on the spot can give."""
    why = plain(reason, field="reason", limit=REASON, required=False)
    with act("matter.suggest", actor=actor, on=matter) as a:
        _answer(a.on, owners_common, budget_fen)
        routing.record(a, suggestion(a.on), route=_route(route), reason=why)
        entries.write(a, data={"route": route}, reason=why)
    return matter


def route(
    *,
    actor: Actor,
    matter: Matter,
    route: str,
    reason: str = "",
    owners_common: bool | None = None,
    budget_fen: int | None = None,
    grid: Grid | None = None,
    merge_into: Matter | None = None,
    refer_to: str = "",
    body: Body | None = None,
    due: date | None = None,
    restrict: bool = False,
) -> Matter:
    """确认分流 (rules.md §2.16): small by the grid lead, everything else by committee staff; against the table only with
    a reason. `merge_into` for merging, `refer_to` (and `body`, `due`) for what is passed on, `restrict` to keep a refused
    text from neighbours."""
    decision = Decision(
        route=_route(route),
        reason=plain(reason, field="reason", limit=REASON, required=False),
        grid=grid,
        merge_into=merge_into,
        refer_to=refer_to,
        body=body,
        due=due,
        restrict=restrict,
    )
    says = suggestion(matter, owners_common=owners_common, budget_fen=budget_fen)
    given = {
        "route": decision.route,
        "reason": decision.reason,
        "owners_common": owners_common,
        "suggestion": says,
    }
    with transaction.atomic():
        if merge_into is not None:
            merging.lock_both(matter, merge_into)
        with act("matter.route", actor=actor, on=matter, given=given) as a:
            _answer(a.on, owners_common, budget_fen)
            routing.carry_out(a, decision, says)
        if matter.merged_into is not None:
            promote_if_endorsed(matter.merged_into)
    return matter


def dispute(*, actor: Actor, matter: Matter, route: str, reason: str) -> Matter:
    """两人对同一件有分歧 (rules.md §2.16): the secretary will say where it goes."""
    why = plain(reason, field="reason", limit=REASON)
    with act("matter.dispute", actor=actor, on=matter) as a:
        a.on.disputed = True
        routing.record(a, suggestion(a.on), route=_route(route), reason=why)
        entries.write(a, data={"route": route}, reason=why)
        tell_desk(a.on, at_desk(a.on, SECRETARY), "matter.disputed")
    return matter


def assign(
    *,
    actor: Actor,
    matter: Matter,
    route: str,
    reason: str,
    owners_common: bool | None = None,
    grid: Grid | None = None,
    refer_to: str = "",
    body: Body | None = None,
    due: date | None = None,
    restrict: bool = False,
) -> Matter:
    """书记指定: after a disagreement, or when it has been reassigned as often as it may be."""
    decision = Decision(
        route=_route(route),
        reason=plain(reason, field="reason", limit=REASON),
        grid=grid,
        refer_to=refer_to,
        body=body,
        due=due,
        restrict=restrict,
    )
    if decision.route == Route.MERGE:
        raise invalid("route", "并案由社区工作者确认", "Merging is confirmed by committee staff")
    says = suggestion(matter, owners_common=owners_common)
    with act("matter.assign", actor=actor, on=matter, given={"reason": decision.reason}) as a:
        _answer(a.on, owners_common, None)
        a.on.disputed = False
        routing.carry_out(a, decision, says)
    return matter


def reassign(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    grid: Grid | None = None,
    refer_to: str = "",
    body: Body | None = None,
    due: date | None = None,
) -> Matter:
    """改派: to another grid, or to another addressee; at most as often as the pack allows (E06)."""
    why = plain(reason, field="reason", limit=REASON)
    with act("matter.reassign", actor=actor, on=matter) as a:
        before = routing.whose(a.on)
        if a.on.stage == "with_grid":
            to = routing.to_grid(a.on, grid, another=True)
        else:
            to = routing.refer(a.on, refer_to=refer_to, body=body, note=why, due=due)
        a.on.reassigned += 1
        routing.record(a, None, route=a.on.route, reason=why, moved=(before, to))
        entries.write(a, data={"to": a.on.stage, "before": before, "whom": to}, reason=why)
        tell_proposer(a.on, "matter.reassigned", whom=to, reason=why)
    return matter


def _route(value: str) -> str:
    if value not in Route.values or value == Route.EMERGENCY:
        raise invalid("route", "请选择去向", "Choose where it goes")
    return value


def _answer(matter: Matter, owners_common: bool | None, budget_fen: int | None) -> None:
    if owners_common is not None:
        matter.owners_common = owners_common
    if budget_fen is not None:
        if budget_fen < 0:
            raise invalid("budget_fen", "预算金额不对", "The budget is not a sensible amount")
        matter.budget_fen = budget_fen
