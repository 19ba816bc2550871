"""延期: asked by the owner before the time is up or after, decided by the secretary."""

from __future__ import annotations

from datetime import date

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Role
from consult.people.who import person_id
from consult.resolution.reads import holders

from .deadlines import await_order
from .models import Extension, Order
from .ordering import tell_owner


def ask(*, actor: Actor, order: Order, until: date, reason: str) -> Extension:
    """order.ask_extension: to a day after the present deadline and after today."""
    why = plain(reason, field="reason", limit=300)
    if until <= max(order.deadline, clock.today()):
        raise invalid(
            "until", "新的时限须晚于原时限和今天", "The new day must lie after the deadline and today"
        )
    with act("order.ask_extension", actor=actor, on=order) as a:
        made = Extension.objects.create(order=a.on, until=until, reason=why, asked_at=clock.now())
        a.entry(
            data={"number": a.on.number, "until": until.isoformat(), "reason": why},
            about=[a.on.matter_id],
        )
        tell_all(
            community=a.on.community_id,
            people=holders(a.on.community_id, Role.PARTY_SECRETARY),
            template="order.extension_asked",
            facts={"number": a.on.number, "title": a.on.title, "until": until.isoformat()},
            about=a.on.pk,
        )
    return made


def decide(*, actor: Actor, order: Order, granted: bool) -> Order:
    """order.decide_extension: granted, the deadline and its clocks move; refused, they stand."""
    with act("order.decide_extension", actor=actor, on=order) as a:
        asked = only(Extension.objects.select_for_update().filter(order=a.on, granted__isnull=True))
        if asked is not None:
            asked.granted, asked.decided_by_id, asked.decided_at = granted, person_id(actor), clock.now()
            asked.save(update_fields=["granted", "decided_by", "decided_at"])
            if granted:
                a.on.deadline = asked.until
                await_order(a.on)
        a.entry(
            data={"number": a.on.number, "granted": granted, "deadline": a.on.deadline.isoformat()},
            about=[a.on.matter_id],
        )
        tell_owner(
            a,
            "order.extended" if granted else "order.not_extended",
            deadline=a.on.deadline.isoformat(),
        )
    return order
