"""motion.amend, motion.split: what is to be voted changes, and is checked anew."""

from __future__ import annotations

from typing import Any

import pytest

from consult.agenda.amending import MotionPart, amend, split
from consult.agenda.items import add_item
from consult.agenda.models import Motion, Session
from consult.agenda.motions import check_legality
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from tests.agenda import scene
from tests.agenda.test_motion_ready import on_the_floor
from tests.expect import guards, refused
from tests.world import World

SHORTER = {"what": "把闲置自行车库改作老年助餐点，只分餐，中午营业两小时"}
# What §30 keeps for the residents' meeting.
RESERVED = "通过槐安社区文明养犬公约及其附件"


def live(world: World, **fields: Any) -> Motion:
    """A motion on the floor of an open session with 孙副主任 in the chair."""
    session = scene.ready(world)
    motion = scene.moved(world, session, **fields)
    scene.publish(actor=world.actor("社工小李"), session=session)
    return on_the_floor(motion)


def test_the_chair_amends_what_is_on_the_floor(world: World) -> None:
    motion = live(world)
    check_legality(actor=world.actor("石律师"), motion=motion, favourable=True, opinion="可以")

    amend(actor=world.actor("孙副主任"), motion=motion, reason="照顾楼上休息", **SHORTER)

    assert motion.what == SHORTER["what"]
    assert motion.page["what"] == SHORTER["what"], "the plain page says what is voted now"
    assert motion.page["if_passed"] == scene.PAGE["if_passed"]
    assert (motion.legality_favourable, motion.legality_by) == (None, None), "what changed is checked anew"
    data = parsed(LogEntry.objects.get(verb="motion.amend", log__kind="ledger"))["data"]
    assert data["before"] == {"what": scene.TEXT["what"]}
    assert data["after"] == SHORTER
    assert Message.objects.filter(template="motion.amended", person=world.people["小谷"].pk).exists()


def test_the_page_says_what_else_changes(world: World) -> None:
    motion = live(world)
    amend(
        actor=world.actor("社工小郑"),
        motion=motion,
        reason="照顾楼上休息",
        page={"if_passed": "只在中午营业"},
        **SHORTER,
    )
    assert motion.page["if_passed"] == "只在中午营业"


@guards("motion.amend", "agenda.guards.agenda_unlocked")
def test_between_publishing_and_the_floor_nothing_changes(world: World) -> None:
    session = scene.ready(world)
    motion = scene.moved(world, session)
    scene.publish(actor=world.actor("社工小李"), session=session)
    with refused("agenda_unlocked"):
        amend(actor=world.actor("社工小李"), motion=motion, reason="改一改", **SHORTER)
    assert Motion.objects.get(pk=motion.pk).what == scene.TEXT["what"]


def test_staff_amend_a_draft_and_not_what_is_on_the_floor(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world))
    amend(actor=world.actor("社工小李"), motion=motion, reason="写清楚", **SHORTER)
    assert motion.what == SHORTER["what"]
    with refused("not_permitted"):
        amend(actor=world.actor("社工小李"), motion=live(world), reason="写清楚", **SHORTER)


@guards("motion.amend", "agenda.guards.not_reserved_or_authorized", "drafted")
def test_an_amendment_does_not_slip_in_what_is_reserved(world: World) -> None:
    session = scene.drafted(world, "representatives_meeting")
    motion = scene.moved(world, session)
    with refused("not_reserved_or_authorized"):
        amend(actor=world.actor("何主任"), motion=motion, reason="一并解决", what=RESERVED)


@guards("motion.amend", "agenda.guards.not_reserved_or_authorized", "pending")
def test_an_amendment_on_the_floor_does_not_either(world: World) -> None:
    session = scene.ready(world, "representatives_meeting")
    motion = scene.moved(world, session)
    scene.studied(world, motion.matter)
    scene.publish(actor=world.actor("何主任"), session=session)
    on_the_floor(motion)
    with refused("not_reserved_or_authorized"):
        amend(actor=world.actor("孙副主任"), motion=motion, reason="一并解决", what=RESERVED)


def test_an_authorized_motion_stays_authorized_when_amended(world: World) -> None:
    session = scene.drafted(world, "representatives_meeting", delegation=scene.delegation(world))
    it = scene.matter(world, affected={"kind": "community", "ids": []})
    session.items.all().delete()
    add_item(actor=world.actor("何主任"), session=session, matter=it)
    motion = scene.moved(world, session, subject="社区用房")
    amend(actor=world.actor("何主任"), motion=motion, reason="写清楚", **SHORTER)
    assert motion.what == SHORTER["what"]


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("reason", {"reason": "", **SHORTER}),
        ("what", {"reason": "改"}),
        ("what", {"reason": "改", "what": scene.TEXT["what"]}),
        ("when", {"reason": "改", "when": "尽快"}),
        ("what", {"reason": "改", "what": "一是设助餐点，二是换门禁"}),
        ("page", {"reason": "改", "page": {"slogan": "好"}, **SHORTER}),
    ],
)
def test_bad_amendments_are_named(world: World, field: str, fields: dict[str, Any]) -> None:
    motion = scene.moved(world, scene.drafted(world))
    with pytest.raises(Refusal) as caught:
        amend(actor=world.actor("社工小李"), motion=motion, **fields)
    assert caught.value.facts["field"] == field


def part(**fields: str) -> MotionPart:
    return MotionPart(**{**scene.TEXT, "if_passed": "照办", "if_failed": "不办", **fields})


PARTS = [
    part(title="设助餐点"),
    part(title="营业时间", what="助餐点营业时间定为上午十点半到下午一点"),
    part(title="试运营", what="助餐点先试运营三个月再评议去留"),
]


def test_a_motion_is_split_into_parts_voted_apart(world: World) -> None:
    motion = live(world)
    add = Session.objects.get(pk=motion.session_id)

    made = split(actor=world.actor("孙副主任"), motion=motion, parts=PARTS, reason="分开表决")

    assert motion.stage == "withdrawn"
    assert [p.number for p in made] == [f"{motion.matter.number}-{n}" for n in (2, 3, 4)]
    assert {p.split_from for p in made} == {motion}
    assert {p.mover for p in made} == {world.people["小谷"]}
    assert all(p.legality_favourable is None for p in made)
    assert made[1].page == {
        **scene.PAGE,
        "what": PARTS[1].what,
        "if_passed": "照办",
        "if_failed": "不办",
    }
    assert list(add.items.order_by("position").values_list("position", "motion")) == [
        (n, p.pk) for n, p in enumerate(made, start=1)
    ], "the parts share the place of the motion on the published agenda"


@pytest.mark.parametrize("parts", [[], PARTS[:1], PARTS * 2])
def test_a_split_has_at_least_two_parts_and_not_many(world: World, parts: list[MotionPart]) -> None:
    motion = live(world)
    with refused("invalid"):
        split(actor=world.actor("孙副主任"), motion=motion, parts=parts)
    assert Motion.objects.get(pk=motion.pk).stage == "pending"


def test_each_part_is_concrete(world: World) -> None:
    motion = live(world)
    with refused("invalid"):
        split(actor=world.actor("孙副主任"), motion=motion, parts=[PARTS[0], part(when="尽快")])
    assert Motion.objects.count() == 1


def test_only_the_chair_splits_and_only_on_the_floor(world: World) -> None:
    motion = live(world)
    for name in ("社工小郑", "小谷", "社工小李"):
        with refused("not_permitted"):
            split(actor=world.actor(name), motion=motion, parts=PARTS)
    Motion.objects.filter(pk=motion.pk).update(stage="drafted")
    motion.refresh_from_db()
    with refused("wrong_stage"):
        split(actor=world.actor("孙副主任"), motion=motion, parts=PARTS)


def test_an_opinion_against_it_is_not_lifted_by_rewording_or_splitting(world: World) -> None:
    """Where no opinion is needed, one against it still keeps it from the vote: a comma must not make it no opinion."""
    motion = live(world)
    check_legality(
        actor=world.actor("石律师"),
        motion=motion,
        favourable=False,
        opinion="侵犯财产权利",
        grounds=["property"],
    )
    amend(actor=world.actor("孙副主任"), motion=motion, reason="改一个字", **SHORTER)
    assert (motion.legality_favourable, motion.legality) == (False, "侵犯财产权利")
    made = split(actor=world.actor("孙副主任"), motion=motion, parts=PARTS)
    assert {p.legality_favourable for p in made} == {False}
    check_legality(actor=world.actor("石律师"), motion=made[0], favourable=True, opinion="这一部分可以")
    assert made[0].legality_favourable is True
