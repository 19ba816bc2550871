"""matter.escalate (T9): two failed grid sessions, or a second grid; by people or by the system. matter.delegate: back down."""

from __future__ import annotations

from typing import Any

import pytest

from consult.intake import handling, review
from consult.intake.models import Matter
from consult.kernel.act import Act
from consult.kernel.models import Due, LogEntry
from consult.kernel.permits import SYSTEM
from consult.people.models import Building, Grid
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import World


def escalate(world: World, matter: Matter, by: str = "网格长老柏", **given: Any) -> Matter:
    given.setdefault("reason", "8号楼也有同样情况")
    return handling.escalate(actor=world.actor(by), matter=matter, **given)


def delegate(world: World, matter: Matter, by: str = "周书记", **given: Any) -> Matter:
    given.setdefault("reason", "一个网格可以办")
    return handling.delegate(actor=world.actor(by), matter=matter, **given)


def failed_session(matter: Matter, touches: Building | Grid | None = None) -> Act:
    """What `session.fail` hands downstream: the matters it carried, and what it found to be touched too."""
    a = Act(verb="session.fail", actor=SYSTEM, on=None, given={"touches": touches})
    a.carry([matter])
    return a


@pytest.mark.parametrize("touches", ["building", "grid"])
def test_a_second_grid_sends_it_up(world: World, touches: str) -> None:
    """M24: 又牵出别的网格的楼."""
    matter = steps.with_grid(world)
    more = {"building": world.buildings[2], "grid": world.grids[1]}[touches]
    escalate(world, matter, touches=more)
    assert (matter.stage, matter.route) == ("in_review", "large")
    wanted = (
        [world.buildings[0].pk, world.buildings[2].pk]
        if touches == "building"
        else [g.pk for g in world.grids]
    )
    assert sorted(matter.affected["ids"]) == sorted(str(pk) for pk in wanted)
    assert Due.objects.get(subject=matter.pk, settled_at=None).kind == "topic.review"
    assert "matter.escalated" in steps.messages(world, "王阿姨")


def test_a_matter_of_two_grids_goes_up_as_it_is(world: World) -> None:
    matter = steps.accepted(world, affected={"kind": "grid", "ids": [str(g.pk) for g in world.grids]})
    steps.at(matter, "with_grid")
    assert escalate(world, matter, "社工小李").stage == "in_review"


def test_two_failed_grid_sessions_send_it_up_by_the_system(world: World) -> None:
    matter = steps.with_grid(world)
    handling.escalate_if_due(failed_session(matter))
    matter.refresh_from_db()
    assert (matter.stage, matter.failed_sessions) == ("with_grid", 1)
    handling.escalate_if_due(failed_session(matter))
    matter.refresh_from_db()
    assert (matter.stage, matter.failed_sessions, matter.route) == ("in_review", 2, "large")
    assert LogEntry.objects.get(verb="matter.escalate").actor is None


def test_a_session_that_failed_and_found_another_grid_touched_sends_it_up_at_once(world: World) -> None:
    """剧本乙: 又牵出 8 号楼; whom the matter touches grows with it."""
    matter = steps.with_grid(world)
    handling.escalate_if_due(failed_session(matter, world.grids[1]))
    matter.refresh_from_db()
    assert (matter.stage, matter.failed_sessions) == ("in_review", 1)
    assert matter.affected == {"kind": "grid", "ids": sorted(str(grid.pk) for grid in world.grids)}


def test_another_building_of_the_same_grid_leaves_it_there(world: World) -> None:
    matter = steps.with_grid(world)
    handling.escalate_if_due(failed_session(matter, world.buildings[1]))
    matter.refresh_from_db()
    assert matter.stage == "with_grid"
    assert str(world.buildings[1].pk) in matter.affected["ids"]


def test_a_session_that_failed_elsewhere_moves_nothing(world: World) -> None:
    matter = steps.listed(world)
    for _ in range(2):
        handling.escalate_if_due(failed_session(matter))
    matter.refresh_from_db()
    assert (matter.stage, matter.failed_sessions) == ("listed", 2)


def test_owners_common_property_stays_theirs_to_decide(world: World) -> None:
    matter = steps.with_grid(world, owners_common=True)
    escalate(world, matter, touches=world.grids[1])
    assert matter.owners_decision


@guards("matter.escalate", "intake.guards.beyond_one_grid")
@pytest.mark.parametrize("failed", [0, 1])
def test_one_grid_deals_with_its_own(world: World, failed: int) -> None:
    matter = steps.with_grid(world)
    Matter.objects.filter(pk=matter.pk).update(failed_sessions=failed)
    with refused("beyond_one_grid"):
        escalate(world, matter, touches=world.buildings[1])


def test_a_reason_is_owed(world: World) -> None:
    with refused("invalid"):
        escalate(world, steps.with_grid(world), reason="", touches=world.grids[1])


def test_a_place_elsewhere_is_refused(world: World) -> None:
    elsewhere = Grid.objects.create(community=world.other, code="01", name="别处")
    with refused("invalid"):
        escalate(world, steps.with_grid(world), touches=elsewhere)


@pytest.mark.parametrize("by", ["网格员小唐", "网格长小井", "王阿姨", "周书记"])
def test_nobody_else_sends_it_up(world: World, by: str) -> None:
    with refused("not_permitted"):
        escalate(world, steps.with_grid(world), by, touches=world.grids[1])


def test_only_what_is_with_the_grid(world: World) -> None:
    with refused("wrong_stage"):
        escalate(world, steps.accepted(world), touches=world.grids[1])


@pytest.mark.parametrize(
    ("kind", "more", "then"),
    [
        ("building", "building", "building"),
        ("unit", "building", "building"),
        ("unit", "grid", "grid"),
        ("grid", "building", "grid"),
        ("community", "building", "community"),
    ],
)
def test_what_is_touched_widens_by_what_turned_out(world: World, kind: str, more: str, then: str) -> None:
    ids = {"building": world.buildings[0], "unit": world.units[0], "grid": world.grids[0]}
    affected = {"kind": kind, "ids": [str(ids[kind].pk)] if kind in ids else []}
    matter = steps.with_grid(world, affected=affected)
    Matter.objects.filter(pk=matter.pk).update(failed_sessions=2)
    other: Building | Grid = world.buildings[2] if more == "building" else world.grids[1]
    escalate(world, matter, touches=other)
    assert matter.affected["kind"] == then
    assert len(matter.affected["ids"]) == (0 if then == "community" else 2)


# --- delegate ---


@pytest.mark.parametrize("make", [steps.in_review, steps.listed])
def test_the_secretary_gives_a_matter_of_one_grid_back_to_it(world: World, make: Any) -> None:
    matter = delegate(world, make(world))
    assert (matter.stage, matter.route, matter.grid) == ("with_grid", "small", world.grids[0])
    assert not Due.objects.filter(subject=matter.pk, kind="topic.review", settled_at=None).exists()


def test_staff_do_so_too(world: World) -> None:
    assert delegate(world, steps.in_review(world), "社工小李").stage == "with_grid"


@guards("matter.delegate", "intake.guards.within_one_grid")
def test_what_touches_two_grids_is_not_left_to_one(world: World) -> None:
    matter = steps.in_review(world, affected={"kind": "community", "ids": []})
    with refused("within_one_grid"):
        delegate(world, matter)


@guards("matter.delegate", "intake.guards.not_petitioned")
def test_what_a_petition_obliged_is_not_passed_down(world: World) -> None:
    matter = steps.listed(world)
    Matter.objects.filter(pk=matter.pk).update(petition_obliged=True)
    with refused("not_petitioned"):
        delegate(world, matter)


@pytest.mark.parametrize("by", ["网格长老柏", "王阿姨", "委员老陈"])
def test_nobody_else_passes_it_down(world: World, by: str) -> None:
    with refused("not_permitted"):
        delegate(world, steps.in_review(world), by)


def test_it_can_go_up_again_and_be_reviewed(world: World) -> None:
    matter = delegate(world, steps.in_review(world))
    escalate(world, matter, touches=world.grids[1])
    review.admit(actor=world.actor("周书记"), matter=matter, reason="两个网格的事", checks=steps.CHECKS)
    assert matter.stage == "listed"
