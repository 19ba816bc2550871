"""GET /sessions, /sessions/calendar, /sessions/forms: who sees what, page by page, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.agenda import reads
from consult.agenda.beside import matter_parts, waiting
from consult.agenda.convening import cancel
from consult.agenda.forms import FORMS
from consult.agenda.models import Session
from consult.agenda.replying import reply
from consult.kernel import clock
from consult.kernel.permits import ANYBODY
from consult.meeting.models import Room
from consult.meeting.opening import open_session
from consult.people.models import Role
from tests.agenda import scene
from tests.agenda.asking import Browser
from tests.world import World


def seen(world: World, name: str, **filters: Any) -> list[str]:
    items, _ = reads.sessions(world.actor(name), **filters)
    return [item["title"] for item in items]


def test_a_published_agenda_is_the_whole_communitys_and_a_draft_is_its_desks(world: World) -> None:
    scene.published(world, title="公布了的")
    scene.drafted(world, title="草稿")
    for name in ("王阿姨", "小辛", "督查老丁"):
        assert seen(world, name) == ["公布了的"], name
    for name in ("社工小李", "何主任", "周书记", "吕监督", "石律师"):
        assert set(seen(world, name)) == {"公布了的", "草稿"}, name
    assert reads.sessions(ANYBODY)[0] == []


def test_a_grids_draft_is_its_grids(world: World) -> None:
    scene.drafted(world, "grid_session", title="一网格草稿")
    for name, sees in {"网格长老柏": True, "网格员小唐": True, "网格长小井": False, "社工小李": True}.items():
        assert bool(seen(world, name)) is sees, name


def test_another_communitys_sessions_are_not_seen(world: World) -> None:
    scene.published(world)
    stranger = world.person("外人")
    stranger.community = world.other
    stranger.save()
    assert seen(world, "外人") == []


def test_the_subdistrict_sees_what_is_published(world: World) -> None:
    scene.published(world, title="公布了的")
    scene.drafted(world, title="草稿")
    assert seen(world, "街道小高") == ["公布了的"]


def test_filters(world: World) -> None:
    hearing = scene.published(world, "hearing", title="听证")
    scene.published(world, "grid_session", title="网格", starts_at=scene.day(10))
    scene.published(world, "collection", title="征集", starts_at=scene.day(1))
    it = hearing.items.get().matter
    assert it is not None

    assert seen(world, "王阿姨", form="hearing") == ["听证"]
    assert seen(world, "王阿姨", grid=world.grids[0].pk) == ["网格"]
    assert seen(world, "王阿姨", matter=it.pk) == ["听证"]
    assert seen(world, "社工小李", stage="drafted,cancelled") == []
    with clock.at(scene.day(5)):
        assert seen(world, "王阿姨", when="upcoming") == ["听证", "网格"]
        assert seen(world, "王阿姨", when="past") == ["征集"]
    # 王阿姨 raised them all; 小谷 lives in the building of the grid session.
    assert seen(world, "小谷", mine=True) == ["网格"]
    assert seen(world, "王阿姨", community=world.other.pk) == []


def test_a_row_says_whether_i_am_invited_and_what_i_may_do(world: World) -> None:
    scene.published(world, "grid_session")
    row = reads.sessions(world.actor("小谷"))[0][0]
    assert (row["invited"], row["reply"]) == (True, "")
    assert "session.reply" in row["allowed"]
    assert row["rail"][0]["station"] == "raise"
    assert row["sentence"] == "议程已公布，3 月 22 日开会"
    other = reads.sessions(world.actor("督查老丁"))[0][0]
    assert (other["invited"], "session.reply" in other["allowed"]) == (False, False)


def test_pages_follow_one_another_without_gap_or_repeat(world: World) -> None:
    for n in range(7):
        scene.drafted(world, "collection", title=f"第{n}次", starts_at=scene.day(20))
    found: list[str] = []
    cursor = None
    while True:
        items, cursor = reads.sessions(world.actor("社工小李"), cursor=cursor, limit=3)
        found += [item["title"] for item in items]
        if cursor is None:
            break
    assert sorted(found) == [f"第{n}次" for n in range(7)]
    assert len(found) == 7


def test_deliberation_days_and_what_waits_for_one(world: World) -> None:
    busy = scene.published(world, title="圆桌")
    idle = scene.matter(world, title="没有排上的事项")
    scene.matter(world, title="还没立项", stage="in_review")
    cancel(
        actor=world.actor("社工小李"),
        session=scene.drafted(world, title="取消了", it=scene.matter(world, title="又空出来的事项")),
        reason="改期",
    )
    page = Browser(world, "小谷").get("/sessions/calendar?first=2026-03-01&last=2026-04-30")

    assert page["deliberation_days"] == ["2026-03-14", "2026-04-11"]
    assert [item["id"] for item in page["items"]] == [str(busy.pk)]
    assert {one["name"] for one in page["waiting"]} == {idle.title, "又空出来的事项"}
    Browser(world, "小谷").get("/sessions/calendar?first=2026-03-01&last=2026-12-31", status=422)
    Browser(world, "小谷").get("/sessions/calendar?first=2026-03-02&last=2026-03-01", status=422)
    Browser(world, "小谷").get("/sessions/calendar?first=soon&last=2026-03-01", status=422)


def test_forms_come_as_data_with_the_notice_of_the_community(world: World) -> None:
    items = {form["code"]: form for form in Browser(world, "网格长老柏").get("/sessions/forms")["items"]}
    assert set(items) == set(FORMS)
    assert items["residents_meeting"]["notice_days"] == 10
    assert items["grid_session"]["may_convene"]
    assert not items["hearing"]["may_convene"]
    assert items["hearing"]["stances"] == ["for", "against", "question"]


def test_what_asks_for_my_reply_stands_on_my_first_page(world: World) -> None:
    far = scene.published(world, "grid_session", title="网格", starts_at=scene.day(30))
    near = scene.published(world, "building_session", title="楼栋", starts_at=scene.day(8))
    assert [row["title"] for row in waiting(world.actor("小谷"))] == ["楼栋", "网格"]
    letter = scene.letter(near, household=world.homes[2])
    reply(actor=world.actor("小谷"), session=near, invitation=letter, reply="attend")
    replied = waiting(world.actor("小谷"))
    assert [(row["id"], "session.reply" in row["allowed"]) for row in replied] == [
        (near.pk, False),
        (far.pk, True),
    ]
    reply(actor=world.actor("小谷"), session=near, invitation=letter, reply="decline")
    assert [row["id"] for row in waiting(world.actor("小谷"))] == [far.pk]
    with clock.at(scene.day(31)):
        assert waiting(world.actor("小谷")) == []
    assert waiting(ANYBODY) == []


def test_a_session_that_sits_now_is_on_the_first_page_of_those_invited_with_the_way_into_its_room(
    world: World,
) -> None:
    session = scene.published(world, "building_session", title="楼栋", starts_at=scene.day(8))
    [row] = waiting(world.actor("小谷"))
    assert row["room"] is None
    with clock.at(scene.day(8)):
        open_session(actor=world.actor("楼长刘姐"), session=session)
        [row] = waiting(world.actor("小谷"))
        assert row["room"] == Room.objects.get(session=session).pk
        assert [row["title"] for row in waiting(world.actor("督查老丁"))] == []


def test_a_matters_page_shows_its_sessions_and_papers(world: World) -> None:
    session = scene.ready(world)
    scene.moved(world, session)
    it = session.items.get().matter
    assert it is not None
    assert matter_parts(it, world.actor("小谷")) == {"documents": [], "links": []}
    scene.publish(actor=world.actor("社工小李"), session=session)
    parts = matter_parts(it, world.actor("小谷"))
    assert [link["kind"] for link in parts["links"]] == ["session"]
    assert [one["name"] for one in parts["documents"]] == [
        "槐安会〔2026〕第1号 议程",
        f"明白纸 {it.number}-1",
    ]


def statements(do: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        do()
    return len(caught)


@pytest.mark.parametrize("name", ["王阿姨", "社工小李", "楼长刘姐", "吕监督"])
def test_a_page_of_sessions_takes_as_many_statements_whatever_its_length(world: World, name: str) -> None:
    scene.representatives(world)
    actor = world.actor(name)
    for form in ("round_table", "grid_session"):
        scene.published(world, form)
    few = statements(lambda: reads.sessions(actor))
    for form in ("round_table", "hearing", "grid_session", "building_session", "residents_meeting"):
        scene.published(world, form)
    assert len(reads.sessions(actor)[0]) == 7
    assert statements(lambda: reads.sessions(actor)) == few <= 9


def test_the_calendar_too(world: World) -> None:
    actor = world.actor("王阿姨")
    first, last = scene.day(0).date(), scene.day(60).date()
    scene.published(world)
    few = statements(lambda: reads.calendar(actor, first=first, last=last))
    for _ in range(4):
        scene.published(world, "hearing")
        scene.matter(world)
    assert statements(lambda: reads.calendar(actor, first=first, last=last)) == few


def test_nobody_signed_in_reads_nothing(world: World) -> None:
    session = scene.published(world)
    for path in ("/sessions", "/sessions/forms", f"/sessions/{session.pk}"):
        assert Browser(world, None).get(path, status=401)["code"] == "not_signed_in"


@pytest.mark.parametrize(
    "query", ["form=picnic", "limit=0", "limit=101", "cursor=zz", "when=someday", "grid=x"]
)
def test_bad_queries_are_refused(world: World, query: str) -> None:
    assert Browser(world, "王阿姨").get(f"/sessions?{query}", status=422)["code"] == "invalid"


def test_a_role_held_elsewhere_shows_what_is_published_there(world: World) -> None:
    scene.published(world, title="公布了的")
    scene.drafted(world, title="草稿")
    stranger = world.person("外社区代表")
    stranger.community = world.other
    stranger.save()
    world.hold("外社区代表", Role.ORG_REP)
    assert seen(world, "外社区代表") == ["公布了的"]
    assert Session.objects.count() == 2
