"""A household roll laid over the map: which rows belong to which household, person and owner, and which fit nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from consult.paper.roll import BadRow, RollPreview, RollRow
from consult.paper.roll_cells import defect

from .models import Building, BuildingUnit, Community

Door = tuple[UUID, str]
"""A unit (单元) and a room."""
Who = tuple[str, str]
"""A name with the phone that tells namesakes apart; without one, with the door."""
LONGEST_ROOM = 12
_NUMERALS = {numeral: n + 1 for n, numeral in enumerate("一二三四五六七八九十")}


@dataclass
class Owner:
    """One head (产权方): the doors it owns, and the one person who is it where the roll leaves no doubt."""

    name: str
    doors: list[Door] = field(default_factory=list)
    voter: Who | None = None


@dataclass
class Plan:
    """What an import would do. `merged` names the owners counted once for several units, for the operator to check."""

    doors: dict[Door, list[RollRow]]
    buildings: dict[UUID, Building]
    units: dict[UUID, BuildingUnit]
    owners: list[Owner]
    bad: list[BadRow]

    @property
    def rows(self) -> list[RollRow]:
        return [row for rows in self.doors.values() for row in rows]

    @property
    def people(self) -> set[Who]:
        return {who(row, door) for door, rows in self.doors.items() for row in rows}

    @property
    def merged(self) -> list[tuple[str, int]]:
        return [(owner.name, len(owner.doors)) for owner in self.owners if len(owner.doors) > 1]


def who(row: RollRow, door: Door) -> Who:
    """Whom a row speaks of: the same name with the same phone is one person, wherever the rows stand."""
    return row.name, row.phone or f"{door[0]} {door[1]}"


def lay(community: Community, preview: RollPreview) -> Plan:
    """Lay the good rows of a preview over a community's buildings. Three statements; nothing is written."""
    buildings = list(Building.objects.filter(community=community).select_related("compound", "grid"))
    units = list(BuildingUnit.objects.filter(building__community=community))
    staircases: dict[UUID, dict[int, BuildingUnit]] = defaultdict(dict)
    for unit in units:
        staircases[unit.building_id][unit.number] = unit
    bad = list(preview.bad)
    doors: dict[Door, list[RollRow]] = defaultdict(list)
    for row in preview.rows:
        placed = _place(row, buildings, staircases)
        if isinstance(placed, BadRow):
            bad.append(placed)
        else:
            doors[placed].append(row)
    refused = _twice_representing(doors)
    bad += refused
    numbers = {found.row_number for found in refused}
    kept = {door: [row for row in rows if row.row_number not in numbers] for door, rows in doors.items()}
    kept = {door: rows for door, rows in kept.items() if rows}
    by_id = {building.pk: building for building in buildings}
    return Plan(
        doors=kept,
        buildings=by_id,
        units={unit.pk: unit for unit in units},
        owners=_owners(kept, {unit.pk: by_id[unit.building_id].compound_id for unit in units}),
        bad=sorted(bad, key=lambda found: found.row_number),
    )


def _place(
    row: RollRow, buildings: Iterable[Building], staircases: dict[UUID, dict[int, BuildingUnit]]
) -> Door | BadRow:
    fitting = [
        building
        for building in buildings
        if (not row.compound or building.compound.name == row.compound)
        and (building.name == row.building or building.number == _number(row.building, "号楼栋幢座"))
    ]
    if not fitting:
        return defect(
            row.row_number,
            "building",
            f"{row.compound}{row.building}",
            "building_unknown",
            "社区里没有这栋楼，请先在“地点”里增设，或改正楼号",
            "is no building of this community; add it under Places first, or correct it",
        )
    if len(fitting) > 1:
        return defect(
            row.row_number,
            "building",
            row.building,
            "building_ambiguous",
            "几个小区都有这栋楼，请填写小区一列",
            "stands in several compounds; fill in the compound column",
        )
    numbered = staircases[fitting[0].pk]
    number = _number(row.unit, "单元门") if row.unit else (1 if len(numbered) == 1 else None)
    unit = numbered.get(number) if number is not None else None
    if unit is None:
        return defect(
            row.row_number,
            "unit",
            row.unit,
            "unit_unknown",
            f"{fitting[0].name}没有这个单元，共 {len(numbered)} 个单元",
            f"is no unit of {fitting[0].name}, which has {len(numbered)}",
        )
    room = "".join(unicodedata.normalize("NFKC", row.room).split()).upper().removesuffix("室")
    if not room or len(room) > LONGEST_ROOM:
        return defect(
            row.row_number,
            "room",
            row.room,
            "room_long",
            f"室号最多 {LONGEST_ROOM} 个字",
            f"may have {LONGEST_ROOM} characters at most",
        )
    return unit.pk, room


def _number(said: str, suffix: str) -> int | None:
    """3号楼, 3栋, 三单元, 3 → 3."""
    plain = re.sub(f"[{suffix}]+$", "", unicodedata.normalize("NFKC", said).strip())
    if re.fullmatch(r"[0-9]{1,4}", plain):
        return int(plain)
    if plain in _NUMERALS:
        return _NUMERALS[plain]
    if len(plain) == 2 and plain[0] == "十" and plain[1] in _NUMERALS:
        return 10 + _NUMERALS[plain[1]]
    return None


def _twice_representing(doors: dict[Door, list[RollRow]]) -> list[BadRow]:
    """One person represents one household; which of them is not ours to choose, so none of the rows is taken."""
    represents: dict[Who, list[RollRow]] = defaultdict(list)
    for door, rows in doors.items():
        for row in rows:
            if row.representative:
                represents[who(row, door)].append(row)
    return [
        defect(
            row.row_number,
            "representative",
            row.name,
            "represents_two",
            "同一个人在几户都是户代表，一个人只能代表一户",
            "represents several households; one person represents one",
        )
        for rows in represents.values()
        if len(rows) > 1
        for row in rows
    ]


def _owners(doors: dict[Door, list[RollRow]], compounds: dict[UUID, UUID]) -> list[Owner]:
    """Owners by name within a compound: one head for several units (SPC interpretation §9).

    Namesakes are kept apart where their phones show that they are two; doors without any phone then stand for themselves.
    """
    named: dict[tuple[UUID, str], list[Door]] = defaultdict(list)
    for door, rows in doors.items():
        party = next((row.ownership_party for row in rows if row.ownership_party), "")
        if party and any(row.area_cm2 for row in rows):
            named[compounds[door[0]], party].append(door)
    owners: list[Owner] = []
    for (_, name), owned in named.items():
        phones = {door: _phone_of(name, doors[door]) for door in owned}
        apart = len({phone for phone in phones.values() if phone}) > 1
        clusters: dict[str, list[Door]] = defaultdict(list)
        for door in owned:
            clusters[(phones[door] or f"{door[0]} {door[1]}") if apart else ""].append(door)
        owners += [
            Owner(name=name, doors=cluster, voter=_voter(name, cluster, doors))
            for cluster in clusters.values()
        ]
    return owners


def _phone_of(name: str, rows: list[RollRow]) -> str | None:
    return next(
        (row.phone for row in rows if row.relation == "owner" and row.name == name and row.phone), None
    )


def _voter(name: str, owned: list[Door], doors: dict[Door, list[RollRow]]) -> Who | None:
    """The owner themself, where one adult resident of that name is one. Co-owners settle among themselves who votes."""
    found = {
        who(row, door)
        for door in owned
        for row in doors[door]
        if row.relation == "owner" and row.name == name and row.adult
    }
    return found.pop() if len(found) == 1 else None
