"""What a request's ids name, within the community it is about. Anything else is not found."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from consult.kernel.errors import invalid
from consult.kernel.found import existing
from consult.kernel.permits import Actor
from consult.people.models import Body, Building, BuildingUnit, Community, Grid, Person

T = TypeVar("T", bound=Model)


def community_of(actor: Actor, given: UUID | None) -> Community:
    """The community a request is about: the one named, or the actor's own."""
    wanted = given or actor.community
    if wanted is None:
        raise invalid("community", "请选择社区", "Choose the community")
    return existing(Community.objects.select_related("subdistrict").filter(pk=wanted))


def place_of(
    community: Community, grid: UUID | None, building: UUID | None, unit: UUID | None
) -> tuple[Grid | None, Building | None, BuildingUnit | None]:
    units = BuildingUnit.objects.select_related("building__grid", "building__compound")
    return (
        grid_of(community, grid),
        building_of(community, building),
        _the(unit, units.filter(building__community=community)),
    )


def grid_of(community: Community, grid: UUID | None) -> Grid | None:
    return _the(grid, Grid.objects.filter(community=community))


def building_of(community: Community, building: UUID | None) -> Building | None:
    return _the(building, Building.objects.select_related("grid", "compound").filter(community=community))


def person_of(community: Community, person: UUID | None) -> Person | None:
    return _the(person, Person.objects.filter(community=community))


def body_of(community: Community, body: UUID | None) -> Body | None:
    """A body of this community, or one above it."""
    return _the(body, Body.objects.filter(subdistrict=community.subdistrict_id))


def _the(given: UUID | None, among: QuerySet[T]) -> T | None:
    if given is None:
        return None
    return existing(among.filter(pk=given))
