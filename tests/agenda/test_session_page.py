"""GET /sessions/{id}, /motions/{id}: everything a reader may know, and no resident's name."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.agenda import reads
from consult.agenda.items import add_item
from consult.agenda.models import Session
from consult.agenda.motion_page import motion_page
from consult.agenda.motions import check_legality
from consult.agenda.replying import reply
from consult.agenda.session_page import session_page
from consult.people.models import Body
from tests.agenda import scene
from tests.agenda.asking import Browser
from tests.world import RESIDENTS, World


def opened(world: World, session: Session, name: str) -> dict[str, Any]:
    page: dict[str, Any] = Browser(world, name).get(f"/sessions/{session.pk}")
    return page


def first_unit(world: World) -> Session:
    """A published round table with a motion, for the staircase where the residents of the tests live."""
    it = scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]})
    manager = scene.body(world, Body.Kind.PROPERTY, "和顺物业")
    session = scene.ready(world, it=it)
    scene.compose(actor=world.actor("社工小李"), session=session, bodies=[manager.pk])
    scene.moved(world, session)
    scene.publish(actor=world.actor("社工小李"), session=session)
    return session


def test_the_mover_may_withdraw_their_motion_from_its_place_on_the_agenda(world: World) -> None:
    session = first_unit(world)

    offered = [opened(world, session, name)["agenda"][0]["allowed"] for name in ("小谷", "小辛")]

    assert offered == [["motion.withdraw"], []]


def test_a_resident_reads_the_agenda_the_plain_page_and_who_sits_there_by_staircase(world: World) -> None:
    session = first_unit(world)

    page = opened(world, session, "小辛")

    assert (page["number"], page["chair"], page["led_by"]) == (
        "槐安会〔2026〕第1号",
        "孙副主任",
        "社区党组织",
    )
    (item,) = page["agenda"]
    assert item["motion"]["page"] == scene.PAGE
    assert item["motion"]["decides"].startswith("利益相关各方到齐")
    assert [(one["name"], one["stage"]) for one in page["matters"]] == [(item["matter"]["name"], "convened")]
    assert page["rail"] == page["matters"][0]["rail"]
    assert page["rail"][3]["station"] == "notice"
    assert page["rail"][3]["state"] == "current"
    groups = [(g["kind"], g["name"], g["count"]) for g in page["participants"]]
    assert ("stakeholders", "1号楼1单元", 6) in groups
    assert ("stakeholders", "和顺物业", 1) in groups
    assert ("core", "社区党组织", 1) in groups
    assert ("observers", "居务监督委员会成员", 2) in groups
    assert [m["name"] for m in page["materials"]] == ["方案和预算"]
    assert page["room"] == str(session.room.pk)
    assert page["invitations"] == []
    assert page["replies"] is None


def test_no_residents_name_is_on_a_neighbours_page(world: World) -> None:
    session = first_unit(world)
    reply(
        actor=world.actor("丁奶奶"),
        session=session,
        invitation=scene.letter(session, household=world.homes[1]),
        reply="written",
        opinion="怕有油烟",
    )
    text = json.dumps(opened(world, session, "小辛"), ensure_ascii=False)
    for name in RESIDENTS:
        assert name not in text, name
    assert "油烟" not in text, "an opinion is for those at the table"


def test_my_invitation_is_mine_with_the_replies_the_form_allows(world: World) -> None:
    session = first_unit(world)
    (mine,) = opened(world, session, "王阿姨")["invitations"]
    assert (mine["for_whom"], mine["why"], mine["reply"]) == ("槐安里1号楼1单元101", "受影响住户", "")
    assert mine["replies"] == ["attend", "delegate", "written", "decline"]
    members = scene.published(world, "representatives_meeting")
    (mine,) = opened(world, members, "代表3")["invitations"]
    assert mine["replies"] == ["attend", "written", "decline"]


def test_those_at_the_table_read_the_written_opinions_by_where_they_come_from(world: World) -> None:
    session = first_unit(world)
    letter = scene.letter(session, household=world.homes[1])
    reply(
        actor=world.actor("丁奶奶"), session=session, invitation=letter, reply="written", opinion="怕有油烟"
    )
    for name in ("王阿姨", "社工小李", "孙副主任"):
        (opinion,) = opened(world, session, name)["opinions"]
        assert (opinion["number"], opinion["from_whom"], opinion["text"]) == (
            letter.number,
            "槐安里1号楼1单元一户",
            "怕有油烟",
        )


def test_the_desk_sees_how_the_letters_stand_and_why_a_verb_would_be_refused(world: World) -> None:
    session = first_unit(world)
    letter = scene.letter(session, household=world.homes[1])
    reply(actor=world.actor("丁奶奶"), session=session, invitation=letter, reply="attend")
    page = opened(world, session, "社工小李")
    assert page["replies"]["letters"] == session.participants.count()
    assert page["replies"]["attend"] == 1
    assert page["blocked"]["session.add_item"]["code"] == "agenda_unlocked"
    assert "session.cancel" in page["allowed"]
    assert opened(world, session, "王阿姨")["allowed"] == ["session.reply"]


def test_a_draft_is_not_found_by_residents_and_whole_for_the_desk(world: World) -> None:
    session = scene.drafted(world)
    Browser(world, "王阿姨").get(f"/sessions/{session.pk}", status=404)
    Browser(world, "社工小李").get(f"/sessions/{uuid4()}", status=404)
    page = opened(world, session, "社工小李")
    assert (page["chair"], page["room"], page["rail"][3]["state"]) == (None, None, "current")
    assert page["blocked"]["session.publish"]["code"] == "has_materials"


def test_a_statutory_meeting_shows_what_authorizes_it(world: World) -> None:
    session = scene.drafted(world, "representatives_meeting", delegation=scene.delegation(world))
    page = opened(world, session, "何主任")
    assert page["statutory"]
    assert page["delegation"]["subjects"] == ["民生项目", "社区用房", "垃圾分类投放点"]
    assert page["votes"][0] == {"rule": "REP_MEETING_MAJ", "force": "binding"}


def test_a_motions_own_page(world: World) -> None:
    session = first_unit(world)
    motion = session.motions.get()
    check_legality(actor=world.actor("石律师"), motion=motion, favourable=True, opinion="未见违法情形")

    page = Browser(world, "小辛").get(f"/motions/{motion.pk}")

    assert page["number"] == motion.number
    assert page["mover"] == "谷**"
    assert page["legality"]["opinion"] == "未见违法情形"
    assert page["legality"]["by"] == "石律师"
    assert (page["session"]["id"], page["matter"]["id"]) == (str(session.pk), str(motion.matter_id))
    assert page["missing"] == []
    lawyer = Browser(world, "石律师").get(f"/motions/{motion.pk}")
    assert lawyer["allowed"] == ["motion.check_legality"]


def test_a_motion_of_a_draft_is_the_desks(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world), page=False)
    Browser(world, "小辛").get(f"/motions/{motion.pk}", status=404)
    page = Browser(world, "社工小李").get(f"/motions/{motion.pk}")
    assert page["page"] is None
    assert len(page["missing"]) == 7


@pytest.mark.parametrize("name", ["督查老丁", "王阿姨", "社工小李"])
def test_the_page_takes_as_many_statements_whatever_the_sessions_size(world: World, name: str) -> None:
    staff = world.actor("社工小李")
    pages = []
    for units, more in ((1, 0), (4, 6)):
        ids = [str(unit.pk) for unit in world.units[:units]]
        session = scene.ready(world, it=scene.matter(world, affected={"kind": "unit", "ids": ids}))
        scene.moved(world, session)
        for _ in range(more):
            add_item(actor=staff, session=session, matter=scene.matter(world))
            scene.add_material(actor=staff, session=session, title="图", source="社区", text="字")
        scene.publish(actor=staff, session=session)
        for door in range(units):
            letter = scene.letter(session, household=world.homes[6 * door])
            reply(actor=staff, session=session, invitation=letter, reply="written", opinion="同意")
        pages.append(session)
    counts = []
    for session in pages:
        with CaptureQueriesContext(connection) as caught:
            session_page(reads.find_whole(world.actor(name), session.pk), world.actor(name))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 60, counts


def test_a_motions_page_too(world: World) -> None:
    motion = first_unit(world).motions.get()
    reader = world.actor("社工小李")
    with CaptureQueriesContext(connection) as caught:
        motion_page(reads.find_motion(reader, motion.pk), reader)
    assert len(caught) <= 25


def test_who_raised_a_matter_without_their_name_does_not_get_it_back_by_moving(world: World) -> None:
    it = scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]})
    it.hide_name, it.proposer = True, world.people["小谷"]
    it.save()
    session = scene.ready(world, it=it)
    motion = scene.moved(world, session)
    scene.publish(actor=world.actor("社工小李"), session=session)

    assert opened(world, session, "小辛")["agenda"][0]["motion"]["mover"] == "一位居民"
    assert Browser(world, "小辛").get(f"/motions/{motion.pk}")["mover"] == "一位居民"
    assert opened(world, session, "社工小李")["agenda"][0]["motion"]["mover"] == "小谷"
