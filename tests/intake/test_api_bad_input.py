"""Bad input on every endpoint gets the one envelope and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from consult.intake.models import Matter, Petition
from consult.kernel.models import LogEntry
from tests.intake import steps
from tests.intake.requests import BODILESS, ROUTE, UNKNOWN, VERBS, envelope
from tests.world import World


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
    for path in ("/api/v1/matters", "/api/v1/matters/similar"):
        for q in ("%", "_", "'; --", "🙂", "\ud83d".encode("utf-8", "replace").decode()):
            assert client.get(path, {"q": q}).status_code == 200, q
        envelope(client.get(path, {"q": "灯\x00"}), 422, "invalid")


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
