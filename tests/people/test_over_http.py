"""The verbs of people and places as the pages call them: the plain success, the answer's shape, a repeated key."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from consult.notice.models import Message
from consult.people.models import Community, Holding, Household, Person, Residency, Role
from tests.world import World


@pytest.fixture
def admin(world: World) -> Client:
    world.person("管理员老秦")
    world.hold("管理员老秦", Role.ADMINISTRATOR, community=None)
    return at(world, "管理员老秦")


def at(world: World, name: str) -> Client:
    browser = Client()
    browser.force_login(world.people[name].account)
    return browser


def done(browser: Client, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = browser.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    assert set(found) == {"id", "stage", "allowed", "facts"}
    return found


def test_a_claim_is_made_confirmed_and_seen(world: World) -> None:
    world.person("新来的")
    browser = at(world, "新来的")
    home = world.homes[10]
    body = {"unit": str(home.unit_id), "room": home.room, "relation": "tenant"}
    claimed = done(browser, "residencies", body)
    assert claimed["stage"] == "claimed"
    (own,) = browser.get("/api/v1/me/residencies").json()["items"]
    assert (own["id"], own["state"]) == (claimed["id"], "claimed")
    worker = at(world, "网格员小唐")
    (seen,) = worker.get("/api/v1/residencies").json()["items"]
    assert seen["allowed"] == ["residency.confirm", "residency.refuse"]
    assert done(worker, f"residencies/{claimed['id']}/confirm", {"of_age": True})["stage"] == "confirmed"
    assert worker.get("/api/v1/residencies").json()["items"] == []
    assert browser.get("/api/v1/me").json()["person"]["household"]["room"] == home.room


def test_a_refusal_carries_its_reason(world: World) -> None:
    world.person("新来的")
    home = world.homes[10]
    body = {"unit": str(home.unit_id), "room": home.room, "relation": "owner"}
    claimed = done(at(world, "新来的"), "residencies", body)
    worker = at(world, "网格员小唐")
    assert done(worker, f"residencies/{claimed['id']}/refuse", {"reason": "查无此人"})["stage"] == "refused"
    (notice, *_) = at(world, "新来的").get("/api/v1/notices").json()["items"]
    assert "查无此人" in notice["zh"]


def test_the_same_key_claims_once(world: World) -> None:
    world.person("新来的")
    home = world.homes[10]
    body = {"unit": str(home.unit_id), "room": home.room, "relation": "tenant"}
    answers = [
        done(at(world, "新来的"), "residencies", body, **{"Idempotency-Key": "claim-0001"}) for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Residency.objects.filter(person=world.people["新来的"]).count() == 1


def test_a_household_names_its_representative(world: World) -> None:
    Household.objects.filter(pk=world.homes[0].pk).update(representative=None)
    body = {"person": str(world.people["王阿姨"].pk)}
    named = done(at(world, "王阿姨"), f"households/{world.homes[0].pk}/name_representative", body)
    assert named["facts"] == {"outcome": "agreed", "representative": str(world.people["王阿姨"].pk)}


def test_an_administrator_builds_a_community_and_staffs_it(world: World, admin: Client) -> None:
    community = done(
        admin,
        "communities",
        {
            "subdistrict": str(world.community.subdistrict_id),
            "code": "NC",
            "name": "南仓社区",
            "short": "南仓",
            "city": "云州市",
            "demo": True,
        },
    )["id"]
    compound = done(admin, "compounds", {"community": community, "name": "南仓里"})["id"]
    grid = done(admin, "grids", {"community": community, "code": "01", "name": "南仓第一网格"})["id"]
    done(
        admin,
        "buildings",
        {"compound": compound, "grid": grid, "name": "1号楼", "number": 1, "floors": 6, "units": 3},
    )
    done(admin, "groups", {"grid": grid, "name": "第一小组"})
    body = done(
        admin, "bodies", {"kind": "residents_committee", "name": "南仓居委会", "community": community}
    )["id"]
    person = done(admin, "people", {"name": "郝主任", "phone": "139 0000 0001", "community": community})["id"]
    given = done(
        admin,
        "holdings",
        {"person": person, "role": "committee_director", "community": community, "body": body},
    )
    assert given["facts"]["committee"] == {"members": 1, "unusual": True}
    assert given["facts"]["representatives"] == {"representatives": 0, "households": 0, "unusual": True}
    tree = Client().get("/api/v1/places", {"community": community}).json()
    assert len(tree["grids"][0]["buildings"][0]["units"]) == 3
    ended = done(admin, f"holdings/{given['id']}/end", {})
    assert ended["facts"]["committee"]["members"] == 0
    assert Community.objects.get(pk=community).demo is True


def test_somebody_above_the_communities_is_registered_and_appointed(world: World, admin: Client) -> None:
    above = {"subdistrict": str(world.community.subdistrict_id)}
    person = done(admin, "people", {"name": "社区办科长", **above})["id"]
    done(admin, "holdings", {"person": person, "role": "subdistrict_officer", **above})
    holding = Holding.objects.get(person=person)
    assert (holding.community, holding.subdistrict) == (None, world.community.subdistrict)


def test_staff_record_a_delegation_a_kinship_and_an_owner(world: World) -> None:
    staff = at(world, "社工小李")
    here = {"community": str(world.community.pk)}
    record = {
        "subjects": ["民生项目"],
        "decided_on": "2026-01-10",
        "valid_until": "2029-01-09",
        "record": "居务档案 2026-1",
    }
    done(staff, "delegations", {**here, **record})
    kin = {"one": str(world.people["小谷"].pk), "other": str(world.people["小范"].pk)}
    done(staff, "kinships", {**here, **kin})
    owner = {"household": str(world.homes[0].pk), "area_cm2": 625_000, "name": "新业主"}
    done(staff, "owners", owner)
    assert Person.objects.get(name="小谷")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("residencies", {"unit": "x", "room": "1", "relation": "tenant"}),
        ("residencies", {"room": "1", "relation": "tenant"}),
        ("residencies", {"unit": None, "room": None, "relation": "landlord"}),
        ("residencies", []),
        ("holdings", {"person": "x", "role": "king"}),
        ("people", {"name": 7, "community": {}}),
        ("people", {"name": "甲" * 300, "community": "x"}),
        ("delegations", {"community": "x", "subjects": "all", "decided_on": "yesterday"}),
        ("buildings", {"number": "many"}),
        ("groups", {"grid": "x", "units": "x"}),
        ("owners", {"household": "x", "area_cm2": 1.5}),
        ("me/choose", {"person": "x"}),
        ("me/factor", {"code": "1"}),
        ("me/preferences", {"elder_mode": "maybe"}),
        ("rolls", {}),
    ],
)
def test_bad_bodies_are_refused_in_the_envelope(world: World, path: str, body: Any) -> None:
    answer = at(world, "社工小李").post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code == 422
    assert {"code", "message", "message_en", "next"} <= set(answer.json())


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"null"])
@pytest.mark.parametrize("path", ["residencies", "holdings", "me/choose", "rolls"])
def test_no_body_makes_it_fail(world: World, path: str, body: bytes) -> None:
    answer = at(world, "社工小李").post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("bad_request", "invalid")


@pytest.mark.parametrize("body", [{"area_cm2": 10**30}, {"area_cm2": -(10**30)}])
def test_figures_beyond_the_database_are_refused(world: World, body: dict[str, Any]) -> None:
    given = {"household": str(world.homes[0].pk), "name": "新业主", **body}
    answer = at(world, "社工小李").post("/api/v1/owners", given, content_type="application/json")
    assert answer.status_code == 422


def test_one_changes_ones_number_by_a_code_and_stays_signed_in(world: World) -> None:
    browser = at(world, "小谷")
    asked = browser.post("/api/v1/me/phone_code", {"phone": "19912345678"}, content_type="application/json")
    assert asked.json() == {"phone_masked": "199****5678"}
    code = Message.objects.get(template="phone.code").facts["code"]
    changed = browser.post("/api/v1/me/change_phone", {"code": code}, content_type="application/json")
    assert changed.json() == {"sign_in_again": False}
    assert browser.get("/api/v1/me").json()["account"] == {"phone_masked": "199****5678"}


def test_the_desk_changes_releases_and_erases_for_somebody_who_asks_there(world: World) -> None:
    desk = at(world, "社工小李")
    [row] = desk.get("/api/v1/people?q=小谷").json()["items"]
    assert row["allowed"] == [
        "role.give",
        "person.phone_code",
        "person.ask_phone",
        "person.release_phone",
        "person.erase",
    ]
    path = f"people/{row['id']}"
    desk.post(f"/api/v1/{path}/phone_code", {"phone": "19912345678"}, content_type="application/json")
    done(desk, f"{path}/ask_phone", {"code": Message.objects.get(template="phone.code").facts["code"]})
    [row] = desk.get("/api/v1/people?q=小谷").json()["items"]
    assert row["number_to_be"] == {"phone": "199****5678", "asked_by": "社工小李"}
    assert "person.change_phone" not in row["allowed"], "somebody else looks"
    other = at(world, "网格员小唐")
    assert other.get(f"/api/v1/{path}").json()["allowed"] == ["person.change_phone"]
    done(other, f"{path}/change_phone", {})
    assert desk.get(f"/api/v1/{path}").json()["number_to_be"] is None
    done(desk, f"{path}/release_phone", {})
    done(desk, f"{path}/erase", {})
    assert desk.get("/api/v1/people?q=小谷").json()["items"] == []
    assert desk.post(f"/api/v1/{path}/erase", {}, content_type="application/json").status_code == 404


def test_somebody_moves_away(world: World) -> None:
    worker = at(world, "网格员小唐")
    [row] = worker.get("/api/v1/people?q=小谷").json()["items"]
    [home] = row["residencies"]
    assert home["allowed"] == ["residency.end"]
    assert done(worker, f"residencies/{home['id']}/end", {"reason": "搬走了"})["stage"] == "ended"
    browser = at(world, "老尹")
    [own] = browser.get("/api/v1/me/residencies").json()["items"]
    assert own["allowed"] == ["residency.end"]
    assert done(browser, f"residencies/{own['id']}/end", {})["stage"] == "ended"
    path = f"/api/v1/residencies/{own['id']}/end"
    assert at(world, "小范").post(path, {}, content_type="application/json").status_code == 404


def test_one_erases_oneself_and_is_signed_out(world: World) -> None:
    browser = at(world, "小谷")
    assert browser.post("/api/v1/me/erase", {}, content_type="application/json").json() == {
        "signed_out": True
    }
    assert browser.get("/api/v1/me").status_code == 401
    assert Person.objects.get(pk=world.people["小谷"].pk).name == "已注销的居民"
