"""谁有票: who may vote, by what one vote stands for and within which place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consult.agenda.models import Participant
from consult.kernel import clock
from consult.people.models import Body, Holding, Household, OwnershipParty, Residency, Role
from consult.voting.electorate import electorate
from consult.voting.models import VotingRight
from consult.voting.questions import rule_for
from tests.voting.made import CHAIR, OTHER_DESK, REPS, Vote, meeting, opened, young
from tests.world import World


def roll_of(vote: Vote) -> list[str]:
    rule = rule_for(vote.poll.rule, "cn-2026")
    return [each.label for each in electorate(vote.fresh(), rule)]


@pytest.mark.parametrize(
    ("kind", "place", "doors"),
    [
        ("unit", "units", 6),
        ("building", "buildings", 12),
        ("grid", "grids", 24),
        ("compound", "compound", 36),
        ("community", None, 36),
    ],
)
def test_households_of_a_place_one_each(world: World, kind: str, place: str | None, doors: int) -> None:
    places = getattr(world, place) if place else None
    ids = [str((places[0] if isinstance(places, list) else places).pk)] if places else []
    vote = meeting(
        world,
        form="grid_session",
        rule="GRID_HOUSEHOLDS_MAJ",
        scope={"kind": kind, "ids": ids},
        closes_at=clock.now() + timedelta(days=2),
    )
    labels = roll_of(vote)
    assert len(labels) == doors
    assert labels[:2] == ["槐安里1号楼1单元101", "槐安里1号楼1单元102"]


def test_adults_with_a_confirmed_home_vote_once_however_many_homes(world: World) -> None:
    young(world, "小范")
    claimed = world.person("新住户")
    claim = {"community": world.community, "person": claimed, "household": world.homes[8]}
    Residency.objects.create(**claim, relation="tenant", state="claimed", claimed_at=clock.now())
    second = {"community": world.community, "person": world.people["王阿姨"], "household": world.homes[9]}
    Residency.objects.create(**second, relation="owner", state="confirmed", claimed_at=clock.now())
    vote = meeting(world, form="residents_meeting", rule="RESIDENT_MEETING_ALL")
    assert sorted(roll_of(vote)) == sorted({"王阿姨", "丁奶奶", "小谷", "老尹", "葛阿姨", "小辛", "老秦"})


def test_somebody_who_turns_eighteen_today_votes_today(world: World) -> None:
    person = world.people["小范"]
    person.of_age_on = clock.today()
    person.save()
    vote = meeting(world, form="residents_meeting", rule="RESIDENT_MEETING_ALL")
    assert "小范" in roll_of(vote)


def test_representatives_and_the_committee_in_their_terms(world: World) -> None:
    """居民代表会议由居民代表和居委会成员组成; the office's staff and the Party secretary are neither."""
    over = world.hold("小辛", Role.RESIDENT_REP)
    over.ends = clock.today()
    over.save()
    coming = world.hold("老秦", Role.RESIDENT_REP)
    coming.starts = clock.today() + timedelta(days=1)
    coming.save()
    assert sorted(roll_of(meeting(world))) == sorted([*REPS, CHAIR, OTHER_DESK])


def test_a_representative_who_is_on_the_committee_too_has_one_vote(world: World) -> None:
    world.hold(CHAIR, Role.RESIDENT_REP)
    assert roll_of(meeting(world)).count(CHAIR) == 1


def test_one_ownership_party_is_one_head_and_its_areas_add_up(world: World) -> None:
    """最高法解释 §§8–9; within the scope only."""
    first, second, far = (world.homes[n].exclusive_unit for n in (0, 1, 12))
    for unit in (second, far):
        unit.party = first.party
        unit.save()
    vote = meeting(
        world,
        form="owners_assembly",
        rule="OWNERS_3_4",
        scope={"kind": "unit", "ids": [str(world.units[0].pk)]},
    )
    rows = electorate(vote.fresh(), rule_for("OWNERS_3_4", "cn-2026"))
    assert len(rows) == 5
    assert [(row.label, row.area_cm2) for row in rows[:2]] == [
        ("槐安里1号楼1单元101产权人", 1_240_000),
        ("槐安里1号楼1单元201产权人", 620_000),
    ]


def test_council_members_of_the_council_that_meets(world: World) -> None:
    other = Body.objects.create(
        subdistrict=world.community.subdistrict,
        community=world.community,
        kind=Body.Kind.COUNCIL,
        name="第二议事会",
    )
    for name, body in (
        ("王阿姨", world.bodies["council"]),
        ("小谷", world.bodies["council"]),
        ("老尹", other),
    ):
        world.hold(name, Role.COUNCIL_MEMBER, body=body)
    vote = meeting(world, form="council", rule="COUNCIL_MAJ")
    assert sorted(roll_of(vote)) == ["小谷", "王阿姨", "老尹"]
    vote.hall.session.body = world.bodies["council"]
    vote.hall.session.save()
    assert sorted(roll_of(vote)) == ["小谷", "王阿姨"]


def test_the_committee_and_the_party_branch_vote_among_themselves(world: World) -> None:
    committee = meeting(world, form="committee_meeting", rule="COMMITTEE_MAJ")
    assert sorted(roll_of(committee)) == sorted([CHAIR, OTHER_DESK])
    party = meeting(world, form="party_branch", rule="PARTY_BRANCH")
    assert sorted(roll_of(party)) == ["周书记", "委员老陈"]


def test_a_party_branch_is_all_its_members_and_no_part_time_one(world: World) -> None:
    """支部工作条例 §11: the base is everybody in the branch entitled to vote, not its committee."""
    for name in ("王阿姨", "老尹"):
        world.hold(name, Role.BRANCH_MEMBER, body=world.bodies["party"])
    party = meeting(world, form="party_branch", rule="PARTY_BRANCH")
    assert sorted(roll_of(party)) == ["周书记", "委员老陈", "王阿姨", "老尹"]


def invite(vote: Vote, part: str, **who: Any) -> None:
    Participant.objects.create(session=vote.hall.session, part=part, why="邀请", **who)


def test_stakeholders_are_the_x_of_the_session_a_household_or_a_body_each(world: World) -> None:
    vote = meeting(world, form="round_table", rule="CONSENSUS")
    property_manager = Body.objects.create(
        subdistrict=world.community.subdistrict,
        community=world.community,
        kind=Body.Kind.PROPERTY,
        name="槐安物业",
    )
    for name in ("小辛", "老秦"):
        world.hold(name, Role.ORG_REP, body=property_manager)
    invite(vote, "X", household=world.homes[0])
    invite(vote, "X", body=property_manager)
    invite(vote, "N", person=world.people["石律师"])
    invite(vote, "O", person=world.people["葛阿姨"])
    # Two people may speak for a body; it has one vote.
    assert roll_of(vote) == ["槐安里1号楼1单元101", "槐安物业"]


def test_in_a_consultations_own_motions_all_invited_vote_and_observers_do_not(world: World) -> None:
    vote = meeting(world, form="round_table", rule="PROCEDURAL_MAJ")
    invite(vote, "1", body=world.bodies["committee"])
    invite(vote, "N", person=world.people["石律师"])
    invite(vote, "X", household=world.homes[0])
    invite(vote, "O", person=world.people["葛阿姨"])
    assert roll_of(vote) == ["石律师", "槐安里1号楼1单元101", "居民委员会"]


def test_a_household_and_a_body_are_present_by_whoever_stands_for_them(world: World) -> None:
    vote = meeting(world, form="round_table", rule="PROCEDURAL_MAJ", seated=("王阿姨", "小辛"))
    body = world.bodies["committee"]
    world.hold("小辛", Role.ORG_REP, body=body)
    for home in world.homes[:2]:
        invite(vote, "X", household=home)
    invite(vote, "1", body=body)
    vote.open()
    here = VotingRight.objects.filter(poll=vote.poll, present=True)
    assert sorted(here.values_list("label", flat=True)) == ["居民委员会", "槐安里1号楼1单元101"]


def test_an_owner_is_present_by_who_votes_for_the_party(world: World) -> None:
    vote = opened(world, form="owners_assembly", rule="OWNERS_MAJ", seated=("王阿姨",))
    [here] = VotingRight.objects.filter(poll=vote.poll, present=True)
    assert here.party == OwnershipParty.objects.get(voter=world.people["王阿姨"])


def test_the_roll_is_of_this_community_alone(world: World) -> None:
    Household.objects.filter(pk=world.homes[35].pk).update(community=world.other)
    Holding.objects.create(
        person=world.people["老秦"],
        role=Role.RESIDENT_REP,
        subdistrict=world.community.subdistrict,
        community=world.other,
        starts=clock.today() - timedelta(days=9),
    )
    assert "老秦" not in roll_of(meeting(world))
    vote = meeting(world, form="residents_meeting", rule="RESIDENT_MEETING_HH")
    assert len(roll_of(vote)) == 35
