"""会议记录: grown from the stream, edited beside it, approved by those present, frozen by hash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from consult.agenda.models import Session
from consult.agenda.permits import OVERSEERS, holds_here
from consult.kernel import clock
from consult.kernel.act import Act, act
from consult.kernel.errors import Refusal, check_seen, not_found
from consult.kernel.found import only
from consult.kernel.permits import Actor, any_of
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.naming import names
from consult.people.who import person_id

from .drafting import draft as draft
from .models import Minutes, MinutesApproval, Presence

LONGEST = 50_000


def shown(session: Session, reader: Actor) -> dict[str, Any]:
    """The minutes for those who were there or keep them, and the supervisors: names stand in them. Others: not_found.

    Anybody may introduce themselves and come in from afar; whoever is not known to live or work here yet listens, and
    does not carry the names away.
    """
    there = any_of(("session_attendee",), reader, session) and bool(reader.homes or reader.held)
    keeps = any_of(("session_staff", "session_recorder", "session_chair"), reader, session)
    if not (there or keeps or holds_here(reader, session, OVERSEERS)):
        raise not_found()
    minutes = Minutes.objects.get(session=session)
    own = only(minutes.approvals.filter(person=reader.person))
    return {
        "text": minutes.text,
        "frozen": minutes.frozen_at is not None,
        "sha256": minutes.sha256,
        "text_sha256": minutes.hash,
        "approvals": minutes.approved.count(),
        "approved_at": own.at if own else None,
        "changed_since": own is not None and own.sha256 != minutes.hash,
        "objection": own.objection if own else "",
        "objections": _objections(minutes, reader),
    }


def _objections(minutes: Minutes, reader: Actor) -> list[dict[str, Any]]:
    """What people noted beside the minutes, and who, as the reader may know. One that was noted beside earlier words stands
    until its author has seen the new ones."""
    noted = list(minutes.approvals.exclude(objection="").order_by("at"))
    named = names([each.person_id for each in noted], reader)
    return [
        {
            "name": named.get(each.person_id, ""),
            "text": each.objection,
            "earlier": each.sha256 != minutes.hash,
        }
        for each in noted
    ]


def edit(*, actor: Actor, session: Session, text: str) -> Minutes:
    """minutes.edit by the recorder, while the meeting runs or after. Whoever approved other words is asked anew."""
    cleaned = plain(text, field="text", limit=LONGEST)
    with act("minutes.edit", actor=actor, on=session) as a:
        minutes = Minutes.objects.select_for_update().get(session=a.on)
        unwritten, approved = minutes.text == "", list(minutes.approved)
        minutes.text, minutes.edited_at = cleaned, clock.now()
        minutes.save(update_fields=["text", "edited_at"])
        a.entry(hidden={"text": cleaned})
        if unwritten:
            ask_attendees(a)
        _tell(a, "minutes.changed", [each.person_id for each in approved if each.sha256 != minutes.hash])
    return minutes


def ask_attendees(a: Act) -> None:
    """Once a session is over and its minutes are written (by minutes.edit, or before session.close, which this follows),
    those who were there are asked to read and approve them."""
    if a.on.stage == "closed" and Minutes.objects.filter(session=a.on).exclude(text="").exists():
        came = Presence.objects.filter(room__session=a.on)
        _tell(a, "minutes.to_approve", came.values_list("person_id", flat=True))


def _tell(a: Act, template: str, people: Iterable[UUID]) -> None:
    tell_all(
        community=a.on.community_id,
        people=set(people) - {a.actor.person},
        template=template,
        facts={"title": a.on.title},
        about=a.on.pk,
    )


def approve(*, actor: Actor, session: Session, objection: str = "", seen: str | None = None) -> Minutes:
    """minutes.approve by one who was there, once for the same words; an objection is noted beside the minutes.

    `seen` is the hash of the words on their screen (`text_changed`).
    """
    noted = plain(objection, field="objection", limit=500, required=False)
    with act("minutes.approve", actor=actor, on=session) as a:
        # Locked: what is approved is what stands when it is approved, and what was read.
        minutes = Minutes.objects.select_for_update().get(session=a.on)
        check_seen(seen, minutes.hash)
        if minutes.approved.filter(person_id=person_id(actor)).exists():
            raise Refusal("already_approved", "您已经确认过", "You have already approved these minutes")
        MinutesApproval.objects.update_or_create(
            minutes=minutes,
            person_id=person_id(actor),
            defaults={"objection": noted, "sha256": minutes.hash, "at": clock.now()},
        )
        a.entry(
            data={"objected": bool(noted), "sha256": minutes.hash},
            hidden={"objection": noted} if noted else {},
        )
    return minutes


def freeze(*, actor: Actor, session: Session) -> Minutes:
    """minutes.freeze: after this nothing changes; the hash goes to the ledger."""
    with act("minutes.freeze", actor=actor, on=session) as a:
        minutes = Minutes.objects.select_for_update().get(session=a.on)
        minutes.frozen_at = clock.now()
        minutes.sha256 = minutes.hash
        minutes.save(update_fields=["frozen_at", "sha256"])
        a.entry(data={"sha256": minutes.sha256, "approved_by": minutes.approved.count()})
    return minutes
