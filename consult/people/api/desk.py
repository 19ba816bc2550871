"""The desks' own pages: people, and the register of owners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from consult.kernel.found import only
from consult.kernel.http import Done, Taken
from consult.kernel.paging import LIMIT
from consult.kernel.permits import Actor

from .. import desk, erasing, registering, renumbering
from ..models import Household, OwnershipParty, Person
from ..signin_views import client_address
from ..who import signed_in
from .answering import answer, built, level
from .shapes import Code, CodeSent, NewNumber, RoleHeld

router = Router()


class Lived(Schema):
    id: UUID
    label: str
    allowed: list[str]


class NumberToBe(Schema):
    """A number that somebody of the desk entered and somebody else there has to look at."""

    phone: str
    asked_by: str


class PersonRow(Schema):
    id: UUID
    name: str
    phone: str
    number_to_be: NumberToBe | None
    households: list[str]
    residencies: list[Lived]
    of_age: bool
    needs_paper: bool
    roles: list[RoleHeld]
    allowed: list[str]
    blocked: dict[str, Any]


class People(Schema):
    items: list[PersonRow]
    next: str | None


class OwnedUnit(Schema):
    id: UUID = Field(description="the household's")
    household: str
    area_cm2: int


class Owner(Schema):
    id: UUID
    name: str
    voter: UUID | None
    units: list[OwnedUnit]


class Owners(Schema):
    items: list[Owner]
    next: str | None


class Register(Taken):
    name: str = Field(max_length=200)
    phone: str | None = Field(None, max_length=30)
    community: UUID | None = None
    subdistrict: UUID | None = Field(None, description="for somebody above the communities")
    of_age: bool = True
    needs_paper: bool = False


class RecordOwner(Taken):
    """`area_cm2`: the registered area in whole cm². `party` for an owner on file, `name` for a new one."""

    household: UUID
    area_cm2: int
    party: UUID | None = None
    name: str = Field("", max_length=200)
    voter: UUID | None = None


@router.get("/people", response=People)
def people(
    request: HttpRequest,
    community: UUID | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = LIMIT,
) -> dict[str, Any]:
    items, following = desk.people(
        signed_in(request), community, q=q.strip()[:40], cursor=cursor, limit=limit
    )
    return {"items": items, "next": following}


@router.get("/people/{id}", response=PersonRow)
def person(request: HttpRequest, id: UUID, community: UUID | None = None) -> dict[str, Any]:
    return desk.person_page(signed_in(request), id, community)


@router.get("/compounds/{id}/owners", response=Owners)
def owners(
    request: HttpRequest,
    id: UUID,
    community: UUID | None = None,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> dict[str, Any]:
    items, following = desk.owners(signed_in(request), community, id, cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.post("/people", response=Done)
def register(request: HttpRequest, body: Register) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Person, str, dict[str, Any]]:
        subdistrict, community = level(actor, body.subdistrict, body.community)
        person = registering.register(
            actor=actor,
            subdistrict=subdistrict,
            community=community,
            name=body.name,
            phone=body.phone,
            of_age=body.of_age,
            needs_paper=body.needs_paper,
        )
        return person, "", {}

    return answer(request, "person.register", do)


@router.post("/people/{id}/phone_code", response=CodeSent)
def phone_code(request: HttpRequest, id: UUID, body: NewNumber) -> dict[str, Any]:
    """Send a code to the number somebody at the desk says is theirs now; they read it back."""
    actor = signed_in(request)
    found = desk.person(actor, id)
    sent = renumbering.send_code(actor=actor, person=found, phone=body.phone, address=client_address(request))
    return {"phone_masked": sent}


@router.post("/people/{id}/ask_phone", response=Done)
def ask_phone(request: HttpRequest, id: UUID, body: Code) -> dict[str, Any]:
    """The new number is theirs; somebody else of the desk looks before they sign in by it."""

    def do(actor: Actor) -> tuple[Person, str, dict[str, Any]]:
        return renumbering.ask(actor=actor, person=desk.person(actor, id), code=body.code), "", {}

    return answer(request, "person.ask_phone", do)


@router.post("/people/{id}/change_phone", response=Done)
def change_phone(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """By a second one of the desk."""

    def do(actor: Actor) -> tuple[Person, str, dict[str, Any]]:
        found = desk.person(actor, id, renumbering.may_second)
        return renumbering.second(actor=actor, person=found), "", {}

    return answer(request, "person.change_phone", do)


@router.post("/people/{id}/release_phone", response=Done)
def release_phone(request: HttpRequest, id: UUID) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Person, str, dict[str, Any]]:
        return renumbering.release(actor=actor, person=desk.person(actor, id)), "", {}

    return answer(request, "person.release_phone", do)


@router.post("/people/{id}/erase", response=Done)
def erase(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """For somebody who asked in writing; it cannot be undone."""

    def do(actor: Actor) -> tuple[Person, str, dict[str, Any]]:
        return erasing.erase(actor=actor, person=desk.person(actor, id)), "", {}

    return answer(request, "person.erase", do)


@router.post("/owners", response=Done)
def record_owner(request: HttpRequest, body: RecordOwner) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Any, str, dict[str, Any]]:
        places = Household.objects.select_related("building__compound", "building__community")
        household = built(actor, places, body.household, lambda home: home.building.community)
        parties = OwnershipParty.objects.select_related("compound__community")
        party = built(actor, parties, body.party, lambda found: found.compound.community)
        voter = only(Person.objects.filter(pk=body.voter)) if body.voter else None
        made = registering.record_owner(
            actor=actor,
            household=household,
            area_cm2=body.area_cm2,
            party=party,
            name=body.name,
            voter=voter,
        )
        return made, "", {}

    return answer(request, "owner.record", do)
