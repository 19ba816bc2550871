"""matter.suggest: what the grid worker makes of it, with the answers only somebody on the spot can give."""

from __future__ import annotations

import pytest

from consult.intake import triage
from consult.intake.models import Triage
from tests.expect import refused
from tests.intake import steps
from tests.world import World


def test_the_grid_worker_suggests(world: World) -> None:
    matter = steps.accepted(world)
    triage.suggest(
        actor=world.actor("网格员小唐"),
        matter=matter,
        route="large",
        reason="别的楼也有",
        owners_common=True,
        budget_fen=2_000_000,
    )
    assert (matter.stage, matter.owners_common, matter.budget_fen) == ("accepted", True, 2_000_000)
    kept = Triage.objects.get(matter=matter, verb="matter.suggest")
    # The answers change what the table says: owners' common property beyond the grid's budget.
    assert (kept.suggested, kept.rule, kept.decided, kept.reason) == ("large", "T7", "large", "别的楼也有")


@pytest.mark.parametrize("by", ["网格长老柏", "网格员小魏", "社工小李", "王阿姨"])
def test_nobody_else_does(world: World, by: str) -> None:
    with refused("not_permitted"):
        triage.suggest(actor=world.actor(by), matter=steps.accepted(world), route="small")


@pytest.mark.parametrize("route", ["emergency", "moon", ""])
def test_there_are_only_the_routes_there_are(world: World, route: str) -> None:
    with refused("invalid"):
        triage.suggest(actor=world.actor("网格员小唐"), matter=steps.accepted(world), route=route)


def test_a_budget_is_not_negative(world: World) -> None:
    with refused("invalid"):
        triage.suggest(
            actor=world.actor("网格员小唐"), matter=steps.accepted(world), route="small", budget_fen=-1
        )


def test_not_before_it_is_accepted(world: World) -> None:
    with refused("wrong_stage"):
        triage.suggest(actor=world.actor("网格员小唐"), matter=steps.raised(world), route="small")
