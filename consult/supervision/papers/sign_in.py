"""签到表 after the session: who came and left when, in which way, and who signed them in (不公开)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from consult.agenda.models import Invitation, Session
from consult.kernel import clock
from consult.meeting.models import Presence
from consult.paper.documents import sessions as paper
from consult.people.models import Household, Residency
from consult.voting.holding import speaking_for_bodies


def sheet(session: Session, record: paper.Minutes) -> paper.SignInSheet:
    """One line for each time somebody signed in, in that order. The lines for the signature stay empty: they signed in here.

    A household's line is its member's who came; whoever was not invited sat in 列席. 应到 and 实到 are those of the minutes.
    """
    came = list(
        Presence.objects.filter(room__session=session)
        .select_related("person", "signed_in_by", "household__building__compound")
        .order_by("signed_in_at", "pk")
    )
    people = {presence.person_id for presence in came}
    homes = _homes(people)
    why = _why(session, people)
    return paper.SignInSheet(
        head=replace(record.head, version=None),
        session_title=session.title,
        starts_at=session.starts_at,
        place=session.place,
        lines=tuple(_line(presence, homes, why) for presence in came),
        blank_lines=0,
        eligible=record.eligible,
        present=record.present,
    )


def _line(presence: Presence, homes: dict[UUID, Household], why: dict[UUID, str]) -> paper.SignInLine:
    home = presence.household or homes.get(presence.person_id)
    standing = why.get(presence.person_id) or (why.get(home.pk) if home else None)
    return paper.SignInLine(
        name=presence.person.name,
        standing=standing or "列席",
        building=f"{home.building.compound.name}{home.building.name}" if home else "",
        arrived=_at(presence.signed_in_at),
        left=_at(presence.signed_out_at) if presence.signed_out_at else "至散会",
        way=presence.get_mode_display(),
        entered_by=presence.signed_in_by.name
        if presence.signed_in_by and presence.signed_in_by_id != presence.person_id
        else "",
    )


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(clock.BEIJING):%H:%M}"


def _homes(people: Iterable[UUID]) -> dict[UUID, Household]:
    lived = Residency.objects.filter(person__in=people, state=Residency.State.CONFIRMED)
    return {
        row.person_id: row.household
        for row in lived.select_related("household__building__compound").order_by("-claimed_at")
    }


def _why(session: Session, people: set[UUID]) -> dict[UUID, str]:
    """{person or household: why invited}: by name, sent by somebody, or speaking for a body."""
    why: dict[UUID, str] = {}
    rows = list(session.participants.select_related("body"))
    bodies = {row.body.pk: row.body.name for row in rows if row.body}
    for body, person in speaking_for_bodies(bodies=bodies):
        if person in people:
            why[person] = f"{bodies[body]}代表"
    sent = Invitation.objects.filter(session=session, delegate__in=people).select_related("participant")
    for letter in sent:
        assert letter.delegate_id is not None
        why[letter.delegate_id] = f"{letter.participant.why}（受委派）"
    for row in rows:
        own = row.person_id or row.household_id
        if own is not None:
            why[own] = row.why
    return why
