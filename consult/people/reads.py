"""Places as everybody may see them: no resident is in here. Each read takes a fixed number of statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from consult.kernel import clock
from consult.kernel.found import existing
from consult.kernel.paging import page
from consult.kernel.permits import ANYBODY

from .models import Building, BuildingUnit, Community, Grid, Holding, Household, Role
from .naming import names
from .offices import ORDER


def now_held() -> QuerySet[Holding]:
    """The holdings in force today."""
    today = clock.today()
    return Holding.objects.filter(starts__lte=today).filter(Q(ends__isnull=True) | Q(ends__gt=today))


def communities(*, cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    found = Community.objects.select_related("subdistrict")
    rows, following = page(found, by="subdistrict__code code", cursor=cursor, limit=limit)
    return [community_said(row) for row in rows], following


def community_said(community: Community) -> dict[str, Any]:
    """A community as the API answers it; fetch its subdistrict with it."""
    return {
        "id": community.pk,
        "name": community.name,
        "code": community.code,
        "city": community.city,
        "subdistrict": community.subdistrict.name,
        "office_phone": community.office_phone,
        "office_hours": community.office_hours,
        "supervision_phone": community.supervision_phone,
        "demo": community.demo,
    }


def community(pk: UUID) -> Community:
    return existing(Community.objects.select_related("subdistrict").filter(pk=pk))


def places(pk: UUID) -> dict[str, Any]:
    """A community's compounds and grids with their buildings and units. Five statements."""
    place = community(pk)
    compounds = place.compounds.order_by("name", "id")
    grids = place.grids.prefetch_related(_buildings())
    return {
        "community": community_said(place),
        "compounds": [{"id": each.pk, "name": each.name} for each in compounds],
        "grids": [
            {
                "id": grid.pk,
                "code": grid.code,
                "name": grid.name,
                "dedicated": grid.dedicated,
                "buildings": [_building_said(building) for building in grid.buildings.all()],
            }
            for grid in grids
        ],
    }


def grid_page(pk: UUID) -> dict[str, Any]:
    """网格公示页 (a sample: the Binzhou grid regulation §6): range, workers, phones, hours. Six statements."""
    grid = existing(
        Grid.objects.select_related("community__subdistrict").prefetch_related(_buildings()).filter(pk=pk)
    )
    workers = list(now_held().filter(grid=grid, role__in=[Role.GRID_LEAD, Role.GRID_WORKER]).order_by(*ORDER))
    called = names([worker.person_id for worker in workers], ANYBODY)
    return {
        "id": grid.pk,
        "code": f"{grid.community.subdistrict.code}-{grid.community.code}-{grid.code}",
        "name": grid.name,
        "dedicated": grid.dedicated,
        "community": community_said(grid.community),
        "buildings": [_building_said(building) for building in grid.buildings.all()],
        "workers": [{"name": called[worker.person_id], "role": worker.role} for worker in workers],
        "office_phone": grid.office_phone or grid.community.office_phone,
        "hours": grid.hours or grid.community.office_hours,
        "supervision_phone": grid.community.supervision_phone,
    }


def household_label(household: Household) -> str:
    """槐安里3号楼2单元301; fetch building, compound and unit with the household."""
    return f"{staircase_label(household)}{household.room}"


def staircase_label(household: Household) -> str:
    """槐安里3号楼2单元: several compounds of a community have a 3号楼. Fetch the same with it."""
    building = household.building
    return f"{building.compound.name}{building.name}{household.unit.number}单元"


def household_said(household: Household) -> dict[str, Any]:
    """A household as its own people and the desks see it."""
    return {
        "id": household.pk,
        "label": household_label(household),
        "room": household.room,
        "grid": {"id": household.grid_id, "name": household.grid.name},
        "building": {"id": household.building_id, "name": household.building.name},
        "unit": {"id": household.unit_id, "name": f"{household.unit.number}单元"},
    }


def one_head(community: Community) -> bool:
    """一肩挑: one person is both secretary and director; then the supervisory committee countersigns (§2.16)."""
    heads = now_held().filter(community=community, role__in=[Role.PARTY_SECRETARY, Role.COMMITTEE_DIRECTOR])
    held: dict[UUID, set[str]] = {}
    for person, role in heads.values_list("person_id", "role"):
        held.setdefault(person, set()).add(role)
    return any(len(roles) == 2 for roles in held.values())


def _buildings() -> Prefetch[Any]:
    units = BuildingUnit.objects.annotate(doors=Count("households")).order_by("number")
    return Prefetch(
        "buildings",
        queryset=Building.objects.select_related("compound").prefetch_related(
            Prefetch("units", queryset=units)
        ),
    )


def _building_said(building: Building) -> dict[str, Any]:
    return {
        "id": building.pk,
        "name": building.name,
        "number": building.number,
        "floors": building.floors,
        "x": building.x,
        "y": building.y,
        "compound": {"id": building.compound_id, "name": building.compound.name},
        "units": [
            {"id": unit.pk, "number": unit.number, "households": unit.doors}  # type: ignore[attr-defined]
            for unit in building.units.all()
        ],
    }
