"""The endpoints: what they answer."""

from __future__ import annotations

from typing import Any

import pytest

from consult.intake.models import Matter
from consult.kernel import clock
from tests.intake import steps
from tests.intake.requests import VERBS, envelope
from tests.intake.test_enter import entered
from tests.world import World

BODY = {"title": "公告栏换玻璃", "text": "玻璃碎了一角", "category": "其他"}


def test_raising_answers_with_a_receipt(world: World) -> None:
    client = steps.signed_in(world, "王阿姨")
    photo = steps.photo(world, "王阿姨")
    body = {
        "title": "公告栏换玻璃",
        "text": "玻璃碎了一角",
        "category": "其他",
        "building": str(world.buildings[0].pk),
        "affected": {"kind": "building", "ids": [str(world.buildings[0].pk)]},
        "photos": [str(photo)],
    }
    answer = steps.post(client, "/matters", body, key="raise-0001")
    assert answer.status_code == 200, answer.content
    done = answer.json()
    assert (done["stage"], done["facts"]["number"]) == ("submitted", "QY-HA-2026-0001")
    assert done["facts"]["sentence"] == "3 月 2 日提出，3 月 4 日前给出首次答复"
    assert done["facts"]["due"] == "2026-03-04T01:00:00+00:00"
    assert done["allowed"] == ["matter.endorse", "matter.withdraw", "petition.start"]
    assert steps.post(client, "/matters", body, key="raise-0001").json() == done
    assert Matter.objects.count() == 1


def test_an_emergency_is_turned_away_and_the_alert_outlives_the_refusal(world: World) -> None:
    client = steps.signed_in(world, "王阿姨")
    body = {
        "title": "着火了",
        "text": "楼道里着火了",
        "category": "其他",
        "building": str(world.buildings[0].pk),
    }
    said = envelope(steps.post(client, "/matters", body, key="raise-0002"), 409, "emergency")
    assert said["facts"]["call"] == ["110", "119", "120"]
    assert steps.messages(world, "网格员小唐") == ["matter.emergency"]
    assert not Matter.objects.exists()
    answer = steps.post(client, "/matters", {**body, "not_emergency": True}, key="raise-0003")
    assert answer.status_code == 200, answer.content


def test_a_worker_writes_a_matter_down(world: World) -> None:
    client = steps.signed_in(world, "网格员小唐")
    body = {
        "title": "扶手太低",
        "text": "老人抓不住",
        "category": "其他",
        "grid": str(world.grids[0].pk),
        "proposer": str(world.people["丁奶奶"].pk),
    }
    answer = steps.post(client, "/matters/enter", body)
    assert (answer.status_code, answer.json()["stage"]) == (200, "unconfirmed")
    answer = steps.post(client, "/matters/enter", {**body, "proposer": None, "proposer_name": "赵爷爷"})
    assert answer.status_code == 200, answer.content


def test_a_matters_page_holds_what_its_reader_may_know(world: World) -> None:
    matter = steps.declined(world, photos=[steps.photo(world, "王阿姨")])
    shown = steps.signed_in(world, "老尹").get(f"/api/v1/matters/{matter.pk}").json()
    assert shown["number"] == "QY-HA-2026-0001"
    assert shown["tier"] == "large"
    assert shown["raised_by"] == "王**"
    assert shown["place"] == "1号楼"
    assert [stop["station"] for stop in shown["rail"]][:3] == ["raise", "accept", "review"]
    assert shown["timeline"][-1]["reason"] == "不属于社区事务"
    assert shown["reviews"][0]["conclusion"] == "not_listed"
    assert len(shown["photos"]) == 1
    assert shown["suggestion"] is None
    assert shown["mine"] == {"raised": False, "entered": False, "endorsed": False, "touched": True}
    assert shown["allowed"] == ["petition.start"]
    staff = steps.signed_in(world, "社工小李").get(f"/api/v1/matters/{matter.pk}").json()
    assert (staff["raised_by"], staff["suggestion"]["rule"]) == ("王阿姨", "T10")


def test_why_a_verb_would_be_refused_is_said_beforehand(world: World) -> None:
    matter = steps.raised(world)
    client = steps.signed_in(world, "王阿姨")
    shown = client.get(f"/api/v1/matters/{matter.pk}").json()
    assert "matter.endorse" in shown["allowed"]
    assert shown["blocked"]["matter.endorse"]["code"] == "not_proposer"
    assert shown["blocked"]["matter.endorse"]["message"] == "您是这件事的提出人，不用再附议"


def test_members_opinions_are_for_those_who_follow_the_review(world: World) -> None:
    matter = steps.in_review(world)
    steps.post(
        steps.signed_in(world, "委员老陈"),
        f"/matters/{matter.pk}/opine",
        {"favours": False, "text": "先问楼上"},
    )
    page = f"/api/v1/matters/{matter.pk}"
    assert steps.signed_in(world, "周书记").get(page).json()["opinions"][0]["text"] == "先问楼上"
    assert steps.signed_in(world, "老尹").get(page).json()["opinions"] == []


def test_a_petition_is_started_and_signed(world: World) -> None:
    matter = steps.declined(world)
    client = steps.signed_in(world, "王阿姨")
    answer = steps.post(client, f"/petitions/{matter.pk}/start", {"kind": "households", "text": "请召集会议"})
    assert (answer.status_code, answer.json()["stage"]) == (200, "gathering")
    petition = answer.json()["id"]
    answer = steps.post(steps.signed_in(world, "丁奶奶"), f"/petitions/{petition}/sign")
    assert answer.json()["allowed"] == ["petition.sign"]
    shown = client.get(f"/api/v1/matters/{matter.pk}").json()["petitions"][0]
    assert (shown["signed"], shown["needed"], shown["base"]) == (2, 4, 36)
    assert shown["by"] == "十分之一以上户的代表"
    assert shown["allowed"] == ["petition.sign", "petition.withdraw"]
    assert steps.post(client, f"/petitions/{petition}/withdraw").json()["stage"] == "withdrawn"


def test_lists_are_answered(world: World) -> None:
    steps.raised(world)
    client = steps.signed_in(world, "网格员小唐")
    for path in ("/home", "/inbox", "/topics", "/matters"):
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 200, (path, answer.content)
    assert client.get("/api/v1/inbox").json()["items"][0]["waits_for"] == ["grid_worker"]


RIGHT: list[tuple[str, Any]] = [
    ("confirm", entered),
    ("endorse", steps.raised),
    ("withdraw", steps.raised),
    ("accept", steps.raised),
    ("suggest", steps.accepted),
    ("route", steps.accepted),
    ("dispute", steps.accepted),
    ("answer", lambda w: steps.routed(w, "government")),
    ("track", lambda w: steps.routed(w, "government")),
    ("opine", steps.in_review),
    ("admit", steps.in_review),
    ("return", steps.in_review),
    ("decline", steps.in_review),
    ("delegate", steps.in_review),
    ("revise", steps.returned),
    ("contest", lambda w: steps.routed(w, "reject")),
    ("rehear", steps.contested),
    ("appeal", steps.declined),
    ("again", lambda w: steps.at(steps.listed(w), "failed")),
]


@pytest.mark.parametrize(("verb", "make"), RIGHT, ids=[verb for verb, _ in RIGHT])
def test_a_verb_is_done_over_http(world: World, verb: str, make: Any) -> None:
    by, body, _ = VERBS[verb]
    matter = make(world)
    answer = steps.post(steps.signed_in(world, by), f"/matters/{matter.pk}/{verb}", body)
    assert answer.status_code == 200, answer.content
    assert answer.json()["id"] == str(matter.pk)


def test_a_key_used_for_one_matter_does_not_pass_for_another(world: World) -> None:
    first, second = steps.raised(world), steps.raised(world)
    staff = steps.signed_in(world, "社工小李")
    assert steps.post(staff, f"/matters/{first.pk}/accept", key="accept-0001").status_code == 200

    envelope(steps.post(staff, f"/matters/{second.pk}/accept", key="accept-0001"), 409, "key_reused")

    second.refresh_from_db()
    assert second.stage == "submitted"


def test_nobody_raises_matters_by_the_hundred(world: World, settings: Any) -> None:
    settings.MATTERS_A_PERSON = ((2, 3600), (3, 86_400))
    resident, neighbour = steps.signed_in(world, "王阿姨"), steps.signed_in(world, "老尹")
    assert [steps.post(resident, "/matters", BODY).status_code for _ in range(2)] == [200, 200]

    envelope(steps.post(resident, "/matters", BODY), 429, "too_often")

    assert steps.post(neighbour, "/matters", BODY).status_code == 200
    with clock.at(clock.beijing(2026, 3, 2, 10, 1)):
        assert steps.post(resident, "/matters", BODY).status_code == 200
        envelope(steps.post(resident, "/matters", BODY), 429, "too_often")


def test_crying_fire_again_and_again_rings_the_grid_no_more(world: World, settings: Any) -> None:
    settings.ALERTS_A_PERSON = ((2, 600),)
    resident = steps.signed_in(world, "王阿姨")
    fire = {
        "title": "着火了",
        "text": "楼道里着火了",
        "category": "其他",
        "building": str(world.buildings[0].pk),
    }
    for _ in range(4):
        envelope(steps.post(resident, "/matters", fire), 409, "emergency")
    assert steps.messages(world, "网格员小唐") == ["matter.emergency"] * 2
