"""会议记录: grown from the stream, edited beside it, approved by those present, frozen by hash."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from consult.agenda.models import Session
from consult.agenda.permits import OVERSEERS, holds_here
from consult.kernel import clock, words
from consult.kernel.act import act
from consult.kernel.errors import Refusal, not_found
from consult.kernel.permits import Actor, any_of
from consult.kernel.text import plain
from consult.people.naming import names
from consult.people.who import person_id

from . import reads
from .models import FloorEntry, Minutes, MinutesApproval, Point, Presence, Remark, Room


def draft(room: Room, reader: Actor) -> str:
    """The minutes as the stream tells them: who was there, each item with who spoke for how long, points, remarks."""
    session = room.session
    people = set(Presence.objects.filter(room=room).values_list("person_id", flat=True))
    turns = list(FloorEntry.objects.filter(room=room, started_at__isnull=False).order_by("started_at"))
    remarks = list(Remark.objects.filter(room=room, state=Remark.State.SHOWN).order_by("at"))
    people |= {t.person_id for t in turns} | {r.person_id for r in remarks}
    named = names(people | ({session.chair_id} if session.chair_id else set()), reader)
    lines = [
        words.say(
            "minutes.head",
            "zh",
            title=session.title,
            place=session.place,
            at=session.starts_at.astimezone(clock.BEIJING).strftime("%Y年%m月%d日 %H:%M"),
            chair=named.get(session.chair_id, "—") if session.chair_id else "—",
            present=reads.counted(room).count() or len(people),
        )
    ]
    for item in session.items.order_by("position"):
        lines.append(f"{item.position}. {item.title}")
        for turn in turns:
            if turn.item_id == item.pk:
                stance = words.say(f"stance.{turn.stance}", "zh")
                lines.append(f"  {named.get(turn.person_id, '—')}（{stance}，{turn.spoken} 秒）")
    if remarks:
        lines.append(words.say("minutes.remarks", "zh"))
        lines += [f"  {named.get(r.person_id, '—')}：{r.text}" for r in remarks]
    for point in Point.objects.filter(room=room).order_by("at"):
        lines.append(f"{point.get_kind_display()}：{point.text}")
    return "\n".join(lines)


def shown(session: Session, reader: Actor) -> dict[str, Any]:
    """The minutes for those who were there or keep them, and the supervisors: names stand in them. Others: not_found."""
    permits = ("session_attendee", "session_staff", "session_recorder", "session_chair")
    if not (any_of(permits, reader, session) or holds_here(reader, session, OVERSEERS)):
        raise not_found()
    minutes = Minutes.objects.get(session=session)
    own = minutes.approvals.filter(person=reader.person).first()
    return {
        "text": minutes.text,
        "frozen": minutes.frozen_at is not None,
        "sha256": minutes.sha256,
        "approvals": minutes.approvals.count(),
        "approved_at": own.at if own else None,
        "objection": own.objection if own else "",
    }


def edit(*, actor: Actor, session: Session, text: str) -> Minutes:
    """minutes.edit by the recorder, while the meeting runs or after."""
    cleaned = plain(text, field="text", limit=20_000)
    with act("minutes.edit", actor=actor, on=session) as a:
        minutes = Minutes.objects.select_for_update().get(session=a.on)
        minutes.text, minutes.edited_at = cleaned, clock.now()
        minutes.save(update_fields=["text", "edited_at"])
        a.entry(hidden={"text": cleaned})
    return minutes


def approve(*, actor: Actor, session: Session, objection: str = "") -> Minutes:
    """minutes.approve by one who was there; an objection is noted beside the minutes."""
    noted = plain(objection, field="objection", limit=500, required=False)
    with act("minutes.approve", actor=actor, on=session) as a:
        minutes = Minutes.objects.get(session=a.on)
        _, made = MinutesApproval.objects.get_or_create(
            minutes=minutes, person_id=person_id(actor), defaults={"objection": noted, "at": clock.now()}
        )
        if not made:
            raise Refusal("already_approved", "您已经确认过", "You have already approved these minutes")
        a.entry(data={"objected": bool(noted)}, hidden={"objection": noted} if noted else {})
    return minutes


def freeze(*, actor: Actor, session: Session) -> Minutes:
    """minutes.freeze: after this nothing changes; the hash goes to the ledger."""
    with act("minutes.freeze", actor=actor, on=session) as a:
        minutes = Minutes.objects.select_for_update().get(session=a.on)
        minutes.frozen_at = clock.now()
        minutes.sha256 = sha256(minutes.text.encode()).hexdigest()
        minutes.save(update_fields=["frozen_at", "sha256"])
        approvals = minutes.approvals.count()
        a.entry(data={"sha256": minutes.sha256, "approved_by": approvals})
    return minutes
