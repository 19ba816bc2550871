"""GET /me and what one does to oneself: introduce, choose, prefer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.kernel.models import LogEntry, Plaintext
from consult.people.models import Person, Role
from consult.people.signals import signed_out
from tests.people.signing_in import Browser
from tests.world import World


def at(world: World, name: str) -> Browser:
    browser = Browser()
    browser.force_login(world.people[name].account)
    return browser


def post(browser: Browser, path: str, body: dict[str, Any], **headers: str) -> Any:
    return browser.post(f"/api/v1/me/{path}", body, content_type="application/json", headers=headers)


def test_a_resident_sees_who_they_are(world: World) -> None:
    me = at(world, "王阿姨").get("/api/v1/me").json()
    assert me["account"] == {"phone_masked": "199****0017"}
    assert me["person"]["name"] == "王阿姨"
    assert me["person"]["household"]["label"] == "槐安里1号楼1单元101"
    assert me["persons"] == [me["person"]]
    assert me["roles"] == []
    assert me["community"] == {
        "id": str(world.community.pk),
        "name": "槐安社区",
        "code": "HA",
        "subdistrict": "青榆街道",
    }
    assert (me["elder_mode"], me["language"]) == (False, "zh-CN")
    assert me["second_factor"] == {"enrolled": False, "fresh_until": None}
    assert "residency.claim" in me["allowed"]
    assert "household.name_representative" in me["allowed"]


@pytest.mark.parametrize(
    ("name", "role", "label_en", "scope"),
    [
        ("网格员小唐", "grid_worker", "Grid worker", "槐安里第1网格"),
        ("楼长刘姐", "building_lead", "Building lead", "槐安里1号楼"),
        ("街道小高", "subdistrict_officer", "Subdistrict officer", "青榆街道"),
        ("周书记", "party_secretary", "Party secretary of the community", "社区党组织"),
    ],
)
def test_roles_are_said_with_where_they_reach(
    world: World, name: str, role: str, label_en: str, scope: str
) -> None:
    (held,) = at(world, name).get("/api/v1/me").json()["roles"]
    assert (held["role"], held["label"], held["label_en"], held["scope"]) == (
        role,
        Role(role).label,
        label_en,
        scope,
    )


def test_a_visitor_is_nobody(world: World) -> None:
    answer = Browser().get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_it_takes_the_same_statements_however_many_roles_and_people(world: World) -> None:
    browser, counts = at(world, "周书记"), []
    for more in (0, 5):
        for n in range(more):
            other = world.person(f"家人{n}", home=world.homes[n])
            other.account = world.people["周书记"].account
            other.save()
            world.hold("周书记", Role.COUNCIL_MEMBER, group=None, category=str(n))
        post(browser, "choose", {"person": str(world.people["周书记"].pk)})
        with CaptureQueriesContext(connection) as statements:
            assert browser.get("/api/v1/me").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


class TestIntroducing:
    def test_an_unknown_number_says_whose_it_is(self, world: World) -> None:
        browser = Browser()
        browser.sign_in("13900000001")
        body = {"name": " 新来的张三 ", "community": str(world.community.pk), "of_age": True}
        me = post(browser, "introduce", body).json()
        assert me["person"]["name"] == "新来的张三"
        assert me["person"]["household"] is None
        person = Person.objects.get(name="新来的张三")
        assert str(person.of_age_on) == "2026-03-02"
        entry = LogEntry.objects.get(verb="person.introduce")
        assert entry.actor == person.pk
        assert "张三" not in entry.body
        assert Plaintext.objects.filter(text="新来的张三").exists()

    def test_the_same_key_makes_one_person(self, world: World) -> None:
        browser = Browser()
        browser.sign_in("13900000001")
        body = {"name": "张三", "community": str(world.community.pk), "of_age": True}
        for _ in range(2):
            answer = post(browser, "introduce", body, **{"Idempotency-Key": "introduce-1"})
            assert answer.status_code == 200
        assert Person.objects.filter(name="张三").count() == 1

    def test_a_name_is_used_once_a_number_and_eight_people_share_it_at_most(self, world: World) -> None:
        browser = Browser()
        browser.sign_in("13900000001")
        body = {"community": str(world.community.pk), "of_age": False}
        assert post(browser, "introduce", {**body, "name": "甲"}).status_code == 200
        assert post(browser, "introduce", {**body, "name": "甲"}).json()["code"] == "known_already"
        for n in range(7):
            assert post(browser, "introduce", {**body, "name": f"乙{n}"}).status_code == 200
        assert post(browser, "introduce", {**body, "name": "丙"}).json()["code"] == "too_many_people"

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"name": ""}, 422, "invalid"),
            ({"name": "  "}, 422, "invalid"),
            ({"name": "<script>"}, 422, "invalid"),
            ({"name": "长" * 41}, 422, "invalid"),
            ({"name": None}, 422, "invalid"),
            ({"community": "elsewhere"}, 422, "invalid"),
            ({"community": "00000000-0000-4000-8000-000000000000"}, 404, "not_found"),
            ({"of_age": "perhaps"}, 422, "invalid"),
        ],
    )
    def test_bad_input_is_refused_and_makes_nobody(
        self, world: World, change: dict[str, Any], status: int, code: str
    ) -> None:
        browser = Browser()
        browser.sign_in("13900000001")
        body = {"name": "张三", "community": str(world.community.pk), "of_age": True, **change}
        answer = post(browser, "introduce", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not Person.objects.filter(account__phone="+8613900000001").exists()

    def test_a_visitor_introduces_nobody(self, world: World) -> None:
        body = {"name": "张三", "community": str(world.community.pk), "of_age": True}
        assert post(Browser(), "introduce", body).status_code == 401


class TestChoosing:
    @pytest.fixture
    def shared(self, world: World) -> Browser:
        """One number for 王阿姨 and her granddaughter."""
        other = world.person("王小妹", home=world.homes[0])
        other.account = world.people["王阿姨"].account
        other.save()
        return at(world, "王阿姨")

    def test_with_several_people_nobody_acts_until_one_is_chosen(self, world: World, shared: Browser) -> None:
        me = shared.get("/api/v1/me").json()
        assert me["person"] is None
        assert [person["name"] for person in me["persons"]] == ["王小妹", "王阿姨"]
        assert shared.get("/api/v1/notices").status_code == 401
        chosen = post(shared, "choose", {"person": str(world.people["王小妹"].pk)}).json()
        assert chosen["person"]["name"] == "王小妹"
        assert shared.get("/api/v1/notices").status_code == 200

    def test_nobody_acts_as_somebody_of_another_number(self, world: World, shared: Browser) -> None:
        answer = post(shared, "choose", {"person": str(world.people["周书记"].pk)})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert shared.get("/api/v1/me").json()["person"] is None

    def test_the_rooms_of_whoever_acted_before_are_left(self, world: World, shared: Browser) -> None:
        heard: list[str | None] = []

        def hear(sender: object, person: str | None, **_: Any) -> None:
            heard.append(person)

        signed_out.connect(hear)
        for name in ("王阿姨", "王阿姨", "王小妹"):
            post(shared, "choose", {"person": str(world.people[name].pk)})
        signed_out.disconnect(hear)
        assert heard == [str(world.people["王阿姨"].pk)]


class TestPreferring:
    def test_elder_mode_and_language_are_kept_with_the_person(self, world: World) -> None:
        browser = at(world, "丁奶奶")
        post(browser, "preferences", {"elder_mode": True, "language": "en"})
        me = browser.get("/api/v1/me").json()
        assert (me["elder_mode"], me["language"]) == (True, "en")
        post(browser, "preferences", {"language": "zh-CN"})
        me = browser.get("/api/v1/me").json()
        assert (me["elder_mode"], me["language"]) == (True, "zh-CN")
        assert at(world, "小谷").get("/api/v1/me").json()["elder_mode"] is False

    def test_another_language_is_refused(self, world: World) -> None:
        answer = post(at(world, "丁奶奶"), "preferences", {"language": "xx"})
        assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "language")
