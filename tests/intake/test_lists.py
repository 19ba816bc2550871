"""Home, inbox, topics and the list of matters: what is in them for whom, in the same statements at any length."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.intake import raising, reads, review, triage
from consult.intake.home import home
from consult.intake.models import Matter
from consult.kernel import clock
from tests.intake import steps
from tests.intake.test_appeal import appeal
from tests.intake.test_enter import entered
from tests.intake.test_petition import gathering, sign
from tests.world import START, World


def titles(found: tuple[list[dict[str, Any]], str | None]) -> set[str]:
    return {row["title"] for row in found[0]}


def waits(world: World, name: str) -> dict[str, list[str]]:
    """Stage → roles, of what waits for somebody."""
    rows, _ = reads.inbox(world.actor(name))
    return {row["stage"]: row["waits_for"] for row in rows}


def one_of_each(world: World) -> dict[str, Matter]:
    """A matter at every stage in which somebody of this stage has work."""
    made = {
        "unconfirmed": entered(world),
        "submitted": steps.raised(world, title="等受理的", text="灯不亮一"),
        "accepted": steps.accepted(world, title="等分流的", text="灯不亮二"),
        "with_grid": steps.with_grid(world, title="在网格的", text="灯不亮三"),
        "in_review": steps.in_review(world, title="在审核的", text="灯不亮四"),
        "referred": steps.routed(world, "private", title="转调解的", text="灯不亮五"),
        "transferred": steps.routed(world, "government", title="转政府的", text="灯不亮六"),
        "not_listed": appeal(world, steps.declined(world, title="申诉的", text="灯不亮七")),
        "rejected": steps.contested(world, title="异议的", text="灯不亮八"),
    }
    assert {stage: matter.stage for stage, matter in made.items()} == {stage: stage for stage in made}
    return made


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("网格员小唐", {"unconfirmed", "submitted", "accepted", "with_grid"}),
        ("网格长老柏", {"unconfirmed", "submitted", "accepted", "with_grid"}),
        ("网格员小魏", set()),
        ("社工小郑", {"submitted", "accepted", "referred", "transferred", "rejected"}),
        # Who decided it does not hear it.
        ("社工小李", {"submitted", "accepted", "referred", "transferred"}),
        ("何主任", {"rejected"}),
        ("周书记", {"in_review", "rejected"}),
        ("委员老陈", {"in_review"}),
        ("街道小高", {"transferred"}),
        ("街道高书记", {"transferred", "not_listed"}),
        ("吕监督", set()),
        ("王阿姨", set()),
    ],
)
def test_what_waits_for_whom(world: World, name: str, stages: set[str]) -> None:
    steps.working_committee(world, "街道高书记")
    one_of_each(world)
    assert set(waits(world, name)) == stages


def test_the_inbox_names_the_role_it_waits_for(world: World) -> None:
    world.hold("网格员小唐", steps.Role.COMMITTEE_STAFF)
    steps.raised(world)
    assert waits(world, "网格员小唐") == {"submitted": ["grid_worker", "committee_staff"]}


def test_what_is_disputed_waits_for_the_secretary_alone(world: World) -> None:
    matter = steps.accepted(world)
    triage.dispute(actor=world.actor("社工小李"), matter=matter, route="large", reason="别的楼也有")
    assert waits(world, "周书记") == {"accepted": ["party_secretary"]}
    assert waits(world, "社工小李") == waits(world, "网格长老柏") == {}


def test_a_review_waits_for_a_member_until_they_have_said_something(world: World) -> None:
    matter = steps.in_review(world)
    assert waits(world, "委员老陈") == {"in_review": ["party_committee_member"]}
    review.opine(actor=world.actor("委员老陈"), matter=matter, favours=True, text="同意")
    assert waits(world, "委员老陈") == {}


def test_a_row_has_its_clock_and_its_verbs(world: World) -> None:
    steps.raised(world)
    row = reads.inbox(world.actor("网格员小唐"))[0][0]
    assert row["due"].isoformat() == "2026-03-04T01:00:00+00:00"
    assert row["allowed"] == ["matter.endorse", "matter.accept", "petition.start"]


@pytest.mark.parametrize(
    ("name", "there"),
    [("周书记", True), ("委员老陈", True), ("吕监督", True), ("老尹", False), ("街道小高", False)],
)
def test_the_review_queue_is_for_those_who_follow_the_review(world: World, name: str, there: bool) -> None:
    steps.in_review(world)
    assert bool(reads.topics(world.actor(name))[0]) is there


# --- the list ---


def test_filters_narrow_the_list(world: World) -> None:
    steps.raised(world, title="三号楼电梯", text="装电梯", building=world.buildings[2])
    steps.accepted(world, title="公告栏玻璃", text="换玻璃")
    second = steps.raised(world, "老尹", title="门口的灯", text="灯不亮")
    raising.endorse(actor=world.actor("王阿姨"), matter=second)
    actor = world.actor("王阿姨")
    assert titles(reads.matters(actor)) == {"三号楼电梯", "公告栏玻璃", "门口的灯"}
    assert titles(reads.matters(actor, stage="accepted")) == {"公告栏玻璃"}
    assert titles(reads.matters(actor, stage="accepted,submitted")) == {
        "三号楼电梯",
        "公告栏玻璃",
        "门口的灯",
    }
    assert titles(reads.matters(actor, grid=world.grids[1].pk)) == {"三号楼电梯"}
    assert titles(reads.matters(actor, mine="raised")) == {"三号楼电梯", "公告栏玻璃"}
    assert titles(reads.matters(actor, mine="endorsed")) == {"门口的灯"}
    assert titles(reads.matters(actor, q="电梯")) == {"三号楼电梯"}
    assert titles(reads.matters(actor, q="qy-ha-2026-0002")) == {"公告栏玻璃"}
    assert titles(reads.matters(actor, q="养狗")) == set()
    assert titles(reads.matters(actor, community=world.other.pk)) == set()


def test_what_somebody_wrote_down_for_others_is_found_by_them(world: World) -> None:
    entered(world)
    assert titles(reads.matters(world.actor("网格员小唐"), mine="entered")) == {"扶手太低"}


def test_restricted_matters_are_in_nobody_elses_list(world: World) -> None:
    steps.raised(world, title="楼上漏水泡坏我家吊顶", text="漏水")
    assert titles(reads.matters(world.actor("老尹"))) == set()
    assert titles(reads.matters(world.actor("老尹"), q="漏水")) == set()
    assert titles(reads.matters(world.actor("王阿姨"))) == {"楼上漏水泡坏我家吊顶"}


def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    """All raised at one moment: only the tie-break keeps them apart."""
    for n in range(7):
        steps.raised(world, title=f"第{n}件", text=f"事{n}")
    seen, cursor = [], None
    while True:
        rows, cursor = reads.matters(world.actor("老尹"), cursor=cursor, limit=3)
        seen += [row["title"] for row in rows]
        if cursor is None:
            break
    assert sorted(seen) == [f"第{n}件" for n in range(7)]


def statements(read: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        read()
    return len(asked)


@pytest.mark.parametrize("read", ["matters", "search", "inbox", "topics", "home", "page"])
def test_lists_take_the_same_statements_at_any_length(world: World, read: str) -> None:
    def more(n: int) -> None:
        matter = steps.in_review(
            world, title=f"审核{n}", text=f"灯不亮{n}", affected={"kind": "community", "ids": []}
        )
        steps.at(steps.with_grid(world, title=f"评价{n}", text=f"玻璃{n}"), "evaluating")
        steps.raised(world, title=f"受理{n}", text=f"扶手{n}")
        raising.endorse(actor=world.actor("老尹"), matter=matter)

    reader = world.actor("王阿姨" if read in ("home", "matters", "search") else "周书记")
    staff = world.actor("社工小李")

    def look() -> Any:
        if read == "matters":
            return reads.matters(reader)
        if read == "search":
            return reads.matters(reader, q="灯不亮")
        if read == "inbox":
            return reads.inbox(staff)
        if read == "topics":
            return reads.topics(reader)
        if read == "home":
            return home(reader)
        from consult.intake.page import page

        return page(reads.find_whole(staff, Matter.objects.earliest("number").pk), staff)

    more(0)
    few = statements(look)
    for n in range(1, 6):
        more(n)
    assert statements(look) == few
    assert few <= {"page": 28, "home": 20}.get(read, 9)


# --- home ---


def test_home_shows_what_i_raised_and_what_moves_in_my_grid(world: World) -> None:
    steps.raised(world, title="我提的", text="灯不亮")
    steps.raised(world, "老尹", title="邻居提的", text="扶手松")
    steps.raised(world, "老尹", title="别的网格的", text="地砖裂", building=world.buildings[2])
    shown = home(world.actor("王阿姨"))
    assert [row["title"] for row in shown["raised"]] == ["我提的"]
    assert shown["grid"]["name"] == "槐安里第1网格"
    assert {row["title"] for row in shown["grid"]["items"]} == {"我提的", "邻居提的"}
    assert shown["allowed"] == ["matter.raise"]


def test_what_is_over_moves_no_more(world: World) -> None:
    steps.at(steps.raised(world), "withdrawn")
    assert home(world.actor("老尹"))["grid"]["items"] == []


def test_home_asks_me_to_confirm_to_revise_and_to_sign(world: World) -> None:
    entered(world, proposer=world.people["小谷"])
    returned = steps.returned(world, title="退回的", text="写清楚些")
    Matter.objects.filter(pk=returned.pk).update(proposer=world.people["小谷"])
    petition, names = gathering(world, steps.declined(world, title="联名的", text="要开会"))
    assert {row["title"] for row in home(world.actor("小谷"))["waiting"]} == {"扶手太低", "退回的", "联名的"}
    assert home(world.actor(names[0]))["waiting"] == []
    sign(world, petition, *names[1:3])
    assert {row["title"] for row in home(world.actor("小谷"))["waiting"]} == {"扶手太低", "退回的"}


def test_somebody_without_a_home_has_no_grid(world: World) -> None:
    assert home(world.actor("社工小李"))["grid"] is None


def test_the_newest_come_first(world: World) -> None:
    for n in range(7):
        with clock.at(START.replace(minute=n)):
            steps.raised(world, title=f"第{n}件", text=f"事{n}")
    assert [row["title"] for row in home(world.actor("王阿姨"))["raised"]] == [
        "第6件",
        "第5件",
        "第4件",
        "第3件",
        "第2件",
    ]
