"""Orders, evaluation, closing and archive over HTTP."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.intake.models import Matter
from consult.kernel import clock
from consult.people.models import Role
from consult.supervision import verifying
from consult.supervision.models import Order
from tests.intake import steps
from tests.resolution.asking import client, get, post
from tests.supervision import archived, made
from tests.world import World


def test_a_small_matter_is_walked_from_its_order_to_its_archive(world: World) -> None:
    resolution = made.settled_small(world, made.row(world))
    secretary, owner = client(world, "周书记"), client(world, "孙副主任")
    inspector, staff = client(world, "督查老丁"), client(world, "社工小李")

    ready = get(secretary, "/supervision")["to_issue"]
    assert [(row["id"], row["duties"], row["may_issue"]) for row in ready] == [(str(resolution.pk), 1, True)]
    issued = post(secretary, "/orders", {"resolution": str(resolution.pk)})
    assert issued["facts"]["numbers"] == ["槐安督〔2026〕第1号"]
    path = f"/orders/{issued['id']}"
    assert get(owner, "/orders?mine=true")["items"][0]["allowed"] == [
        "order.begin",
        "order.progress",
        "order.ask_extension",
    ]
    assert post(owner, f"{path}/begin")["stage"] == "under_way"
    photo = made.photo(world, "孙副主任")
    post(owner, f"{path}/progress", {"text": "清运两车", "photos": [str(photo.pk)]})
    asked = {"until": "2026-07-31", "reason": "雨季"}
    assert "order.ask_extension" in post(owner, f"{path}/ask_extension", asked)["allowed"]
    assert get(owner, path)["blocked"]["order.ask_extension"]["code"] == "no_extension_pending"
    post(secretary, f"{path}/decide_extension", {"granted": True})
    post(inspector, f"{path}/inspect", {"finding": "进度正常", "passed": True})
    assert post(owner, f"{path}/report_done")["stage"] == "reported"
    assert post(inspector, f"{path}/send_back", {"reason": "三层还有纸箱"})["stage"] == "under_way"
    assert post(owner, f"{path}/report_done")["stage"] == "reported"
    assert post(inspector, f"{path}/verify", {"finding": "已清空"})["stage"] == "verified"
    assert post(secretary, f"{path}/close")["stage"] == "closed"
    page = get(secretary, path)
    assert page["deadline"] == "2026-07-31"
    assert [step["text"] for step in page["progress"]] == ["清运两车"]
    assert page["progress"][0]["photos"][0]["id"] == str(photo.pk)
    assert [found["passed"] for found in page["inspections"]] == [True, False, True]
    assert (page["verified_by"], page["closed_by"]) == ("督查老丁", "周书记")
    matter = f"/matters/{resolution.matter_id}"
    given = {"responded": True, "resolved": True, "satisfied": 5, "dimensions": {"smile": 5}}
    for name in ("王阿姨", "丁奶奶", "小谷", "小范", "老尹", "葛阿姨"):
        assert post(client(world, name), f"{matter}/give", given)["stage"] == "evaluating"
    with clock.at(made.AFTER):
        summary = get(secretary, f"{matter}/evaluation")
        assert summary["rounds"][0]["rates"] == {"responded": 1000, "resolved": 1000, "satisfied": 1000}
        assert summary["rounds"][0]["dimensions"][0] == {
            "key": "smile",
            "answers": 6,
            "mean": 50,
        }
        assert "matter.close" in summary["allowed"]
        assert post(secretary, f"{matter}/close")["stage"] == "closed"
        assert get(staff, f"{matter}/evaluation")["allowed"] == ["matter.archive"]


def test_the_archive_is_made_shown_and_downloaded(world: World) -> None:
    matter = archived.small(world)
    staff = client(world, "社工小李")
    assert staff.get(f"/api/v1/matters/{matter.pk}/archive").status_code == 404

    with clock.at(clock.beijing(2026, 6, 1)):
        assert post(staff, f"/matters/{matter.pk}/archive")["stage"] == "archived"
    kept = get(staff, f"/matters/{matter.pk}/archive")
    response = staff.get(kept["url"])
    data = b"".join(response.streaming_content)  # type: ignore[arg-type]

    assert response.headers["Content-Type"] == "application/zip"
    assert matter.number in response.headers["Content-Disposition"]
    assert len(data) == kept["bytes"]
    assert verifying.verify(data, key=kept["key"]).number == matter.number
    assert zipfile.is_zipfile(io.BytesIO(data))


@pytest.mark.parametrize("name", ["督查老丁", "第三方"])
def test_who_inspects_or_evaluates_reads_no_names_in_the_archive(world: World, name: str) -> None:
    """It says who raised the matter, also where they asked not to be named: that is for the desks alone."""
    world.person("第三方")
    world.hold("第三方", Role.EVALUATOR)
    matter = archived.small(world)
    archived.archive(world, matter)

    for path in ("archive", "archive/file"):
        assert client(world, name).get(f"/api/v1/matters/{matter.pk}/{path}").status_code == 404
    assert client(world, "吕监督").get(f"/api/v1/matters/{matter.pk}/archive").status_code == 200


@pytest.mark.parametrize("name", ["王阿姨", "老尹"])
def test_residents_do_not_download_archives(world: World, name: str) -> None:
    """It names everybody in full; even its proposer reads the public parts on the matter's page."""
    matter = archived.small(world)
    archived.archive(world, matter)

    for path in ("archive", "archive/file"):
        assert client(world, name).get(f"/api/v1/matters/{matter.pk}/{path}").status_code == 404


def test_residents_follow_the_work_and_read_officials_by_office(world: World) -> None:
    order = made.under_way(world)
    resident = client(world, "老秦")

    listed = get(resident, f"/orders?matter={order.matter_id}")["items"]

    assert [(row["number"], row["owner_name"], row["allowed"]) for row in listed] == [
        (order.number, "孙副主任", [])
    ]
    assert get(resident, f"/orders/{order.pk}")["progress"][0]["text"] == "已联系清运"


def test_orders_of_a_restricted_matter_are_not_shown_to_neighbours(world: World) -> None:
    order = made.issued(world)
    Matter.objects.filter(pk=order.matter_id).update(restricted=True)

    assert get(client(world, "老秦"), "/orders")["items"] == []
    assert client(world, "老秦").get(f"/api/v1/orders/{order.pk}").status_code == 404
    assert len(get(client(world, "周书记"), "/orders")["items"]) == 1


def test_a_late_order_says_how_late(world: World) -> None:
    order = made.issued(world, made.row(world, deadline=clock.today() + timedelta(days=10)))

    with clock.at(clock.now() + timedelta(days=15)):
        shown = get(client(world, "吕监督"), f"/orders/{order.pk}")

    assert (shown["overdue"], shown["zh"], shown["en"]) == ("orange", "逾期（橙）", "Overdue (orange)")


def test_those_who_oversee_read_everything_with_its_counts(world: World) -> None:
    made.reported(world)
    made.issued(world, made.row(world, deadline=clock.today() + timedelta(days=1)))
    made.posted(world)

    with clock.at(clock.now() + timedelta(days=4)):
        shown = get(client(world, "吕监督"), "/supervision")

    assert shown["counts"]["orders"] == {
        "issued": 1,
        "under_way": 0,
        "reported": 1,
        "verified": 0,
        "closed": 0,
        "yellow": 1,
        "orange": 0,
        "red": 0,
    }
    assert shown["counts"]["posted"] == 3
    assert shown["counts"]["matters"] == {"carrying_out": 2, "published": 1}
    assert [row["overdue"] for row in shown["overdue"]] == ["yellow"]
    assert len(shown["to_inspect"]) == 1
    # What is still posted may not be carried out, and supervisors issue nothing.
    assert shown["to_issue"] == []
    assert all(row["allowed"] == [] for row in shown["overdue"] + shown["to_inspect"])


@pytest.mark.parametrize(
    ("days", "level"), [(0, ""), (1, "yellow"), (3, "yellow"), (4, "orange"), (8, "red")]
)
def test_the_counts_of_lateness_follow_the_levels(world: World, days: int, level: str) -> None:
    deadline = clock.today() + timedelta(days=10)
    made.issued(world, made.row(world, deadline=deadline))

    with clock.at(clock.now() + timedelta(days=10 + days)):
        counts = get(client(world, "吕监督"), "/supervision")["counts"]["orders"]

    assert {name for name in ("yellow", "orange", "red") if counts[name]} == ({level} if level else set())


def test_residents_do_not_oversee_and_others_see_their_own_community(world: World) -> None:
    made.issued(world)
    world.person("新澜监督")
    world.people["新澜监督"].community = world.other
    world.people["新澜监督"].save()
    world.hold("新澜监督", Role.SUPERVISOR, community=world.other)

    assert client(world, "王阿姨").get("/api/v1/supervision").status_code == 404
    assert client(world).get("/api/v1/supervision").status_code == 401
    assert get(client(world, "新澜监督"), "/supervision")["counts"]["orders"]["issued"] == 0
    assert get(client(world, "街道小高"), "/supervision")["counts"]["orders"]["issued"] == 1


def test_one_answer_alone_is_not_shown_while_others_are_awaited(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "老尹", matter, made.BAD)

    seen = get(client(world, "小谷"), f"/matters/{matter.pk}/evaluation")
    own = get(client(world, "老尹"), f"/matters/{matter.pk}/evaluation")
    overseen = get(client(world, "督查老丁"), f"/matters/{matter.pk}/evaluation")

    assert (seen["rounds"][0]["answers"], seen["rounds"][0]["rates"]) == (1, None)
    assert (seen["rounds"][0]["levels"], seen["rounds"][0]["reasons"]) == ([], [])
    assert (seen["answered"], own["answered"]) == (False, True)
    assert "evaluation.give" in seen["allowed"]
    assert own["blocked"]["evaluation.give"]["code"] == "not_evaluated_yet"
    assert overseen["rounds"][0]["reasons"] == ["第二天又堆上了"]


def test_a_rectification_is_given_its_order_over_http(world: World) -> None:
    matter = made.evaluating_matter(world)
    made.give(world, "老尹", matter, made.BAD)
    made.judged(world, matter)
    secretary = client(world, "周书记")
    opened = get(secretary, "/supervision")["rectifications"]
    assert (opened[0]["orders"], opened[0]["may_issue"]) == (0, True)
    body = {
        "rectification": opened[0]["id"],
        "what": "加装监督岗",
        "owner_name": "保洁公司",
        "deadline": "2026-04-30",
        "standard": "一个月无堆物",
    }

    made_order = post(secretary, "/orders", body)

    assert made_order["stage"] == "issued"
    shown = get(secretary, f"/matters/{matter.pk}/evaluation")["rectifications"]
    assert shown[0]["orders"] == made_order["facts"]["numbers"]
    assert post(secretary, "/orders", {**body, "deadline": None})["code"] == "invalid"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/orders", {}),
        ("/orders", {"resolution": str(uuid4()), "rectification": str(uuid4())}),
        ("/orders/{order}/progress", {"text": "长" * 501}),
        ("/orders/{order}/progress", {"text": "x", "photos": ["nothing"]}),
        ("/orders/{order}/progress", {"text": "x", "photos": [str(uuid4())]}),
        ("/orders/{order}/ask_extension", {"until": "明天", "reason": "x"}),
        ("/orders/{order}/verify", {}),
        ("/matters/{matter}/give", {"responded": True, "resolved": True, "satisfied": 9}),
        ("/matters/{matter}/give", {"responded": "也许", "resolved": True, "satisfied": 5}),
    ],
)
def test_bad_input_is_refused_with_its_field(world: World, path: str, body: dict[str, Any]) -> None:
    order = made.issued(world)
    before = Order.objects.values().get()
    browser = client(world, "周书记" if path == "/orders" else "孙副主任")

    answer = post(browser, path.format(order=order.pk, matter=order.matter_id), body)

    assert answer["code"] == "invalid"
    assert answer["facts"]["field"]
    assert Order.objects.values().get() == before


@pytest.mark.parametrize(
    "path", ["/orders/{0}/begin", "/orders/{0}/verify", "/matters/{0}/close", "/matters/{0}/archive"]
)
def test_an_unknown_id_is_not_found(world: World, path: str) -> None:
    response = client(world, "社工小李").post(
        "/api/v1" + path.format(uuid4()), {"finding": "x"}, content_type="application/json"
    )

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["/orders", "/supervision", "/orders/{order}", "/matters/{matter}/evaluation"]
)
@pytest.mark.parametrize("name", ["吕监督", "老秦"])
def test_statements_do_not_grow(world: World, path: str, name: str) -> None:
    order = made.under_way(world)
    made.reported(world)
    address = "/api/v1" + path.format(order=order.pk, matter=order.matter_id)
    browser = client(world, name)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for _ in range(3):
        made.under_way(world, order)
        made.reported(world)
        made.issued(world)

    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    assert len(many) == len(few)


def test_a_matter_of_another_community_is_not_found(world: World) -> None:
    matter = steps.with_grid(world)
    stranger = world.person("外人")
    stranger.community = world.other
    stranger.save(update_fields=["community"])

    response = client(world, "外人").get(f"/api/v1/matters/{matter.pk}/evaluation")

    assert response.status_code == 404
