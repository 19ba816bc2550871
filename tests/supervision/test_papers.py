"""What the archive's papers say of an order and of a review: what was, and not what would look well."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.intake import review
from consult.kernel import clock
from consult.supervision.papers.outcome import order_paper
from consult.supervision.papers.raised import review_paper
from tests.intake import steps
from tests.resolution.made import ROW
from tests.supervision import made
from tests.world import World


@pytest.mark.parametrize(("late", "flag"), [(0, ""), (1, "黄"), (4, "橙"), (8, "红")])
def test_an_order_reported_late_is_filed_as_late(world: World, late: int, flag: str) -> None:
    order = made.issued(world)
    assert ROW.deadline is not None
    day = ROW.deadline + timedelta(days=late)
    with clock.at(clock.beijing(day.year, day.month, day.day)):
        made.reported(world, order)
    with clock.at(clock.beijing(2026, 12, 1)):
        order.refresh_from_db()
        assert order_paper(order.matter, order).overdue == flag


def test_a_member_is_named_in_their_own_office(world: World) -> None:
    matter = steps.in_review(world)
    for name in ("委员老陈", "兼职委员吴校长"):
        review.opine(actor=world.actor(name), matter=matter, favours=True, text="可以")
    review.admit(actor=world.actor("周书记"), matter=matter, reason="涉及多数居民", checks=steps.CHECKS)

    opinions = review_paper(matter, matter.reviews.get()).opinions

    assert [(each.name, each.role) for each in opinions] == [
        ("委员老陈", "党组织委员"),
        ("兼职委员吴校长", "兼职委员"),
    ]
