"""motion.write_page, motion.check_legality, motion.withdraw."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consult.agenda.models import Motion, Session
from consult.agenda.motions import check_legality, withdraw, write_page
from consult.agenda.wording import text_hash
from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import World


def on_the_floor(motion: Motion) -> Motion:
    Session.objects.filter(pk=motion.session_id).update(stage="open", published_at=clock.now())
    Motion.objects.filter(pk=motion.pk).update(stage="pending")
    return Motion.objects.get(pk=motion.pk)


def test_a_page_is_written_field_by_field(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world), page=False)
    staff = world.actor("社工小李")
    write_page(actor=staff, motion=motion, page={"what": "是否开设助餐点"})
    write_page(actor=staff, motion=motion, page={"what": "是否开设老年助餐点", "whose_money": "街道补助"})
    assert motion.page == {"what": "是否开设老年助餐点", "whose_money": "街道补助"}


@guards("motion.write_page", "agenda.guards.agenda_unlocked")
def test_a_page_does_not_change_once_it_is_published(world: World) -> None:
    session = scene.ready(world)
    motion = scene.moved(world, session)
    scene.publish(actor=world.actor("社工小李"), session=session)
    with refused("agenda_unlocked"):
        write_page(actor=world.actor("社工小李"), motion=motion, page={"if_passed": "改口"})
    assert Motion.objects.get(pk=motion.pk).page == scene.PAGE


@pytest.mark.parametrize("page", [{}, {"slogan": "好"}, {"what": ""}, {"what": "长" * 401}])
def test_a_page_has_its_seven_fields_and_no_others(world: World, page: dict[str, str]) -> None:
    motion = scene.moved(world, scene.drafted(world), page=False)
    with refused("invalid"):
        write_page(actor=world.actor("社工小李"), motion=motion, page=page)
    assert Motion.objects.get(pk=motion.pk).page == {}


def test_residents_write_no_pages(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world), page=False)
    with refused("not_permitted"):
        write_page(actor=world.actor("小谷"), motion=motion, page={"what": "字"})


def test_the_lawyer_says_a_motion_may_be_put(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world))

    check_legality(actor=world.actor("石律师"), motion=motion, favourable=True, opinion="未见违法情形")

    assert (motion.legality_favourable, motion.legality_by) == (True, world.people["石律师"])
    data = parsed(LogEntry.objects.get(verb="motion.check_legality"))["data"]
    assert (data["favourable"], data["opinion"], data["sha256"]) == (True, "未见违法情形", text_hash(motion))


def test_the_lawyer_speaks_of_what_was_on_the_screen(world: World) -> None:
    motion, lawyer = scene.moved(world, scene.drafted(world)), world.actor("石律师")
    read = text_hash(motion)
    write_page(actor=world.actor("社工小李"), motion=motion, page={"if_passed": "七月起营业"})
    with refused("text_changed"):
        check_legality(actor=lawyer, motion=motion, favourable=True, opinion="可以", seen=read)
    assert Motion.objects.get(pk=motion.pk).legality_favourable is None
    check_legality(actor=lawyer, motion=motion, favourable=True, opinion="可以", seen=text_hash(motion))
    assert motion.legality_favourable is True


def test_a_page_that_is_changed_after_the_check_is_checked_anew(world: World) -> None:
    motion, staff = scene.moved(world, scene.drafted(world)), world.actor("社工小李")
    check_legality(actor=world.actor("石律师"), motion=motion, favourable=True, opinion="可以")
    write_page(actor=staff, motion=motion, page={"if_passed": scene.PAGE["if_passed"]})
    assert motion.legality_favourable is True, "the same words, written again"
    write_page(actor=staff, motion=motion, page={"if_passed": "七月起营业，收费另定"})
    assert (motion.legality_favourable, motion.legality_by, motion.legality) == (None, None, "")


def test_the_lawyer_says_why_it_may_not(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world), what="要求表决把租户赶出小区，并收回房屋")

    check_legality(
        actor=world.actor("石律师"),
        motion=motion,
        favourable=False,
        opinion="侵犯租户的人身权利",
        grounds=["person"],
    )

    assert motion.legality_favourable is False


@guards("motion.check_legality", "agenda.guards.may_be_voted")
def test_n04_no_opinion_makes_driving_tenants_out_a_matter_of_votes(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world), what="要求表决把租户赶出小区，并收回房屋")
    with refused("may_be_voted"):
        check_legality(actor=world.actor("石律师"), motion=motion, favourable=True, opinion="可以表决")
    assert Motion.objects.get(pk=motion.pk).legality_favourable is None


def test_an_urgent_danger_is_acted_on_and_not_voted(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world))
    type(motion.matter).objects.filter(pk=motion.matter_id).update(urgent=True)
    with refused("may_be_voted"):
        check_legality(actor=world.actor("石律师"), motion=motion, favourable=True, opinion="可以表决")


@pytest.mark.parametrize(
    "fields",
    [
        {"favourable": True, "opinion": ""},
        {"favourable": True, "opinion": "可以", "grounds": ["law"]},
        {"favourable": False, "opinion": "不可以"},
        {"favourable": False, "opinion": "不可以", "grounds": ["taste"]},
    ],
)
def test_an_opinion_and_its_grounds_agree(world: World, fields: dict[str, Any]) -> None:
    motion = scene.moved(world, scene.drafted(world))
    with pytest.raises(Refusal) as caught:
        check_legality(actor=world.actor("石律师"), motion=motion, **fields)
    assert caught.value.code == "invalid"


@pytest.mark.parametrize("name", ["社工小李", "周书记", "小谷"])
def test_only_the_lawyer_gives_the_opinion(world: World, name: str) -> None:
    motion = scene.moved(world, scene.drafted(world))
    with refused("not_permitted"):
        check_legality(actor=world.actor(name), motion=motion, favourable=True, opinion="可以")


def test_a_motion_on_the_floor_can_still_be_checked(world: World) -> None:
    motion = on_the_floor(scene.moved(world, scene.drafted(world)))
    check_legality(actor=world.actor("石律师"), motion=motion, favourable=True, opinion="可以")
    assert motion.legality_favourable is True


@pytest.mark.database
def test_the_database_keeps_every_opinion_somebodys(world: World) -> None:
    motion = scene.moved(world, scene.drafted(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(legality_favourable=True)


def test_its_mover_takes_a_motion_back_and_the_matter_keeps_its_place(world: World) -> None:
    session = scene.drafted(world)
    motion = scene.moved(world, session)

    withdraw(actor=world.actor("小谷"), motion=motion, reason="想再听听意见")

    item = session.items.get()
    assert (motion.stage, item.motion, item.matter) == ("withdrawn", None, motion.matter)


def test_on_a_published_agenda_the_place_remains(world: World) -> None:
    session = scene.ready(world)
    motion = scene.moved(world, session)
    scene.publish(actor=world.actor("社工小李"), session=session)
    motion.refresh_from_db()

    withdraw(actor=world.actor("小谷"), motion=motion)

    assert session.items.get().motion == motion


def test_the_chair_may_with_leave_of_the_meeting_and_the_mover_is_told(world: World) -> None:
    motion = on_the_floor(scene.moved(world, scene.ready(world)))
    withdraw(actor=world.actor("孙副主任"), motion=motion, reason="会议同意撤回")
    assert motion.stage == "withdrawn"
    assert Message.objects.filter(template="motion.withdrawn", person=world.people["小谷"].pk).exists()


@pytest.mark.parametrize("name", ["社工小李", "王阿姨"])
def test_nobody_else_takes_a_residents_motion_back(world: World, name: str) -> None:
    motion = scene.moved(world, scene.ready(world))
    with refused("not_permitted"):
        withdraw(actor=world.actor(name), motion=motion)


@pytest.mark.parametrize("stage", ["put", "carried", "defeated", "withdrawn"])
def test_what_is_put_or_settled_is_not_withdrawn(world: World, stage: str) -> None:
    motion = scene.moved(world, scene.drafted(world))
    Motion.objects.filter(pk=motion.pk).update(stage=stage)
    motion.refresh_from_db()
    with refused("wrong_stage"):
        withdraw(actor=world.actor("小谷"), motion=motion)
