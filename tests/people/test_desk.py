"""What the desks read: people, bodies, roles, owners; numbers masked, names in full, a fixed number of statements."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.kernel.paging import MOST
from consult.people.models import Holding, Person, Residency, Role
from tests.world import START, World


def at(world: World, name: str) -> Client:
    browser = Client()
    browser.force_login(world.people[name].account)
    return browser


def get(world: World, name: str, path: str, **query: Any) -> Any:
    return at(world, name).get(f"/api/v1/{path}", query)


def test_staff_find_people_by_name_room_and_the_end_of_a_number(world: World) -> None:
    phone = world.people["王阿姨"].account.phone
    for q in ("王阿", phone[-4:]):
        (found,) = get(world, "社工小李", "people", q=q).json()["items"]
        assert found["name"] == "王阿姨"
        assert found["phone"] == "199****0017"
        assert found["households"] == ["槐安里1号楼1单元101"]
    in_101 = get(world, "社工小李", "people", q="101").json()["items"]
    assert [found["name"] for found in in_101] == ["小辛", "王阿姨"]


def test_one_person_is_read_as_the_list_shows_them_and_by_their_own_desk_alone(world: World) -> None:
    of = world.people["王阿姨"].pk
    (listed,) = get(world, "社工小李", "people", q="王阿姨").json()["items"]

    assert get(world, "社工小李", f"people/{of}").json() == listed
    assert get(world, "王阿姨", f"people/{of}").status_code == 404


def test_a_full_number_is_nowhere(world: World) -> None:
    for path in ("people", "holdings", "residencies", f"compounds/{world.compound.pk}/owners", "bodies"):
        answer = get(world, "社工小李", path, limit=100)
        assert answer.status_code == 200, path
        assert "19900" not in answer.content.decode().replace("199****", ""), path


def test_everybody_is_listed_once_over_the_pages(world: World) -> None:
    names: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = get(world, "社工小李", "people", limit=7, **({"cursor": cursor} if cursor else {})).json()
        names += [found["name"] for found in page["items"]]
        cursor = page["next"]
    assert names == sorted(world.people)


def test_roles_stand_beside_the_people_who_hold_them(world: World) -> None:
    (found,) = get(world, "社工小李", "people", q="周书记").json()["items"]
    assert [role["label"] for role in found["roles"]] == ["社区党组织书记"]
    assert found["allowed"] == ["role.give"]
    (seen,) = get(world, "吕监督", "people", q="周书记").json()["items"]
    assert seen["allowed"] == []


def test_holdings_are_listed_with_what_may_be_done(world: World) -> None:
    rows = get(world, "社工小李", "holdings", role="grid_worker").json()["items"]
    assert [row["person"]["name"] for row in rows] == ["网格员小唐", "网格员小魏"]
    assert rows[0]["allowed"] == ["role.end"]
    every = get(world, "社工小李", "holdings", limit=100).json()["items"]
    assert "街道小高" in {row["person"]["name"] for row in every}


def test_holders_are_found_as_people_are_and_one_persons_alone(world: World) -> None:
    phone = world.people["楼长刘姐"].account.phone
    for q in ("刘姐", phone[-4:]):
        (found,) = get(world, "社工小李", "holdings", q=q).json()["items"]
        assert found["person"]["name"] == "楼长刘姐"
    of = str(world.people["楼长刘姐"].pk)
    assert get(world, "社工小李", "holdings", person=of).json()["items"] == [found]


@pytest.mark.database
def test_whatever_is_pasted_into_the_search_finds_nobody(world: World) -> None:
    for path, q in product(("people", "holdings"), ("12\0", "％_", "٣٣٣٣")):
        answer = get(world, "社工小李", path, q=q, limit=100)
        # What is no character is refused before anything is looked for.
        assert (answer.status_code, answer.json().get("items", [])) == (422 if "\0" in q else 200, []), (
            f"{path} {q!r}"
        )


def test_a_body_names_as_many_members_as_a_page_holds_and_counts_the_rest(world: World) -> None:
    for n in range(MOST + 3 - 1):
        world.person(f"议事员{n}")
        world.hold(f"议事员{n}", Role.COUNCIL_MEMBER, body=world.bodies["council"])
    seated = world.bodies["council"].holdings.count()
    found = Client().get("/api/v1/bodies", {"community": str(world.community.pk)}).json()["items"]
    (council,) = [body for body in found if body["kind"] == "deliberation_council"]
    assert (len(council["members"]), council["more"]) == (MOST, seated - MOST)


def test_bodies_are_public_and_their_members_named_by_office(world: World) -> None:
    found = Client().get("/api/v1/bodies", {"community": str(world.community.pk)}).json()["items"]
    members = {body["kind"]: [member["name"] for member in body["members"]] for body in found}
    assert members["supervisory_committee"] == ["吕监督", "马监督"]
    world.hold("王阿姨", Role.COUNCIL_MEMBER, body=world.bodies["council"])
    found = Client().get("/api/v1/bodies", {"community": str(world.community.pk)}).json()["items"]
    members = {body["kind"]: [member["name"] for member in body["members"]] for body in found}
    assert members["deliberation_council"] == ["王**"]


def test_the_register_of_owners_lists_each_once_with_areas(world: World) -> None:
    page = get(world, "社工小李", f"compounds/{world.compound.pk}/owners", limit=100).json()
    assert len(page["items"]) == len(world.homes)
    assert page["items"][0]["units"][0]["area_cm2"] == 620_000


def test_a_household_is_read_by_its_own_people_alone(world: World) -> None:
    home = world.homes[0]
    found = get(world, "王阿姨", f"households/{home.pk}").json()
    assert [member["name"] for member in found["members"]] == ["王阿姨"]
    assert found["allowed"] == ["household.name_representative"]
    for name in ("小谷", "网格员小唐", "周书记"):
        assert get(world, name, f"households/{home.pk}").status_code == 404


@pytest.mark.parametrize("name", ["王阿姨", "石律师", "街道小高"])
@pytest.mark.parametrize("path", ["people", "holdings"])
def test_who_sits_at_no_desk_reads_none_of_it(world: World, path: str, name: str) -> None:
    answer = get(world, name, path)
    assert answer.status_code in (404, 422)
    assert "王阿姨" not in answer.content.decode()


def test_an_administrator_reads_the_communities_of_the_subdistrict(world: World) -> None:
    world.person("管理员老秦")
    world.hold("管理员老秦", Role.ADMINISTRATOR, community=None)
    found = get(world, "管理员老秦", "people", community=str(world.community.pk), q="王阿姨").json()
    assert [row["name"] for row in found["items"]] == ["王阿姨"]
    assert get(world, "管理员老秦", "people", community=str(world.other.pk)).json()["items"] == []


@pytest.mark.parametrize("query", [{"cursor": "nonsense"}, {"limit": "x"}, {"community": "x"}])
def test_bad_queries_are_refused_by_name(world: World, query: dict[str, str]) -> None:
    answer = get(world, "社工小李", "people", **query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_each_list_takes_the_same_statements_at_any_length(world: World) -> None:
    browser = at(world, "网格员小唐")
    staff = at(world, "社工小李")
    asked = [
        (staff, "people?limit=100"),
        (staff, "holdings"),
        (staff, "bodies"),
        (staff, f"compounds/{world.compound.pk}/owners?limit=100"),
        (browser, "residencies"),
        (at(world, "王阿姨"), f"households/{world.homes[0].pk}"),
        (at(world, "王阿姨"), "me/residencies"),
    ]
    counts: list[list[int]] = []
    for more in (1, 8):
        for n in range(more):
            name = f"后来的{more}{n}"
            person = world.person(name, home=world.homes[0])
            Residency.objects.create(
                community=world.community,
                person=person,
                household=world.homes[5 + n],
                relation="tenant",
                claimed_at=START,
            )
            Holding.objects.create(
                person=person,
                role=Role.COUNCIL_MEMBER,
                subdistrict=world.community.subdistrict,
                community=world.community,
                body=world.bodies["council"],
                starts=date(2025, 1, 1),
            )
        counts.append([])
        for client, path in asked:
            with CaptureQueriesContext(connection) as statements:
                assert client.get(f"/api/v1/{path}").status_code == 200
            counts[-1].append(len(statements))
    assert counts[0] == counts[1]
    assert Person.objects.count() > 30
