"""GET /sessions/{id}/composition and /invitations: what the desk reads while it prepares."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.agenda import desk, reads
from consult.agenda.serving import serve
from consult.people.models import Body, Role
from tests.agenda import scene
from tests.agenda.asking import Browser
from tests.world import World


def test_the_preview_counts_each_part_and_says_why(world: World) -> None:
    world.hold("社工小郑", Role.COMMITTEE_STAFF, category="老年人和妇女儿童")
    manager = scene.body(world, Body.Kind.PROPERTY, "和顺物业")
    session = scene.drafted(world)

    page = Browser(world, "社工小李").get(f"/sessions/{session.pk}/composition?bodies={manager.pk}")

    assert page["counts"] == {"core": 2, "functional": 1, "stakeholders": 7, "observers": 3}
    groups = {(g["kind"], g["why"], g["name"]): g["count"] for g in page["groups"]}
    assert groups[("stakeholders", "受影响住户", "槐安里1号楼2单元")] == 6
    assert groups[("stakeholders", "物业服务人", "和顺物业")] == 1
    assert groups[("functional", "老年人和妇女儿童工作", "社工小郑")] == 1
    assert groups[("observers", "提出人", "王阿姨")] == 1
    assert [body["name"] for body in page["may_invite"]] == ["和顺物业"]
    assert page["enough_stakeholders"]
    assert not session.participants.exists(), "a preview invites nobody"


def test_it_shows_who_could_chair_and_leaves_out_who_is_bound_up_with_it(world: World) -> None:
    session = scene.drafted(world)
    scene.admitted_by(world, "周书记", session.items.get().matter)  # type: ignore[arg-type]
    page = Browser(world, "社工小李").get(f"/sessions/{session.pk}/composition")
    chairs = {one["name"] for one in page["chairs"]}
    assert {"孙副主任", "何主任"} <= chairs
    assert "周书记" not in chairs
    assert "网格长老柏" not in chairs
    assert {"社工小李", "社工小郑"} <= {one["name"] for one in page["recorders"]}


def test_it_says_that_representatives_are_too_few_and_parties_missing(world: World) -> None:
    scene.representatives(world, 7)
    session = scene.drafted(world, "representatives_meeting")
    page = Browser(world, "何主任").get(f"/sessions/{session.pk}/composition")
    assert (page["members"], page["representatives"], page["lawful"]) == (9, 7, False)
    joint = scene.drafted(world, "joint_meeting")
    page = Browser(world, "社工小李").get(f"/sessions/{joint.pk}/composition")
    assert page["missing"] == ["owners_committee", "property_manager"]


def test_residents_see_no_preview(world: World) -> None:
    session = scene.published(world)
    Browser(world, "王阿姨").get(f"/sessions/{session.pk}/composition", status=404)
    assert Browser(world, "吕监督").get(f"/sessions/{session.pk}/composition")


def test_letters_one_by_one_with_reply_and_service(world: World) -> None:
    it = scene.matter(world, affected={"kind": "building", "ids": [str(b.pk) for b in world.buildings[:2]]})
    session = scene.published(world, it=it)
    letter = scene.letter(session, household=world.homes[6])
    serve(actor=world.actor("社工小李"), session=session, invitations=[letter], means="at_door")
    desk_page = Browser(world, "社工小李")

    served = desk_page.get(f"/sessions/{session.pk}/invitations?part=X&served=true&limit=100")["items"]
    row = next(one for one in served if one["id"] == str(letter.pk))
    assert row["name"] == "槐安里1号楼2单元101户"
    assert {(s["means"], s["by"]) for s in row["services"]} == {("in_app", None), ("at_door", "社工小李")}
    unserved = desk_page.get(f"/sessions/{session.pk}/invitations?part=X&served=false&limit=100")["items"]
    assert len(served) + len(unserved) == 24
    assert desk_page.get(f"/sessions/{session.pk}/invitations?reply=attend")["items"] == []
    lead = Browser(world, "楼长刘姐").get(f"/sessions/{session.pk}/invitations?limit=100")["items"]
    assert len(lead) == 12
    assert all(one["name"].startswith("槐安里1号楼") for one in lead)
    Browser(world, "王阿姨").get(f"/sessions/{session.pk}/invitations", status=404)


def test_pages_of_letters_follow_one_another(world: World) -> None:
    session = scene.published(world)
    found: list[str] = []
    cursor = ""
    while True:
        page = Browser(world, "社工小李").get(
            f"/sessions/{session.pk}/invitations?limit=4{f'&cursor={cursor}' if cursor else ''}"
        )
        found += [one["number"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(found) == len(set(found)) == session.participants.count()


def test_whom_a_household_may_send_is_named_to_it(world: World) -> None:
    world.person("王家女儿", home=world.homes[0])
    it = scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]})
    session = scene.published(world, it=it)
    letter = scene.letter(session, household=world.homes[0])
    found = Browser(world, "王阿姨").get(f"/invitations/{letter.pk}/delegates")["items"]
    assert {one["name"] for one in found} == {"王阿姨", "王家女儿"}
    Browser(world, "小谷").get(f"/invitations/{letter.pk}/delegates", status=404)


@pytest.mark.parametrize("what", ["composition", "letters"])
def test_statements_do_not_grow_with_the_session(world: World, what: str) -> None:
    reader = world.actor("社工小李")
    counts = []
    for units in (1, 5):
        ids = [str(unit.pk) for unit in world.units[:units]]
        session = scene.published(world, it=scene.matter(world, affected={"kind": "unit", "ids": ids}))
        found = reads.find(reader, session.pk)
        with CaptureQueriesContext(connection) as caught:
            if what == "composition":
                desk.composition(found, reader)
            else:
                desk.letters(found, reader, limit=100)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 20, counts
