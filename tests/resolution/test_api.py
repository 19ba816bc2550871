"""Resolutions over HTTP: a whole one walked through, what is refused, and who sees what."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.kernel import clock
from consult.resolution.models import Resolution
from tests.resolution import made
from tests.resolution.asking import client, get, post
from tests.world import World

ROW = {
    "what": "改造原自行车库",
    "party": "residents_committee",
    "person_name": "何主任",
    "deadline": "2026-06-30",
    "money": "社区公益金",
    "standard": "通过消防检查",
}


def test_a_resolution_is_walked_from_draft_to_objection(world: World) -> None:
    made.one_head(world)
    resolution = made.decision(world)
    path = f"/resolutions/{resolution.pk}"
    staff, lawyer = client(world, "社工小李"), client(world, "石律师")
    secretary, supervisor = client(world, "周书记", factor=True), client(world, "吕监督", factor=True)
    resident = client(world, "老尹")

    assert "resolution.edit" in get(staff, path)["allowed"]
    post(staff, f"{path}/edit", {"title": "关于开设老年助餐点的决议", "consensus": ["试运营三个月"]})
    assert post(staff, f"{path}/set", ROW)["facts"] == {"position": 1}
    lawful = {"favourable": True, "opinion": "合法", "seen": get(lawyer, path)["text_sha256"]}
    assert post(lawyer, f"{path}/check_legality", lawful)["stage"] == "checked"
    page = get(secretary, path)
    assert page["allowed"] == ["resolution.sign", "resolution.refuse"]
    assert page["blocked"] == {}
    assert page["evidence"]["party_study_on"] == "2026-03-02"
    signed = post(secretary, f"{path}/sign", {"seen": page["text_sha256"]})
    assert signed["facts"]["number"] == "槐安议〔2026〕第1号"
    assert get(staff, path)["blocked"]["resolution.publish"]["code"] == "countersigned_if_needed"
    assert post(supervisor, f"{path}/countersign")["stage"] == "countersigned"
    assert post(staff, f"{path}/publish")["facts"] == {"until": "2026-03-17"}
    raised = post(resident, f"/objections/{resolution.pk}/raise", {"reason": "担心油烟"})
    assert (raised["stage"], raised["facts"]) == ("raised", {"answer_by": "2026-03-05"})
    objection = f"/objections/{raised['id']}"
    assert post(staff, f"{objection}/answer", {"answer": "不设灶具"})["stage"] == "answered"
    assert post(resident, f"{objection}/ask_review", {"reason": "答非所问"})["stage"] == "answered"
    reviewed = post(client(world, "马监督"), f"{objection}/review", {"upheld": False, "finding": "属实"})
    assert reviewed["stage"] == "settled"
    with clock.at(clock.beijing(2026, 3, 18)):
        assert post(staff, f"{path}/take_down")["stage"] == "in_force"


def test_the_list_takes_one_stage_or_several(world: World) -> None:
    resolution = made.decision(world)
    staff = client(world, "社工小李")

    def listed(stage: str) -> list[str]:
        return [item["id"] for item in get(staff, f"/resolutions?stage={stage}")["items"]]

    assert listed("draft") == listed("draft,checked,signed") == [str(resolution.pk)]
    assert listed("published,in_force") == []


def test_the_same_key_signs_once(world: World) -> None:
    resolution = made.checked(world, made.decision(world))
    secretary = client(world, "周书记", factor=True)
    path = f"/resolutions/{resolution.pk}/sign"

    seen = {"seen": get(secretary, f"/resolutions/{resolution.pk}")["text_sha256"]}
    first = post(secretary, path, seen, key="a-key-of-its-own")
    second = post(secretary, path, seen, key="a-key-of-its-own")

    assert first == second
    assert first["stage"] == "signed"


def test_an_old_second_factor_is_refused_in_words(world: World) -> None:
    resolution = made.checked(world, made.decision(world))

    answer = post(client(world, "周书记"), f"/resolutions/{resolution.pk}/sign", {"seen": "0" * 64})

    assert answer["code"] == "second_factor_fresh"
    assert answer["message"] == "签字前须重新作二次验证（五分钟内有效）"
    assert answer["next"]["en"]


@pytest.mark.parametrize("name", ["王阿姨", "老尹"])
def test_residents_do_not_read_drafts(world: World, name: str) -> None:
    resolution = made.decision(world)
    browser = client(world, name)

    assert get(browser, "/resolutions")["items"] == []
    for path in ("", "/pdf", "/docx"):
        assert browser.get(f"/api/v1/resolutions/{resolution.pk}{path}").status_code == 404


def test_staff_of_another_community_read_nothing_here(world: World) -> None:
    resolution = made.decision(world)
    world.person("新澜社工")
    world.people["新澜社工"].community = world.other
    world.people["新澜社工"].save()
    world.hold("新澜社工", "committee_staff", community=world.other)  # type: ignore[arg-type]
    browser = client(world, "新澜社工")

    assert get(browser, "/resolutions")["items"] == []
    assert browser.get(f"/api/v1/resolutions/{resolution.pk}").status_code == 404
    assert post(browser, f"/resolutions/{resolution.pk}/set", ROW)["code"] == "not_found"


def test_the_subdistrict_reads_its_communities(world: World) -> None:
    made.decision(world)

    assert len(get(client(world, "街道小高"), "/resolutions")["items"]) == 1


def test_nobody_signed_in_is_told_to_sign_in(world: World) -> None:
    resolution = made.decision(world)

    assert client(world).get("/api/v1/resolutions").status_code == 401
    answer = client(world).post(
        f"/api/v1/resolutions/{resolution.pk}/sign", {"seen": "0" * 64}, content_type="application/json"
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("edit", {"title": "长" * 81}),
        ("edit", {"consensus": "不是列表"}),
        ("set", {"deadline": "明天"}),
        ("set", {"position": "一"}),
        ("drop", {}),
        ("check_legality", {"favourable": "也许", "opinion": "合法", "seen": "0" * 64}),
        ("refuse", {"reason": "长" * 1001}),
        ("file", {}),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(world: World, verb: str, body: dict[str, object]) -> None:
    resolution = made.decision(world)
    before = Resolution.objects.values().get()

    answer = post(client(world, "社工小李"), f"/resolutions/{resolution.pk}/{verb}", body)

    assert answer["code"] == "invalid"
    assert answer["facts"]["field"]
    assert Resolution.objects.values().get() == before


@pytest.mark.parametrize("verb", ["sign", "publish", "countersign", "take_down"])
def test_an_unknown_id_is_not_found(world: World, verb: str) -> None:
    answer = client(world, "社工小李").post(
        f"/api/v1/resolutions/{uuid4()}/{verb}",
        {"seen": "0" * 64} if verb == "sign" else {},
        content_type="application/json",
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_desk_downloads_the_document_once_it_is_complete(world: World, kind: str) -> None:
    resolution = made.decision(world)
    staff = client(world, "社工小李")
    path = f"/api/v1/resolutions/{resolution.pk}/{kind}"
    assert staff.get(path).json()["code"] == "not_complete"

    made.signed(world, resolution)
    response = staff.get(path)

    assert response.status_code == 200
    assert response.content[:4] in (b"%PDF", b"PK\x03\x04")
    assert "%E6%A7%90%E5%AE%89%E8%AE%AE" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["/resolutions", "/resolutions/{id}"])
def test_the_desks_statements_do_not_grow(world: World, path: str) -> None:
    resolution = made.signed(world, made.decision(world))
    browser = client(world, "社工小李")
    with CaptureQueriesContext(connection) as few:
        browser.get("/api/v1" + path.format(id=resolution.pk))
    for _ in range(4):
        made.signed(world, made.opinion(world), made.ROW, made.ROW, made.ROW)

    with CaptureQueriesContext(connection) as many:
        browser.get("/api/v1" + path.format(id=resolution.pk))

    assert len(many) == len(few)
