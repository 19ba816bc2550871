"""What people are called, by who reads it."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.config.demo import roles
from consult.kernel import clock
from consult.kernel.permits import ANYBODY, Actor, Held
from consult.people.models import BuildingUnit, Holding, Household
from consult.people.naming import names, shown
from consult.people.titles import masked, surname, titled
from tests.world import World


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("张伟", "张**"),
        ("张小明", "张**"),
        ("欧阳丹", "欧阳**"),
        ("欧阳", "欧**"),
        ("王阿姨", "王**"),
        ("小谷", "谷**"),
        ("老尹", "尹**"),
        ("Maria", "M**"),
        ("阿依古丽·买买提", "阿**"),
    ],
)
def test_a_mask_keeps_the_surname_and_hides_how_long_the_name_is(name: str, said: str) -> None:
    assert masked(name) == said


@pytest.mark.parametrize(
    ("name", "roles", "said"),
    [
        ("周书记", ["party_secretary"], "周书记"),
        ("网格员小唐", ["grid_worker"], "网格员小唐"),
        ("周建国", ["party_secretary"], "周书记"),
        ("周建国", ["committee_director", "party_secretary"], "周书记"),
        ("欧阳丹", ["grid_worker"], "欧阳网格员"),
        ("何主任", ["committee_director"], "何主任"),
        ("盛强", ["org_rep"], "盛代表"),
        ("物业冉经理", ["org_rep"], "物业冉经理"),
        ("邵宁", ["owners_committee_member", "resident_rep"], "邵业委会委员"),
        ("老秦", ["resident_rep", "building_lead"], None),
        ("老秦", [], None),
    ],
)
def test_officials_are_called_by_office_and_surname(name: str, roles: list[str], said: str | None) -> None:
    assert titled(name, roles) == said


DEMO = {named.name: [post.role for post in named.posts] for town in roles.PEOPLE.values() for named in town}


@pytest.mark.parametrize("name", [name for name, held in DEMO.items() if titled(name, held) is None])
def test_residents_of_the_demo_are_called_as_neighbours_call_somebody(name: str) -> None:
    """小谷, 王阿姨: so that what is left behind the mask is a surname, and not the place they live in."""
    assert re.fullmatch(r"[小老].|.(阿姨|奶奶|妈妈|姐)", name)


@pytest.mark.parametrize("name", [name for name, held in DEMO.items() if titled(name, held) is not None])
def test_officials_of_the_demo_carry_their_office_in_their_name(name: str) -> None:
    assert titled(name, DEMO[name]) == name


def test_every_surname_is_part_of_its_name() -> None:
    assert surname("") == ""
    assert surname("司马光") == "司马"


def test_the_public_sees_officials_by_office_and_residents_masked(world: World) -> None:
    assert shown(world.people["周书记"], ANYBODY) == "周书记"
    assert shown(world.people["王阿姨"], ANYBODY) == "王**"


def test_neighbours_see_each_other_masked_and_themselves_in_full(world: World) -> None:
    reader = world.actor("小谷")
    assert shown(world.people["王阿姨"], reader) == "王**"
    assert shown(world.people["小谷"], reader) == "小谷"


def test_who_lives_behind_the_same_door_is_known_by_name(world: World) -> None:
    world.person("王小妹", home=world.homes[0])
    assert shown(world.people["王小妹"], world.actor("王阿姨")) == "王小妹"
    assert shown(world.people["王小妹"], world.actor("小谷")) == "王**"


def test_the_desks_of_the_same_community_see_full_names(world: World) -> None:
    for desk in ("网格员小唐", "社工小李", "周书记", "吕监督"):
        assert shown(world.people["王阿姨"], world.actor(desk)) == "王阿姨"


def test_a_desk_of_another_community_sees_a_mask(world: World) -> None:
    elsewhere = Actor(person=uuid4(), held=(Held(role="committee_staff", community=world.other.pk),))
    assert shown(world.people["王阿姨"], elsewhere) == "王**"


def test_an_administrator_sees_full_names_in_their_own_subdistrict(world: World) -> None:
    here, elsewhere = world.community.subdistrict_id, uuid4()
    for subdistrict, called in ((here, "王阿姨"), (elsewhere, "王**")):
        reader = Actor(person=uuid4(), held=(Held(role="administrator", subdistrict=subdistrict),))
        assert shown(world.people["王阿姨"], reader) == called


def test_representatives_and_the_lawyer_are_no_desk(world: World) -> None:
    assert shown(world.people["王阿姨"], world.actor("石律师")) == "王**"


def test_where_few_doors_share_a_staircase_a_surname_is_not_shown(world: World) -> None:
    unit = BuildingUnit.objects.create(building=world.buildings[2], number=9)
    home = Household.objects.create(
        community=world.community, grid=world.grids[1], building=world.buildings[2], unit=unit, room="101"
    )
    world.person("独孤信", home=home)
    assert shown(world.people["独孤信"], ANYBODY) == "某户居民"
    assert shown(world.people["独孤信"], world.actor("小谷")) == "某户居民"
    assert shown(world.people["独孤信"], world.actor("社工小李")) == "独孤信"


def test_who_hides_their_name_is_a_resident_to_all_but_the_desks(world: World) -> None:
    person = world.people["王阿姨"]
    assert shown(person, ANYBODY, hidden=True) == "一位居民"
    assert shown(person, world.actor("小谷"), hidden=True) == "一位居民"
    assert shown(person, world.actor("社工小李"), hidden=True) == "王阿姨"
    assert shown(person, world.actor("王阿姨"), hidden=True) == "王阿姨"


def test_an_official_who_hides_their_name_is_hidden_too(world: World) -> None:
    assert shown(world.people["周书记"], ANYBODY, hidden=True) == "一位居民"


def test_an_office_that_has_ended_is_no_name(world: World) -> None:
    Holding.objects.filter(person=world.people["网格员小唐"]).update(ends=date(2026, 3, 3))
    assert shown(world.people["网格员小唐"], ANYBODY) == "网格员小唐"
    with clock.at(clock.beijing(2026, 3, 3)):
        assert shown(world.people["网格员小唐"], ANYBODY) == "网**"


def test_one_and_many_say_the_same(world: World) -> None:
    for reader in (ANYBODY, world.actor("小谷"), world.actor("社工小李")):
        several = names([person.pk for person in world.people.values()], reader)
        assert several == {person.pk: shown(person, reader) for person in world.people.values()}


def test_holdings_at_hand_are_not_asked_for_again(world: World, django_assert_num_queries) -> None:
    held = list(Holding.objects.filter(person=world.people["周书记"]))
    with django_assert_num_queries(0):
        assert shown(world.people["周书记"], ANYBODY, holdings=held) == "周书记"


def test_nobody_is_left_without_a_name(world: World) -> None:
    gone = uuid4()
    assert names([gone, None], ANYBODY) == {gone: "已注销的居民"}
    assert shown(None, ANYBODY) == "已注销的居民"
    assert shown(gone, ANYBODY) == "已注销的居民"


def test_naming_many_takes_as_many_statements_as_naming_two(world: World) -> None:
    everybody = [person.pk for person in world.people.values()]
    counts = []
    for some in ([world.people["王阿姨"].pk, world.people["周书记"].pk], everybody):
        with CaptureQueriesContext(connection) as statements:
            names(some, ANYBODY)
        counts.append(len(statements))
    assert counts == [3, 3]
