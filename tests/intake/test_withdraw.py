"""matter.withdraw: by its proposer, while nobody has begun to deliberate it."""

from __future__ import annotations

import pytest

from consult.intake import raising
from consult.kernel.models import Due, LogEntry
from tests.expect import refused
from tests.intake import steps
from tests.intake.test_enter import entered
from tests.world import World


def test_the_proposer_withdraws(world: World) -> None:
    matter = steps.raised(world)
    raising.withdraw(actor=world.actor("王阿姨"), matter=matter, reason="已经修好了")
    assert matter.stage == "withdrawn"
    assert not Due.objects.filter(subject=matter.pk, settled_at=None).exists()
    assert "已经修好了" not in LogEntry.objects.get(verb="matter.withdraw").body


@pytest.mark.parametrize("make", [entered, steps.accepted, steps.returned])
def test_also_before_it_is_confirmed_when_accepted_and_when_returned(world: World, make: object) -> None:
    matter = make(world)  # type: ignore[operator]
    raising.withdraw(actor=world.actor(matter.proposer.name), matter=matter)
    assert matter.stage == "withdrawn"


@pytest.mark.parametrize("by", ["老尹", "社工小李", "周书记"])
def test_nobody_else_withdraws_it(world: World, by: str) -> None:
    with refused("not_permitted"):
        raising.withdraw(actor=world.actor(by), matter=steps.raised(world))


@pytest.mark.parametrize("make", [steps.with_grid, steps.in_review, steps.listed])
def test_not_once_it_is_being_dealt_with(world: World, make: object) -> None:
    matter = make(world)  # type: ignore[operator]
    with refused("wrong_stage"):
        raising.withdraw(actor=world.actor("王阿姨"), matter=matter)


def test_a_reason_has_its_limit(world: World) -> None:
    with refused("invalid"):
        raising.withdraw(actor=world.actor("王阿姨"), matter=steps.raised(world), reason="长" * 501)
