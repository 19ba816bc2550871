"""Places: for everybody to see, and for staff and administrators to enter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router

from consult.kernel.errors import invalid, not_found
from consult.kernel.found import only
from consult.kernel.http import Done, Taken, actor_of
from consult.kernel.paging import LIMIT
from consult.kernel.permits import Actor

from .. import founding, permits, reads
from ..models import BuildingUnit, Community, Grid, ResidentialCompound, Subdistrict
from .answering import answer, building, built
from .shapes import Communities, GridPage, Places

router = Router()


class FoundCommunity(Taken):
    subdistrict: UUID
    code: str = Field(max_length=8)
    name: str = Field(max_length=40)
    short: str = Field(max_length=8)
    city: str = Field(max_length=40)
    pack: str = Field("cn-2026", max_length=40)
    demo: bool = False
    office_phone: str = Field("", max_length=20)
    office_hours: str = Field("", max_length=80)
    supervision_phone: str = Field("", max_length=20)


class AddCompound(Taken):
    community: UUID
    name: str = Field(max_length=40)


class AddGrid(Taken):
    community: UUID
    code: str = Field(max_length=4)
    name: str = Field(max_length=60)
    dedicated: bool = False
    office_phone: str = Field("", max_length=20)
    hours: str = Field("", max_length=80)


class AddBuilding(Taken):
    compound: UUID
    grid: UUID
    name: str = Field(max_length=40)
    number: int
    floors: int
    units: int
    x: int = 0
    y: int = 0


class AddGroup(Taken):
    grid: UUID
    name: str = Field(max_length=40)
    units: list[UUID] = Field([], max_length=200)


@router.get("/communities", response=Communities)
def communities(request: HttpRequest, cursor: str | None = None, limit: int = LIMIT) -> dict[str, Any]:
    items, following = reads.communities(cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/places", response=Places)
def places(request: HttpRequest, community: UUID | None = None) -> dict[str, Any]:
    """Those of a community; without one, of one's own."""
    asked = community or actor_of(request).community
    if asked is None:
        raise invalid("community", "请说明是哪个社区", "Say which community")
    return reads.places(asked)


@router.get("/grids/{id}", response=GridPage)
def grid(request: HttpRequest, id: UUID) -> dict[str, Any]:
    return reads.grid_page(id)


@router.post("/communities", response=Done)
def found_community(request: HttpRequest, body: FoundCommunity) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Community, str, dict[str, Any]]:
        subdistrict = only(Subdistrict.objects.filter(pk=body.subdistrict))
        if subdistrict is None or not permits.administers(actor, subdistrict.pk):
            raise not_found()
        given = body.dict(exclude={"subdistrict"})
        return founding.found_community(actor=actor, subdistrict=subdistrict, **given), "", {}

    return answer(request, "community.found", do)


@router.post("/compounds", response=Done)
def add_compound(request: HttpRequest, body: AddCompound) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[ResidentialCompound, str, dict[str, Any]]:
        community = building(actor, body.community)
        return founding.add_compound(actor=actor, community=community, name=body.name), "", {}

    return answer(request, "compound.add", do)


@router.post("/grids", response=Done)
def add_grid(request: HttpRequest, body: AddGrid) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Grid, str, dict[str, Any]]:
        community = building(actor, body.community)
        given = body.dict(exclude={"community"})
        return founding.add_grid(actor=actor, community=community, **given), "", {}

    return answer(request, "grid.add", do)


@router.post("/buildings", response=Done)
def add_building(request: HttpRequest, body: AddBuilding) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Any, str, dict[str, Any]]:
        compounds = ResidentialCompound.objects.select_related("community")
        compound = built(actor, compounds, body.compound, lambda found: found.community)
        grid = built(
            actor, Grid.objects.select_related("community"), body.grid, lambda found: found.community
        )
        given = body.dict(exclude={"compound", "grid"})
        return founding.add_building(actor=actor, compound=compound, grid=grid, **given), "", {}

    return answer(request, "building.add", do)


@router.post("/groups", response=Done)
def add_group(request: HttpRequest, body: AddGroup) -> dict[str, Any]:
    def do(actor: Actor) -> tuple[Any, str, dict[str, Any]]:
        grid = built(
            actor, Grid.objects.select_related("community"), body.grid, lambda found: found.community
        )
        units = list(BuildingUnit.objects.filter(pk__in=body.units, building__grid=grid))
        if len(units) != len(set(body.units)):
            raise not_found()
        return founding.add_group(actor=actor, grid=grid, name=body.name, units=units), "", {}

    return answer(request, "group.add", do)
