"""Everybody who tries every verb: each role in its place, beside it and elsewhere, and people who hold none.

In their place they serve the first grid, the first building and the community of tests/world.py; `@next` is the second
grid or the last building, `@elsewhere` another community, or for roles above communities another subdistrict. Relations
to one thing (its chair, its mover …) are people without any role, so that a relation alone shows what it opens.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from consult.kernel.permits import ANYBODY, Actor
from consult.people.models import (
    Building,
    Community,
    Grid,
    Holding,
    Person,
    ResidentialCompound,
    Role,
    Subdistrict,
)
from consult.people.who import actor_of
from tests.world import World

# Of these a community has one: those of tests/world.py.
SINGLE = {Role.PARTY_SECRETARY: "周书记", Role.COMMITTEE_DIRECTOR: "何主任"}
ABOVE = (Role.SUBDISTRICT_OFFICER, Role.WORKING_COMMITTEE_SECRETARY, Role.ADMINISTRATOR)
BODIES = {
    Role.PARTY_DEPUTY: "party",
    Role.PARTY_MEMBER: "party",
    Role.PARTY_PART_TIME: "party",
    Role.BRANCH_MEMBER: "party",
    Role.COMMITTEE_MEMBER: "committee",
    Role.COMMITTEE_DEPUTY: "committee",
    Role.SUPERVISOR: "supervisory",
    Role.INSPECTOR: "inspection",
    Role.COUNCIL_MEMBER: "council",
}
# What people are to the thing of a situation, and under which name they stand in `world.people`.
RELATIONS = {
    "proposer": "王阿姨",
    "enterer": "代录人",
    "chair": "主持人",
    "recorder": "记录人",
    "mover": "动议人",
    "invited": "受邀人",
    "attendee": "到会人",
    "voter": "有权人",
    "objector": "异议人",
    "owner": "责任人",
    "starter": "发起人",
}


def cast(world: World) -> dict[str, Actor]:
    """Actors by what they are called in matrix.txt, in its order."""
    people = {"visitor": None, **residents(world), **relations(world), **officials(world)}
    return {name: actor_of(person) if person else ANYBODY for name, person in people.items()}


def residents(world: World) -> dict[str, Person]:
    """People who hold no role."""
    child = world.person("小学生", home=world.homes[3], of_age_on=date(2034, 1, 1))
    far = Person.objects.create(community=world.other, name="邻社区的人", of_age_on=date(2000, 1, 1))
    return {
        "neighbour": world.person("同单元的人", home=world.homes[4]),
        "other_building": world.person("别栋的人", home=world.homes[-1]),
        "without_home": world.person("未登记住处的人"),
        "minor": child,
        "other_community": far,
    }


def relations(world: World) -> dict[str, Person]:
    """Residents of the last building, whom nothing touches that happens in the first one; the proposer lives there."""
    for name in RELATIONS.values():
        if name not in world.people:
            world.person(name, home=world.homes[-2])
    return {what: world.people[name] for what, name in RELATIONS.items()}


def officials(world: World) -> dict[str, Person]:
    """Every role of `people.models.Role`: a new one joins by being there."""
    away = elsewhere(world)
    found: dict[str, Person] = {}
    for role in Role:
        here, there = place(world, role)
        if role in SINGLE:
            found[role] = world.people[SINGLE[role]]
        else:
            found[role] = holder(world, role, here)
        if there:
            found[f"{role}@next"] = holder(world, role, there)
        found[f"{role}@elsewhere"] = holder(world, role, {**away, **narrowed(away, role)})
    return found


def place(world: World, role: Role) -> tuple[dict[str, Any], dict[str, Any]]:
    """(where it is held, where it is held beside that) of a role in the small community."""
    own = {"community": world.community, "subdistrict": world.community.subdistrict}
    if role in (Role.GRID_WORKER, Role.GRID_LEAD):
        return {**own, "grid": world.grids[0]}, {**own, "grid": world.grids[1]}
    if role == Role.BUILDING_LEAD:
        return {**own, "building": world.buildings[0]}, {**own, "building": world.buildings[2]}
    if role in ABOVE:
        return {**own, "community": None}, {}
    return {**own, "body": world.bodies.get(BODIES.get(role, ""))}, {}


def elsewhere(world: World) -> dict[str, Any]:
    """A community of another subdistrict, with one grid and one building."""
    subdistrict = Subdistrict.objects.create(code="BY", name="白杨街道")
    community = Community.objects.create(
        subdistrict=subdistrict, code="BY", name="白杨社区", short="白杨", city="云州市", demo=True
    )
    compound = ResidentialCompound.objects.create(community=community, name="白杨里")
    grid = Grid.objects.create(
        community=community, code="01", name="白杨第1网格", office_phone="0990-0000002", hours="9:00–17:30"
    )
    building = Building.objects.create(
        community=community, compound=compound, grid=grid, name="1号楼", number=1, x=10, y=10
    )
    return {"subdistrict": subdistrict, "community": community, "grid": grid, "building": building}


def narrowed(away: dict[str, Any], role: Role) -> dict[str, Any]:
    """The scope as wide as the role's."""
    return {
        "community": None if role in ABOVE else away["community"],
        "grid": away["grid"] if role in (Role.GRID_WORKER, Role.GRID_LEAD) else None,
        "building": away["building"] if role == Role.BUILDING_LEAD else None,
    }


def holder(world: World, role: Role, scope: dict[str, Any]) -> Person:
    """Somebody new who holds this role there, and lives nowhere in the small community."""
    person = Person.objects.create(
        community=scope["community"], name=Role(role).label, of_age_on=date(1990, 1, 1)
    )
    Holding.objects.create(person=person, role=role, starts=date(2025, 1, 1), **scope)
    return person
