"""小事: what a grid does with its matter: settle it on the spot, pass it up, get it back from above."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from consult.kernel import packs
from consult.kernel.act import Act, act
from consult.kernel.errors import invalid
from consult.kernel.permits import SYSTEM, Actor
from consult.kernel.text import plain
from consult.people.models import Building, Grid

from . import deadlines, entries, pictures, routing
from .desks import tell_followers, tell_proposer
from .models import Matter, Route
from .touched import touched_grids, widened


def handle(*, actor: Actor, matter: Matter, result: str, photos: Sequence[UUID]) -> Matter:
    """即时处置: done on the spot, with what was done in words and photos of it. The proposer and those touched judge it."""
    done = plain(result, field="result", limit=500, required=False)
    shown = pictures.chosen(actor=actor, community=matter.community, ids=photos)
    given = {"result": done, "photos": shown}
    with act("matter.handle", actor=actor, on=matter, given=given) as a:
        pictures.attach(shown, a.on, "handled")
        entries.write(a, data={"photos": [photo.sha256 for photo in shown]}, reason=done)
        tell_followers(a.on, "matter.handled", reason=done)
    return matter


def escalate(*, actor: Actor, matter: Matter, reason: str, touches: Building | Grid | None = None) -> Matter:
    """上移 (T9): two failed grid sessions, or a second grid is touched. `touches` names what turned out to be touched too."""
    why = plain(reason, field="reason", limit=500)
    if touches is not None and touches.community_id != matter.community_id:
        raise invalid(
            "touches", "所选的楼栋或网格不属于本社区", "That building or grid is not in this community"
        )
    more = {touches.grid_id if isinstance(touches, Building) else touches.pk} if touches else set()
    with act("matter.escalate", actor=actor, on=matter, given={"reason": why, "more_grids": more}) as a:
        if touches is not None:
            a.on.affected = widened(a.on, touches)
        _up(a, why)
    return matter


def escalate_if_due(a: Act) -> None:
    """After a grid session failed (`session.fail`): count it on each matter carried, and pass up those it was enough for,
    or which turned out to touch another grid.
    """
    touches: Building | Grid | None = a.given.get("touches")
    for carried in a.carried:
        matter = Matter.objects.select_for_update().get(pk=carried.pk)
        matter.failed_sessions += 1
        if touches is not None and matter.stage == "with_grid":
            matter.affected = widened(matter, touches)
        matter.save(update_fields=["failed_sessions", "affected"])
        enough = matter.failed_sessions >= packs.load(matter.pack).number("grid_sessions")
        if matter.stage == "with_grid" and (enough or len(touched_grids(matter)) > 1):
            with act(
                "matter.escalate", actor=SYSTEM, on=matter, given={"reason": "", "more_grids": set()}
            ) as up:
                _up(up, "")


def _up(a: Act, why: str) -> None:
    routing.to_review(a.on)
    routing.record(a, None, route=Route.LARGE, reason=why)
    entries.write(a, data={"failed": a.on.failed_sessions, "grids": len(touched_grids(a.on))}, reason=why)
    tell_proposer(a.on, "matter.escalated", reason=why)


def delegate(*, actor: Actor, matter: Matter, reason: str, grid: Grid | None = None) -> Matter:
    """下放: a matter of one grid goes back to it."""
    why = plain(reason, field="reason", limit=500)
    with act("matter.delegate", actor=actor, on=matter) as a:
        a.on.route = Route.SMALL
        deadlines.stop(a.on, deadlines.REVIEW)
        to = routing.to_grid(a.on, grid or Grid.objects.filter(pk__in=touched_grids(a.on)).first())
        routing.record(a, None, route=Route.SMALL, reason=why)
        entries.write(a, data={"whom": to}, reason=why)
        tell_proposer(a.on, "matter.delegated", whom=to, reason=why)
    return matter
