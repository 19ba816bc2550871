"""私事与政府事项: passed on, but kept in sight until they are answered or come back (首接负责制)."""

from __future__ import annotations

from datetime import date

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Body

from . import deadlines, entries, routing, triage
from .desks import STAFF, at_desk, tell_desk, tell_followers, tell_proposer
from .models import Matter, Route


def refer_up(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    refer_to: str = "",
    body: Body | None = None,
    due: date | None = None,
) -> Matter:
    """上报街道 (T6, T11): what turned out, with its grid or in review, to lie with the government or another community."""
    decision = routing.Decision(
        route=Route.GOVERNMENT,
        reason=plain(reason, field="reason", limit=triage.REASON),
        refer_to=refer_to,
        body=body,
        due=due,
    )
    says = triage.suggestion(matter)
    with act("matter.refer_up", actor=actor, on=matter) as a:
        routing.carry_out(a, decision, says)
    return matter


def hand_down(*, actor: Actor, matter: Matter, reason: str) -> Matter:
    """交回社区: the subdistrict says why the community can settle it, and the community routes it anew.

    It counts as a reassignment (E06), so a matter does not go to and fro for ever.
    """
    why = plain(reason, field="reason", limit=triage.REASON)
    with act("matter.hand_down", actor=actor, on=matter) as a:
        before = routing.whose(a.on)
        deadlines.stop(a.on, deadlines.REFERRAL)
        a.on.referrals.filter(answered_at__isnull=True).update(answer=why, answered_at=clock.now())
        a.on.route = ""
        a.on.reassigned += 1
        to = a.on.community.name
        routing.record(a, None, route="", reason=why, moved=(before, to))
        entries.write(a, data={"before": before, "whom": to}, reason=why)
        tell_desk(a.on, at_desk(a.on, STAFF), "matter.to_route_anew", reason=why)
        tell_proposer(a.on, "matter.handed_down", whom=to, reason=why)
    return matter


def answer(*, actor: Actor, matter: Matter, text: str) -> Matter:
    """答复: what came of it, to the proposer (and to who endorsed it)."""
    said = plain(text, field="text", limit=1000)
    with act("matter.answer", actor=actor, on=matter) as a:
        deadlines.stop(a.on, deadlines.REFERRAL)
        open_now = a.on.referrals.filter(answered_at__isnull=True)
        open_now.update(answer=said, answered_at=clock.now())
        entries.write(a, reason=said)
        tell_followers(a.on, "matter.answered", reason=said)
    return matter


def track(*, actor: Actor, matter: Matter, note: str) -> Matter:
    """跟踪: how it stands with whoever has it now."""
    said = plain(note, field="note", limit=500)
    with act("matter.track", actor=actor, on=matter) as a:
        entries.write(a, reason=said)
        tell_proposer(a.on, "matter.tracked", reason=said)
    return matter
