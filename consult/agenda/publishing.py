"""session.publish 公布议程、发出邀约: from here on the agenda is locked, and nobody can say they were not told."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from consult.kernel import clock, merkle, workdays
from consult.kernel.act import act
from consult.kernel.permits import Actor
from consult.notice.outbox import tell_all
from consult.people.models import Person

from .models import Invitation, Service, Session
from .numbering import LETTERS, SESSIONS, next_numbers
from .recipients import people_of
from .standing import form_of, live_motions, matters_of, moves_matters

_ORDER = {part: place for place, part in enumerate(("1", "N", "X", "O"))}


def publish(*, actor: Actor, session: Session) -> Session:
    """Lock the agenda, number the session and its letters, issue the invitations, tell everybody, move the matters.

    The agenda as published is hashed into the ledger. Whoever can be reached here is served in-app at once; for the
    others the service by telephone, at the door or by posting is still to be recorded.
    """
    with act("session.publish", actor=actor, on=session) as a:
        form = form_of(a.on)
        a.on.published_at = clock.now()
        a.on.number = next_numbers(a.on.community, SESSIONS)[0]
        matters, agenda = matters_of(a.on), agenda_as_published(a.on)
        a.on.agenda_sha256 = sha256(merkle.canonical(agenda)).hexdigest()
        letters, people = _invite(a.on)
        if moves_matters(a.on):
            a.carry(matters)
        day = a.on.starts_at.astimezone(clock.BEIJING).date()
        a.entry(
            data={
                "title": a.on.title,
                "number": a.on.number,
                "form": a.on.form,
                "form_zh": form.zh,
                "form_en": form.en,
                "starts_at": shown_moment(a.on.starts_at),
                "place": a.on.place,
                "agenda": a.on.agenda_sha256,
                "items": [item["title"] for item in agenda["items"]],
                "letters": len(letters),
                "first_letter": letters[0] if letters else "",
                "last_letter": letters[-1] if letters else "",
                "notice_days": max(0, workdays.full_days_between(clock.today(), day)),
                "short_notice_reason": a.on.short_notice_reason,
            },
            about=[matter.pk for matter in matters],
        )
        tell_all(
            community=a.on.community_id,
            people=people,
            template="session.published",
            facts={
                "title": a.on.title,
                "form_zh": form.zh,
                "form_en": form.en,
                "starts_at": shown_moment(a.on.starts_at),
                "place": a.on.place,
                "number": a.on.number,
            },
            about=a.on.pk,
        )
    return session


def agenda_as_published(session: Session) -> dict[str, Any]:
    """What the lock holds: the items in order, and each motion whole, with its rule and its plain page."""
    motions = {motion.pk: motion for motion in live_motions(session)}
    items = []
    for item in session.items.order_by("position"):
        motion = motions.get(item.motion_id) if item.motion_id else None
        items.append(
            {
                "position": item.position,
                "title": item.title,
                "minutes": item.minutes,
                "matter": str(item.matter_id) if item.matter_id else None,
                "motion": {
                    "number": motion.number,
                    "title": motion.title,
                    "who": motion.who,
                    "when": motion.when,
                    "what": motion.what,
                    "rule": motion.rule,
                    **({"then_rule": motion.then_rule} if motion.then_rule else {}),
                    "options": motion.options,
                    "page": motion.page,
                }
                if motion
                else None,
            }
        )
    return {"session": str(session.pk), "items": items}


def shown_moment(moment: datetime) -> str:
    """As both languages write it: 2026-03-14 09:30, Beijing time."""
    return f"{moment.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"


def _invite(session: Session) -> tuple[list[str], set[UUID]]:
    """Number and issue the letters: (their numbers in order, everybody to be told)."""
    seated = list(
        session.participants.select_related("household").order_by(
            "household__building__compound__name",
            "household__building__number",
            "household__unit__number",
            "household__room",
            "role",
            "pk",
        )
    )
    seated.sort(key=lambda participant: _ORDER[participant.part])
    numbers = next_numbers(session.community, LETTERS, len(seated)) if seated else []
    moment = clock.now()
    invitations = Invitation.objects.bulk_create(
        [
            Invitation(
                participant=participant,
                session=session,
                community_id=session.community_id,
                number=number,
                issued_at=moment,
            )
            for participant, number in zip(seated, numbers, strict=True)
        ],
        batch_size=500,
    )
    told = people_of(seated)
    people = {person for each in told.values() for person in each}
    # In-app reaches those who sign in; who asked for paper is served on paper.
    reached = set(
        Person.objects.filter(pk__in=people, account__isnull=False, needs_paper=False).values_list(
            "pk", flat=True
        )
    )
    Service.objects.bulk_create(
        [
            Service(invitation=invitation, means=Service.Means.IN_APP, at=moment)
            for invitation, participant in zip(invitations, seated, strict=True)
            if reached.intersection(told[participant.pk])
        ],
        batch_size=500,
    )
    return numbers, people
