"""Who is there by name: the desk's to read, page by page, in a fixed number of statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.meeting.made import hall, seat
from tests.meeting.serving import signed_in
from tests.world import World


def reading(person: object) -> Client:
    browser = Client()
    browser.cookies["sessionid"] = signed_in(person)  # type: ignore[arg-type]
    return browser


def test_the_desk_reads_who_is_there(world: World) -> None:
    made = hall(world)
    seat(made.room, *(world.people[name] for name in ("王阿姨", "小谷", "社工小李")))
    answer = reading(world.people["社工小李"]).get(f"/api/v1/rooms/{made.room.pk}/present").json()
    assert {item["name"] for item in answer["items"]} >= {"王阿姨", "小谷"}
    assert {item["mode"] for item in answer["items"]} == {"on_site"}
    assert answer["next"] is None


def test_a_neighbour_does_not(world: World) -> None:
    made = hall(world)
    seat(made.room, world.people["王阿姨"])
    answer = reading(world.people["王阿姨"]).get(f"/api/v1/rooms/{made.room.pk}/present")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("limit", [2, 50])
def test_pages_follow_one_another_and_cost_the_same(world: World, limit: int) -> None:
    made = hall(world)
    names = ("王阿姨", "丁奶奶", "小谷", "小范", "老尹")
    seat(made.room, *(world.people[name] for name in names))
    desk, found, cursor, costs = reading(world.people["社工小李"]), [], "", set()
    while cursor is not None:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = desk.get(
                f"/api/v1/rooms/{made.room.pk}/present", {"limit": limit, "cursor": cursor}
            ).json()
        costs.add(len(asked))
        found += [item["person"] for item in page["items"]]
        cursor = page["next"]
    assert sorted(found) == sorted(str(world.people[name].pk) for name in names)
    assert len(costs) == 1
