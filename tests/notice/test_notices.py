"""GET /notices and POST /notices/{id}/read: one's own messages and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.kernel import clock
from consult.notice import outbox
from consult.notice.models import Message
from tests.world import START, World


def client(world: World, name: str) -> Client:
    browser = Client()
    browser.force_login(world.people[name].account)
    return browser


def tell(world: World, name: str, about: UUID | None = None) -> Message:
    outbox.tell(
        community=world.community.pk,
        person=world.people[name].pk,
        template="no.words",
        facts={},
        about=about,
    )
    return Message.objects.latest("at")


def test_a_person_reads_their_messages_newest_first(world: World) -> None:
    about = uuid4()
    tell(world, "王阿姨", about)
    with clock.at(START + timedelta(hours=1)):
        tell(world, "王阿姨")
    answer = client(world, "王阿姨").get("/api/v1/notices").json()
    assert [item["about"] for item in answer["items"]] == [None, str(about)]
    assert (answer["unread"], answer["next"]) == (2, None)


def test_a_page_ends_where_the_next_begins(world: World) -> None:
    for _ in range(5):
        tell(world, "王阿姨")
    browser, seen, cursor = client(world, "王阿姨"), [], ""
    while cursor is not None:
        found = browser.get("/api/v1/notices", {"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in found["items"]]
        cursor = found["next"]
    assert len(seen) == len(set(seen)) == 5


def test_reading_one_marks_it_once(world: World) -> None:
    message = tell(world, "王阿姨")
    browser = client(world, "王阿姨")
    first = browser.post(f"/api/v1/notices/{message.pk}/read").json()
    with clock.at(START + timedelta(hours=1)):
        again = browser.post(f"/api/v1/notices/{message.pk}/read").json()
    assert first["read_at"] == again["read_at"] == "2026-03-02T01:00:00Z"
    assert browser.get("/api/v1/notices").json()["unread"] == 0


def test_having_the_list_before_ones_eyes_marks_it_read_and_nothing_later(world: World) -> None:
    with clock.at(START + timedelta(microseconds=1900)):
        tell(world, "王阿姨")
    tell(world, "小谷")
    browser = client(world, "王阿姨")
    # As a browser sends it back: the time that the list said of its newest message.
    seen = browser.get("/api/v1/notices").json()["items"][0]["at"]
    with clock.at(START + timedelta(hours=1)):
        tell(world, "王阿姨")
        answer = browser.post("/api/v1/notices/read", {"until": seen}, content_type="application/json")
    assert answer.json() == {"unread": 1}
    assert [item["read_at"] for item in browser.get("/api/v1/notices").json()["items"]] == [
        None,
        "2026-03-02T02:00:00Z",
    ]
    assert client(world, "小谷").get("/api/v1/notices").json()["unread"] == 1


def test_another_persons_message_does_not_exist(world: World) -> None:
    message = tell(world, "王阿姨")
    other = client(world, "小谷")
    assert other.get("/api/v1/notices").json()["items"] == []
    answer = other.post(f"/api/v1/notices/{message.pk}/read")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    message.refresh_from_db()
    assert message.read_at is None


def test_an_sms_is_not_read_here(world: World) -> None:
    outbox.send_to(to="+8613900000001", template="sign_in.code", facts={"code": "123456"}, demo=True)
    message = Message.objects.get()
    message.person = world.people["王阿姨"].pk
    message.save()
    answer = client(world, "王阿姨").get("/api/v1/notices").json()
    assert (answer["items"], answer["unread"]) == ([], 0)


@pytest.mark.parametrize(
    "path", ["notices", "notices/5f0c1b52-0000-4000-8000-000000000001/read", "notices/read"]
)
def test_a_visitor_is_asked_to_sign_in(db: None, path: str) -> None:
    if path.endswith("read"):
        answer = Client().post(
            f"/api/v1/{path}", {"until": START.isoformat()}, content_type="application/json"
        )
    else:
        answer = Client().get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("query", [{"cursor": "nonsense"}, {"limit": "many"}])
def test_a_bad_page_is_refused_by_name(world: World, query: dict[str, str]) -> None:
    answer = client(world, "王阿姨").get("/api/v1/notices", query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_the_list_takes_the_same_statements_at_any_length(world: World) -> None:
    browser = client(world, "王阿姨")
    counts = []
    for more in (1, 15):
        for _ in range(more):
            tell(world, "王阿姨")
        with CaptureQueriesContext(connection) as statements:
            browser.get("/api/v1/notices")
        counts.append(len(statements))
    assert counts[0] == counts[1]
