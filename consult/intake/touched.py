"""Who a matter touches: from `affected` to grids and households.

The agenda computes X of 1+N+X from it, supervision asks these households for their judgement, and the table of
`rules.py` counts the grids. Nobody types in who is touched: it follows from places.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.people.models import Building, BuildingUnit, Community, Grid, Household, Residency

from .models import Matter

KINDS = ("community", "grid", "building", "unit", "none")
# A community has far fewer of any of these; a longer list is a mistake or mischief.
MOST_IDS = 200

# Which column of a household each kind of place is.
_COLUMN = {"grid": "grid_id", "building": "building_id", "unit": "unit_id"}


def affected_households(matter: Matter) -> QuerySet[Household]:
    """The households the matter touches, as a query that has not run yet."""
    households = Household.objects.filter(community=matter.community_id)
    kind, ids = _read(matter)
    if kind == "community":
        return households
    if kind in _COLUMN:
        return households.filter(**{f"{_COLUMN[kind]}__in": ids})
    return households.filter(
        residencies__person=matter.proposer_id, residencies__state=Residency.State.CONFIRMED
    ).distinct()


def touched_grids(matter: Matter) -> set[UUID]:
    """The grids of the places the matter touches; the one that leads it where none follows. At most one statement."""
    kind, ids = _read(matter)
    if kind == "community":
        return set(Grid.objects.filter(community=matter.community_id).values_list("pk", flat=True))
    if kind == "grid":
        return set(ids)
    if kind == "building":
        return set(Building.objects.filter(pk__in=ids).values_list("grid_id", flat=True))
    if kind == "unit":
        return set(BuildingUnit.objects.filter(pk__in=ids).values_list("building__grid_id", flat=True))
    return {matter.grid_id} if matter.grid_id else set()


def lives_in(actor: Actor, matter: Matter) -> bool:
    """Whether one of the actor's homes is touched. One statement, none for somebody without a home here."""
    return bool(actor.homes) and affected_households(matter).filter(pk__in=actor.homes).exists()


def mark_reader(matters: Iterable[Matter], actor: Actor) -> None:
    """Leave on each matter whether it touches the reader: one statement for all of them."""
    homes = list(Household.objects.filter(pk__in=actor.homes)) if actor.homes else []
    for matter in matters:
        kind, ids = _read(matter)
        matter.touches_reader = any(  # type: ignore[attr-defined]
            home.community_id == matter.community_id
            and (kind == "community" or (kind in _COLUMN and getattr(home, _COLUMN[kind]) in ids))
            for home in homes
        ) or (kind == "none" and matter.proposer_id == actor.person)


def affected_value(
    *,
    community: Community,
    given: dict[str, Any] | None,
    grid: Grid | None,
    building: Building | None,
    unit: BuildingUnit | None,
) -> dict[str, Any]:
    """What is stored of an answer to "who is touched"; without one, the narrowest place that was named.

    Raises `invalid` for an unknown kind, and for a place that is not this community's.
    """
    if given is None:
        narrowest = ("unit", unit) if unit else ("building", building) if building else ("grid", grid)
        kind, place = narrowest
        return {"kind": kind, "ids": [str(place.pk)]} if place else {"kind": "community", "ids": []}
    kind, raw = str(given.get("kind")), given.get("ids") or []
    if kind not in KINDS:
        raise invalid("affected.kind", "请选择影响哪些住户", "Choose who is affected")
    if kind in ("community", "none"):
        return {"kind": kind, "ids": []}
    try:
        ids = list(dict.fromkeys(UUID(str(one)) for one in raw))
    except ValueError:
        raise _unknown_place() from None
    if not ids or len(ids) > MOST_IDS or _count(kind, ids, community) != len(ids):
        raise _unknown_place()
    return {"kind": kind, "ids": [str(one) for one in ids]}


def widened(matter: Matter, more: Building | Grid) -> dict[str, Any]:
    """`affected` when it turns out that one more building or grid is touched (又牵出 8 号楼)."""
    kind, ids = _read(matter)
    if kind == "community":
        return {"kind": kind, "ids": []}
    if isinstance(more, Building) and kind == "building":
        return {"kind": kind, "ids": [str(one) for one in dict.fromkeys([*ids, more.pk])]}
    if isinstance(more, Building) and kind == "unit":
        theirs = BuildingUnit.objects.filter(pk__in=ids).order_by("building__number")
        buildings = dict.fromkeys([*theirs.values_list("building_id", flat=True), more.pk])
        return {"kind": "building", "ids": [str(one) for one in buildings]}
    grid = more.grid_id if isinstance(more, Building) else more.pk
    return {"kind": "grid", "ids": sorted(str(one) for one in touched_grids(matter) | {grid})}


def _count(kind: str, ids: list[UUID], community: Community) -> int:
    if kind == "grid":
        return Grid.objects.filter(pk__in=ids, community=community).count()
    if kind == "building":
        return Building.objects.filter(pk__in=ids, community=community).count()
    return BuildingUnit.objects.filter(pk__in=ids, building__community=community).count()


def _unknown_place() -> Exception:
    return invalid(
        "affected.ids",
        "所选的网格、楼栋或单元不属于本社区",
        "A grid, building or unit chosen is not in this community",
    )


def _read(matter: Matter) -> tuple[str, list[UUID]]:
    kind = matter.affected.get("kind", "none")
    return kind, [UUID(one) for one in matter.affected.get("ids", [])]
