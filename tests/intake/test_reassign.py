"""matter.reassign: twice at most, then the secretary decides (E06)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from consult.intake import triage
from consult.intake.models import Matter, Triage
from consult.intake.timeline import timeline
from consult.kernel.models import Due
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import World


def reassign(world: World, matter: Matter, by: str = "社工小李", **given: Any) -> Matter:
    given.setdefault("reason", "应由那边办")
    return triage.reassign(actor=world.actor(by), matter=matter, **given)


def twice(world: World) -> Matter:
    matter = steps.with_grid(world)
    reassign(world, matter, grid=world.grids[1])
    return reassign(world, matter, grid=world.grids[0])


def test_a_grids_matter_goes_to_another_grid(world: World) -> None:
    matter = reassign(world, steps.with_grid(world), "网格长老柏", grid=world.grids[1])
    assert (matter.stage, matter.grid, matter.reassigned) == ("with_grid", world.grids[1], 1)
    assert "matter.yours" in steps.messages(world, "网格员小魏")
    assert "matter.reassigned" in steps.messages(world, "王阿姨")
    kept = Triage.objects.get(verb="matter.reassign")
    assert (kept.reason, kept.from_whom, kept.to_whom) == ("应由那边办", "槐安里第1网格", "槐安里第2网格")
    line = timeline(matter, world.actor("王阿姨"))[-1]
    assert line["text"] == "由槐安里第1网格改派给槐安里第2网格"


def test_a_matter_that_touched_the_grid_alone_touches_the_other_now(world: World) -> None:
    matter = steps.with_grid(world, building=None, grid=world.grids[0])
    reassign(world, matter, grid=world.grids[1])
    assert matter.affected == {"kind": "grid", "ids": [str(world.grids[1].pk)]}


def test_what_was_passed_on_goes_to_another_addressee(world: World) -> None:
    matter = steps.routed(world, "government", given={"due": date(2026, 3, 20)})
    reassign(world, matter, refer_to="城管中队", due=date(2026, 3, 30))
    assert [r.to for r in matter.referrals.order_by("pk")].count("城管中队") == 1
    kept = Triage.objects.get(verb="matter.reassign")
    assert (kept.from_whom, kept.to_whom) == ("人民调解委员会", "城管中队")
    assert Due.objects.get(subject=matter.pk, settled_at=None).at.date() == date(2026, 3, 30)


def test_the_same_grid_is_not_another(world: World) -> None:
    with refused("invalid"):
        reassign(world, steps.with_grid(world), grid=world.grids[0])


def test_a_reason_is_owed(world: World) -> None:
    with refused("invalid"):
        reassign(world, steps.with_grid(world), grid=world.grids[1], reason="")


@guards("matter.reassign", "intake.guards.reassignments_left")
def test_it_is_not_reassigned_a_third_time(world: World) -> None:
    matter = twice(world)
    with refused("reassignments_left"):
        reassign(world, matter, grid=world.grids[1])


def test_then_the_secretary_decides(world: World) -> None:
    matter = twice(world)
    triage.assign(
        actor=world.actor("周书记"), matter=matter, route="small", reason="定了", grid=world.grids[1]
    )
    assert (matter.stage, matter.grid) == ("with_grid", world.grids[1])


def test_also_of_what_was_passed_on(world: World) -> None:
    matter = steps.routed(world, "government")
    reassign(world, matter, refer_to="城管中队")
    reassign(world, matter, refer_to="市政所")
    triage.assign(
        actor=world.actor("周书记"), matter=matter, route="large", reason="由社区议", owners_common=False
    )
    assert matter.stage == "in_review"


@pytest.mark.parametrize("by", ["网格员小唐", "网格长小井", "周书记", "王阿姨"])
def test_nobody_else_reassigns(world: World, by: str) -> None:
    with refused("not_permitted"):
        reassign(world, steps.with_grid(world), by, grid=world.grids[1])


def test_not_before_it_is_routed(world: World) -> None:
    with refused("wrong_stage"):
        reassign(world, steps.accepted(world), grid=world.grids[1])
