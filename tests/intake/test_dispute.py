"""matter.dispute and matter.assign: two disagree, the secretary decides."""

from __future__ import annotations

from typing import Any

import pytest

from consult.intake import triage
from consult.intake.models import Matter, Triage
from consult.people.models import Grid
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import World


def disputed(world: World) -> Matter:
    return triage.dispute(
        actor=world.actor("社工小李"), matter=steps.accepted(world), route="large", reason="别的楼也有"
    )


def assign(world: World, matter: Matter, to: str, by: str = "周书记", **given: Any) -> Matter:
    given.setdefault("reason", "听了两边的意见")
    return triage.assign(actor=world.actor(by), matter=matter, route=to, **given)


def test_staff_who_disagree_call_for_the_secretary(world: World) -> None:
    matter = disputed(world)
    assert (matter.stage, matter.disputed) == ("accepted", True)
    assert steps.messages(world, "周书记") == ["matter.disputed"]
    kept = Triage.objects.get(verb="matter.dispute")
    assert (kept.suggested, kept.decided, kept.reason) == ("small", "large", "别的楼也有")


def test_disagreement_needs_a_reason(world: World) -> None:
    with refused("invalid"):
        triage.dispute(actor=world.actor("社工小李"), matter=steps.accepted(world), route="large", reason=" ")


@pytest.mark.parametrize("by", ["网格员小唐", "王阿姨", "周书记"])
def test_only_those_who_confirm_routes_disagree(world: World, by: str) -> None:
    with refused("not_permitted"):
        triage.dispute(actor=world.actor(by), matter=steps.accepted(world), route="large", reason="不对")


def test_only_about_what_is_accepted(world: World) -> None:
    with refused("wrong_stage"):
        triage.dispute(
            actor=world.actor("社工小李"), matter=steps.raised(world), route="large", reason="不对"
        )


@pytest.mark.parametrize(
    ("to", "stage"),
    [
        ("small", "with_grid"),
        ("large", "in_review"),
        ("private", "referred"),
        ("government", "transferred"),
        ("reject", "rejected"),
    ],
)
def test_the_secretary_decides(world: World, to: str, stage: str) -> None:
    matter = assign(world, disputed(world), to, refer_to="街道")
    assert (matter.stage, matter.disputed) == (stage, False)
    assert Triage.objects.get(verb="matter.assign").by == world.people["周书记"]


def test_the_secretary_names_another_grid(world: World) -> None:
    matter = assign(world, disputed(world), "small", grid=world.grids[1])
    assert matter.grid == world.grids[1]
    assert "matter.yours" in steps.messages(world, "网格员小魏")


def test_merging_and_emergencies_are_not_the_secretarys_to_decide(world: World) -> None:
    matter = disputed(world)
    for to in ("merge", "emergency", "moon"):
        with refused("invalid"):
            assign(world, matter, to)


def test_the_secretary_too_says_why(world: World) -> None:
    with refused("invalid"):
        assign(world, disputed(world), "small", reason="")


def test_a_grid_elsewhere_is_not_named(world: World) -> None:
    elsewhere = Grid.objects.create(community=world.other, code="01", name="别处")
    with refused("invalid"):
        assign(world, disputed(world), "small", grid=elsewhere)


@guards("matter.assign", "intake.guards.secretary_must_decide")
@pytest.mark.parametrize("make", [steps.accepted, steps.with_grid])
def test_without_disagreement_the_secretary_leaves_it_to_them(world: World, make: Any) -> None:
    matter = make(world)
    with refused("secretary_must_decide"):
        assign(world, matter, "small")


@pytest.mark.parametrize("by", ["社工小李", "网格长老柏", "何主任", "王阿姨"])
def test_nobody_else_decides(world: World, by: str) -> None:
    with refused("not_permitted"):
        assign(world, disputed(world), "small", by)
