"""session.appoint: a neutral chair with an office, a recorder, scrutineers."""

from __future__ import annotations

import pytest

from consult.agenda.appointing import appoint
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import World


def test_staff_appoint_who_chairs_records_and_scrutinizes(world: World) -> None:
    session = scene.drafted(world)
    people = world.people

    appoint(
        actor=world.actor("社工小李"),
        session=session,
        chair=people["孙副主任"],
        recorder=people["社工小郑"],
        scrutineers=[people["吕监督"], people["老秦"]],
    )

    assert (session.chair, session.recorder) == (people["孙副主任"], people["社工小郑"])
    assert set(session.scrutineers.all()) == {people["吕监督"], people["老秦"]}
    data = parsed(LogEntry.objects.get(verb="session.appoint"))["data"]
    assert data["chair"] == str(people["孙副主任"].pk)
    assert Message.objects.filter(template="session.appointed", channel="in_app").count() == 4


def test_appointing_one_leaves_the_others(world: World) -> None:
    session = scene.ready(world)
    appoint(actor=world.actor("社工小李"), session=session, recorder=world.people["社工小李"])
    assert session.chair == world.people["孙副主任"]


@guards("session.appoint", "agenda.guards.chair_is_neutral")
def test_who_admitted_the_topic_does_not_chair_it(world: World) -> None:
    session = scene.drafted(world)
    scene.admitted_by(world, "孙副主任", session.items.get().matter)  # type: ignore[arg-type]
    with refused("chair_is_neutral"):
        appoint(actor=world.actor("社工小李"), session=session, chair=world.people["孙副主任"])


def test_secretary_and_director_in_one_person_leaves_the_chair_to_the_deputy(world: World) -> None:
    world.hold("周书记", Role.COMMITTEE_DEPUTY)
    session = scene.drafted(world)
    scene.admitted_by(world, "周书记", session.items.get().matter)  # type: ignore[arg-type]
    with refused("chair_is_neutral"):
        appoint(actor=world.actor("社工小李"), session=session, chair=world.people["周书记"])
    appoint(actor=world.actor("社工小李"), session=session, chair=world.people["孙副主任"])
    assert session.chair == world.people["孙副主任"]


def test_neither_proposer_nor_mover_chairs(world: World) -> None:
    session = scene.drafted(world, it=scene.matter(world, proposer="孙副主任"))
    with refused("chair_is_neutral"):
        appoint(actor=world.actor("社工小李"), session=session, chair=world.people["孙副主任"])
    scene.moved(world, session, mover=world.people["何主任"])
    with refused("chair_is_neutral"):
        appoint(actor=world.actor("社工小李"), session=session, chair=world.people["何主任"])


@pytest.mark.parametrize("name", ["小谷", "王阿姨"])
def test_neither_mover_nor_proposer_scrutinizes(world: World, name: str) -> None:
    session = scene.drafted(world)
    scene.moved(world, session)
    with refused("chair_is_neutral"):
        appoint(actor=world.actor("社工小李"), session=session, scrutineers=[world.people[name]])


@pytest.mark.parametrize(
    ("form", "name", "may"),
    [
        ("round_table", "孙副主任", True),
        ("round_table", "小谷", False),
        ("round_table", "网格长老柏", False),
        ("grid_session", "网格长老柏", True),
        ("grid_session", "网格长小井", False),
        ("building_session", "楼长刘姐", True),
        ("appraisal", "吕监督", True),
        ("representatives_meeting", "社工小李", False),
        ("representatives_meeting", "孙副主任", True),
    ],
)
def test_the_chair_holds_an_office_the_form_names_where_it_meets(
    world: World, form: str, name: str, may: bool
) -> None:
    session = scene.drafted(world, form)
    staff = world.actor(scene.CONVENERS.get(form, "社工小李"))
    if may:
        appoint(actor=staff, session=session, chair=world.people[name])
        assert session.chair == world.people[name]
    else:
        with pytest.raises(Refusal) as caught:
            appoint(actor=staff, session=session, chair=world.people[name])
        assert caught.value.facts["field"] == "chair"


def test_nobody_chairs_and_records_at_once(world: World) -> None:
    session = scene.ready(world)
    with pytest.raises(Refusal) as caught:
        appoint(actor=world.actor("社工小李"), session=session, recorder=world.people["孙副主任"])
    assert caught.value.facts["field"] == "recorder"


def test_nothing_named_is_nothing_done(world: World) -> None:
    with refused("invalid"):
        appoint(actor=world.actor("社工小李"), session=scene.drafted(world))


def test_people_of_another_community_are_not_found(world: World) -> None:
    stranger = world.person("外人")
    stranger.community = world.other
    stranger.save()
    with refused("not_found"):
        appoint(actor=world.actor("社工小李"), session=scene.drafted(world), recorder=stranger)


def test_residents_appoint_nobody(world: World) -> None:
    with refused("not_permitted"):
        appoint(actor=world.actor("小谷"), session=scene.drafted(world), chair=world.people["孙副主任"])
