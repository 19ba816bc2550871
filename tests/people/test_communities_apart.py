"""One community's desk never reaches another's: every endpoint of people and places, every kind of reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consult.config.api import api
from consult.kernel.models import LogEntry
from consult.people.models import (
    Body,
    Building,
    BuildingUnit,
    Grid,
    Holding,
    Household,
    OwnershipParty,
    Residency,
    ResidentialCompound,
    Role,
    Roll,
)
from tests.world import START, World

SECRET = "别家秘密"


@pytest.fixture
def elsewhere(world: World) -> dict[str, Any]:
    """The other community, with one of each thing; every text in it says 别家秘密."""
    there = world.other
    compound = ResidentialCompound.objects.create(community=there, name=SECRET)
    grid = Grid.objects.create(community=there, code="01", name=SECRET)
    building = Building.objects.create(community=there, compound=compound, grid=grid, name=SECRET, number=1)
    unit = BuildingUnit.objects.create(building=building, number=1)
    home = Household.objects.create(community=there, grid=grid, building=building, unit=unit, room="101")
    person = world.person(f"{SECRET}人", home=None)
    person.community = there
    person.save()
    claim = Residency.objects.create(
        community=there, person=person, household=home, relation="tenant", claimed_at=START
    )
    holding = Holding.objects.create(
        person=person,
        role=Role.COUNCIL_MEMBER,
        subdistrict=there.subdistrict,
        community=there,
        starts=START.date(),
    )
    party = OwnershipParty.objects.create(compound=compound, name=SECRET)
    body = Body.objects.create(
        subdistrict=there.subdistrict, community=there, kind=Body.Kind.COUNCIL, name=SECRET
    )
    roll = Roll.objects.create(
        community=there, filename=SECRET, digest="0" * 64, data=SECRET.encode(), at=START
    )
    return {
        "community": there.pk,
        "compound": compound.pk,
        "grid": grid.pk,
        "building": building.pk,
        "unit": unit.pk,
        "household": home.pk,
        "person": person.pk,
        "residency": claim.pk,
        "holding": holding.pk,
        "party": party.pk,
        "body": body.pk,
        "roll": roll.pk,
    }


# Method, path, body: each asks for something of the other community.
Ask = tuple[str, str, dict[str, Any] | None]
ASKED: dict[str, Callable[[dict[str, Any], World], Ask]] = {
    "people": lambda x, w: ("get", f"people?community={x['community']}", None),
    "person": lambda x, w: ("get", f"people/{x['person']}?community={x['community']}", None),
    "holdings": lambda x, w: ("get", f"holdings?community={x['community']}", None),
    "owners": lambda x, w: ("get", f"compounds/{x['compound']}/owners?community={x['community']}", None),
    "owners, by one's own": lambda x, w: ("get", f"compounds/{x['compound']}/owners", None),
    "household": lambda x, w: ("get", f"households/{x['household']}", None),
    "claims": lambda x, w: ("get", "residencies", None),
    "confirm": lambda x, w: ("post", f"residencies/{x['residency']}/confirm", {}),
    "refuse": lambda x, w: ("post", f"residencies/{x['residency']}/refuse", {"reason": "不行"}),
    "move away": lambda x, w: ("post", f"residencies/{x['residency']}/end", {"reason": "不行"}),
    "phone code": lambda x, w: ("post", f"people/{x['person']}/phone_code", {"phone": "19912345678"}),
    "phone": lambda x, w: ("post", f"people/{x['person']}/ask_phone", {"code": "123456"}),
    "phone, seconded": lambda x, w: ("post", f"people/{x['person']}/change_phone", {}),
    "release": lambda x, w: ("post", f"people/{x['person']}/release_phone", {}),
    "erase": lambda x, w: ("post", f"people/{x['person']}/erase", {}),
    "name": lambda x, w: (
        "post",
        f"households/{x['household']}/name_representative",
        {"person": str(x["person"])},
    ),
    "name somebody elsewhere": lambda x, w: (
        "post",
        f"households/{w.homes[0].pk}/name_representative",
        {"person": str(x["person"])},
    ),
    "register": lambda x, w: ("post", "people", {"name": "甲", "community": str(x["community"])}),
    "register above": lambda x, w: (
        "post",
        "people",
        {"name": "甲", "subdistrict": str(w.community.subdistrict_id)},
    ),
    "give": lambda x, w: (
        "post",
        "holdings",
        {"person": str(x["person"]), "role": "resident_rep", "community": str(x["community"])},
    ),
    "give theirs a role here": lambda x, w: (
        "post",
        "holdings",
        {"person": str(x["person"]), "role": "resident_rep", "community": str(w.community.pk)},
    ),
    "give a role in their grid": lambda x, w: (
        "post",
        "holdings",
        {
            "person": str(w.people["小谷"].pk),
            "role": "resident_rep",
            "community": str(w.community.pk),
            "grid": str(x["grid"]),
        },
    ),
    "give a role in their building": lambda x, w: (
        "post",
        "holdings",
        {
            "person": str(w.people["小谷"].pk),
            "role": "building_lead",
            "community": str(w.community.pk),
            "building": str(x["building"]),
        },
    ),
    "give a role in their body": lambda x, w: (
        "post",
        "holdings",
        {
            "person": str(w.people["小谷"].pk),
            "role": "council_member",
            "community": str(w.community.pk),
            "body": str(x["body"]),
        },
    ),
    "end": lambda x, w: ("post", f"holdings/{x['holding']}/end", {}),
    "body": lambda x, w: (
        "post",
        "bodies",
        {"kind": "deliberation_council", "name": "乙", "community": str(x["community"])},
    ),
    "body below theirs": lambda x, w: (
        "post",
        "bodies",
        {
            "kind": "deliberation_council",
            "name": "乙",
            "community": str(w.community.pk),
            "parent": str(x["body"]),
        },
    ),
    "delegation": lambda x, w: (
        "post",
        "delegations",
        {
            "community": str(x["community"]),
            "subjects": ["民生项目"],
            "decided_on": "2026-01-01",
            "valid_until": "2027-01-01",
            "record": "x",
        },
    ),
    "kinship": lambda x, w: (
        "post",
        "kinships",
        {
            "community": str(w.community.pk),
            "one": str(w.people["小谷"].pk),
            "other": str(x["person"]),
        },
    ),
    "owner": lambda x, w: (
        "post",
        "owners",
        {"household": str(x["household"]), "area_cm2": 620_000, "name": "甲"},
    ),
    "owner of theirs here": lambda x, w: (
        "post",
        "owners",
        {"household": str(w.homes[0].pk), "area_cm2": 620_000, "party": str(x["party"])},
    ),
    "voter of theirs here": lambda x, w: (
        "post",
        "owners",
        {
            "household": str(w.homes[0].pk),
            "area_cm2": 620_000,
            "name": "甲",
            "voter": str(x["person"]),
        },
    ),
    "compound": lambda x, w: ("post", "compounds", {"community": str(x["community"]), "name": "丙"}),
    "grid": lambda x, w: ("post", "grids", {"community": str(x["community"]), "code": "09", "name": "丙"}),
    "building": lambda x, w: (
        "post",
        "buildings",
        {
            "compound": str(x["compound"]),
            "grid": str(x["grid"]),
            "name": "丙",
            "number": 9,
            "floors": 6,
            "units": 1,
        },
    ),
    "building over their grid": lambda x, w: (
        "post",
        "buildings",
        {
            "compound": str(w.compound.pk),
            "grid": str(x["grid"]),
            "name": "丙",
            "number": 9,
            "floors": 6,
            "units": 1,
        },
    ),
    "group": lambda x, w: ("post", "groups", {"grid": str(x["grid"]), "name": "丙"}),
    "group of their units": lambda x, w: (
        "post",
        "groups",
        {"grid": str(w.grids[0].pk), "name": "丙", "units": [str(x["unit"])]},
    ),
    "community": lambda x, w: (
        "post",
        "communities",
        {
            "subdistrict": str(w.community.subdistrict_id),
            "code": "NN",
            "name": "新",
            "short": "新",
            "city": "云",
        },
    ),
    "roll": lambda x, w: ("post", f"rolls/{x['roll']}/import", {}),
    "upload": lambda x, w: ("post", f"rolls?community={x['community']}", None),
    "choose": lambda x, w: ("post", "me/choose", {"person": str(x["person"])}),
}


@pytest.mark.parametrize("name", ["", "王阿姨", "社工小李", "网格员小唐", "周书记"])
@pytest.mark.parametrize("asked", ASKED)
def test_nothing_of_another_community_is_read_or_changed(
    world: World, elsewhere: dict[str, Any], asked: str, name: str
) -> None:
    browser = Client()
    if name:
        browser.force_login(world.people[name].account)
    method, path, body = ASKED[asked](elsewhere, world)
    before = LogEntry.objects.count()
    if method == "get":
        answer = browser.get(f"/api/v1/{path}")
    elif body is None:
        answer = browser.post(f"/api/v1/{path}", {"file": SimpleUploadedFile("x.csv", b"x")})
    else:
        answer = browser.post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code in ((401,) if not name else (200, 403, 404, 422)), answer.content.decode()
    assert method == "get" or answer.status_code != 200
    assert SECRET not in answer.content.decode()
    assert LogEntry.objects.count() == before


# What everybody may read or do to themselves alone, each tested in its own file.
OPEN = {
    ("GET", "/me"),
    ("POST", "/me/introduce"),
    ("POST", "/me/preferences"),
    ("POST", "/me/factor"),
    ("POST", "/me/sign-out"),
    ("POST", "/me/phone_code"),
    ("POST", "/me/change_phone"),
    ("POST", "/me/erase"),
    ("GET", "/me/residencies"),
    ("POST", "/residencies"),
    ("GET", "/communities"),
    ("GET", "/places"),
    ("GET", "/grids/{id}"),
    ("GET", "/bodies"),
    ("GET", "/rolls/blank"),
}


def test_every_endpoint_of_people_is_asked_above_or_open_by_intent() -> None:
    here = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        for method, operation in operations.items()
        if operation["operationId"].startswith("consult_people_")
    }
    x = {key: uuid4() for key in ("community", "compound", "grid", "building", "unit", "household")}
    x |= {key: uuid4() for key in ("person", "residency", "holding", "party", "body", "roll")}
    assert len(here) > 30
    asked = set()
    for ask in ASKED.values():
        method, path, _ = ask(x, _Named())  # type: ignore[arg-type]
        asked.add((method.upper(), "/" + "/".join(_shape(part) for part in path.split("?")[0].split("/"))))
    assert here - asked - OPEN == set()


def _shape(part: str) -> str:
    return "{id}" if len(part) == 36 and part.count("-") == 4 else part


class _Named:
    """Answers every name with something that has an id, to read the paths of the asks without a database."""

    pk = "00000000-0000-4000-8000-000000000000"
    subdistrict_id = pk

    def __getattr__(self, name: str) -> Any:
        return self

    def __getitem__(self, key: object) -> Any:
        return self
