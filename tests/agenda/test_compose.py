"""session.compose: 1 fixed, N by line of work, X computed from who is touched; observers always."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from consult.agenda.because import why_en
from consult.agenda.composing import compose, planned
from consult.agenda.items import add_item
from consult.agenda.models import Participant, Session
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.people.models import Body, Role
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import World


def part(session: Session, name: str) -> Any:
    return Participant.objects.filter(session=session, part=name)


def test_a_round_table_is_composed_of_one_n_and_x(world: World) -> None:
    world.hold("社工小郑", Role.COMMITTEE_STAFF, category="老年人和妇女儿童")
    session = scene.drafted(world)

    compose(actor=world.actor("社工小李"), session=session)

    assert [p.why for p in session.participants.all() if why_en(p.why) == p.why] == []
    assert set(part(session, "1").values_list("body", flat=True)) == {
        world.bodies["party"].pk,
        world.bodies["committee"].pk,
    }
    assert [p.person for p in part(session, "N")] == [world.people["社工小郑"]]
    assert set(part(session, "X").values_list("household", flat=True)) == {
        home.pk for home in world.homes if home.unit == world.units[1]
    }
    assert {p.person for p in part(session, "O")} == {
        world.people["吕监督"],
        world.people["马监督"],
        world.people["王阿姨"],
    }
    entry = parsed(LogEntry.objects.get(verb="session.compose"))
    assert entry["data"] == {"one": 2, "n": 1, "x": 6, "observers": 3}


PLACES: dict[str, Callable[[World], tuple[dict[str, Any], int]]] = {
    "unit": lambda world: ({"kind": "unit", "ids": [str(world.units[0].pk)]}, 6),
    "two units": lambda world: ({"kind": "unit", "ids": [str(u.pk) for u in world.units[:2]]}, 12),
    "building": lambda world: ({"kind": "building", "ids": [str(world.buildings[0].pk)]}, 12),
    "grid": lambda world: ({"kind": "grid", "ids": [str(world.grids[0].pk)]}, 24),
    "other grid": lambda world: ({"kind": "grid", "ids": [str(world.grids[1].pk)]}, 12),
    "community": lambda world: ({"kind": "community", "ids": []}, 36),
}


@pytest.mark.parametrize("place", sorted(PLACES))
def test_x_is_every_household_touched(world: World, place: str) -> None:
    affected, count = PLACES[place](world)
    session = scene.drafted(world, it=scene.matter(world, affected=affected))

    compose(actor=world.actor("社工小李"), session=session)

    assert part(session, "X").filter(household__isnull=False).count() == count


def test_two_matters_touching_one_household_invite_it_once(world: World) -> None:
    session = scene.drafted(world)
    add_item(actor=world.actor("社工小李"), session=session, matter=scene.matter(world))

    compose(actor=world.actor("社工小李"), session=session)

    assert part(session, "X").count() == 6


def test_who_raised_it_gets_one_letter(world: World) -> None:
    """As a household where theirs is touched, else as 提出人."""
    home = scene.drafted(world, it=scene.matter(world, proposer="小辛"))
    away = scene.drafted(world, it=scene.matter(world, proposer="王阿姨"))
    for session in (home, away):
        compose(actor=world.actor("社工小李"), session=session)
    assert not part(home, "O").filter(person=world.people["小辛"]).exists()
    assert part(away, "O").filter(person=world.people["王阿姨"]).exists()


def test_composing_again_replaces_what_was_composed(world: World) -> None:
    session = scene.drafted(world)
    compose(actor=world.actor("社工小李"), session=session)
    manager = scene.body(world, Body.Kind.PROPERTY, "和顺物业")

    compose(actor=world.actor("社工小李"), session=session, bodies=[manager.pk])

    assert part(session, "X").filter(body=manager).count() == 1
    assert part(session, "1").count() == 2


def test_stakeholder_bodies_are_chosen_from_those_on_file(world: World) -> None:
    station = scene.body(world, Body.Kind.UNIT, "骑手站点")
    session = scene.drafted(world)

    compose(actor=world.actor("社工小李"), session=session, bodies=[station.pk, station.pk])

    assert [p.why for p in part(session, "X").filter(body=station)] == ["驻区单位"]


@pytest.mark.parametrize("which", ["unknown", "another community's", "no stakeholder"])
def test_a_body_that_is_not_a_stakeholder_on_file_is_refused(world: World, which: str) -> None:
    theirs = Body.objects.create(
        subdistrict=world.community.subdistrict, community=world.other, kind=Body.Kind.UNIT, name="小学"
    )
    chosen = {
        "unknown": uuid4(),
        "another community's": theirs.pk,
        "no stakeholder": world.bodies["supervisory"].pk,
    }[which]
    session = scene.drafted(world)
    with pytest.raises(Refusal) as caught:
        compose(actor=world.actor("社工小李"), session=session, bodies=[chosen])
    assert caught.value.facts["field"] == "bodies"
    assert not session.participants.exists()


def test_a_body_at_the_subdistrict_can_be_a_stakeholder(world: World) -> None:
    police = Body.objects.create(
        subdistrict=world.community.subdistrict, kind=Body.Kind.AGENCY, name="交警中队"
    )
    session = scene.drafted(world)
    compose(actor=world.actor("社工小李"), session=session, bodies=[police.pk])
    assert part(session, "X").filter(body=police).exists()


def test_a_collection_session_has_no_x(world: World) -> None:
    session = scene.drafted(world, "collection")
    compose(actor=world.actor("社工小李"), session=session)
    assert not part(session, "X").exists()


def test_a_joint_meeting_calls_four_parties_and_says_which_is_not_on_file(world: World) -> None:
    scene.body(world, Body.Kind.OWNERS_COMMITTEE, "业主委员会")
    session = scene.drafted(world, "joint_meeting")

    compose(actor=world.actor("社工小李"), session=session)

    kinds = {p.body.kind for p in part(session, "1")}
    assert kinds == {"party_organization", "residents_committee", "owners_committee"}
    assert planned(session).missing == ["property_manager"]
    assert part(session, "O").filter(person=world.people["石律师"]).exists()


def test_a_representatives_meeting_is_committee_members_and_representatives(world: World) -> None:
    people = scene.representatives(world)
    session = scene.drafted(world, "representatives_meeting")

    compose(actor=world.actor("何主任"), session=session)

    members = part(session, "1")
    assert {p.person for p in members} == {*people, world.people["何主任"], world.people["孙副主任"]}
    assert members.filter(role=Role.RESIDENT_REP).count() == 8


def test_a_committee_member_who_is_a_representative_too_sits_once(world: World) -> None:
    world.hold("何主任", Role.RESIDENT_REP)
    session = scene.drafted(world, "representatives_meeting")

    compose(actor=world.actor("何主任"), session=session)

    assert part(session, "1").filter(person=world.people["何主任"]).get().role == Role.COMMITTEE_DIRECTOR


def test_a_residents_meeting_is_every_household(world: World) -> None:
    session = scene.drafted(world, "residents_meeting")

    compose(actor=world.actor("何主任"), session=session)

    assert part(session, "1").filter(household__isnull=False).count() == 36
    assert not part(session, "X").exists(), "those touched are at the table as members"


def test_owners_are_invited_once_however_many_doors_they_own(world: World) -> None:
    first, second = (home.exclusive_unit for home in world.homes[6:8])
    second.party = first.party
    second.save()
    first.party.voter = world.people["小谷"]
    first.party.save()
    session = scene.drafted(world, "owners_assembly")

    compose(actor=world.actor("何主任"), session=session)

    assert part(session, "1").filter(person=world.people["小谷"]).count() == 1
    owners = part(session, "1").filter(why="业主")
    assert owners.count() == 5, "six doors on the staircase, two of one owner"


def test_party_meetings_are_the_members_own(world: World) -> None:
    session = scene.drafted(world, "party_branch")
    compose(actor=world.actor("周书记"), session=session)
    assert {p.person for p in part(session, "1")} == {
        world.people[name] for name in ("周书记", "委员老陈", "兼职委员吴校长")
    }
    assert {p.person for p in part(session, "O")} == {world.people["吕监督"], world.people["马监督"]}


def test_n_follows_the_category(world: World) -> None:
    world.hold("社工小郑", Role.COMMITTEE_STAFF, category="治安保卫")
    for category, invited in (("消防与充电", True), ("养老助残", False)):
        session = scene.drafted(world, it=scene.matter(world, category=category))
        compose(actor=world.actor("社工小李"), session=session)
        assert part(session, "N").exists() is invited, category


@guards("session.compose", "agenda.guards.agenda_unlocked")
def test_nobody_is_added_after_the_letters_went_out(world: World) -> None:
    session = scene.published(world)
    with refused("agenda_unlocked"):
        compose(actor=world.actor("社工小李"), session=session)


def test_residents_do_not_compose(world: World) -> None:
    session = scene.drafted(world)
    with refused("not_permitted"):
        compose(actor=world.actor("小谷"), session=session)
