"""Offices: bodies and who sits on them, roles given and ended, powers delegated, kinship on file."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from consult.kernel.errors import invalid, not_found
from consult.kernel.found import only
from consult.kernel.http import Done, Taken, actor_of
from consult.kernel.paging import LIMIT
from consult.kernel.permits import Actor

from .. import appointing, desk, organizing, reads
from ..models import Body, Building, Community, Grid, Holding, Person, ResidentGroup, Role
from ..who import signed_in
from .answering import answer, body_of, building, builds, built, level, reaches
from .shapes import Named, RoleHeld

router = Router()


class BodyMember(Schema):
    name: str
    role: str


class BodyShown(Schema):
    id: UUID
    kind: str
    name: str
    community: UUID | None
    parent: Named | None
    members: list[BodyMember]
    more: int = Field(description="how many members there are besides those named")


class Bodies(Schema):
    items: list[BodyShown]
    next: str | None


class HoldingRow(RoleHeld):
    person: Named
    allowed: list[str]


class Holdings(Schema):
    items: list[HoldingRow]
    next: str | None


class Give(Taken):
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


class EndHolding(Taken):
    on: date | None = None


class AddBody(Taken):
    kind: Body.Kind
    name: str = Field(max_length=200)
    community: UUID | None = None
    subdistrict: UUID | None = Field(None, description="for a body above the communities")
    parent: UUID | None = None


class RecordDelegation(Taken):
    community: UUID
    subjects: list[str] = Field(max_length=50)
    decided_on: date
    valid_until: date
    record: str = Field(max_length=2000)


class RecordKinship(Taken):
    community: UUID
    one: UUID
    other: UUID


@router.get("/bodies", response=Bodies)
def bodies(
    request: HttpRequest, community: UUID | None = None, cursor: str | None = None, limit: int = LIMIT
) -> dict[str, Any]:
    """Everybody may know which bodies there are and who sits on them, by the names they may know them by."""
    actor = actor_of(request)
    asked = community or actor.community
    if asked is None:
        raise invalid("community", "请说明是哪个社区", "Say which community")
    items, following = desk.bodies(actor, reads.community(asked), cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/holdings", response=Holdings)
def holdings(
    request: HttpRequest,
    community: UUID | None = None,
    role: Role | None = None,
    person: UUID | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = LIMIT,
) -> dict[str, Any]:
    items, following = desk.holdings(
        signed_in(request),
        community,
        role=role,
        person=person,
        q=q.strip()[:40],
        cursor=cursor,
        limit=limit,
    )
    return {"items": items, "next": following}


@router.post("/holdings", response=Done)
def give(request: HttpRequest, body: Give) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Holding, str, dict[str, Any]]:
        subdistrict, community = level(actor, body.subdistrict, body.community)
        person = only(Person.objects.select_related("community").filter(pk=body.person))
        # A community's own workers reach its own people; an administrator those of the subdistrict.
        if person is None or not reaches(actor, person, subdistrict, community):
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
                body=body_of(subdistrict, body.body),
            ),
            category=body.category,
            starts=body.starts,
            ends=body.ends,
        )
        return holding, "", appointing.figures(community)

    return answer(request, "role.give", do)


@router.post("/holdings/{id}/end", response=Done)
def end(request: HttpRequest, id: UUID, body: EndHolding) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Holding, str, dict[str, Any]]:
        holding = only(Holding.objects.select_related("community", "subdistrict").filter(pk=id))
        if holding is None or not builds(actor, holding.subdistrict, holding.community):
            raise not_found()
        ended = appointing.end(actor=actor, holding=holding, on=body.on)
        return ended, "", appointing.figures(ended.community)

    return answer(request, "role.end", do)


@router.post("/bodies", response=Done)
def add_body(request: HttpRequest, body: AddBody) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Body, str, dict[str, Any]]:
        subdistrict, community = level(actor, body.subdistrict, body.community)
        made = organizing.add_body(
            actor=actor,
            subdistrict=subdistrict,
            community=community,
            kind=body.kind,
            name=body.name,
            parent=body_of(subdistrict, body.parent),
        )
        return made, "", {}

    return answer(request, "body.add", do)


@router.post("/delegations", response=Done)
def record_delegation(request: HttpRequest, body: RecordDelegation) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Any, str, dict[str, Any]]:
        made = organizing.record_delegation(
            actor=actor,
            community=building(actor, body.community),
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
        community = building(actor, body.community)
        one, other = (
            only(Person.objects.filter(pk=pk, community=community)) for pk in (body.one, body.other)
        )
        if one is None or other is None:
            raise not_found()
        return organizing.record_kinship(actor=actor, community=community, one=one, other=other), "", {}

    return answer(request, "kinship.record", do)


def _community(thing: Any) -> Community:
    found: Community = thing.community
    return found
