"""session.publish: what must be there first, what the lock holds, who is told, and by which number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256

import pytest
from django.db import connection, transaction

from consult.agenda.appointing import appoint
from consult.agenda.composing import compose
from consult.agenda.convening import cancel
from consult.agenda.items import add_item, drop_item
from consult.agenda.models import Invitation, Material, Participant, RegisterRow, Service, Session
from consult.agenda.motions import withdraw, write_page
from consult.agenda.numbering import next_numbers
from consult.agenda.publishing import agenda_as_published, publish
from consult.intake.models import Matter, Petition
from consult.kernel import clock, merkle
from consult.kernel.act import blocked
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import START, World, build


def test_publishing_numbers_locks_invites_and_moves_the_matter(world: World) -> None:
    session = scene.ready(world)
    scene.moved(world, session)

    publish(actor=world.actor("社工小李"), session=session)

    assert (session.stage, session.number) == ("published", "槐安会〔2026〕第1号")
    assert session.published_at == clock.now()
    it = session.items.get().matter
    assert it is not None
    assert it.stage == "convened"
    numbers = list(session.invitations.values_list("number", flat=True))
    assert len(numbers) == session.participants.count() == 11
    assert set(numbers) == {f"槐安邀〔2026〕第{n}号" for n in range(1, 12)}
    assert session.agenda_sha256 == sha256(merkle.canonical(agenda_as_published(session))).hexdigest()
    entry = parsed(LogEntry.objects.get(verb="session.publish"))
    assert entry["data"]["agenda"] == session.agenda_sha256
    assert (entry["data"]["first_letter"], entry["data"]["last_letter"]) == (
        "槐安邀〔2026〕第1号",
        "槐安邀〔2026〕第11号",
    )
    assert entry["data"]["notice_days"] == 19
    assert str(it.pk) in entry["about"]


def test_the_room_exists_from_the_day_the_agenda_is_public(world: World) -> None:
    session = scene.published(world)
    assert session.room.chair == world.people["孙副主任"]


def test_everybody_invited_is_told_once_and_served_in_app_where_they_can_be(world: World) -> None:
    world.people["丁奶奶"].needs_paper = True
    world.people["丁奶奶"].save()
    it = scene.matter(world, affected={"kind": "unit", "ids": [str(world.units[0].pk)]})

    session = scene.published(world, it=it)

    told = set(
        Message.objects.filter(template="session.published", channel="in_app").values_list(
            "person", flat=True
        )
    )
    homes = {world.people[name].pk for name in ("王阿姨", "丁奶奶", "小谷", "小范", "老尹", "葛阿姨")}
    assert homes <= told
    served = Service.objects.filter(means="in_app", by=None)
    grandmother = scene.letter(session, household=world.homes[1])
    assert not served.filter(invitation=grandmother).exists(), "who asked for paper is served on paper"
    assert served.filter(invitation=scene.letter(session, household=world.homes[2])).exists()


def test_a_household_without_a_representative_hears_through_its_adults(world: World) -> None:
    home = world.homes[6]
    home.representative = None
    home.save()
    adults = [world.person("租客甲", home=home), world.person("租客乙", home=home)]
    child = world.person("小朋友", home=home, of_age_on=date(2030, 1, 1))

    scene.published(world)

    told = set(Message.objects.filter(template="session.published").values_list("person", flat=True))
    assert {person.pk for person in adults} <= told
    assert child.pk not in told


def test_numbers_run_on_through_the_year_and_begin_anew(world: World) -> None:
    scene.published(world, "collection")
    second = scene.published(world, "collection")
    assert second.number == "槐安会〔2026〕第2号"
    assert scene.letter(second, body=world.bodies["party"]).number in {
        f"槐安邀〔2026〕第{n}号" for n in range(5, 9)
    }
    with clock.at(clock.beijing(2027, 1, 4)):
        third = scene.published(world, "collection", starts_at=clock.beijing(2027, 1, 20))
    assert third.number == "槐安会〔2027〕第1号"


def test_a_publishing_that_is_refused_gives_its_numbers_back(world: World) -> None:
    session = scene.drafted(world)
    with refused("has_materials"):
        publish(actor=world.actor("社工小李"), session=session)
    assert not RegisterRow.objects.filter(last__gt=0).exists()
    assert scene.published(world).number == "槐安会〔2026〕第1号"


@guards("session.publish", "agenda.guards.has_items")
def test_an_empty_agenda_is_not_published(world: World) -> None:
    session = scene.ready(world, "collection")
    drop_item(actor=world.actor("社工小李"), session=session, item=session.items.get().pk)
    with refused("has_items"):
        publish(actor=world.actor("社工小李"), session=session)


@guards("session.publish", "agenda.guards.has_materials")
def test_no_session_without_its_material(world: World) -> None:
    session = scene.ready(world)
    Material.objects.all().delete()
    with refused("has_materials"):
        publish(actor=world.actor("社工小李"), session=session)


@guards("session.publish", "agenda.guards.stakeholders_present")
def test_no_x_no_session(world: World) -> None:
    session = scene.ready(world)
    Participant.objects.filter(session=session, part="X").delete()
    with refused("stakeholders_present"):
        publish(actor=world.actor("社工小李"), session=session)


@pytest.mark.parametrize("form", ["round_table", "hearing", "grid_session", "council", "owners_assembly"])
def test_no_form_but_those_that_need_none_is_published_uncomposed(world: World, form: str) -> None:
    session = scene.ready(world, form)
    session.participants.all().delete()
    with refused("stakeholders_present"):
        publish(actor=world.actor(scene.CONVENERS.get(form, "社工小李")), session=session)


def test_a_form_that_needs_its_matter_cannot_lose_it_on_the_way(world: World) -> None:
    session = scene.ready(world)
    staff = world.actor("社工小李")
    drop_item(actor=staff, session=session, item=session.items.get().pk)
    add_item(actor=staff, session=session, title="别的事")
    with refused("stakeholders_present"):
        publish(actor=staff, session=session)


@guards("session.publish", "agenda.guards.composed_lawfully")
def test_representatives_must_be_four_fifths(world: World) -> None:
    scene.representatives(world, 7)
    session = scene.drafted(world, "representatives_meeting")
    staff = world.actor("何主任")
    compose(actor=staff, session=session)
    scene.add_material(actor=staff, session=session, title="方案", source="居委会", text="正文")
    appoint(actor=staff, session=session, chair=world.people["孙副主任"], recorder=world.people["社工小郑"])
    with refused("composed_lawfully"):
        publish(actor=staff, session=session)


def test_a_meeting_of_members_needs_members(world: World) -> None:
    session = scene.ready(world, "council")
    Participant.objects.filter(session=session, role=Role.COUNCIL_MEMBER).delete()
    with refused("composed_lawfully"):
        publish(actor=world.actor("社工小李"), session=session)


@guards("session.publish", "agenda.guards.pages_written")
def test_every_motion_has_its_plain_page(world: World) -> None:
    session = scene.ready(world)
    motion = scene.moved(world, session, page=False)
    staff = world.actor("社工小李")
    write_page(actor=staff, motion=motion, page={k: v for k, v in scene.PAGE.items() if k != "how_to_object"})
    with refused("pages_written"):
        publish(actor=staff, session=session)


def test_a_withdrawn_motion_needs_no_page(world: World) -> None:
    session = scene.ready(world)
    withdraw(actor=world.actor("小谷"), motion=scene.moved(world, session, page=False))
    publish(actor=world.actor("社工小李"), session=session)
    assert session.stage == "published"


@guards("session.publish", "agenda.guards.chair_appointed")
def test_chair_and_recorder_are_known_beforehand(world: World) -> None:
    session = scene.ready(world)
    Session.objects.filter(pk=session.pk).update(recorder=None)
    session.refresh_from_db()
    with refused("chair_appointed"):
        publish(actor=world.actor("社工小李"), session=session)


def test_a_chair_who_moved_something_since_is_no_longer_neutral(world: World) -> None:
    session = scene.ready(world)
    scene.moved(world, session, mover=world.people["孙副主任"])
    with refused("chair_appointed"):
        publish(actor=world.actor("社工小李"), session=session)


@guards("session.publish", "agenda.guards.studied_first")
def test_the_party_organization_studies_first_what_a_meeting_decides(world: World) -> None:
    session = scene.ready(world, "representatives_meeting")
    scene.moved(world, session)
    with refused("studied_first"):
        publish(actor=world.actor("何主任"), session=session)


def test_once_studied_the_meeting_is_published(world: World) -> None:
    session = scene.ready(world, "representatives_meeting")
    motion = scene.moved(world, session)
    scene.studied(world, motion.matter)
    publish(actor=world.actor("何主任"), session=session)
    assert session.stage == "published"


def test_a_meeting_that_decides_nothing_needs_no_study(world: World) -> None:
    assert scene.published(world, "representatives_meeting").stage == "published"


def test_brought_back_after_it_failed_a_matter_is_studied_again(world: World) -> None:
    """Its petition obliged the meeting that was held, and no other (`matter.again`)."""
    it = scene.matter(world)
    scene.petitioned(world, it, Petition.Kind.REPRESENTATIVES_MEETING)
    Matter.objects.filter(pk=it.pk).update(petition_obliged=False)
    session = scene.ready(world, "representatives_meeting", it=it)
    scene.moved(world, session)
    with refused("studied_first"):
        publish(actor=world.actor("何主任"), session=session)


def test_a_missing_study_does_not_hold_up_a_petitioned_meeting(world: World) -> None:
    it = scene.matter(world)
    scene.petitioned(world, it, Petition.Kind.HOUSEHOLDS)
    session = scene.ready(world, "residents_meeting", it)
    scene.moved(world, session, rule="RESIDENT_MEETING_HH")
    publish(actor=world.actor("何主任"), session=session)
    assert session.stage == "published"


def test_a_small_matter_stays_with_its_grid(world: World) -> None:
    session = scene.published(world, "grid_session")
    assert session.items.get().matter.stage == "with_grid"  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["party_branch", "committee_meeting"])
def test_members_own_meetings_do_not_move_the_matter_along(world: World, form: str) -> None:
    assert scene.published(world, form).items.get().matter.stage == "listed"  # type: ignore[union-attr]


def test_the_desk_sees_beforehand_why_it_would_be_refused(world: World) -> None:
    reasons = blocked(scene.drafted(world), world.actor("社工小李"))
    assert reasons["session.publish"]["code"] == "has_materials"
    reasons = blocked(scene.published(world), world.actor("社工小李"))
    assert reasons["session.compose"]["code"] == "agenda_unlocked"


def test_residents_do_not_publish(world: World) -> None:
    with refused("not_permitted"):
        publish(actor=world.actor("小谷"), session=scene.ready(world))


def test_a_cancelled_session_is_not_published(world: World) -> None:
    session = scene.ready(world)
    cancel(actor=world.actor("社工小李"), session=session, reason="场地停电")
    with refused("wrong_stage"):
        publish(actor=world.actor("社工小李"), session=session)


@pytest.mark.database
def test_letters_numbered_at_once_are_dense(committed: None) -> None:
    """Several desks publish at the same moment: no number twice, none left out."""
    with clock.at(START), transaction.atomic():
        world = build()

    def take(count: int) -> list[str]:
        try:
            with clock.at(START), transaction.atomic():
                return next_numbers(world.community, "邀", count)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = [number for numbers in pool.map(take, [3, 1, 5, 2, 4, 1, 2, 2]) for number in numbers]
    assert sorted(taken) == sorted(f"槐安邀〔2026〕第{n}号" for n in range(1, 21))


@pytest.mark.database
def test_a_motion_and_the_lock_at_the_same_moment_exclude_each_other(committed: None) -> None:
    """Either the motion came first and its missing page holds the agenda up, or the lock came first and refuses it."""
    with clock.at(START), transaction.atomic():
        world = build()
        session = scene.ready(world)
        staff = world.actor("社工小李")

    def at_once(what: str) -> str:
        try:
            with clock.at(START):
                mine = Session.objects.get(pk=session.pk)
                if what == "publish":
                    publish(actor=staff, session=mine)
                else:
                    scene.moved(world, mine, page=False)
            return what
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcome = tuple(pool.map(at_once, ["publish", "move"]))
    assert outcome in {("publish", "agenda_unlocked"), ("pages_written", "move")}


def test_letters_go_in_the_order_one_n_x_observers(world: World) -> None:
    session = scene.published(world)
    parts = [
        letter.participant.part
        for letter in sorted(
            Invitation.objects.filter(session=session).select_related("participant"),
            key=lambda letter: int(letter.number.split("第")[1].removesuffix("号")),
        )
    ]
    assert parts == sorted(parts, key="1NXO".index)
