"""GET /desk counts what waits where the reader holds a role, in a fixed number of statements."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.meeting.made import hall
from tests.world import World


def ask(world: World, name: str) -> tuple[dict[str, int], int]:
    client = Client()
    account = world.people[name].account
    assert account is not None
    client.force_login(account)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get("/api/v1/desk")
    assert answer.status_code == 200
    return answer.json()["counts"], len(asked)


def test_staff_see_what_waits_in_their_community(world: World) -> None:
    before, _ = ask(world, "社工小李")
    hall(world)
    counts, statements = ask(world, "社工小李")
    assert counts["rooms"] == before["rooms"] + 1
    assert statements <= 14


def test_a_resident_has_an_empty_desk_and_a_visitor_none(world: World) -> None:
    hall(world)
    counts, _ = ask(world, "王阿姨")
    assert set(counts.values()) == {0}
    assert Client().get("/api/v1/desk").status_code == 401


def test_the_subdistrict_sees_its_communities(world: World) -> None:
    hall(world)
    counts, _ = ask(world, "街道小高")
    assert counts["rooms"] == 1
