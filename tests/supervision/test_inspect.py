"""order.inspect, order.verify, order.send_back, and where the last verification leads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from consult.intake.models import Matter
from consult.kernel import clock, due
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from consult.supervision import inspecting, ordering
from consult.supervision.models import Order
from tests.expect import guards, refused
from tests.supervision import made
from tests.world import START, World, build


def test_an_inspector_verifies_and_the_last_one_sends_the_matter_to_be_judged(world: World) -> None:
    order = made.reported(world)
    photo = made.photo(world, "督查老丁")

    inspecting.verify(actor=world.actor("督查老丁"), order=order, finding="现场已清空", photos=[photo.pk])

    order.matter.refresh_from_db()
    assert (order.stage, order.verified_by) == ("verified", world.people["督查老丁"])
    assert order.matter.stage == "evaluating"
    inspection = order.inspections.get()
    assert (inspection.passed, list(inspection.photos.all())) == (True, [photo])
    round_ = order.matter.rounds.get()
    assert (round_.number, round_.until.isoformat()) == (1, "2026-03-09")
    assert parsed(LogEntry.objects.get(verb="order.verify"))["data"]["to"] == "evaluating"


def test_those_affected_are_asked_once_it_is_carried_out(world: World) -> None:
    made.verified(world)

    due.settle_all()

    told = set(Message.objects.filter(template="evaluation.ask").values_list("person", flat=True))
    # The six homes of 1号楼1单元 and the proposer, who lives in one of them.
    assert told == {world.people[name].pk for name in ("王阿姨", "丁奶奶", "小谷", "小范", "老尹", "葛阿姨")}
    assert Matter.objects.get().rounds.get().asked == 6


def test_with_an_order_still_open_the_matter_stays(world: World) -> None:
    first = made.issued(world, made.row(world), made.row(world, what="装两盏灯"))
    second = Order.objects.exclude(pk=first.pk).get()

    made.verified(world, first)
    first.matter.refresh_from_db()
    assert first.matter.stage == "carrying_out"
    assert parsed(LogEntry.objects.get(verb="order.verify"))["data"]["to"] == "unmoved"

    made.verified(world, second)
    first.matter.refresh_from_db()
    assert first.matter.stage == "evaluating"


def test_a_duty_without_an_order_keeps_the_matter_from_being_judged(world: World) -> None:
    order = made.issued(world)
    assert order.resolution is not None
    order.resolution.duties.create(
        position=9,
        what="后补的一行",
        party="residents",
        person_name="楼长刘姐",
        deadline=order.deadline,
        money="无需资金",
        standard="有人值守",
    )

    made.verified(world, order)

    order.matter.refresh_from_db()
    assert order.matter.stage == "carrying_out"


def test_what_is_sent_back_is_under_way_again_with_its_clocks(world: World) -> None:
    order = made.reported(world)

    inspecting.send_back(actor=world.actor("督查老丁"), order=order, reason="三层还有纸箱")

    assert order.stage == "under_way"
    assert order.inspections.get().passed is False
    assert Message.objects.get(template="order.sent_back", channel="in_app").facts["reason"] == "三层还有纸箱"
    with clock.at(clock.beijing(2026, 7, 1)):
        due.settle_all()
    assert LogEntry.objects.filter(verb="order.overdue").exists()


def test_an_inspection_on_the_way_moves_nothing(world: World) -> None:
    order = made.issued(world)

    inspecting.inspect(
        actor=world.actor("督查老丁"), order=order, finding="尚未开始", passed=False, photos=[]
    )

    assert order.stage == "issued"
    assert order.inspections.get().finding == "尚未开始"


@pytest.mark.parametrize("name", ["社工小李", "周书记", "吕监督", "王阿姨"])
def test_only_inspectors_inspect(world: World, name: str) -> None:
    order = made.reported(world)

    with refused("not_permitted"):
        inspecting.verify(actor=world.actor(name), order=order, finding="好", photos=[])


@guards("order.inspect", "supervision.guards.inspector_is_not_owner")
def test_the_owner_does_not_inspect(world: World) -> None:
    world.hold("孙副主任", Role.INSPECTOR)

    with refused("inspector_is_not_owner"):
        inspecting.inspect(
            actor=world.actor("孙副主任"), order=made.issued(world), finding="好", passed=True, photos=[]
        )


@guards("order.verify", "supervision.guards.inspector_is_not_owner")
def test_who_did_the_work_does_not_verify_it(world: World) -> None:
    """Not the owner by name, but who reported the progress."""
    order = made.issued(world)
    ordering.progress(actor=world.actor("社工小李"), order=order, text="代为清运", photos=[])
    ordering.report_done(actor=world.actor("社工小李"), order=order)
    world.hold("社工小李", Role.INSPECTOR)

    with refused("inspector_is_not_owner"):
        inspecting.verify(actor=world.actor("社工小李"), order=order, finding="好", photos=[])


@guards("order.send_back", "supervision.guards.inspector_is_not_owner")
def test_the_owner_does_not_send_it_back_either(world: World) -> None:
    order = made.reported(world)
    world.hold("孙副主任", Role.INSPECTOR)

    with refused("inspector_is_not_owner"):
        inspecting.send_back(actor=world.actor("孙副主任"), order=order, reason="再想想")


@pytest.mark.database
def test_the_database_keeps_the_owner_from_verifying(world: World) -> None:
    order = made.issued(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(verified_by=world.people["孙副主任"])


@pytest.mark.database
def test_the_last_two_verified_at_once_still_send_the_matter_on(committed: None) -> None:
    with clock.at(START), transaction.atomic():
        world = build()
        first = made.issued(world, made.row(world), made.row(world, what="装两盏灯"))
        for order in Order.objects.all():
            made.reported(world, order)
        inspector = world.actor("督查老丁")

    together = Barrier(2)

    def verify(order: Order) -> None:
        try:
            with clock.at(START):
                together.wait()
                inspecting.verify(actor=inspector, order=order, finding="好", photos=[])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(verify, order) for order in Order.objects.all()]:
            done.result()

    matter = Matter.objects.get(pk=first.matter_id)
    assert matter.stage == "evaluating"
    assert matter.rounds.count() == 1
