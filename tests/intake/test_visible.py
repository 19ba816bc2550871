"""Who sees which matter, and who it touches."""

from __future__ import annotations

from typing import Any

import pytest

from consult.intake import raising
from consult.intake.models import Matter
from consult.intake.permits import affected
from consult.intake.touched import affected_households, touched_grids
from consult.intake.visible import visible
from consult.kernel.permits import ANYBODY
from tests.intake import steps
from tests.intake.test_enter import entered
from tests.world import World


def sees(world: World, name: str, matter: Matter) -> bool:
    return Matter.objects.filter(visible(world.actor(name)), pk=matter.pk).exists()


def elsewhere(world: World, name: str) -> None:
    person = world.person(name)
    person.community = world.other
    person.save()


EVERYBODY = (
    "王阿姨",
    "老尹",
    "网格员小唐",
    "网格员小魏",
    "社工小李",
    "周书记",
    "吕监督",
    "街道小高",
    "石律师",
)


def test_neighbours_and_officials_see_what_is_raised(world: World) -> None:
    matter = steps.raised(world)
    assert all(sees(world, name, matter) for name in EVERYBODY)


def test_other_communities_and_visitors_do_not(world: World) -> None:
    matter = steps.raised(world)
    elsewhere(world, "外来的人")
    assert not sees(world, "外来的人", matter)
    assert not Matter.objects.filter(visible(ANYBODY)).exists()


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("王阿姨", True),
        ("网格员小唐", True),
        ("网格长老柏", True),
        ("社工小李", True),
        ("何主任", True),
        ("周书记", True),
        ("老尹", False),
        ("网格员小魏", False),
        ("吕监督", False),
        ("石律师", False),
        ("楼长刘姐", False),
        ("委员老陈", False),
        ("街道小高", False),
    ],
)
def test_a_restricted_matter_is_seen_by_its_proposer_and_its_handlers(
    world: World, name: str, seen: bool
) -> None:
    assert sees(world, name, steps.routed(world, "private")) is seen


def test_a_government_matter_is_seen_by_the_subdistrict_even_if_restricted(world: World) -> None:
    matter = steps.routed(world, "government", category="邻里与私人事务")
    assert matter.restricted
    assert sees(world, "街道小高", matter)
    assert not sees(world, "老尹", matter)


def test_an_unconfirmed_matter_is_seen_by_whom_it_is_for_and_who_wrote_it(world: World) -> None:
    matter = entered(world, "楼长刘姐")
    assert [
        name for name in ("丁奶奶", "楼长刘姐", "网格员小唐", "老尹", "吕监督") if sees(world, name, matter)
    ] == [
        "丁奶奶",
        "楼长刘姐",
        "网格员小唐",
    ]


def test_somebody_without_a_community_sees_their_own(world: World) -> None:
    newcomer = world.person("新邻居")
    newcomer.community = None
    newcomer.save()
    own, other = steps.raised(world, "新邻居"), steps.raised(world)
    assert sees(world, "新邻居", own)
    assert not sees(world, "新邻居", other)


# --- who is touched ---


@pytest.mark.parametrize(
    ("kind", "place", "households", "grids"),
    [
        ("unit", "units", 6, 1),
        ("building", "buildings", 12, 1),
        ("grid", "grids", 24, 1),
        ("community", None, 36, 2),
        ("none", None, 1, 1),
    ],
)
def test_households_and_grids_follow_from_places(
    world: World, kind: str, place: str | None, households: int, grids: int
) -> None:
    ids = [str(getattr(world, place)[0].pk)] if place else []
    matter = steps.raised(world, affected={"kind": kind, "ids": ids})
    assert affected_households(matter).count() == households
    assert len(touched_grids(matter)) == grids


def test_two_buildings_of_two_grids_touch_both(world: World) -> None:
    ids = [str(world.buildings[0].pk), str(world.buildings[2].pk)]
    matter = steps.raised(world, affected={"kind": "building", "ids": ids})
    assert touched_grids(matter) == {world.grids[0].pk, world.grids[1].pk}
    assert affected_households(matter).count() == 24


@pytest.mark.parametrize(
    ("kind", "place", "touched"),
    [
        ("unit", "units", {"小谷"}),
        ("building", "buildings", {"小谷", "小辛"}),
        ("community", None, {"小谷", "小辛"}),
    ],
)
def test_those_who_live_there_are_affected(
    world: World, kind: str, place: str | None, touched: set[str]
) -> None:
    """小谷 lives in the first staircase, 小辛 in the second, 社工小李 nowhere here."""
    ids = [str(getattr(world, place)[0].pk)] if place else []
    matter = steps.raised(world, affected={"kind": kind, "ids": ids})
    found = {name for name in ("小谷", "小辛", "社工小李") if affected(world.actor(name), matter)}
    assert found == touched
    assert not affected(ANYBODY, matter)


def test_what_touches_nobody_else_affects_its_proposer_alone(world: World) -> None:
    matter = steps.raised(world, affected={"kind": "none", "ids": []})
    assert [name for name in ("王阿姨", "丁奶奶") if affected(world.actor(name), matter)] == ["王阿姨"]


def test_an_owner_who_is_not_confirmed_yet_is_not_affected(world: World) -> None:
    person: Any = world.people["小谷"]
    person.residencies.update(state="claimed")
    assert not affected(world.actor("小谷"), raising_of(world))


def raising_of(world: World) -> Matter:
    return raising.raise_matter(
        actor=world.actor("王阿姨"),
        community=world.community,
        title="全社区的事",
        text="大家的事",
        category="其他",
    )
