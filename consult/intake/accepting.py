"""受理: the first answer to whoever raised a matter."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.permits import Actor
from consult.people.who import person_id

from . import deadlines, entries, routing, triage
from .desks import tell_proposer
from .models import Matter


def accept(*, actor: Actor, matter: Matter) -> Matter:
    """受理, within the pack's hours (48, after 绍兴 DB3306/T 075). The table's suggestion is kept for who routes it."""
    with act("matter.accept", actor=actor, on=matter) as a:
        a.on.accepted_at, a.on.accepted_by_id = clock.now(), person_id(actor)
        deadlines.stop(a.on, deadlines.FIRST_ANSWER)
        says = triage.suggestion(a.on)
        routing.record(a, says, route="", reason="")
        entries.write(a, data={"rule": says.rule, "suggested": says.route})
        tell_proposer(a.on, "matter.accepted")
    return matter
