"""matter.accept: the first answer, with the table's suggestion kept for whoever routes it."""

from __future__ import annotations

import pytest

from consult.intake import accepting
from consult.intake.models import Triage
from consult.kernel.models import Due, LogEntry
from tests.expect import refused
from tests.intake import steps
from tests.intake.test_enter import entered
from tests.world import START, World


def test_the_grid_worker_accepts(world: World) -> None:
    matter = accepting.accept(actor=world.actor("网格员小唐"), matter=steps.raised(world))
    assert (matter.stage, matter.accepted_by, matter.accepted_at) == (
        "accepted",
        world.people["网格员小唐"],
        START,
    )
    assert not Due.objects.filter(subject=matter.pk, settled_at=None).exists()
    assert steps.messages(world, "王阿姨") == ["matter.accepted"]


def test_the_tables_suggestion_is_kept_and_written(world: World) -> None:
    matter = steps.accepted(world, title="三号楼加装电梯")
    kept = Triage.objects.get(matter=matter)
    assert (kept.suggested, kept.rule, kept.decided, kept.verb) == ("large", "T7", "", "matter.accept")
    assert kept.why.endswith("（文中提到：加装电梯）")
    assert '"rule":"T7"' in LogEntry.objects.get(verb="matter.accept").body


@pytest.mark.parametrize("by", ["网格长老柏", "社工小郑"])
def test_so_do_the_grid_lead_and_staff(world: World, by: str) -> None:
    matter = accepting.accept(actor=world.actor(by), matter=steps.raised(world))
    assert matter.stage == "accepted"


@pytest.mark.parametrize("by", ["王阿姨", "老尹", "网格员小魏", "网格长小井", "楼长刘姐", "周书记", "吕监督"])
def test_nobody_else_does(world: World, by: str) -> None:
    with refused("not_permitted"):
        accepting.accept(actor=world.actor(by), matter=steps.raised(world))


def test_a_matter_without_a_grid_is_accepted_by_staff(world: World) -> None:
    matter = steps.raised(world, building=None)
    with refused("not_permitted"):
        accepting.accept(actor=world.actor("网格员小唐"), matter=matter)
    assert accepting.accept(actor=world.actor("社工小李"), matter=matter).stage == "accepted"


@pytest.mark.parametrize("make", [entered, steps.accepted, steps.with_grid])
def test_only_what_waits_to_be_accepted(world: World, make: object) -> None:
    matter = make(world)  # type: ignore[operator]
    with refused("wrong_stage"):
        accepting.accept(actor=world.actor("网格员小唐"), matter=matter)
