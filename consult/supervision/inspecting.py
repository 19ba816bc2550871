"""核查: by an inspector who had no part in the work."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from consult.intake import pictures
from consult.intake.models import Matter, Photo
from consult.kernel import clock
from consult.kernel.act import Act, act
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.who import person_id
from consult.resolution.rules import UNMOVED

from .deadlines import await_order
from .evaluating import open_round
from .models import Inspection, Order
from .ordering import tell_owner
from .reads import still_to_do


def inspect(*, actor: Actor, order: Order, finding: str, passed: bool, photos: Sequence[UUID]) -> Inspection:
    """order.inspect 现场核查: on the way; what is found stands beside the progress and moves nothing."""
    words = plain(finding, field="finding", limit=500)
    shown = _chosen(actor, order, photos)
    with act("order.inspect", actor=actor, on=order) as a:
        made = _found(a, words, passed=passed, photos=shown)
        a.entry(data={"number": a.on.number, "finding": words, "passed": passed}, about=[a.on.matter_id])
        tell_owner(a, "order.inspected", finding=words)
    return made


def verify(*, actor: Actor, order: Order, finding: str, photos: Sequence[UUID]) -> Order:
    """order.verify 核查通过. With the last of a matter's orders the matter goes to those affected, to be judged."""
    words = plain(finding, field="finding", limit=500)
    shown = _chosen(actor, order, photos)
    with act("order.verify", actor=actor, on=order) as a:
        # Two inspectors verifying the last two orders at once must not each see the other's as still open.
        matter = Matter.objects.select_for_update().get(pk=a.on.matter_id)
        _found(a, words, passed=True, photos=shown)
        a.on.verified_by_id = person_id(actor)
        last = matter.stage == "carrying_out" and not still_to_do(matter, besides=a.on)
        if last:
            a.carry([matter])
        a.entry(
            data={
                "number": a.on.number,
                "title": a.on.title,
                "finding": words,
                "to": "evaluating" if last else UNMOVED,
            },
            about=[matter.pk],
        )
        tell_owner(a, "order.verified")
    if last:
        open_round(matter)
    return order


def send_back(*, actor: Actor, order: Order, reason: str, photos: Sequence[UUID] = ()) -> Order:
    """order.send_back 退回: not as it should be; its clocks run again."""
    words = plain(reason, field="reason", limit=500)
    shown = _chosen(actor, order, photos)
    with act("order.send_back", actor=actor, on=order) as a:
        _found(a, words, passed=False, photos=shown)
        await_order(a.on)
        a.entry(data={"number": a.on.number, "reason": words}, about=[a.on.matter_id])
        tell_owner(a, "order.sent_back", reason=words)
    return order


def _chosen(actor: Actor, order: Order, photos: Sequence[UUID]) -> list[Photo]:
    return pictures.chosen(actor=actor, community=order.community, ids=photos)


def _found(a: Act, finding: str, *, passed: bool, photos: list[Photo]) -> Inspection:
    made = Inspection.objects.create(
        order=a.on, inspector_id=person_id(a.actor), finding=finding, passed=passed, at=clock.now()
    )
    pictures.attach(photos, a.on.matter, "inspection")
    made.photos.set(photos)
    return made
