"""The desks' own pages: people, bodies, roles, owners."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from consult.kernel.errors import invalid, not_found
from consult.kernel.http import Done, actor_of
from consult.kernel.paging import LIMIT
from consult.kernel.permits import Actor

from .. import appointing, desk, organizing, permits, reads, registering
from ..models import (
    Body,
    Building,
    Community,
    Grid,
    Holding,
    Household,
    OwnershipParty,
    Person,
    ResidentGroup,
    Role,
    Subdistrict,
)
from ..who import signed_in
from .answering import answer, built
from .shapes import Named, RoleHeld

router = Router()


class PersonRow(Schema):
    id: UUID
    name: str
    phone: str
    households: list[str]
    of_age: bool
    needs_paper: bool
    roles: list[RoleHeld]
    allowed: list[str]
    blocked: dict[str, Any]


class People(Schema):
    items: list[PersonRow]
    next: str | None


class BodyMember(Schema):
    name: str
    role: str


class BodyShown(Schema):
    id: UUID
    kind: str
    kind_label: str
    name: str
    community: UUID | None
    parent: UUID | None
    members: list[BodyMember]


class HoldingRow(RoleHeld):
    person: Named
    allowed: list[str]


class OwnedUnit(Schema):
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


class Register(Schema):
    name: str = Field(max_length=200)
    phone: str | None = Field(None, max_length=30)
    community: UUID | None = None
    subdistrict: UUID | None = Field(None, description="for somebody above the communities")
    of_age: bool = True
    needs_paper: bool = False


class Give(Schema):
    person: UUID
    role: Role
    subdistrict: UUID | None = Field(None, description="for a role above the communities")
    community: UUID | None = None
    grid: UUID | None = None
    building: UUID | None = None
    group: UUID | None = None
    body: UUID | None = None
    category: str = Field("", max_length=20)
    starts: date | None = None
    ends: date | None = None


class End(Schema):
    on: date | None = None


class AddBody(Schema):
    kind: Body.Kind
    name: str = Field(max_length=200)
    community: UUID | None = None
    subdistrict: UUID | None = Field(None, description="for a body above the communities")
    parent: UUID | None = None


class RecordDelegation(Schema):
    community: UUID
    subjects: list[str] = Field(max_length=50)
    decided_on: date
    valid_until: date
    record: str = Field(max_length=2000)


class RecordKinship(Schema):
    community: UUID
    one: UUID
    other: UUID


class RecordOwner(Schema):
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


@router.get("/bodies", response=list[BodyShown])
def bodies(request: HttpRequest, community: UUID | None = None) -> list[dict[str, Any]]:
    """Everybody may know which bodies there are and who sits on them, by the names they may know them by."""
    actor = actor_of(request)
    asked = community or actor.community
    if asked is None:
        raise invalid("community", "请说明是哪个社区", "Say which community")
    return desk.bodies(actor, reads.community(asked))


@router.get("/holdings", response=list[HoldingRow])
def holdings(
    request: HttpRequest, community: UUID | None = None, role: Role | None = None
) -> list[dict[str, Any]]:
    return desk.holdings(signed_in(request), community, role=role)


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
        subdistrict, community = _level(actor, body.subdistrict, body.community)
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


@router.post("/holdings", response=Done)
def give(request: HttpRequest, body: Give) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Holding, str, dict[str, Any]]:
        subdistrict, community = _level(actor, body.subdistrict, body.community)
        person = Person.objects.select_related("community").filter(pk=body.person).first()
        # A community's own workers reach its own people; an administrator those of the subdistrict.
        if person is None or not _reaches(actor, person, subdistrict, community):
            raise not_found()
        holding = appointing.give(
            actor=actor,
            person=person,
            role=body.role,
            subdistrict=subdistrict,
            scope=appointing.Scope(
                community=community,
                grid=built(actor, Grid.objects.select_related("community"), body.grid, _community),
                building=built(
                    actor,
                    Building.objects.select_related("community", "compound"),
                    body.building,
                    _community,
                ),
                group=built(actor, ResidentGroup.objects.select_related("community"), body.group, _community),
                body=_body(subdistrict, body.body),
            ),
            category=body.category,
            starts=body.starts,
            ends=body.ends,
        )
        return holding, "", {"committee": appointing.committee_figures(community)} if community else {}

    return answer(request, "role.give", do)


@router.post("/holdings/{id}/end", response=Done)
def end(request: HttpRequest, id: UUID, body: End) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Holding, str, dict[str, Any]]:
        holding = Holding.objects.select_related("community", "subdistrict").filter(pk=id).first()
        if holding is None or not _builds(actor, holding.subdistrict, holding.community):
            raise not_found()
        ended = appointing.end(actor=actor, holding=holding, on=body.on)
        facts = {"committee": appointing.committee_figures(ended.community)} if ended.community else {}
        return ended, "", facts

    return answer(request, "role.end", do)


@router.post("/bodies", response=Done)
def add_body(request: HttpRequest, body: AddBody) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Body, str, dict[str, Any]]:
        subdistrict, community = _level(actor, body.subdistrict, body.community)
        made = organizing.add_body(
            actor=actor,
            subdistrict=subdistrict,
            community=community,
            kind=body.kind,
            name=body.name,
            parent=_body(subdistrict, body.parent),
        )
        return made, "", {}

    return answer(request, "body.add", do)


@router.post("/delegations", response=Done)
def record_delegation(request: HttpRequest, body: RecordDelegation) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Any, str, dict[str, Any]]:
        made = organizing.record_delegation(
            actor=actor,
            community=_building(actor, body.community),
            subjects=body.subjects,
            decided_on=body.decided_on,
            valid_until=body.valid_until,
            record=body.record,
        )
        return made, "", {}

    return answer(request, "delegation.record", do)


@router.post("/kinships", response=Done)
def record_kinship(request: HttpRequest, body: RecordKinship) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Any, str, dict[str, Any]]:
        community = _building(actor, body.community)
        one, other = (
            Person.objects.filter(pk=pk, community=community).first() for pk in (body.one, body.other)
        )
        if one is None or other is None:
            raise not_found()
        return organizing.record_kinship(actor=actor, community=community, one=one, other=other), "", {}

    return answer(request, "kinship.record", do)


@router.post("/owners", response=Done)
def record_owner(request: HttpRequest, body: RecordOwner) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Any, str, dict[str, Any]]:
        places = Household.objects.select_related("building__compound", "building__community")
        household = built(actor, places, body.household, lambda home: _community(home.building))
        parties = OwnershipParty.objects.select_related("compound__community")
        party = built(actor, parties, body.party, lambda found: _community(found.compound))
        voter = Person.objects.filter(pk=body.voter).first() if body.voter else None
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


def _community(thing: Any) -> Community:
    found: Community = thing.community
    return found


def _building(actor: Actor, community: UUID) -> Community:
    """A community the actor builds."""
    found = reads.community(community)
    if not permits.may_build(actor, found):
        raise not_found()
    return found


def _level(
    actor: Actor, subdistrict: UUID | None, community: UUID | None
) -> tuple[Subdistrict, Community | None]:
    """A community the actor builds, or, without one, the subdistrict they administer."""
    if community is not None:
        found = _building(actor, community)
        return found.subdistrict, found
    above = Subdistrict.objects.filter(pk=subdistrict).first() if subdistrict else None
    if above is None or not permits.administers(actor, above.pk):
        raise not_found()
    return above, None


def _builds(actor: Actor, subdistrict: Subdistrict, community: Community | None) -> bool:
    if community:
        return permits.may_build(actor, community)
    return permits.administers(actor, subdistrict.pk)


def _reaches(actor: Actor, person: Person, subdistrict: Subdistrict, community: Community | None) -> bool:
    if community and person.community_id == community.pk:
        return True
    home = person.community.subdistrict_id if person.community else subdistrict.pk
    return permits.administers(actor, subdistrict.pk) and home == subdistrict.pk


def _body(subdistrict: Subdistrict, pk: UUID | None) -> Body | None:
    """A body of the subdistrict; which community it may serve is the verb's own check."""
    if pk is None:
        return None
    found = Body.objects.filter(pk=pk, subdistrict=subdistrict).first()
    if found is None:
        raise not_found()
    return found
