"""A small community with named people, for tests: 槐安社区 with two grids, three buildings and those who work there.

Rows are inserted here; the demonstration communities are built by running the verbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from consult.kernel import clock, ledger
from consult.kernel.permits import Actor
from consult.people.models import (
    Account,
    Body,
    Building,
    BuildingUnit,
    Community,
    Delegation,
    ExclusiveUnit,
    Grid,
    Holding,
    Household,
    OwnershipParty,
    Person,
    Residency,
    ResidentGroup,
    ResidentialCompound,
    Role,
    Subdistrict,
)
from consult.people.who import actor_of
from tests.kept import kept

START = clock.beijing(2026, 3, 2, 9)


@dataclass
class World:
    """The community's places by short names; `people` and `actor` by the names people call each other."""

    community: Community
    other: Community
    compound: ResidentialCompound
    grids: list[Grid]
    buildings: list[Building]
    units: list[BuildingUnit]
    homes: list[Household]
    group: ResidentGroup
    people: dict[str, Person]
    bodies: dict[str, Body]
    # Whether nothing has been done in it yet, for tests/again.py.
    untouched: Any = False

    def actor(self, name: str, *, factor: bool = False) -> Actor:
        """Who acts, with the roles held at the clock's time; `factor` if a second factor was just shown."""
        return actor_of(self.people[name], factor_at=clock.now() if factor else None)

    def person(self, name: str, *, home: Household | None = None, **fields: Any) -> Person:
        """One more person, with a confirmed home where one is given."""
        account = Account.objects.create_user(self.phone(len(self.people)), demo=True, phone_verified=True)
        fields.setdefault("of_age_on", date(1990, 1, 1))
        person = Person.objects.create(
            community=self.community, account=account, name=name, demo=True, **fields
        )
        if home is not None:
            Residency.objects.create(
                community=self.community,
                person=person,
                household=home,
                relation=Residency.Relation.OWNER,
                state=Residency.State.CONFIRMED,
                claimed_at=START,
                settled_at=START,
            )
        self.people[name] = person
        return person

    def phone(self, place: int) -> str:
        """199-0…: numbers no network has given out; each community's begin with digits of its own."""
        letters, beside = self.community.code[:2], int(self.community.code[2:] or 0)
        return f"+86199{('HA', 'XL').index(letters) + beside:02d}{place:06d}"

    def reach(self, scope: str) -> dict[str, Any]:
        """Where an office of STAFF is held."""
        if scope == "subdistrict":
            return {"community": None}
        where: dict[str, Any] = {"community": self.community}
        if scope.startswith("g"):
            where["grid"] = self.grids[int(scope[1])]
        elif scope.startswith("b"):
            where["building"] = self.buildings[int(scope[1])]
        elif scope in self.bodies:
            where["body"] = self.bodies[scope]
        return where

    def hold(self, name: str, role: Role, **scope: Any) -> Holding:
        return Holding.objects.create(
            person=self.people[name],
            role=role,
            subdistrict=self.community.subdistrict,
            community=scope.pop("community", self.community),
            starts=date(2025, 1, 1),
            **scope,
        )


# Who works in the small community: the name people use, the role, and the scope (g0 is the first grid, b0 the first building).
STAFF: tuple[tuple[str, Role, str], ...] = (
    ("周书记", Role.PARTY_SECRETARY, "party"),
    ("何主任", Role.COMMITTEE_DIRECTOR, "committee"),
    ("孙副主任", Role.COMMITTEE_DEPUTY, "committee"),
    ("社工小李", Role.COMMITTEE_STAFF, ""),
    ("社工小郑", Role.COMMITTEE_STAFF, ""),
    ("网格员小唐", Role.GRID_WORKER, "g0"),
    ("网格长老柏", Role.GRID_LEAD, "g0"),
    ("网格员小魏", Role.GRID_WORKER, "g1"),
    ("网格长小井", Role.GRID_LEAD, "g1"),
    ("楼长刘姐", Role.BUILDING_LEAD, "b0"),
    ("吕监督", Role.SUPERVISOR, "supervisory"),
    ("马监督", Role.SUPERVISOR, "supervisory"),
    ("石律师", Role.LEGAL_ADVISER, ""),
    ("督查老丁", Role.INSPECTOR, "inspection"),
    ("委员老陈", Role.PARTY_MEMBER, "party"),
    ("兼职委员吴校长", Role.PARTY_PART_TIME, "party"),
    ("街道小高", Role.SUBDISTRICT_OFFICER, "subdistrict"),
)
RESIDENTS = ("王阿姨", "丁奶奶", "小谷", "小范", "老尹", "葛阿姨", "小辛", "老秦")


def build(*, demo: bool = True, beside: int = 0) -> World:
    """Build it under the clock as it is set (tests set it to START). `beside`: how many communities stand there already."""
    mark = str(beside or "")
    subdistrict = Subdistrict.objects.create(code=f"QY{mark}", name="青榆街道")
    community, other = (
        Community.objects.create(
            subdistrict=subdistrict, code=code + mark, name=name, short=name[:2], city="云州市", demo=demo
        )
        for code, name in (("HA", "槐安社区"), ("XL", "新澜社区"))
    )
    for place in (community, other):
        ledger.found(community=place.pk, demo=demo, data={"name": place.name})
    return settle(community, other)


def settle(community: Community, other: Community) -> World:
    """The places and people of a community that has none yet. Inserted a table at a time: every test pays for them."""
    compound = ResidentialCompound.objects.create(community=community, name=f"{community.short}里")
    grids = Grid.objects.bulk_create(
        Grid(
            community=community,
            code=f"0{n}",
            name=f"{compound.name}第{n}网格",
            office_phone="0990-0000001",
            hours="9:00–17:30",
        )
        for n in (1, 2)
    )
    buildings = Building.objects.bulk_create(
        Building(
            community=community,
            compound=compound,
            grid=grids[0 if n < 3 else 1],
            name=f"{n}号楼",
            number=n,
            x=30 * n,
            y=20,
        )
        for n in (1, 2, 3)
    )
    units = BuildingUnit.objects.bulk_create(
        BuildingUnit(building=b, number=n) for b in buildings for n in (1, 2)
    )
    group = ResidentGroup.objects.create(community=community, grid=grids[0], name="第一居民小组")
    homes = Household.objects.bulk_create(
        Household(
            community=community,
            grid=unit.building.grid,
            building=unit.building,
            unit=unit,
            room=f"{floor}0{door}",
            group=group,
        )
        for unit in units
        for floor in (1, 2, 3)
        for door in (1, 2)
    )
    parties = OwnershipParty.objects.bulk_create(
        OwnershipParty(compound=compound, name=f"{home.building.name}{home.room}产权人") for home in homes
    )
    ExclusiveUnit.objects.bulk_create(
        ExclusiveUnit(compound=compound, household=home, party=party, area_cm2=620_000)
        for home, party in zip(homes, parties, strict=True)
    )
    kinds = {
        "party": Body.Kind.PARTY,
        "committee": Body.Kind.COMMITTEE,
        "supervisory": Body.Kind.SUPERVISORY,
        "inspection": Body.Kind.INSPECTION,
        "council": Body.Kind.COUNCIL,
        "representatives": Body.Kind.REPRESENTATIVES,
    }
    made = Body.objects.bulk_create(
        Body(subdistrict=community.subdistrict, community=community, kind=kind, name=kind.label)
        for kind in kinds.values()
    )
    bodies = dict(zip(kinds, made, strict=True))
    world = World(community, other, compound, grids, buildings, units, homes, group, {}, bodies)
    named = [*(name for name, _, _ in STAFF), *RESIDENTS]
    accounts = Account.objects.bulk_create(
        Account(phone=world.phone(place), demo=True, phone_verified=True, password="!")
        for place in range(len(named))
    )
    people = Person.objects.bulk_create(
        Person(community=community, account=account, name=name, demo=True, of_age_on=date(1990, 1, 1))
        for name, account in zip(named, accounts, strict=True)
    )
    world.people.update(zip(named, people, strict=True))
    Holding.objects.bulk_create(
        Holding(
            person=world.people[name],
            role=role,
            subdistrict=community.subdistrict,
            starts=date(2025, 1, 1),
            **world.reach(scope),
        )
        for name, role, scope in STAFF
    )
    Residency.objects.bulk_create(
        Residency(
            community=community,
            person=world.people[name],
            household=home,
            relation=Residency.Relation.OWNER,
            state=Residency.State.CONFIRMED,
            claimed_at=START,
            settled_at=START,
        )
        for name, home in zip(RESIDENTS, homes, strict=False)
    )
    for name, home, party in zip(RESIDENTS, homes, parties, strict=False):
        home.representative = party.voter = world.people[name]
    Household.objects.bulk_update(homes[: len(RESIDENTS)], ["representative"])
    OwnershipParty.objects.bulk_update(parties[: len(RESIDENTS)], ["voter"])
    Delegation.objects.create(
        community=community,
        subjects=["民生项目", "社区用房", "垃圾分类投放点"],
        decided_on=START.date() - timedelta(days=60),
        valid_until=START.date() + timedelta(days=700),
        record="居民会议 2026 年 1 月决定",
    )
    return world


# What `build` makes at START, for a database that holds nothing yet.
small_community = kept(build)
