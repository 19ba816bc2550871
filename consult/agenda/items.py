"""session.add_item and session.drop_item 编排议程: what is on the agenda, in order, with minutes for each."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from consult.intake.models import Matter
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.found import existing
from consult.kernel.permits import Actor
from consult.kernel.text import plain

from .models import AgendaItem, Session

MOST_ITEMS = 30
# Positions move out of the way and back: each row's place is unique at every moment.
_AWAY = 1000


def add_item(
    *,
    actor: Actor,
    session: Session,
    title: str = "",
    minutes: int = 15,
    matter: Matter | None = None,
    position: int | None = None,
) -> Session:
    """Put an item on the agenda, at `position` (from 1) or at its end. An item on a matter takes its title by default."""
    words = plain(title or (matter.title if matter else ""), field="title", limit=80)
    if not 1 <= minutes <= 240:
        raise invalid("minutes", "每项议程 1 至 240 分钟", "An item takes 1 to 240 minutes")
    with act("session.add_item", actor=actor, on=session, given={"matter": matter}) as a:
        count = a.on.items.count()
        if count >= MOST_ITEMS:
            raise invalid(
                "title", f"一次会议最多 {MOST_ITEMS} 项议程", f"At most {MOST_ITEMS} items a session"
            )
        place = count + 1 if position is None else position
        if not 1 <= place <= count + 1:
            raise invalid("position", "议程的位置不对", "There is no such place on the agenda")
        make_room(a.on, place)
        item = AgendaItem.objects.create(
            session=a.on, position=place, title=words, minutes=minutes, matter=matter
        )
        a.entry(
            data={"item": str(item.pk), "title": words, "minutes": minutes, "position": place},
            about=[matter.pk] if matter else [],
        )
    return session


def drop_item(*, actor: Actor, session: Session, item: UUID) -> Session:
    """Take an item off the agenda. One with a motion stays until the motion is withdrawn."""
    with act("session.drop_item", actor=actor, on=session) as a:
        found = existing(a.on.items.select_related("motion").filter(pk=item))
        if found.motion is not None and found.motion.stage != "withdrawn":
            raise invalid(
                "item", "这一项下有动议，请先撤回动议", "There is a motion under it; withdraw it first"
            )
        found.delete()
        close_gap(a.on, found.position)
        a.entry(data={"title": found.title}, about=[found.matter_id] if found.matter_id else [])
    return session


def make_room(session: Session, place: int) -> None:
    """Move the items from `place` on down by one."""
    _shift(session, place, 1)


def close_gap(session: Session, place: int) -> None:
    _shift(session, place + 1, -1)


def _shift(session: Session, first: int, by: int) -> None:
    session.items.filter(position__gte=first).update(position=F("position") + _AWAY)
    session.items.filter(position__gte=_AWAY).update(position=F("position") - _AWAY + by)
