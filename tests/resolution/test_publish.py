"""resolution.publish, resolution.file, resolution.take_down: the days on the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from consult.kernel import clock, due
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.resolution import objecting, publishing, signing
from consult.resolution.models import Resolution
from tests.expect import guards, refused
from tests.resolution import made
from tests.world import World


def test_the_staff_post_it_and_the_matter_moves_on(world: World) -> None:
    resolution = made.signed(world, made.decision(world))

    publishing.publish(actor=world.actor("社工小李"), resolution=resolution)

    resolution.matter.refresh_from_db()
    assert (resolution.stage, resolution.matter.stage) == ("published", "published")
    assert resolution.published_on == date(2026, 3, 2)
    data = parsed(LogEntry.objects.get(verb="resolution.publish"))["data"]
    assert data["sha256"] == resolution.sha256
    assert data["until"] == "2026-03-17"
    told = set(Message.objects.filter(template="resolution.published").values_list("person", flat=True))
    assert world.people["王阿姨"].pk in told


@pytest.mark.parametrize(
    ("posted", "until"),
    [
        # 剧本甲, M18: fifteen days from 4 April end on Saturday the 18th and run on to Monday.
        ((2026, 4, 3), date(2026, 4, 20)),
        ((2026, 3, 2), date(2026, 3, 17)),
        # The fifteenth day is in 国庆: on to the first working day, the 8th.
        ((2026, 9, 18), date(2026, 10, 8)),
        # 10 October is a Saturday made a working day.
        ((2026, 9, 25), date(2026, 10, 10)),
    ],
)
def test_it_is_posted_for_fifteen_days_to_a_working_day(
    world: World, posted: tuple[int, int, int], until: date
) -> None:
    resolution = _posted(world, clock.beijing(*posted, 10))

    assert resolution.publish_until == until


@guards("resolution.take_down", "resolution.guards.publication_over")
def test_it_stays_up_through_its_last_day(world: World) -> None:
    resolution = _posted(world, clock.beijing(2026, 4, 3))

    with clock.at(clock.beijing(2026, 4, 20, 23, 59)), refused("publication_over"):
        publishing.take_down(actor=world.actor("社工小李"), resolution=resolution)


def test_it_is_in_force_the_day_after(world: World) -> None:
    resolution = _posted(world, clock.beijing(2026, 4, 3))

    with clock.at(clock.beijing(2026, 4, 21, 0, 0)):
        assert due.settle_all() >= 1
        publishing.take_down(actor=world.actor("社工小李"), resolution=resolution)

    assert resolution.stage == "in_force"
    assert Message.objects.filter(template="resolution.publication_over").exists()


@guards("resolution.take_down", "resolution.guards.objections_settled")
def test_an_open_objection_keeps_it_up(world: World) -> None:
    resolution = _posted(world, clock.beijing(2026, 4, 3))
    with clock.at(clock.beijing(2026, 4, 17)):
        objecting.raise_objection(actor=world.actor("老尹"), resolution=resolution, reason="担心油烟")

    with clock.at(clock.beijing(2026, 4, 21)), refused("objections_settled"):
        publishing.take_down(actor=world.actor("社工小李"), resolution=resolution)


@pytest.mark.parametrize(("day", "over"), [(23, False), (24, True)])
def test_an_answer_on_the_last_day_leaves_three_to_ask_for_a_review(
    world: World, day: int, over: bool
) -> None:
    resolution = _posted(world, clock.beijing(2026, 4, 3))
    with clock.at(clock.beijing(2026, 4, 20)):
        objection = objecting.raise_objection(
            actor=world.actor("老尹"), resolution=resolution, reason="担心油烟"
        )
        objecting.answer(actor=world.actor("社工小李"), objection=objection, answer="不设灶具，只分餐")

    with clock.at(clock.beijing(2026, 4, day)):
        if over:
            publishing.take_down(actor=world.actor("社工小李"), resolution=resolution)
        else:
            with refused("objections_settled"):
                publishing.take_down(actor=world.actor("社工小李"), resolution=resolution)

    assert (resolution.stage == "in_force") is over


def test_what_a_grid_settled_is_posted_by_its_lead(world: World) -> None:
    resolution = made.signed(world, made.settled_by_grid(world))

    with refused("not_permitted"):
        publishing.publish(actor=world.actor("网格长小井"), resolution=resolution)
    publishing.publish(actor=world.actor("网格长老柏"), resolution=resolution)

    assert resolution.stage == "published"


def test_a_convention_is_filed_with_the_subdistrict(world: World) -> None:
    matter = made.matter(world, title="制定槐安社区文明养犬公约")
    resolution = made.signed(world, made.decision(world, about=matter))
    publishing.publish(actor=world.actor("社工小李"), resolution=resolution)
    assert Message.objects.filter(template="resolution.to_file", person=world.people["街道小高"].pk).exists()

    publishing.file(actor=world.actor("社工小李"), resolution=resolution, filing_number="青榆备〔2026〕7号")

    assert (resolution.filing_number, resolution.filed_on) == ("青榆备〔2026〕7号", date(2026, 3, 2))
    with refused("needs_filing"):
        publishing.file(actor=world.actor("社工小李"), resolution=resolution, filing_number="又一个")


@guards("resolution.file", "resolution.guards.needs_filing")
def test_what_needs_no_filing_is_not_filed(world: World) -> None:
    resolution = _posted(world, clock.now())

    with refused("needs_filing"):
        publishing.file(actor=world.actor("社工小李"), resolution=resolution, filing_number="青榆备1号")


def test_only_what_is_signed_is_posted(world: World) -> None:
    resolution = made.checked(world, made.decision(world))

    with refused("wrong_stage"):
        publishing.publish(actor=world.actor("社工小李"), resolution=resolution)


@pytest.mark.database
def test_the_database_keeps_a_posted_resolution_from_having_no_days(world: World) -> None:
    resolution = made.signed(world, made.decision(world))

    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(stage="published")


def test_three_days_late_it_shows_as_unsigned_with_the_reason_left_blank(world: World) -> None:
    """剧本甲's decision of 1 April, if nobody signed: public from the 8th."""
    with clock.at(clock.beijing(2026, 4, 1)):
        made.decision(world)
    with clock.at(clock.beijing(2026, 4, 7, 23, 59)):
        due.settle_all()
        assert not LogEntry.objects.filter(verb="resolution.unsigned").exists()

    with clock.at(clock.beijing(2026, 4, 8, 0, 0)):
        due.settle_all()

    assert parsed(LogEntry.objects.get(verb="resolution.unsigned"))["data"]["sign_by"] == "2026-04-07"
    told = set(Message.objects.filter(template="resolution.unsigned").values_list("person", flat=True))
    assert {world.people[name].pk for name in ("周书记", "街道小高", "吕监督")} <= told


def test_what_was_signed_in_time_is_never_called_unsigned(world: World) -> None:
    made.signed(world, made.decision(world))

    with clock.at(clock.beijing(2026, 3, 30)):
        due.settle_all()

    assert not LogEntry.objects.filter(verb="resolution.unsigned").exists()


def test_signing_late_is_still_signing(world: World) -> None:
    resolution = made.checked(world, made.decision(world))

    with clock.at(clock.beijing(2026, 3, 30)):
        due.settle_all()
        signing.sign(actor=world.actor("周书记", factor=True), resolution=resolution)

    assert resolution.stage == "signed"


def _posted(world: World, moment: datetime) -> Resolution:
    with clock.at(moment):
        resolution = made.signed(world, made.decision(world), replace(made.ROW, deadline=date(2027, 6, 30)))
        return publishing.publish(actor=world.actor("社工小李"), resolution=resolution)
