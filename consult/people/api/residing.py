"""Living somewhere: claiming a household, settling claims, naming who represents it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from consult.kernel.errors import not_found
from consult.kernel.found import existing
from consult.kernel.http import Done, Taken
from consult.kernel.paging import LIMIT
from consult.kernel.permits import Actor

from .. import desk, leaving, representing, residing
from ..models import BuildingUnit, Household, Person, Residency
from ..who import person_id, signed_in
from .answering import answer
from .shapes import HouseholdShown, Named

router = Router()


class Claim(Taken):
    unit: UUID
    room: str = Field(max_length=20)
    relation: Residency.Relation


class Confirm(Taken):
    of_age: bool | None = None


class Refuse(Taken):
    reason: str = Field(max_length=1000)


class EndResidency(Taken):
    reason: str = Field("", max_length=1000)


class NameRepresentative(Taken):
    person: UUID


class ClaimShown(Schema):
    id: UUID
    person: Named
    phone: str
    of_age: bool
    household: HouseholdShown
    relation: str
    state: str
    claimed_at: datetime
    due_at: datetime
    overdue: bool
    allowed: list[str]


class OwnClaim(Schema):
    id: UUID
    household: HouseholdShown
    relation: str
    state: str
    claimed_at: datetime
    due_at: datetime
    allowed: list[str]


class Claims(Schema):
    items: list[ClaimShown]
    next: str | None


class OwnClaims(Schema):
    items: list[OwnClaim]
    next: str | None


class Member(Schema):
    id: UUID
    name: str
    relation: str
    of_age: bool
    named: UUID | None


class OwnHousehold(HouseholdShown):
    representative: UUID | None
    members: list[Member]
    allowed: list[str]


@router.get("/residencies", response=Claims)
def claims(
    request: HttpRequest,
    state: Residency.State = Residency.State.CLAIMED,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> dict[str, Any]:
    """The claims of the grids one keeps."""
    items, following = desk.claims(signed_in(request), state, cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/me/residencies", response=OwnClaims)
def own_claims(request: HttpRequest, cursor: str | None = None, limit: int = LIMIT) -> dict[str, Any]:
    items, following = desk.own_claims(person_id(signed_in(request)), cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.post("/residencies", response=Done)
def claim(request: HttpRequest, body: Claim) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Residency, str, dict[str, Any]]:
        unit = existing(BuildingUnit.objects.filter(pk=body.unit))
        made = residing.claim(actor=actor, unit=unit, room=body.room, relation=body.relation)
        return made, made.state, {}

    return answer(request, "residency.claim", do)


@router.post("/residencies/{id}/confirm", response=Done)
def confirm(request: HttpRequest, id: UUID, body: Confirm) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Residency, str, dict[str, Any]]:
        settled = residing.confirm(actor=actor, residency=desk.claim(actor, id), of_age=body.of_age)
        return settled, settled.state, {}

    return answer(request, "residency.confirm", do)


@router.post("/residencies/{id}/refuse", response=Done)
def refuse(request: HttpRequest, id: UUID, body: Refuse) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Residency, str, dict[str, Any]]:
        settled = residing.refuse(actor=actor, residency=desk.claim(actor, id), reason=body.reason)
        return settled, settled.state, {}

    return answer(request, "residency.refuse", do)


@router.post("/residencies/{id}/end", response=Done)
def end(request: HttpRequest, id: UUID, body: EndResidency) -> dict[str, Any]:
    """Moved away: one's own, or one in the grids one keeps."""

    def do(actor: Actor) -> tuple[Residency, str, dict[str, Any]]:
        ended = leaving.end(actor=actor, residency=desk.lived(actor, id), reason=body.reason)
        return ended, ended.state, {}

    return answer(request, "residency.end", do)


@router.get("/households/{id}", response=OwnHousehold)
def household(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return desk.household(signed_in(request), id)


@router.post("/households/{id}/name_representative", response=Done)
def name_representative(request: HttpRequest, id: UUID, body: NameRepresentative) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Household, str, dict[str, Any]]:
        # Another household's is as if it were not there; so is anybody who does not live here.
        if id not in actor.homes:
            raise not_found()
        home = Household.objects.get(pk=id)
        named = existing(Person.objects.filter(pk=body.person, residencies__household=home))
        outcome = representing.name_representative(actor=actor, household=home, named=named)
        return home, "", {"outcome": outcome.value, "representative": _text(home.representative_id)}

    return answer(request, "household.name_representative", do)


def _text(pk: UUID | None) -> str | None:
    return str(pk) if pk else None
