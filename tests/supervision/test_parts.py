"""What a matter's own page shows of its resolution, its orders and its archive."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.resolution.asking import client, get
from tests.supervision import archived, made
from tests.world import World


def test_the_page_links_to_the_notice_and_the_orders(world: World) -> None:
    order = made.issued(world)
    assert order.resolution is not None

    page = get(client(world, "王阿姨"), f"/matters/{order.matter_id}")

    linked = [(link["kind"], link["id"]) for link in page["links"] if link["kind"] != "session"]
    assert linked == [("notice", str(order.resolution.pk)), ("order", str(order.pk))]
    assert f"/api/v1/board/{order.resolution.pk}/pdf" in [document["url"] for document in page["documents"]]


def test_the_archive_is_a_document_to_those_who_may_have_it(world: World) -> None:
    matter = archived.small(world)
    archived.archive(world, matter)

    def urls(name: str) -> list[str]:
        return [d["url"] for d in get(client(world, name), f"/matters/{matter.pk}")["documents"]]

    assert f"/api/v1/matters/{matter.pk}/archive/file" in urls("社工小李")
    assert f"/api/v1/matters/{matter.pk}/archive/file" not in urls("王阿姨")


def test_the_pages_statements_do_not_grow_with_its_orders(world: World) -> None:
    order = made.issued(world)
    browser = client(world, "王阿姨")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/api/v1/matters/{order.matter_id}")
    assert order.resolution is not None
    for position in (7, 8):
        order.pk, order.duty = None, None  # type: ignore[assignment]
        order.duty = order.resolution.duties.create(position=position, what="再一件")
        order.number = f"槐安督〔2026〕第{position}号"
        order._state.adding = True
        order.save(force_insert=True)

    with CaptureQueriesContext(connection) as many:
        browser.get(f"/api/v1/matters/{order.matter_id}")

    assert len(many) == len(few)


def test_home_asks_those_affected_for_their_judgement_until_they_gave_it(world: World) -> None:
    matter = made.evaluating_matter(world)

    def asked(name: str) -> list[tuple[str, str]]:
        waiting = get(client(world, name), "/home")["waiting"]
        return [(row["kind"], row["id"]) for row in waiting if row["id"] == str(matter.pk)]

    assert asked("小谷") == [("matter", str(matter.pk))]
    assert asked("老秦") == []
    made.give(world, "小谷", matter)
    assert asked("小谷") == []
    made.judged(world, matter)
    assert asked("丁奶奶") == []


def test_home_shows_owners_what_they_carry_out(world: World) -> None:
    order = made.issued(world)

    row = get(client(world, "孙副主任"), "/home")["waiting"][0]

    assert (row["kind"], row["id"], row["number"]) == ("order", str(order.pk), order.number)
    assert row["sentence"] == "待办理，6 月 30 日前办结"
    assert "order.begin" in row["allowed"]
    assert get(client(world, "王阿姨"), "/home")["waiting"] == []
