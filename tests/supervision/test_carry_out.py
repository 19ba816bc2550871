"""order.begin, progress, report_done, ask_extension, decide_extension, close, and the clocks beside them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consult.kernel import clock, due
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from consult.supervision import extending, ordering, rules
from consult.supervision.models import Extension, Order
from tests.expect import guards, refused
from tests.resolution import made as before
from tests.supervision import made
from tests.world import World


def test_the_owner_takes_it_up_shows_progress_and_reports_it_done(world: World) -> None:
    order = made.issued(world)
    owner = world.actor("孙副主任")
    photo = made.photo(world, "孙副主任")

    ordering.begin(actor=owner, order=order)
    assert order.stage == "under_way"
    step = ordering.progress(actor=owner, order=order, text="清运两车", photos=[photo.pk])
    ordering.report_done(actor=owner, order=order)

    assert order.stage == "reported"
    photo.refresh_from_db()
    assert (photo.matter, photo.purpose) == (order.matter, "progress")
    assert list(step.photos.all()) == [photo]
    entry = parsed(LogEntry.objects.get(verb="order.progress"))
    assert entry["data"]["photos"] == [photo.sha256]
    assert str(order.matter_id) in entry["about"]
    told = Message.objects.get(template="order.reported", channel="in_app")
    assert told.person == world.people["督查老丁"].pk


def test_only_the_owner_and_the_staff_carry_it_out(world: World) -> None:
    order = made.issued(world)

    for name in ("王阿姨", "督查老丁", "周书记", "何主任"):
        with refused("not_permitted"):
            ordering.begin(actor=world.actor(name), order=order)
    ordering.begin(actor=world.actor("社工小李"), order=order)


def test_where_the_owner_is_outside_the_system_the_staff_act_for_it(world: World) -> None:
    order = made.issued(world, before.ROW)
    assert order.owner is None

    extending.ask(actor=world.actor("社工小李"), order=order, until=date(2026, 7, 31), reason="施工单位要求")

    assert Extension.objects.filter(order=order).count() == 1


@guards("order.report_done", "supervision.guards.progress_shown")
def test_nothing_is_reported_done_without_progress(world: World) -> None:
    order = made.issued(world)
    ordering.begin(actor=world.actor("孙副主任"), order=order)

    with refused("progress_shown"):
        ordering.report_done(actor=world.actor("孙副主任"), order=order)


def test_a_photo_of_somebody_else_or_used_before_is_refused(world: World) -> None:
    order = made.issued(world)
    owner = world.actor("孙副主任")
    mine = made.photo(world, "孙副主任")
    ordering.progress(actor=owner, order=order, text="清运", photos=[mine.pk])

    for pk in (mine.pk, made.photo(world, "王阿姨").pk, uuid4()):
        with pytest.raises(Refusal) as caught:
            ordering.progress(actor=owner, order=order, text="清运", photos=[pk])
        assert caught.value.facts["field"] == "photos"


# Extensions.
def test_an_extension_is_asked_by_the_owner_and_granted_by_the_secretary(world: World) -> None:
    order = made.issued(world)

    extending.ask(actor=world.actor("孙副主任"), order=order, until=date(2026, 7, 31), reason="雨季")
    extending.decide(actor=world.actor("周书记"), order=order, granted=True)

    assert order.deadline == date(2026, 7, 31)
    told = Message.objects.get(template="order.extended", channel="in_app")
    assert (told.person, told.facts["deadline"]) == (world.people["孙副主任"].pk, "2026-07-31")


def test_a_refused_extension_leaves_the_deadline(world: World) -> None:
    order = made.issued(world)
    extending.ask(actor=world.actor("孙副主任"), order=order, until=date(2026, 7, 31), reason="雨季")

    extending.decide(actor=world.actor("周书记"), order=order, granted=False)

    assert order.deadline == before.ROW.deadline
    assert Message.objects.filter(template="order.not_extended").exists()


@guards("order.ask_extension", "supervision.guards.no_extension_pending")
def test_one_extension_waits_at_a_time(world: World) -> None:
    order = made.issued(world)
    extending.ask(actor=world.actor("孙副主任"), order=order, until=date(2026, 7, 31), reason="雨季")

    with refused("no_extension_pending"):
        extending.ask(actor=world.actor("孙副主任"), order=order, until=date(2026, 8, 31), reason="又下雨")


@guards("order.decide_extension", "supervision.guards.extension_pending")
def test_nothing_is_decided_that_nobody_asked(world: World) -> None:
    order = made.issued(world)

    with refused("extension_pending"):
        extending.decide(actor=world.actor("周书记"), order=order, granted=True)


@pytest.mark.parametrize("until", [date(2026, 6, 30), date(2026, 3, 2), date(2026, 1, 1)])
def test_an_extension_extends(world: World, until: date) -> None:
    with refused("invalid"):
        extending.ask(actor=world.actor("孙副主任"), order=made.issued(world), until=until, reason="雨季")


@pytest.mark.database
def test_the_database_keeps_one_extension_pending(world: World) -> None:
    order = made.issued(world)
    extending.ask(actor=world.actor("孙副主任"), order=order, until=date(2026, 7, 31), reason="雨季")

    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(order=order, until=date(2026, 8, 1), reason="又", asked_at=clock.now())


# Clocks.
def test_three_days_before_the_deadline_the_owner_is_reminded_once(world: World) -> None:
    order = made.issued(world, made.row(world, deadline=date(2026, 3, 20)))

    for day in (16, 17, 18):
        with clock.at(clock.beijing(2026, 3, day, 9)):
            due.settle_all()
        told = Message.objects.filter(template="order.warning", channel="in_app")
        assert told.count() == (0 if day < 17 else 1)

    assert told[0].person == order.owner_id


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2026, 3, 20), ""),
        (date(2026, 3, 21), "yellow"),
        (date(2026, 3, 23), "yellow"),
        (date(2026, 3, 24), "orange"),
        (date(2026, 3, 27), "orange"),
        (date(2026, 3, 28), "red"),
        (date(2026, 6, 1), "red"),
    ],
)
def test_lateness_is_yellow_then_orange_then_red(day: date, level: str) -> None:
    assert rules.overdue_level(deadline=date(2026, 3, 20), today=day) == level


def test_lateness_is_said_the_day_after_and_reported_upwards_level_by_level(world: World) -> None:
    made.issued(world, made.row(world, deadline=date(2026, 3, 20)))

    said = []
    for day in range(20, 31):
        with clock.at(clock.beijing(2026, 3, day, 0, 0)):
            due.settle_all()
            said.append([parsed(e)["data"]["level"] for e in LogEntry.objects.filter(verb="order.overdue")])

    assert [len(levels) for levels in said] == [0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]
    assert said[-1] == ["yellow", "orange", "red"]
    told = set(Message.objects.filter(template="order.overdue").values_list("person", flat=True))
    assert {world.people[name].pk for name in ("孙副主任", "周书记", "街道小高")} <= told


def test_what_is_reported_done_or_extended_is_not_late(world: World) -> None:
    made.reported(world, made.issued(world, made.row(world, deadline=date(2026, 3, 20))))
    extended = made.issued(world, made.row(world, deadline=date(2026, 3, 20)))
    extending.ask(actor=world.actor("孙副主任"), order=extended, until=date(2026, 7, 31), reason="雨季")
    extending.decide(actor=world.actor("周书记"), order=extended, granted=True)

    with clock.at(clock.beijing(2026, 3, 31)):
        due.settle_all()

    assert not LogEntry.objects.filter(verb="order.overdue").exists()


# Closing.
def test_the_secretary_closes_what_the_inspector_verified(world: World) -> None:
    order = made.verified(world)

    ordering.close(actor=world.actor("周书记"), order=order)

    assert (order.stage, order.closed_by) == ("closed", world.people["周书记"])


def test_an_unverified_order_is_not_closed(world: World) -> None:
    order = made.reported(world)

    with refused("wrong_stage"):
        ordering.close(actor=world.actor("周书记"), order=order)


@guards("order.close", "supervision.guards.closer_is_not_inspector_of_order")
def test_who_verified_does_not_close(world: World) -> None:
    order = made.verified(world)
    _verified_by_the_secretary(world, order)

    with refused("closer_is_not_inspector_of_order"):
        ordering.close(actor=world.actor("周书记"), order=order)


@pytest.mark.database
def test_the_database_keeps_who_verified_from_closing(world: World) -> None:
    order = made.verified(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(closed_by=world.people["督查老丁"])


def _verified_by_the_secretary(world: World, order: Order) -> None:
    world.hold("周书记", Role.INSPECTOR)
    Order.objects.filter(pk=order.pk).update(verified_by=world.people["周书记"])
