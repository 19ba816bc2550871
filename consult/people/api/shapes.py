"""What the answers about people and places look like."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from consult.kernel.http import Taken


class Named(Schema):
    id: UUID
    name: str


class CommunityShown(Schema):
    id: UUID
    name: str
    code: str
    city: str
    subdistrict: str
    office_phone: str
    office_hours: str
    supervision_phone: str
    demo: bool


class Communities(Schema):
    items: list[CommunityShown]
    next: str | None


class UnitPlace(Schema):
    id: UUID
    number: int
    households: int


class BuildingPlace(Schema):
    """`x`, `y`: metres east and south of the grid's north-west corner."""

    id: UUID
    name: str
    number: int
    floors: int
    x: int
    y: int
    compound: Named
    units: list[UnitPlace]


class GridPlace(Schema):
    id: UUID
    code: str
    name: str
    dedicated: bool
    buildings: list[BuildingPlace]


class Places(Schema):
    community: CommunityShown
    compounds: list[Named]
    grids: list[GridPlace]


class Worker(Schema):
    name: str
    role: str


class GridPage(Schema):
    id: UUID
    code: str
    name: str
    dedicated: bool
    community: CommunityShown
    buildings: list[BuildingPlace]
    workers: list[Worker]
    office_phone: str
    hours: str
    supervision_phone: str


class HouseholdShown(Schema):
    id: UUID
    label: str
    room: str
    grid: Named
    building: Named
    unit: Named


class PersonChoice(Schema):
    id: UUID
    name: str
    household: HouseholdShown | None


class RoleHeld(Schema):
    id: UUID
    role: str
    label: str
    label_en: str
    subdistrict: UUID | None
    community: UUID | None
    scope: str
    category: str
    starts: date
    ends: date | None


class AccountShown(Schema):
    phone_masked: str


class MyCommunity(Schema):
    id: UUID
    name: str
    code: str
    subdistrict: str


class SecondFactor(Schema):
    enrolled: bool
    fresh_until: datetime | None


class Me(Schema):
    account: AccountShown
    persons: list[PersonChoice]
    person: PersonChoice | None
    roles: list[RoleHeld]
    community: MyCommunity | None
    elder_mode: bool
    needs_paper: bool
    language: str
    second_factor: SecondFactor
    allowed: list[str]


class Code(Taken):
    code: str = Field(min_length=6, max_length=12)


class NewNumber(Taken):
    phone: str = Field(max_length=30)


class CodeSent(Schema):
    phone_masked: str
