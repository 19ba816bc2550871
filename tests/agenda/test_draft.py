"""motion.draft: one matter, one motion, concrete, under a rule that fits, and within what the meeting may decide."""

from __future__ import annotations

from typing import Any

import pytest

from consult.agenda.amending import amend
from consult.agenda.drafting import draft
from consult.agenda.items import add_item
from consult.agenda.models import Motion, Session
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import World

EVERYBODY = {"kind": "community", "ids": []}


def move(world: World, session: Session, by: str = "社工小李", **fields: Any) -> Motion:
    item = session.items.filter(matter__isnull=False).order_by("position").first()
    assert item is not None
    assert item.matter is not None
    given = {"matter": item.matter, "rule": "CONSENSUS", **scene.TEXT, **fields}
    return draft(actor=world.actor(by), session=session, **given)


def meeting(world: World, **fields: Any) -> Session:
    """A representatives' meeting with the authorization on file, on a matter put on its agenda afterwards."""
    given = {"delegation": scene.delegation(world)} if fields.pop("authorized", True) else {}
    session = scene.drafted(world, "representatives_meeting", **given)
    session.items.all().delete()
    add_item(actor=world.actor("何主任"), session=session, matter=scene.matter(world, **fields))
    return session


def test_a_motion_stands_under_its_matter_with_a_number_of_its_own(world: World) -> None:
    session = scene.drafted(world)

    motion = move(world, session, mover=world.people["小谷"])

    item = session.items.get()
    assert (motion.stage, motion.mover, item.motion) == ("drafted", world.people["小谷"], motion)
    assert motion.number == f"{motion.matter.number}-1"
    entry = parsed(LogEntry.objects.get(verb="motion.draft"))
    assert entry["about"] == [str(motion.pk), str(session.pk), str(motion.matter_id)]
    assert entry["behalf"] == str(world.people["小谷"].pk)


def test_a_second_motion_gets_an_item_right_after(world: World) -> None:
    session = scene.drafted(world)
    add_item(actor=world.actor("社工小李"), session=session, title="散会")
    first = move(world, session)
    second = move(world, session, title="助餐点营业时间", what="助餐点营业时间定为上午十点半到下午一点")

    assert second.number == f"{first.matter.number}-2"
    assert list(session.items.order_by("position").values_list("position", "motion", "title")) == [
        (1, first.pk, first.title),
        (2, second.pk, second.title),
        (3, None, "散会"),
    ]


@guards("motion.draft", "agenda.guards.agenda_unlocked")
def test_nothing_is_moved_onto_a_published_agenda(world: World) -> None:
    session = scene.published(world)
    with refused("agenda_unlocked"):
        move(world, session)
    assert not Motion.objects.exists()


def test_the_chair_may_move_for_somebody_and_residents_may_not_write(world: World) -> None:
    session = scene.ready(world)
    assert move(world, session, by="孙副主任", mover=world.people["小谷"]).stage == "drafted"
    with refused("not_permitted"):
        move(world, session, by="小谷")


def test_a_motion_is_on_a_matter_of_the_agenda(world: World) -> None:
    session = scene.drafted(world)
    with pytest.raises(Refusal) as caught:
        move(world, session, matter=scene.matter(world))
    assert caught.value.facts["field"] == "matter"


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("title", {"title": ""}),
        ("who", {"who": "有关部门"}),
        ("who", {"who": ""}),
        ("when", {"when": "尽快"}),
        ("when", {"when": "以后"}),
        ("what", {"what": "改善"}),
        ("what", {"what": "（一）开设助餐点（二）更换单元门禁"}),
        ("what", {"what": "长" * 1001}),
        ("rule", {"rule": "REP_MEETING_MAJ"}),
        ("rule", {"rule": "NONE"}),
        ("rule", {"rule": "NO_SUCH_RULE"}),
        ("rule", {"rule": "OWNERS_3_4"}),
        ("options", {"options": [{"text": "甲"}, {"text": "乙"}]}),
        ("options", {"rule": "PREFERENCE_RANK"}),
        ("options", {"rule": "PREFERENCE_RANK", "options": [{"text": "甲"}]}),
        ("options", {"rule": "PREFERENCE_RANK", "options": [{"text": "甲"}, {"text": "甲"}]}),
        ("options", {"rule": "BUDGET_RANK", "options": [{"text": "甲"}, {"text": "乙"}]}),
        ("options", {"rule": "BUDGET_RANK", "options": [{"text": "甲", "cost_fen": 0}] * 2}),
        ("apart_reason", {"apart_reason": "因" * 301}),
    ],
)
def test_bad_values_are_named(world: World, field: str, fields: dict[str, Any]) -> None:
    session = scene.drafted(world)
    with pytest.raises(Refusal) as caught:
        move(world, session, **fields)
    assert (caught.value.code, caught.value.facts["field"]) == ("invalid", field)
    assert not Motion.objects.exists()


def test_options_are_numbered_for_the_ballot(world: World) -> None:
    motion = move(
        world,
        scene.drafted(world, "proposal_review"),
        rule="BUDGET_RANK",
        options=[{"text": "楼道扶手", "cost_fen": 300_000}, {"text": "雨棚", "cost_fen": 500_000}],
    )
    assert motion.options == [
        {"id": "1", "text": "楼道扶手", "cost_fen": 300_000},
        {"id": "2", "text": "雨棚", "cost_fen": 500_000},
    ]


@pytest.mark.parametrize(
    ("form", "fields", "rule", "fits"),
    [
        ("round_table", {"owners_decision": True}, "OWNERS_3_4", True),
        ("round_table", {"urgent": True}, "CONSENSUS", False),
        ("residents_meeting", {"owners_decision": True}, "RESIDENT_MEETING_HH", False),
        ("residents_meeting", {"owners_decision": True}, "APPROVAL_POLL", True),
        ("residents_meeting", {}, "RESIDENT_MEETING_HH", True),
        ("council", {"owners_decision": True}, "COUNCIL_MAJ", False),
        ("committee_meeting", {}, "COMMITTEE_MAJ", True),
        ("party_branch", {}, "PARTY_BRANCH", True),
    ],
)
def test_the_rule_fits_form_and_matter(
    world: World, form: str, fields: dict[str, Any], rule: str, fits: bool
) -> None:
    session = scene.drafted(world, form, scene.matter(world, **fields))
    options = [{"text": "甲"}, {"text": "乙"}] if rule == "APPROVAL_POLL" else []
    by = scene.CONVENERS.get(form, "社工小李")
    if fits:
        assert move(world, session, by=by, rule=rule, options=options).rule == rule
    else:
        with pytest.raises(Refusal) as caught:
            move(world, session, by=by, rule=rule, options=options)
        assert caught.value.facts["field"] == "rule"


def test_a_building_decides_one_household_one_vote(world: World) -> None:
    session = scene.drafted(world, "building_session", scene.small(world, owners_common=True))
    motion = move(world, session, by="楼长刘姐", rule="BUILDING_HOUSEHOLDS_MAJ")
    assert motion.rule == "BUILDING_HOUSEHOLDS_MAJ"


@guards("motion.draft", "agenda.guards.not_reserved_or_authorized")
def test_representatives_do_not_vote_what_the_residents_meeting_kept(world: World) -> None:
    session = meeting(world, affected=EVERYBODY, authorized=False)
    with refused("not_reserved_or_authorized"):
        move(world, session, by="何主任", rule="REP_MEETING_MAJ")


@pytest.mark.parametrize(
    ("fields", "motion", "subject"),
    [
        # M18: within 社区用房, as recorded with the motion.
        ({"affected": EVERYBODY}, {"subject": "社区用房"}, "社区用房"),
        ({"affected": EVERYBODY}, {}, None),
        ({"affected": EVERYBODY}, {"subject": "养犬"}, None),
        # M21: by its category. M05: by its own words.
        ({"affected": EVERYBODY, "category": "民生项目"}, {}, "民生项目"),
        (
            {"affected": EVERYBODY},
            {"what": "把二十三个垃圾分类投放点并为九个定时投放点"},
            "垃圾分类投放点",
        ),
        # A convention is a convention, whatever else is claimed and whoever is touched.
        ({"affected": EVERYBODY}, {"what": "通过槐安社区文明养犬公约", "subject": "社区用房"}, None),
        ({}, {"title": "居民公约", "what": "通过槐安社区文明养犬公约"}, None),
        # What touches two staircases is not all residents'.
        ({}, {}, ""),
        # Owners' matters: never, but for a part that leaves their property alone (M02, 错时共享).
        ({"owners_decision": True}, {"subject": "社区用房"}, None),
        ({"owners_common": True}, {}, None),
        ({"owners_decision": True}, {"apart_reason": "借用写字楼的车位，不动小区共有部分"}, ""),
    ],
)
def test_what_representatives_may_vote_on(
    world: World, fields: dict[str, Any], motion: dict[str, Any], subject: str | None
) -> None:
    session = meeting(world, **fields)
    if subject is None:
        with refused("not_reserved_or_authorized"):
            move(world, session, by="何主任", rule="REP_MEETING_MAJ", **motion)
    else:
        made = move(world, session, by="何主任", rule="REP_MEETING_MAJ", **motion)
        assert made.subject == subject


def test_representatives_may_order_options_for_advice_on_anything(world: World) -> None:
    session = meeting(world, affected=EVERYBODY, authorized=False, owners_decision=True)
    made = move(world, session, by="何主任", rule="APPROVAL_POLL", options=[{"text": "甲"}, {"text": "乙"}])
    assert made.rule == "APPROVAL_POLL"


def test_a_petition_calls_the_meeting_and_authorizes_nothing(world: World) -> None:
    it = scene.matter(world, affected=EVERYBODY)
    scene.petitioned(world, it, "reps_meeting")
    session = scene.drafted(world, "representatives_meeting", it)
    with refused("not_reserved_or_authorized"):
        move(world, session, by="何主任", rule="REP_MEETING_MAJ")


def test_a_mover_of_another_community_is_not_found(world: World) -> None:
    stranger = world.person("外人")
    stranger.community = world.other
    stranger.save()
    with refused("not_found"):
        move(world, scene.drafted(world), mover=stranger)


ELEVATOR = {"title": "二单元加装电梯", "what": "二单元加装电梯一部，费用按楼层分摊"}


def test_owners_are_not_asked_by_a_laxer_rule_than_the_code_sets(world: World) -> None:
    """改建 needs three quarters (民法典 §278): more than half would say 通过 of what is not."""
    it = scene.matter(world, owners_decision=True, owners_common=True)
    session = scene.drafted(world, "round_table", it)
    with pytest.raises(Refusal) as caught:
        scene.moved(world, session, rule="OWNERS_MAJ", **ELEVATOR)
    assert "双四分之三" in caught.value.zh
    assert scene.moved(world, session, rule="OWNERS_3_4", **ELEVATOR).rule == "OWNERS_3_4"


def test_nor_by_words_it_is_given_afterwards(world: World) -> None:
    it = scene.matter(world, owners_decision=True, owners_common=True)
    session = scene.drafted(world, "round_table", it)
    motion = scene.moved(world, session, rule="OWNERS_MAJ")
    with refused("invalid"):
        amend(actor=world.actor("社工小李"), motion=motion, reason="换个做法", what=ELEVATOR["what"])
