"""motion.draft 提出动议: one matter, one motion (一事一议), by whom, when, what, under a named rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from consult.intake.models import Matter
from consult.kernel.act import act
from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Person
from consult.people.who import person_id

from .items import MOST_ITEMS, make_room
from .models import AgendaItem, Motion, Session
from .standing import authorized_subject
from .wording import concrete, numbered_options, rule_fits


def draft(
    *,
    actor: Actor,
    session: Session,
    matter: Matter,
    title: str,
    who: str,
    when: str,
    what: str,
    rule: str,
    then_rule: str = "",
    mover: Person | None = None,
    options: Sequence[Mapping[str, Any]] = (),
    subject: str = "",
    apart_reason: str = "",
) -> Motion:
    """提出动议: by whom, when, what (建议由谁在何时做什么), on one matter that stands on the agenda, under a named rule.

    `mover` is who moves it where somebody else writes it down. `subject` is which subject of the meeting's authorization
    covers it. `then_rule`: 两轮, what comes first by `rule` is put to yes or no
    under this one. `apart_reason` says why it leaves owners' common property alone although its matter touches it.
    """
    words = concrete(title=title, who=who, when=when, what=what)
    chosen = numbered_options(rule, options)
    if mover is not None and mover.community_id != session.community_id:
        raise not_found()
    moved_by = mover.pk if mover is not None else person_id(actor)
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        motion = Motion(
            community_id=locked.community_id,
            matter=matter,
            session=locked,
            mover_id=moved_by,
            rule=rule,
            then_rule=then_rule,
            options=chosen,
            apart_reason=plain(apart_reason, field="apart_reason", limit=300, required=False),
            **words,
        )
        with act("motion.draft", actor=actor, on=motion, given={"subject": subject}, new=True) as a:
            items = list(locked.items.order_by("position"))
            if not any(item.matter_id == matter.pk for item in items):
                raise invalid("matter", "请先把这件事项列入议程", "Put the matter on the agenda first")
            rule_fits(a.on)
            if locked.form == "representatives_meeting":
                a.on.subject = _subject(a.on, subject)
            a.on.number = next_motion_numbers(matter, 1)[0]
            a.on.save()
            _place(locked, items, a.on)
            a.entry(
                data={
                    **words,
                    "number": a.on.number,
                    "rule": rule,
                    **({"then_rule": then_rule} if then_rule else {}),
                    "subject": a.on.subject,
                },
                about=[locked.pk, matter.pk],
                behalf=mover.pk if mover is not None and mover.pk != actor.person else None,
            )
    return motion


def _subject(motion: Motion, claimed: str) -> str:
    _, subject = authorized_subject(
        session=motion.session,
        delegation=motion.session.statutory.delegation,
        matter=motion.matter,
        text=f"{motion.title}\n{motion.what}",
        claimed=claimed,
    )
    return subject or ""


def next_motion_numbers(matter: Matter, count: int) -> list[str]:
    """动议编号: the matter's number and a running one; the matter's row lock keeps two from getting the same."""
    Matter.objects.select_for_update().get(pk=matter.pk)
    had = Motion.objects.filter(matter=matter).count()
    return [f"{matter.number}-{had + place}" for place in range(1, count + 1)]


def _place(session: Session, items: list[AgendaItem], motion: Motion) -> None:
    """Under its matter: on the first item that has no motion yet, else on an item of its own after the last one."""
    own = [item for item in items if item.matter_id == motion.matter_id]
    free = next((item for item in own if item.motion_id is None), None)
    if free is not None:
        AgendaItem.objects.filter(pk=free.pk).update(motion=motion, title=motion.title)
        return
    if len(items) >= MOST_ITEMS:
        raise invalid("matter", f"一次会议最多 {MOST_ITEMS} 项议程", f"At most {MOST_ITEMS} items a session")
    place = max(item.position for item in own) + 1
    make_room(session, place)
    AgendaItem.objects.create(
        session=session, position=place, title=motion.title, matter_id=motion.matter_id, motion=motion
    )
