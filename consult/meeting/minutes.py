"""会议记录: grown from the stream, edited beside it, approved by those present, frozen by hash."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from consult.agenda.models import Session
from consult.agenda.permits import OVERSEERS, holds_here
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import Refusal, not_found
from consult.kernel.permits import Actor, any_of
from consult.kernel.text import plain
from consult.people.naming import names
from consult.people.who import person_id

from .drafting import draft as draft
from .models import Minutes, MinutesApproval


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
        "objections": _objections(minutes, reader),
    }


def _objections(minutes: Minutes, reader: Actor) -> list[dict[str, str]]:
    """What people noted beside the minutes, and who, as the reader may know."""
    noted = list(minutes.approvals.exclude(objection="").order_by("at"))
    named = names([each.person_id for each in noted], reader)
    return [{"name": named.get(each.person_id, ""), "text": each.objection} for each in noted]


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
