"""What the desk reads while it prepares a session: a preview of who would be invited, and the letters one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from consult.kernel import clock
from consult.kernel.errors import not_found
from consult.kernel.paging import LIMIT, page
from consult.kernel.permits import Actor
from consult.people.models import Building, Holding, Household, Role
from consult.people.naming import names
from consult.people.reads import staircase_label

from . import rules
from .because import why_en
from .composing import Plan, Seat, planned
from .documents import door
from .models import Invitation, Participant, Service, Session
from .permits import OVERSEERS, holds_here, session_staff
from .session_page import PARTS
from .standing import form_of, interested

# Who may be asked to keep the record: anybody with an office here.
RECORDERS = frozenset([Role.COMMITTEE_STAFF, Role.COMMITTEE_MEMBER, Role.COMMITTEE_DEPUTY, Role.GRID_WORKER])


def composition(session: Session, reader: Actor, *, bodies: Sequence[UUID] = ()) -> dict[str, Any]:
    """Who would be invited and why, counts by part, what is missing, and who could chair. Raises not_found for others."""
    if not (session_staff(reader, session) or holds_here(reader, session, OVERSEERS)):
        raise not_found()
    plan = planned(session, bodies=bodies)
    homes = {
        home.pk: home
        for home in Household.objects.filter(
            pk__in=[s.household for s in plan.seats if s.household]
        ).select_related("building__compound", "unit")
    }
    chairs, recorders = _candidates(session)
    called = names([*(seat.person for seat in plan.seats), *chairs, *recorders], reader)
    named = {body.pk: body.name for body in plan.on_file}
    members = [
        seat for seat in plan.seats if seat.part == Participant.Part.ONE and (seat.person or seat.household)
    ]
    representatives = sum(seat.role == Role.RESIDENT_REP for seat in members)
    return {
        "counts": {kind: plan.count(part) for part, kind in PARTS.items()},
        "groups": _groups(plan, homes, called, named),
        "missing": plan.missing,
        "may_invite": [{"id": body.pk, "name": body.name, "kind": body.kind} for body in plan.may_invite],
        "members": len(members),
        "representatives": representatives,
        "lawful": form_of(session).members != "representatives"
        or rules.enough_representatives(representatives=representatives, members=len(members)),
        "enough_stakeholders": not form_of(session).needs_stakeholders
        or any(seat.household or seat.part == Participant.Part.X for seat in plan.seats),
        "chairs": [{"id": pk, "name": called[pk]} for pk in chairs],
        "recorders": [{"id": pk, "name": called[pk]} for pk in recorders],
    }


def _groups(
    plan: Plan, homes: dict[UUID, Household], called: dict[UUID, str], named: dict[UUID, str]
) -> list[dict[str, Any]]:
    counted = Counter((seat.part, seat.why, _of(seat, homes, called, named)) for seat in plan.seats)
    return [
        {
            "kind": PARTS[part],
            "part": part,
            "why": why,
            "why_en": why_en(why),
            "name": name,
            "count": count,
        }
        for (part, why, name), count in counted.items()
    ]


def _of(seat: Seat, homes: dict[UUID, Household], called: dict[UUID, str], named: dict[UUID, str]) -> str:
    if seat.household is not None:
        home = homes[seat.household]
        return staircase_label(home)
    if seat.person is not None:
        return called[seat.person]
    return named[seat.body] if seat.body else ""


def _candidates(session: Session) -> tuple[list[UUID], list[UUID]]:
    """Who holds an office that may chair, and is neutral; who may keep the record."""
    today, form, bound = clock.today(), form_of(session), interested(session)
    held = (
        Holding.objects.filter(role__in={*form.chairs, *RECORDERS}, starts__lte=today)
        .filter(Q(ends__isnull=True) | Q(ends__gt=today))
        .filter(
            Q(community=session.community_id)
            | Q(community=None, subdistrict=session.community.subdistrict_id)
        )
        .order_by("role", "person_id")
    )
    chairs: dict[UUID, None] = {}
    recorders: dict[UUID, None] = {}
    for holding in held:
        near = holding.grid_id in (None, session.grid_id) and holding.building_id in (
            None,
            session.building_id,
        )
        neutral = holding.person_id not in bound.reviewers | bound.proposers | bound.movers
        if near and neutral and holding.role in form.chairs:
            chairs[holding.person_id] = None
        if near and holding.role in RECORDERS:
            recorders[holding.person_id] = None
    return list(chairs), list(recorders)


def letters(
    session: Session,
    reader: Actor,
    *,
    part: str = "",
    reply: Literal["", "none", "attend", "delegate", "written", "decline"] = "",
    served: bool | None = None,
    building: UUID | None = None,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> tuple[list[dict[str, Any]], str | None]:
    """Letters with their replies and service, for the session's staff; a building lead sees those of the building."""
    found = session.invitations.all()
    if not (session_staff(reader, session) or holds_here(reader, session, OVERSEERS)):
        led = [h.building for h in reader.held if h.role == Role.BUILDING_LEAD and h.building]
        if not Building.objects.filter(pk__in=led, community=session.community_id).exists():
            raise not_found()
        found = found.filter(participant__household__building__in=led)
    if part:
        found = found.filter(participant__part=part)
    if reply:
        found = found.filter(reply="" if reply == "none" else reply)
    if building is not None:
        found = found.filter(participant__household__building=building)
    if served is not None:
        reached = Exists(Service.objects.filter(invitation=OuterRef("pk"), reached=True))
        found = found.filter(reached if served else ~reached)
    listed, following = page(
        found.select_related(
            "participant__person",
            "participant__body",
            "participant__household__building__compound",
            "participant__household__unit",
        ),
        by="-issued_at",
        cursor=cursor,
        limit=limit,
    )
    services: dict[UUID, list[Service]] = {}
    for service in Service.objects.filter(invitation__in=listed).order_by("at", "pk"):
        services.setdefault(service.invitation_id, []).append(service)
    hands = [s.by_id for each in services.values() for s in each]
    called = names([*(letter.participant.person_id for letter in listed), *hands], reader)
    return [_row(letter, services.get(letter.pk, []), called) for letter in listed], following


def _row(letter: Invitation, services: list[Service], called: dict[UUID, str]) -> dict[str, Any]:
    participant = letter.participant
    if participant.person_id is not None:
        name = called[participant.person_id]
    else:
        name = (
            door(participant.household)
            if participant.household
            else participant.body.name
            if participant.body
            else ""
        )
    return {
        "id": letter.pk,
        "number": letter.number,
        "part": participant.part,
        "kind": PARTS[participant.part],
        "name": name,
        "why": participant.why,
        "why_en": why_en(participant.why),
        "reply": letter.reply,
        "opinion": letter.written_opinion,
        "replied_at": letter.replied_at,
        "services": [
            {
                "means": service.means,
                "reached": service.reached,
                "by": called[service.by_id] if service.by_id else None,
                "at": service.at,
            }
            for service in services
        ],
        "letter_url": f"/api/v1/invitations/{letter.pk}/letter.pdf",
    }
