"""Founding the two communities by the verbs a real one uses: places, the roll, bodies, people, roles, authorization."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from consult.kernel.permits import Actor
from consult.people import appointing, founding, organizing, registering, residing, rolls, second_factor
from consult.people.models import (
    Body,
    Building,
    BuildingUnit,
    Community,
    Grid,
    Holding,
    Household,
    Person,
    Residency,
    Role,
    Subdistrict,
)
from consult.people.who import actor_of

from .places import HUAIAN, XINLAN, Place
from .roles import BODIES, PEOPLE, SUBDISTRICT, Named, Post
from .rolls import roll
from .town import Town

# Who signs needs a second factor before the first signature.
SIGNERS = (
    Role.PARTY_SECRETARY,
    Role.COMMITTEE_DIRECTOR,
    Role.SUPERVISOR,
    Role.GRID_LEAD,
    Role.WORKING_COMMITTEE_SECRETARY,
)
COMMON = (
    (Body.Kind.PARTY, "党委"),
    (Body.Kind.COMMITTEE, "居民委员会"),
    (Body.Kind.SUPERVISORY, "居务监督委员会"),
    (Body.Kind.REPRESENTATIVES, "居民代表会议"),
    (Body.Kind.RESIDENTS, "居民会议"),
    (Body.Kind.COUNCIL, "居民议事会"),
    (Body.Kind.INSPECTION, "督查组"),
)
ABOVE = (
    (Body.Kind.WORKING_COMMITTEE, "青榆街道党工委"),
    (Body.Kind.FEDERATION, "青榆街道社区发展联合会"),
    (Body.Kind.AGENCY, "市政养护部门"),
    (Body.Kind.AGENCY, "综合执法队"),
)
AUTHORIZED = ["民生项目", "社区用房", "垃圾分类投放点"]


def found(*, on: date) -> dict[str, Town]:
    """Both towns by their codes, founded as of `on` (the clock is set to it by the caller)."""
    subdistrict, administrator = founding.found_subdistrict(
        code="QY", name="青榆街道", administrator="街道管理员", phone="19900000900", demo=True
    )
    boss = actor_of(administrator)
    towns = {place.code: _town(boss, subdistrict, place, on) for place in (HUAIAN, XINLAN)}
    above: dict[str, Body] = {
        kind: organizing.add_body(actor=boss, subdistrict=subdistrict, community=None, kind=kind, name=name)
        for kind, name in ABOVE
    }
    officers = {named.name: _enter(boss, subdistrict, None, named, above) for named in SUBDISTRICT}
    for town in towns.values():
        town.people |= officers
    return towns


def _town(boss: Actor, subdistrict: Subdistrict, place: Place, on: date) -> Town:
    community = founding.found_community(
        actor=boss,
        subdistrict=subdistrict,
        code=place.code,
        name=place.name,
        short=place.short,
        city="云州市澄明区",
        demo=True,
        office_phone="0990-6600001",
        office_hours="周一至周六 8:30–18:00",
        supervision_phone="0990-6600012",
    )
    _build(boss, community, place)
    seen = rolls.preview(
        actor=boss, community=community, data=roll(place, today=on), filename=f"{place.name}住户名册.xlsx"
    )
    rolls.import_roll(actor=boss, roll=seen.roll)
    bodies = {
        name: organizing.add_body(
            actor=boss, subdistrict=subdistrict, community=community, kind=kind, name=name
        )
        for kind, name in ((k, f"{place.name}{n}") for k, n in COMMON)
    } | {
        name: organizing.add_body(
            actor=boss, subdistrict=subdistrict, community=community, kind=kind, name=name
        )
        for kind, name in BODIES[place.code]
    }
    by_kind = {body.kind: body for body in bodies.values()} | bodies
    people = {
        named.name: _enter(boss, subdistrict, community, named, by_kind) for named in PEOPLE[place.code]
    }
    town = Town(community, people)
    _represent(boss, town, place)
    _lead_buildings(boss, town)
    _seat_council(boss, town, by_kind[Body.Kind.COUNCIL])
    organizing.record_delegation(
        actor=boss,
        community=community,
        subjects=AUTHORIZED,
        decided_on=on - timedelta(days=30),
        valid_until=on + timedelta(days=3 * 365),
        record=f"{place.name}居民会议决定，存居务档案",
    )
    return town


def _build(boss: Actor, community: Community, place: Place) -> None:
    """Grids, compounds and buildings; on the grid's map they stand in rows of four, 60 metres apart."""
    grids = {
        code: founding.add_grid(
            actor=boss,
            community=community,
            code=code,
            name=name,
            dedicated=dedicated,
            office_phone="0990-6600001",
            hours="工作日 9:00–11:30，14:00–17:30",
        )
        for code, name, dedicated, _ in place.grids
    }
    compounds = {
        name: founding.add_compound(actor=boss, community=community, name=name)
        for name in dict.fromkeys(block.compound for block in place.blocks)
    }
    stood = dict.fromkeys(grids, 0)
    for block in place.blocks:
        for number in block.numbers:
            nth = stood[block.grid]
            stood[block.grid] += 1
            founding.add_building(
                actor=boss,
                compound=compounds[block.compound],
                grid=grids[block.grid],
                name=block.name.format(n=number),
                number=number,
                floors=block.floors,
                units=block.units,
                x=30 + 60 * (nth % 4),
                y=30 + 70 * (nth // 4),
            )
    for code, _, _, count in place.grids:
        units = list(
            BuildingUnit.objects.filter(building__grid=grids[code]).order_by("building__number", "number")
        )
        for nth, part in enumerate(_parts(units, count), 1):
            founding.add_group(actor=boss, grid=grids[code], name=f"{code}-{nth}居民小组", units=part)


def _parts(units: list[BuildingUnit], count: int) -> Iterator[list[BuildingUnit]]:
    """`units` in `count` runs of nearly equal length; where there are fewer units than groups some are empty."""
    for nth in range(count):
        yield units[nth * len(units) // count : (nth + 1) * len(units) // count]


def _enter(
    boss: Actor, subdistrict: Subdistrict, community: Community | None, named: Named, bodies: dict[str, Body]
) -> Person:
    person = registering.register(
        actor=boss,
        subdistrict=subdistrict,
        community=community,
        name=named.name,
        phone=f"1990000{named.phone}" if named.phone else None,
        needs_paper=named.paper,
    )
    for post in named.posts:
        appointing.give(
            actor=boss,
            person=person,
            role=Role(post.role),
            subdistrict=subdistrict,
            scope=_scope(community, post, bodies),
            category=post.line,
        )
        if post.role in SIGNERS and person.account and not second_factor.enrolled(person.account):
            second_factor.enrol(person.account)
    if named.home and community:
        _house(community, person, named.home)
    return person


def _scope(community: Community | None, post: Post, bodies: dict[str, Body]) -> appointing.Scope:
    compound, building = post.building or ("", "")
    return appointing.Scope(
        community=community,
        grid=Grid.objects.get(community=community, code=post.grid) if post.grid else None,
        building=Building.objects.get(community=community, compound__name=compound, name=building)
        if building
        else None,
        body=bodies.get(post.body),
    )


def _house(community: Community, person: Person, home: tuple[str, str, int, str, str]) -> None:
    """A claim by the person (or for one without a phone by nobody's phone), confirmed by the grid worker."""
    compound, building, number, room, relation = home
    unit = BuildingUnit.objects.get(
        building__community=community,
        building__compound__name=compound,
        building__name=building,
        number=number,
    )
    residency = residing.claim(
        actor=actor_of(person), unit=unit, room=room, relation=Residency.Relation(relation)
    )
    worker = Holding.objects.select_related("person").get(
        role=Role.GRID_WORKER, grid=unit.building.grid_id, ends=None
    )
    residing.confirm(actor=actor_of(worker.person), residency=residency, of_age=True)


def _represent(boss: Actor, town: Town, place: Place) -> None:
    """居民代表: one a group, a household's representative who lives in the grid."""
    for code, _, _, count in place.grids:
        grid = town.grid(code)
        homes = Household.objects.filter(
            grid=grid, representative__isnull=False, representative__holdings=None
        )
        chosen = list(homes.order_by("building__number", "unit__number", "room"))
        step = max(1, len(chosen) // count)
        for home, group in zip(chosen[::step], grid.groups.order_by("name"), strict=False):
            assert home.representative is not None
            appointing.give(
                actor=boss,
                person=home.representative,
                role=Role.RESIDENT_REP,
                subdistrict=town.community.subdistrict,
                scope=appointing.Scope(community=town.community, group=group),
            )


def _lead_buildings(boss: Actor, town: Town) -> None:
    """楼门组长: each building that has none yet is led by one of its own."""
    led = Holding.objects.filter(role=Role.BUILDING_LEAD).values("building_id")
    for building in Building.objects.filter(community=town.community).exclude(pk__in=led):
        homes = Household.objects.filter(
            building=building, representative__isnull=False, representative__holdings=None
        )
        home = homes.order_by("-room").first()
        if home and home.representative:
            appointing.give(
                actor=boss,
                person=home.representative,
                role=Role.BUILDING_LEAD,
                subdistrict=town.community.subdistrict,
                scope=appointing.Scope(community=town.community, building=building),
            )


def _seat_council(boss: Actor, town: Town, council: Body) -> None:
    """居民议事会, nineteen seats: representatives first, then Party members, tenants, owners, units."""
    seats = [*town.holders(Role.RESIDENT_REP)[:11], *town.holders(Role.PARTY_MEMBER)[:3]]
    seats += [*town.holders(Role.ORG_REP)[:3], *town.holders(Role.OWNERS_COMMITTEE_MEMBER)[:1]]
    tenants = Person.objects.filter(community=town.community, residencies__relation="tenant", holdings=None)
    seats += list(tenants.order_by("pk").distinct()[: 19 - len(seats)])
    for person in seats:
        appointing.give(
            actor=boss,
            person=person,
            role=Role.COUNCIL_MEMBER,
            subdistrict=town.community.subdistrict,
            scope=appointing.Scope(community=town.community, body=council),
        )
