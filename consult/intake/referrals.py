"""私事与政府事项: passed on, but kept in sight until they are answered (首接负责制)."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.permits import Actor
from consult.kernel.text import plain

from . import deadlines, entries
from .desks import tell_followers, tell_proposer
from .models import Matter


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
