"""A matter as it is filled in, before it is raised: its words, its place, who it touches; checked, not saved."""

from __future__ import annotations

from typing import Any

from consult.kernel import clock, packs
from consult.kernel.errors import invalid
from consult.kernel.text import plain
from consult.people.models import Building, BuildingUnit, Community, Grid

from . import rules
from .models import Matter
from .touched import affected_value

TITLE, TEXT, NOTE = 60, 2000, 100
# One thousand million yuan: more is a slip of the finger.
MOST_FEN = 10**11
# What a draft is made of; the wishes and photos that come with a matter are not.
DRAFTED = [
    "community",
    "title",
    "text",
    "category",
    "grid",
    "building",
    "unit",
    "place_note",
    "affected",
    "owners_common",
    "budget_fen",
]


def draft_of(
    *,
    community: Community,
    title: str,
    text: str,
    category: str,
    grid: Grid | None,
    building: Building | None,
    unit: BuildingUnit | None,
    place_note: str,
    affected: dict[str, Any] | None,
    owners_common: bool | None,
    budget_fen: int | None,
) -> Matter:
    pack = packs.load(community.pack)
    if category not in pack.names("triage.categories"):
        raise invalid("category", "请选择一个分类", "Choose one of the categories")
    if budget_fen is not None and not 0 <= budget_fen <= MOST_FEN:
        raise invalid("budget_fen", "预算金额不对", "The budget is not a sensible amount")
    building = building or (unit.building if unit else None)
    grid = grid or (building.grid if building else None)
    _one_place(community, grid, building, unit)
    draft = Matter(
        community=community,
        title=plain(title, field="title", limit=TITLE),
        text=plain(text, field="text", limit=TEXT),
        category=category,
        grid=grid,
        compound=building.compound if building else None,
        building=building,
        unit=unit,
        place_note=plain(place_note, field="place_note", limit=NOTE, required=False),
        affected=affected_value(community=community, given=affected, grid=grid, building=building, unit=unit),
        owners_common=owners_common,
        budget_fen=budget_fen,
        raised_at=clock.now(),
        pack=community.pack,
    )
    # Until a person has looked, what the table would not show to neighbours is not shown.
    told = rules.Telling(title=draft.title, text=draft.text, category=draft.category)
    draft.restricted = not rules.suggest(rules.facts(told, pack), pack).public
    return draft


def _one_place(
    community: Community, grid: Grid | None, building: Building | None, unit: BuildingUnit | None
) -> None:
    """The three agree with each other and with the community."""
    agree = (
        (grid is None or grid.community_id == community.pk)
        and (building is None or building.community_id == community.pk)
        and (building is None or grid is None or building.grid_id == grid.pk)
        and (unit is None or building is None or unit.building_id == building.pk)
    )
    if not agree:
        raise invalid(
            "place",
            "所选的网格、楼栋和单元对不上",
            "The grid, building and unit chosen do not belong together",
        )


def place_words(matter: Matter) -> str:
    """Where it is, in words: building, unit and what was added."""
    parts = [
        matter.building.name if matter.building else matter.grid.name if matter.grid else "",
        f"{matter.unit.number}单元" if matter.unit else "",
        matter.place_note,
    ]
    return " ".join(part for part in parts if part)
