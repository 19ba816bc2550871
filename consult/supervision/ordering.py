"""督办单: issued by the secretary for each duty, carried out by its owner, step by step and with photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from consult.agenda.numbering import next_numbers
from consult.intake import pictures
from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.act import Act, act
from consult.kernel.errors import Refusal, invalid
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell, tell_all
from consult.people.models import Person, Role
from consult.people.who import person_id
from consult.resolution.models import Resolution
from consult.resolution.reads import holders

from .deadlines import await_order, cancel_order
from .models import Order, Progress, Rectification

REGISTER = "督"


def issue(*, actor: Actor, resolution: Resolution) -> list[Order]:
    """order.issue for every duty of the resolution that has none yet; all of them or none.

    Raises Refusal `nothing_to_issue` where each duty has its order.
    """
    with transaction.atomic():
        # Two secretaries' desks at once: the second waits here and finds nothing left.
        locked = Resolution.objects.select_for_update(of=("self",)).select_related("matter__community")
        found = locked.get(pk=resolution.pk)
        duties = list(found.duties.filter(order__isnull=True).select_related("owner"))
        if not duties:
            raise Refusal(
                "nothing_to_issue",
                "责任清单的每一行都已派督办单",
                "Every row of the responsibility list has its order",
            )
        made = []
        for duty in duties:
            assert duty.deadline is not None
            order = Order(
                community=found.community,
                matter=found.matter,
                resolution=found,
                duty=duty,
                title=duty.what,
                owner=duty.owner,
                owner_name=duty.person_name,
                standard=duty.standard,
                deadline=duty.deadline,
            )
            made.append(_issue(actor, order))
    return made


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is to be put right, by whom, by when, and how one will see that it is."""

    what: str
    owner_name: str
    owner: UUID | None = None
    deadline: date
    standard: str


def issue_for(*, actor: Actor, rectification: Rectification, measure: Measure) -> Order:
    """order.issue for an open rectification 整改单: the measure the secretary decides on."""
    matter = Matter.objects.select_related("community").get(pk=rectification.matter_id)
    owner = _person(matter, measure.owner)
    if measure.deadline <= clock.today():
        raise invalid("deadline", "时限须在今天以后", "The deadline must lie after today")
    order = Order(
        community=matter.community,
        matter=matter,
        rectification=rectification,
        title=plain(measure.what, field="what", limit=200),
        owner=owner,
        owner_name=plain(measure.owner_name or (owner.name if owner else ""), field="owner_name", limit=60),
        standard=plain(measure.standard, field="standard", limit=200),
        deadline=measure.deadline,
    )
    return _issue(actor, order)


def _issue(actor: Actor, order: Order) -> Order:
    with act("order.issue", actor=actor, on=order, new=True) as a:
        order.number = next_numbers(order.community, REGISTER)[0]
        order.issued_by_id, order.issued_at = person_id(actor), clock.now()
        a.carry([order.matter])
        a.entry(
            data={
                "number": order.number,
                "title": order.title,
                "deadline": order.deadline.isoformat(),
                "to": "carrying_out",
            },
            hidden={"person_name": order.owner_name},
        )
    await_order(order)
    people = [order.owner_id] if order.owner_id else holders(order.community_id, Role.COMMITTEE_STAFF)
    tell_all(
        community=order.community_id,
        people=people,
        template="order.issued",
        facts={"number": order.number, "title": order.title, "deadline": order.deadline.isoformat()},
        about=order.pk,
    )
    return order


def begin(*, actor: Actor, order: Order) -> Order:
    """order.begin: the owner has taken it up."""
    with act("order.begin", actor=actor, on=order) as a:
        a.entry(data={"number": a.on.number, "title": a.on.title}, about=[a.on.matter_id])
    return order


def progress(*, actor: Actor, order: Order, text: str, photos: Sequence[UUID]) -> Progress:
    """order.progress 办理进展: what was done, with photos; everybody who may read the matter sees it."""
    words = plain(text, field="text", limit=500)
    shown = pictures.chosen(actor=actor, community=order.community, ids=photos)
    with act("order.progress", actor=actor, on=order) as a:
        made = Progress.objects.create(order=a.on, text=words, by_id=person_id(actor), at=clock.now())
        pictures.attach(shown, a.on.matter, "progress")
        made.photos.set(shown)
        a.entry(
            data={
                "number": a.on.number,
                "text": words,
                "photos": [photo.sha256 for photo in shown],
            },
            about=[a.on.matter_id],
        )
    return made


def report_done(*, actor: Actor, order: Order) -> Order:
    """order.report_done 报告办结: it waits for the inspectors, and is late no longer."""
    with act("order.report_done", actor=actor, on=order) as a:
        a.entry(data={"number": a.on.number, "title": a.on.title}, about=[a.on.matter_id])
        cancel_order(a.on)
        tell_all(
            community=a.on.community_id,
            people=holders(a.on.community_id, Role.INSPECTOR),
            template="order.reported",
            facts={"number": a.on.number, "title": a.on.title},
            about=a.on.pk,
        )
    return order


def close(*, actor: Actor, order: Order) -> Order:
    """order.close 销号: by the secretary, who is not the one who verified it."""
    with act("order.close", actor=actor, on=order) as a:
        a.on.closed_by_id = person_id(actor)
        a.entry(data={"number": a.on.number, "title": a.on.title}, about=[a.on.matter_id])
    return order


def tell_owner(a: Act, template: str, **facts: str) -> None:
    """Tell the order's owner, where it is somebody in the system."""
    if a.on.owner_id is not None:
        tell(
            community=a.on.community_id,
            person=a.on.owner_id,
            template=template,
            facts={"number": a.on.number, "title": a.on.title, **facts},
            about=a.on.pk,
        )


def _person(matter: Matter, pk: UUID | None) -> Person | None:
    if pk is None:
        return None
    found = only(Person.objects.filter(pk=pk, community=matter.community_id))
    if found is None:
        raise invalid("owner", "本社区没有这个人", "There is nobody of that id in this community")
    return found
