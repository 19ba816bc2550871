"""The endpoints: what they answer, and that bad input gets the one envelope and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from consult.intake.models import Matter, Petition
from consult.kernel.models import LogEntry
from tests.intake import steps
from tests.intake.test_enter import entered
from tests.world import World

UNKNOWN = "00000000-0000-4000-8000-000000000000"
REASON = {"reason": "就是这样"}
ROUTE = {"route": "large", "reason": "就是这样", "owners_common": True}
REVIEW = {"reason": "就是这样", "checks": steps.CHECKS}
HEARD = {"upheld": True, "decision": "就是这样"}
# verb → who has it, a body that is right, and one with a value of a wrong kind.
VERBS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "confirm": ("丁奶奶", {"means": "app"}, {"means": "telepathy"}),
    "endorse": ("老尹", {}, {}),
    "withdraw": ("王阿姨", {"reason": ""}, {"reason": 7}),
    "accept": ("社工小李", {}, {}),
    "suggest": ("网格员小唐", {"route": "small"}, {"route": "moon"}),
    "route": ("社工小李", ROUTE, {**ROUTE, "due": "the day after"}),
    "dispute": ("社工小李", {"route": "large", **REASON}, {"route": "large"}),
    "assign": ("周书记", ROUTE, {**ROUTE, "owners_common": "perhaps"}),
    "reassign": ("社工小李", REASON, {"reason": ["a", "b"]}),
    "handle": ("网格员小唐", {"result": "好了", "photos": []}, {"result": "好了", "photos": "all"}),
    "escalate": ("网格长老柏", REASON, {"reason": "x", "grid": "second"}),
    "delegate": ("周书记", REASON, {"reason": None}),
    "answer": ("社工小李", {"text": "好了"}, {"text": {"a": 1}}),
    "track": ("社工小李", {"text": "在办"}, {}),
    "opine": ("委员老陈", {"favours": True, "text": "好"}, {"favours": "rather", "text": "好"}),
    "admit": ("周书记", REVIEW, {**REVIEW, "checks": {"political": True}}),
    "return": ("周书记", REVIEW, {**REVIEW, "checks": []}),
    "decline": ("周书记", REVIEW, {"checks": steps.CHECKS}),
    "revise": ("王阿姨", {"title": "新题", "text": "新文"}, {"title": "新题"}),
    "again": ("王阿姨", {"ground": "变了"}, {"ground": 1.5}),
    "contest": ("王阿姨", REASON, {}),
    "rehear": ("社工小郑", HEARD, {**HEARD, "upheld": "so-so"}),
    "appeal": ("王阿姨", REASON, {"reason": 0}),
    "hear_appeal": ("街道小高", HEARD, {"upheld": True}),
}
BODILESS = {"endorse", "accept"}


def envelope(answer: Any, status: int, code: str) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    assert said["message"]
    assert said["message_en"]
    return said


@pytest.fixture
def unchanged(world: World) -> Any:
    """Nothing is written while the test runs, from where it calls this on."""
    before: dict[str, Any] = {}

    def here() -> None:
        now = (
            LogEntry.objects.count(),
            list(Matter.objects.order_by("pk").values()),
            Petition.objects.count(),
        )
        if before:
            assert before["all"] == now
        before["all"] = now

    return here


# --- what is answered ---


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
    assert done["facts"]["sentence"] == "3 月 2 日提出,3 月 4 日前给出首次答复"
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
    assert shown["blocked"]["matter.endorse"]["message"] == "您是这件事的提出人,不用再附议"


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


# --- bad input ---


def each(
    world: World, *, bodies: bool = False
) -> Iterator[tuple[str, Client, dict[str, Any], dict[str, Any]]]:
    """Every verb with who has it, signed in, a right body and a wrong one; `bodies`: only verbs that take one."""
    for verb, (by, right, wrong) in VERBS.items():
        if not bodies or verb not in BODILESS:
            yield verb, steps.signed_in(world, by), right, wrong


def test_a_value_of_the_wrong_kind_is_refused(world: World, unchanged: Any) -> None:
    matter = steps.raised(world)
    unchanged()
    for verb, client, _, wrong in each(world, bodies=True):
        envelope(steps.post(client, f"/matters/{matter.pk}/{verb}", wrong), 422, "invalid")
    unchanged()


def test_a_text_without_end_is_refused(world: World, unchanged: Any) -> None:
    matter = steps.raised(world)
    unchanged()
    for verb, client, right, _ in each(world, bodies=True):
        spoken = ("reason", "text", "decision", "result", "ground", "title", "code")
        words = next((name for name in spoken if name in right), "code" if verb == "confirm" else "reason")
        body = {**right, words: "长" * 30_000}
        envelope(steps.post(client, f"/matters/{matter.pk}/{verb}", body), 422, "invalid")
    unchanged()


@pytest.mark.parametrize("raw", ["", "[]", "{", '"text"', "null", "\x00", '{"surprise": 1}'])
def test_what_is_no_object_or_has_unknown_fields_is_refused(world: World, raw: str, unchanged: Any) -> None:
    matter = steps.raised(world)
    unchanged()
    for verb, client, _, _ in each(world, bodies=True):
        answer = client.post(f"/api/v1/matters/{matter.pk}/{verb}", raw, content_type="application/json")
        assert answer.status_code in (400, 422), verb
        assert answer.json()["message"]
    unchanged()


@pytest.mark.parametrize("matter", [UNKNOWN, "not-an-id", "1", "%00"])
def test_an_unknown_matter_is_not_found(world: World, matter: str) -> None:
    for verb, client, right, _ in each(world):
        envelope(steps.post(client, f"/matters/{matter}/{verb}", right), 404, "not_found")


def test_a_matter_one_may_not_see_is_not_found(world: World, unchanged: Any) -> None:
    person = world.person("外来的人")
    person.community = world.other
    person.save()
    matter = steps.raised(world)
    unchanged()
    client = steps.signed_in(world, "外来的人")
    for verb, (_, right, _) in VERBS.items():
        envelope(steps.post(client, f"/matters/{matter.pk}/{verb}", right), 404, "not_found")
    unchanged()


def test_a_verb_at_the_wrong_stage_is_refused(world: World, unchanged: Any) -> None:
    matter = steps.at(steps.raised(world), "closed")
    unchanged()
    for verb, client, right, _ in each(world):
        envelope(steps.post(client, f"/matters/{matter.pk}/{verb}", right), 409, "wrong_stage")
    unchanged()


def test_nobody_acts_without_signing_in(world: World) -> None:
    matter = steps.raised(world)
    for verb, (_, right, _) in VERBS.items():
        envelope(steps.post(Client(), f"/matters/{matter.pk}/{verb}", right), 401, "not_signed_in")


WRONG_FIELDS: list[dict[str, Any]] = [
    {"title": ""},
    {"title": "长" * 61},
    {"title": None},
    {"text": "长" * 2001},
    {"text": 7},
    {"category": "没有这一类"},
    {"building": UNKNOWN},
    {"grid": "first"},
    {"unit": 1},
    {"community": UNKNOWN},
    {"affected": {"kind": "moon"}},
    {"affected": {"kind": "grid", "ids": [UNKNOWN]}},
    {"affected": {"kind": "grid", "ids": ["x"]}},
    {"affected": "everybody"},
    {"budget_fen": -5},
    {"budget_fen": "a lot"},
    {"budget_fen": 10**30},
    {"owners_common": "perhaps"},
    {"photos": [UNKNOWN]},
    {"photos": [UNKNOWN] * 10},
    {"photos": "one"},
]


@pytest.mark.parametrize("path", ["/matters", "/matters/enter"])
def test_raising_and_entering_refuse_what_is_filled_in_wrongly(
    world: World, path: str, unchanged: Any
) -> None:
    client = steps.signed_in(world, "网格员小唐")
    right = {
        "title": "公告栏换玻璃",
        "text": "玻璃碎了",
        "category": "其他",
        "grid": str(world.grids[0].pk),
        **({"proposer": str(world.people["丁奶奶"].pk)} if path.endswith("enter") else {}),
    }
    unchanged()
    for wrong in WRONG_FIELDS:
        answer = steps.post(client, path, {**right, **wrong})
        assert answer.status_code in (404, 422), (wrong, answer.content)
        assert answer.json()["message"]
    unchanged()
    assert steps.post(client, path, right).status_code == 200


@pytest.mark.database
def test_a_search_may_hold_anything(world: World) -> None:
    steps.raised(world)
    client = steps.signed_in(world, "王阿姨")
    for q in ("\x00", "%", "_", "'; --", "灯\x00", "🙂", "\ud83d".encode("utf-8", "replace").decode()):
        for path in ("/api/v1/matters", "/api/v1/matters/similar"):
            assert client.get(path, {"q": q}).status_code == 200, q


def test_ten_photos_are_one_too_many(world: World) -> None:
    photos = [str(steps.photo(world, "王阿姨")) for _ in range(10)]
    body = {"title": "题", "text": "文", "category": "其他", "photos": photos}
    said = envelope(steps.post(steps.signed_in(world, "王阿姨"), "/matters", body), 422, "invalid")
    assert said["message"] == "最多 9 张照片"


def test_the_list_refuses_what_it_cannot_read(world: World) -> None:
    client = steps.signed_in(world, "王阿姨")
    for query in UNREADABLE:
        envelope(client.get("/api/v1/matters", query), 422, "invalid")


UNREADABLE = [
    {"cursor": "nonsense"},
    {"cursor": "eyJhIjoxfQ=="},
    {"limit": "0"},
    {"limit": "many"},
    {"limit": "1000"},
    {"grid": "first"},
    {"community": "here"},
    {"mine": "yours"},
    {"q": "长" * 201},
    {"stage": "s" * 201},
    {"stage": "nowhere"},
    {"stage": "accepted,\x00"},
]


@pytest.mark.parametrize("path", ["/inbox", "/topics"])
def test_desks_refuse_a_bad_cursor(world: World, path: str) -> None:
    steps.in_review(world)
    envelope(steps.signed_in(world, "周书记").get(f"/api/v1{path}", {"cursor": "x"}), 422, "invalid")


@pytest.mark.parametrize("query", [{}, {"q": "长" * 2001}, {"q": "灯", "community": "x"}])
def test_similar_refuses_what_it_cannot_read(world: World, query: dict[str, str]) -> None:
    envelope(steps.signed_in(world, "王阿姨").get("/api/v1/matters/similar", query), 422, "invalid")


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("start", {"kind": "everybody", "text": "请"}),
        ("start", {"kind": "households"}),
        ("start", {"kind": "households", "text": "长" * 501}),
        ("start", []),
    ],
)
def test_a_petition_says_who_and_why(world: World, act: str, body: Any) -> None:
    matter = steps.declined(world)
    envelope(
        steps.post(steps.signed_in(world, "王阿姨"), f"/petitions/{matter.pk}/{act}", body), 422, "invalid"
    )


@pytest.mark.parametrize("act", ["start", "sign", "withdraw"])
@pytest.mark.parametrize("thing", [UNKNOWN, "x"])
def test_an_unknown_petition_is_not_found(world: World, act: str, thing: str) -> None:
    body = {"kind": "households", "text": "请召集"}
    envelope(
        steps.post(steps.signed_in(world, "王阿姨"), f"/petitions/{thing}/{act}", body), 404, "not_found"
    )


@pytest.mark.parametrize("field", ["grid", "body", "merge_into"])
def test_what_a_route_names_must_be_there(world: World, field: str, unchanged: Any) -> None:
    matter = steps.accepted(world)
    unchanged()
    body = {**ROUTE, field: UNKNOWN}
    envelope(
        steps.post(steps.signed_in(world, "社工小李"), f"/matters/{matter.pk}/route", body), 404, "not_found"
    )
    unchanged()


def test_a_key_that_is_repeated_answers_the_same_and_does_it_once(world: World) -> None:
    matter = steps.raised(world)
    client = steps.signed_in(world, "老尹")
    first = steps.post(client, f"/matters/{matter.pk}/endorse", key="endorse-01")
    again = steps.post(client, f"/matters/{matter.pk}/endorse", key="endorse-01")
    assert first.json() == again.json()
    assert matter.endorsements.count() == 1
