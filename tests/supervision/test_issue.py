"""order.issue: for every duty of a resolution, when it may be carried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from consult.kernel import clock
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.resolution import objecting, publishing
from consult.supervision import ordering
from consult.supervision.models import Order
from tests.expect import guards, refused
from tests.resolution import made as before
from tests.supervision import made
from tests.world import World


def test_the_secretary_issues_an_order_for_every_duty(world: World) -> None:
    resolution = made.posted(world, made.row(world), replace(before.ROW, what="签订配送协议"))

    with clock.at(made.AFTER):
        orders = ordering.issue(actor=world.actor("周书记"), resolution=resolution)

    resolution.matter.refresh_from_db()
    assert [o.number for o in orders] == ["槐安督〔2026〕第1号", "槐安督〔2026〕第2号"]
    first, second = orders
    assert (first.owner, first.owner_name) == (world.people["孙副主任"], "孙副主任")
    assert (second.owner, second.owner_name, second.title) == (None, "何主任", "签订配送协议")
    assert (first.deadline, first.standard) == (before.ROW.deadline, before.ROW.standard)
    assert resolution.matter.stage == "carrying_out"
    entry = parsed(LogEntry.objects.filter(verb="order.issue").order_by("seq")[0])
    assert entry["data"]["number"] == first.number
    assert "孙副主任" not in str(entry)
    told = set(Message.objects.filter(template="order.issued").values_list("person", flat=True))
    assert told == {world.people[name].pk for name in ("孙副主任", "社工小李", "社工小郑")}


@pytest.mark.parametrize("name", ["社工小李", "督查老丁", "吕监督", "何主任"])
def test_nobody_else_issues(world: World, name: str) -> None:
    resolution = made.settled_small(world)

    with refused("not_permitted"):
        ordering.issue(actor=world.actor(name), resolution=resolution)


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        # 剧本甲: posted on 3 April, carried out from the 21st.
        (clock.beijing(2026, 4, 3, 12), False),
        (clock.beijing(2026, 4, 18, 12), False),
        (clock.beijing(2026, 4, 20, 23, 59), False),
        (clock.beijing(2026, 4, 21, 0, 0), True),
    ],
)
def test_a_large_matter_waits_until_its_publication_is_over(
    world: World, moment: datetime, may: bool
) -> None:
    with clock.at(clock.beijing(2026, 4, 3)):
        resolution = made.posted(world)

    with clock.at(moment):
        if may:
            assert ordering.issue(actor=world.actor("周书记"), resolution=resolution)
        else:
            with refused("may_be_carried_out"):
                ordering.issue(actor=world.actor("周书记"), resolution=resolution)


@guards("order.issue", "supervision.guards.may_be_carried_out")
def test_no_order_before_publication_is_over(world: World) -> None:
    resolution = made.posted(world)

    with refused("may_be_carried_out"):
        ordering.issue(actor=world.actor("周书记"), resolution=resolution)


def test_what_a_grid_settled_is_carried_out_while_it_is_posted(world: World) -> None:
    resolution = made.settled_small(world)

    assert len(ordering.issue(actor=world.actor("周书记"), resolution=resolution)) == 1


def test_nothing_unposted_is_carried_out(world: World) -> None:
    resolution = before.signed(world, before.settled_by_grid(world))

    with refused("may_be_carried_out"):
        ordering.issue(actor=world.actor("周书记"), resolution=resolution)


def test_an_open_objection_holds_the_work_up(world: World) -> None:
    resolution = made.posted(world)
    objection = objecting.raise_objection(actor=world.actor("老尹"), resolution=resolution, reason="担心油烟")

    with clock.at(made.AFTER):
        with refused("may_be_carried_out"):
            ordering.issue(actor=world.actor("周书记"), resolution=resolution)
        objecting.answer(actor=world.actor("社工小李"), objection=objection, answer="只分餐")
        objecting.settle(actor=world.actor("老尹"), objection=objection)
        assert ordering.issue(actor=world.actor("周书记"), resolution=resolution)


def test_what_is_in_force_is_carried_out(world: World) -> None:
    resolution = made.posted(world)
    with clock.at(made.AFTER):
        publishing.take_down(actor=world.actor("社工小李"), resolution=resolution)

        assert ordering.issue(actor=world.actor("周书记"), resolution=resolution)


def test_each_duty_gets_one_order(world: World) -> None:
    resolution = made.settled_small(world)
    ordering.issue(actor=world.actor("周书记"), resolution=resolution)

    with refused("nothing_to_issue"):
        ordering.issue(actor=world.actor("周书记"), resolution=resolution)

    assert Order.objects.count() == 1


@pytest.mark.database
def test_the_database_keeps_a_duty_from_having_two_orders(world: World) -> None:
    order = made.issued(world)
    order.pk, order.number = None, "槐安督〔2026〕第2号"  # type: ignore[assignment]
    order._state.adding = True

    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)


def test_numbers_run_on_from_order_to_order(world: World) -> None:
    made.issued(world)

    assert made.issued(world).number == "槐安督〔2026〕第2号"


def test_an_order_is_due_when_its_duty_is(world: World) -> None:
    order = made.issued(world, made.row(world, deadline=date(2026, 3, 20)))

    assert order.deadline == date(2026, 3, 20)
