"""Papers stand in the order of their numbers, not of their spelling."""

from __future__ import annotations

from consult.kernel.numbered import by_number
from consult.people.models import ResidentGroup
from tests.world import World


def test_the_tenth_comes_after_the_second(world: World) -> None:
    ResidentGroup.objects.all().delete()
    for number in (10, 2, 9, 100):
        ResidentGroup.objects.create(
            community=world.community, grid=world.grids[0], name=f"槐安邀〔2026〕第{number}号"
        )
    found = ResidentGroup.objects.order_by(*by_number("name")).values_list("name", flat=True)
    assert [name[10:-1] for name in found] == ["2", "9", "10", "100"]
