"""The public notice board."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.intake.models import Matter
from consult.kernel import clock
from consult.resolution import objecting, publishing
from consult.resolution.models import Resolution
from tests.resolution import made
from tests.resolution.asking import client, get
from tests.world import World


def test_anybody_reads_the_board_without_signing_in(world: World) -> None:
    resolution = _posted(world)

    listed = get(client(world), f"/board?community={world.community.pk}")

    assert [item["id"] for item in listed["items"]] == [str(resolution.pk)]
    item = listed["items"][0]
    assert (item["number"], item["state"]) == ("槐安议〔2026〕第1号", "published")
    assert (item["published_on"], item["until"], item["days_left"]) == ("2026-03-02", "2026-03-17", 16)
    assert item["zh"] == "公示中，3 月 17 日止"
    assert item["allowed"] == []


def test_a_posted_notice_says_everything_but_names(world: World) -> None:
    resolution = _posted(world)
    objection = objecting.raise_objection(
        actor=world.actor("老尹"), resolution=resolution, reason="担心油烟和人流"
    )
    objecting.answer(actor=world.actor("社工小李"), objection=objection, answer="不设灶具，只分餐")

    response = client(world).get(f"/api/v1/board/{resolution.pk}")

    notice = response.json()
    assert notice["text"]["motion"]["what"].startswith("用原自行车库开设老年助餐点")
    assert notice["sha256"] == resolution.sha256
    signature = notice["signatures"][0]
    assert (signature["office"], signature["office_en"]) == (
        "社区党组织书记",
        "Party secretary of the community",
    )
    assert signature["name"] == "周书记"
    assert signature["sha256"] == resolution.sha256
    assert notice["duties"][0]["party"] == "residents_committee"
    shown = notice["objections"][0]
    assert (shown["text"], shown["answer"]) == ("担心油烟和人流", "不设灶具，只分餐")
    assert shown["answered_by"] == "社工小李"
    assert "老尹" not in response.content.decode()
    assert "何主任" not in response.content.decode(), "the responsible person is named at the desk only"
    assert notice["url"].endswith(f"/board/{resolution.pk}")


def test_a_posted_page_has_a_code_to_point_a_phone_at(world: World) -> None:
    resolution = _posted(world)

    drawn = client(world).get(f"/api/v1/board/{resolution.pk}/qr.svg")
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert drawn.content.startswith(b"<svg")
    assert client(world).get(f"/api/v1/board/{uuid4()}/qr.svg").status_code == 404


def test_a_resident_may_object_there_and_a_visitor_not(world: World) -> None:
    resolution = _posted(world)

    assert get(client(world, "小谷"), f"/board/{resolution.pk}")["allowed"] == ["objection.raise"]
    assert get(client(world), f"/board/{resolution.pk}")["allowed"] == []


def test_what_should_have_been_signed_is_public_with_nothing_of_its_draft(world: World) -> None:
    resolution = made.listed(world, made.decision(world))
    assert get(client(world), "/board")["items"] == []

    with clock.at(clock.beijing(2026, 3, 6)):
        notice = get(client(world), f"/board/{resolution.pk}")

    assert (notice["state"], notice["sign_by"]) == ("unsigned", "2026-03-05")
    assert notice["text"]["tally"] == resolution.tally
    assert notice["duties"] == []
    assert notice["signatures"] == []


def test_neither_drafts_nor_restricted_matters_are_on_it(world: World) -> None:
    made.checked(world, made.decision(world))
    hidden = _posted(world)
    Matter.objects.filter(pk=hidden.matter_id).update(restricted=True)

    assert get(client(world), "/board")["items"] == []
    assert client(world).get(f"/api/v1/board/{hidden.pk}").status_code == 404


def test_a_community_sees_its_own(world: World) -> None:
    _posted(world)

    assert get(client(world), f"/board?community={world.other.pk}")["items"] == []


def test_the_board_is_read_page_by_page(world: World) -> None:
    posted = []
    for day in (2, 3, 4):
        with clock.at(clock.beijing(2026, 3, day)):
            posted.append(_posted(world))

    first = get(client(world), "/board?limit=2")
    second = get(client(world), f"/board?limit=2&cursor={first['next']}")

    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == [str(resolution.pk) for resolution in reversed(posted)]
    assert second["next"] is None


@pytest.mark.parametrize("path", ["/board", "/board/{id}"])
def test_its_statements_do_not_grow(world: World, path: str) -> None:
    resolution = _posted(world)
    objecting.raise_objection(actor=world.actor("老尹"), resolution=resolution, reason="担心油烟")
    browser = client(world, "社工小李")
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get("/api/v1" + path.format(id=resolution.pk))
    for name in ("小谷", "小范", "葛阿姨"):
        objecting.raise_objection(actor=world.actor(name), resolution=resolution, reason="担心人流")
        _posted(world)

    with CaptureQueriesContext(connection) as many:
        browser.get("/api/v1" + path.format(id=resolution.pk))

    assert len(many) == len(few)


def test_the_notice_is_a_pdf(world: World) -> None:
    resolution = _posted(world)

    response = client(world).get(f"/api/v1/board/{resolution.pk}/pdf")

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    again = client(world).get(f"/api/v1/board/{resolution.pk}/pdf")
    assert again.content == response.content


def test_what_is_not_there_is_not_found(world: World) -> None:
    answer = client(world).get(f"/api/v1/board/{world.community.pk}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert client(world).get("/api/v1/board/nonsense").status_code == 404
    assert client(world).get("/api/v1/board?cursor=nonsense").status_code == 422


def _posted(world: World) -> Resolution:
    resolution = made.signed(world, made.decision(world))
    publishing.publish(actor=world.actor("社工小李"), resolution=resolution)
    assert resolution.publish_until is not None
    assert resolution.publish_until > date(2026, 3, 15)
    return resolution
