"""Carrying out where a matter goes, whoever decided it: the grid, the review, somebody outside, another matter, nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from consult.kernel import clock
from consult.kernel.act import Act
from consult.kernel.errors import invalid, not_found
from consult.kernel.text import plain
from consult.people.models import Body, Grid

from . import deadlines, entries, merging, rules, similar
from .desks import GRID, PARTY, SUBDISTRICT, at_desk, tell_desk, tell_proposer
from .models import Matter, Referral, Route, Triage


@dataclass(frozen=True)
class Decision:
    """A person's decision on a matter's route, with what that route needs to know."""

    route: str
    reason: str = ""
    grid: Grid | None = None
    merge_into: Matter | None = None
    refer_to: str = ""
    body: Body | None = None
    due: date | None = None
    restrict: bool = False


def carry_out(
    a: Act, decision: Decision, says: rules.Suggestion, *, upheld: dict[str, bool] | None = None
) -> None:
    """Do to the matter what was decided, set its clocks, keep the record, write the entry and tell everybody."""
    matter: Matter = a.on
    deadlines.stop(matter, *deadlines.CLOCKS.values(), deadlines.ERASE)
    matter.route = decision.route
    matter.urgent = says.urgent and decision.route == Route.SMALL
    matter.owners_decision = says.owners_decision or (
        decision.route == Route.LARGE and matter.owners_common is True
    )
    whom = _STEPS[decision.route](a, decision)
    similar.index(matter)
    record(a, says, route=decision.route, reason=decision.reason)
    entries.write(
        a,
        data={
            "number": matter.number,
            "to": a.to,
            "whom": whom,
            "rule": says.rule,
            "suggested": says.route,
            **(upheld or {}),
        },
        reason=decision.reason,
        about=[matter.merged_into_id] if matter.merged_into_id else None,
    )
    tell_proposer(matter, f"matter.{a.to}", whom=whom, reason=decision.reason)


def _small(a: Act, decision: Decision) -> str:
    a.to, a.on.restricted = "with_grid", False
    return to_grid(a.on, decision.grid)


def _large(a: Act, decision: Decision) -> str:
    a.to, a.on.restricted = "in_review", False
    to_review(a.on)
    return ""


def _private(a: Act, decision: Decision) -> str:
    """默认不公开 (T5)."""
    a.to, a.on.restricted = "referred", True
    return refer(a.on, refer_to=decision.refer_to, body=decision.body, note=decision.reason, due=decision.due)


def _government(a: Act, decision: Decision) -> str:
    a.to = "transferred"
    tell_desk(a.on, at_desk(a.on, SUBDISTRICT), "matter.to_answer")
    return refer(a.on, refer_to=decision.refer_to, body=decision.body, note=decision.reason, due=decision.due)


def _reject(a: Act, decision: Decision) -> str:
    """说明理由;负面清单的原文限权可见、限期删除 (T2)."""
    if not decision.reason:
        raise invalid("reason", "不予受理要向提出人说明理由", "A refusal tells the proposer why")
    a.to = "rejected"
    a.on.restricted = a.on.restricted or decision.restrict
    if a.on.restricted:
        deadlines.await_erasure(a.on)
    return ""


def _merge(a: Act, decision: Decision) -> str:
    a.to = "merged"
    return merging.merge(a.on, decision.merge_into)


_STEPS: dict[str, Callable[[Act, Decision], str]] = {
    Route.SMALL: _small,
    Route.LARGE: _large,
    Route.PRIVATE: _private,
    Route.GOVERNMENT: _government,
    Route.REJECT: _reject,
    Route.MERGE: _merge,
}


def to_grid(matter: Matter, grid: Grid | None = None, *, another: bool = False) -> str:
    """Give the matter to a grid (its own where none is named) and tell its workers; the grid's name."""
    target = grid or matter.grid
    if target is None or target.community_id != matter.community_id:
        raise invalid("grid", "请选择由哪个网格议", "Choose the grid that will deal with it")
    if another and target.pk == matter.grid_id:
        raise invalid(
            "grid", "已经在这个网格，请选择另一个网格", "It is with this grid already; choose another"
        )
    if matter.affected == {"kind": "grid", "ids": [str(matter.grid_id)]}:
        matter.affected = {"kind": "grid", "ids": [str(target.pk)]}
    matter.grid = target
    tell_desk(matter, at_desk(matter, GRID), "matter.yours")
    return target.name


def to_review(matter: Matter) -> None:
    """Put the matter before the Party organization and start its clock."""
    matter.route = Route.LARGE
    matter.owners_decision = matter.owners_decision or matter.owners_common is True
    deadlines.stop(matter, deadlines.FIRST_ANSWER)
    deadlines.await_review(matter)
    tell_desk(matter, at_desk(matter, PARTY), "matter.to_review")


def refer(matter: Matter, *, refer_to: str, body: Body | None, note: str, due: date | None) -> str:
    """Pass the matter on to somebody outside and keep track of it; the addressee's name (转办, 首接负责)."""
    if body is not None and (
        body.community_id not in (None, matter.community_id)
        or body.subdistrict_id != matter.community.subdistrict_id
    ):
        raise not_found()
    name = refer_to or (body.name if body else "")
    to = plain(name, field="refer_to", limit=80)
    if due is not None and due < clock.today():
        raise invalid("due", "答复期限不能早于今天", "The answer cannot be due before today")
    Referral.objects.create(matter=matter, to=to, body=body, note=note, due=due, at=clock.now())
    deadlines.await_referral(matter, due)
    return to


def whose(matter: Matter) -> str:
    """Who has the matter now: its grid, or whom it was passed on to last."""
    if matter.stage == "with_grid":
        return matter.grid.name if matter.grid else ""
    return matter.referrals.order_by("-at", "-pk").values_list("to", flat=True).first() or ""


def record(
    a: Act, says: rules.Suggestion | None, *, route: str, reason: str, moved: tuple[str, str] = ("", "")
) -> None:
    """Keep who decided what beside what the table suggested, if it was asked; `moved` from whom to whom, if it was."""
    words = f"（文中提到：{'、'.join(says.words[:3])}）" if says and says.words else ""
    Triage.objects.create(
        matter=a.on,
        suggested=says.route if says else a.on.route,
        rule=says.rule if says else "",
        why=f"{says.why_zh}{words}" if says else "",
        why_en=says.why_en if says else "",
        decided=route,
        reason=reason,
        by_id=a.actor.person,
        from_whom=moved[0],
        to_whom=moved[1],
        verb=a.verb,
        at=clock.now(),
    )
