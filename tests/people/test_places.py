"""The places everybody may see: communities, their map, the public page of a grid."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.people.models import Building, BuildingUnit, Role
from consult.people.reads import one_head
from tests.world import World


def test_a_grid_has_a_public_page_without_any_resident(world: World) -> None:
    answer = Client().get(f"/api/v1/grids/{world.grids[0].pk}")
    page = answer.json()
    assert page["code"] == "QY-HA-01"
    assert page["name"] == "槐安里第1网格"
    assert [(worker["name"], worker["role"]) for worker in page["workers"]] == [
        ("网格长老柏", "grid_lead"),
        ("网格员小唐", "grid_worker"),
    ]
    assert (page["office_phone"], page["hours"]) == ("0990-0000001", "9:00–17:30")
    assert [(b["name"], b["x"], b["y"]) for b in page["buildings"]] == [("1号楼", 30, 20), ("2号楼", 60, 20)]
    for name in ("王阿姨", "丁奶奶", "+86", "199000"):
        assert name not in answer.content.decode()


def test_a_worker_whose_term_is_over_is_not_named(world: World) -> None:
    world.people["网格员小唐"].holdings.update(ends="2026-03-02")
    page = Client().get(f"/api/v1/grids/{world.grids[0].pk}").json()
    assert [worker["role"] for worker in page["workers"]] == ["grid_lead"]


def test_the_places_of_a_community_come_as_a_tree(world: World) -> None:
    found = Client().get("/api/v1/places", {"community": str(world.community.pk)}).json()
    assert found["community"]["name"] == "槐安社区"
    assert [grid["code"] for grid in found["grids"]] == ["01", "02"]
    (first, _), (third,) = (grid["buildings"] for grid in found["grids"])
    assert [unit["number"] for unit in first["units"]] == [1, 2]
    assert [unit["households"] for unit in first["units"]] == [6, 6]
    assert third["compound"]["name"] == "槐安里"


def test_without_a_community_they_are_ones_own(world: World) -> None:
    browser = Client()
    browser.force_login(world.people["王阿姨"].account)
    assert browser.get("/api/v1/places").json()["community"]["id"] == str(world.community.pk)
    answer = Client().get("/api/v1/places")
    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "community")


def test_what_is_not_there_is_not_found(world: World) -> None:
    for path in (f"grids/{uuid4()}", "grids/1", f"places?community={uuid4()}"):
        answer = Client().get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_communities_are_listed(world: World) -> None:
    assert [found["code"] for found in Client().get("/api/v1/communities").json()["items"]] == ["HA", "XL"]


def test_each_read_takes_the_same_statements_however_many_buildings(world: World) -> None:
    counts: list[list[int]] = []
    for more in (0, 6):
        for n in range(more):
            building = Building.objects.create(
                community=world.community,
                compound=world.compound,
                grid=world.grids[0],
                name=f"{n + 9}号楼",
                number=n + 9,
            )
            BuildingUnit.objects.create(building=building, number=1)
        counts.append([])
        for path in ("communities", f"places?community={world.community.pk}", f"grids/{world.grids[0].pk}"):
            with CaptureQueriesContext(connection) as statements:
                Client().get(f"/api/v1/{path}")
            counts[-1].append(len(statements))
    assert counts[0] == counts[1] == [1, 5, 6]


def test_one_head_is_one_person_in_both_offices(world: World) -> None:
    assert not one_head(world.community)
    world.people["何主任"].holdings.update(ends="2026-03-02")
    world.hold("周书记", Role.COMMITTEE_DIRECTOR)
    assert one_head(world.community)
    assert not one_head(world.other)
