"""objection.raise, answer, ask_review, review, settle, and resolution.reopen."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from consult.intake.timeline import timeline
from consult.kernel import clock, due
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people.models import Role
from consult.resolution import objecting, publishing, signing
from consult.resolution.models import Objection, Resolution
from tests.expect import guards, refused
from tests.resolution import made
from tests.world import World


def test_a_resident_objects_and_is_answered_by_another_than_the_signer(world: World) -> None:
    objection = _raised(world)
    assert (objection.stage, objection.answer_by) == ("raised", date(2026, 3, 5))
    body = parsed(LogEntry.objects.get(verb="objection.raise"))
    assert "油烟" not in str(body)
    assert str(objection.resolution.matter_id) in body["about"]

    objecting.answer(actor=world.actor("社工小李"), objection=objection, answer="不设灶具，只分餐")

    assert (objection.stage, objection.answer) == ("answered", "不设灶具，只分餐")
    told = Message.objects.get(template="objection.answered", channel="in_app")
    assert told.person == world.people["老尹"].pk


@pytest.mark.parametrize(
    ("raised", "answer_by"),
    [
        ((2026, 4, 8), date(2026, 4, 13)),  # the third day is a Saturday
        ((2026, 4, 3), date(2026, 4, 7)),  # the third day is 清明
        ((2026, 3, 2), date(2026, 3, 5)),
    ],
)
def test_it_is_to_be_answered_within_three_days(
    world: World, raised: tuple[int, int, int], answer_by: date
) -> None:
    with clock.at(clock.beijing(*raised)):
        objection = _raised(world)

    assert objection.answer_by == answer_by


def test_an_answer_that_does_not_come_is_reported(world: World) -> None:
    _raised(world)

    with clock.at(clock.beijing(2026, 3, 6, 0, 0)):
        due.settle_all()

    told = set(Message.objects.filter(template="objection.overdue").values_list("person", flat=True))
    assert {world.people[name].pk for name in ("周书记", "街道小高", "吕监督")} <= told


def test_an_answer_in_time_is_not_reported(world: World) -> None:
    objection = _raised(world)
    objecting.answer(actor=world.actor("社工小李"), objection=objection, answer="不设灶具")

    with clock.at(clock.beijing(2026, 3, 6, 0, 0)):
        due.settle_all()

    assert not Message.objects.filter(template="objection.overdue").exists()


def test_who_objects_is_not_named_on_the_timeline(world: World) -> None:
    objection = _raised(world)
    for reader in ("社工小李", "小范", "老尹"):
        line = timeline(objection.resolution.matter, world.actor(reader))[-1]
        assert (line["verb"], line["actor"], line["actor_en"]) == (
            "objection.raise",
            "一位居民",
            "A resident",
        )


def test_somebody_of_another_community_does_not_object(world: World) -> None:
    resolution = _posted(world)
    stranger = world.person("外人")
    stranger.community = world.other
    stranger.save(update_fields=["community"])

    with refused("not_permitted"):
        objecting.raise_objection(actor=world.actor("外人"), resolution=resolution, reason="不同意")


@guards("objection.raise", "resolution.guards.publication_running")
def test_after_the_last_day_objections_are_too_late(world: World) -> None:
    resolution = _posted(world)
    assert resolution.publish_until == date(2026, 3, 17)

    with clock.at(clock.beijing(2026, 3, 17, 23, 59)):
        objecting.raise_objection(actor=world.actor("老尹"), resolution=resolution, reason="担心油烟")
    with clock.at(clock.beijing(2026, 3, 18, 0, 0)), refused("publication_running"):
        objecting.raise_objection(actor=world.actor("小谷"), resolution=resolution, reason="担心人流")


@guards("objection.raise", "resolution.guards.no_objection_waiting")
def test_the_next_objection_of_one_person_waits_for_the_answer_to_the_last(world: World) -> None:
    objection = _raised(world)
    with refused("no_objection_waiting"):
        _raised(world, objection.resolution)
    objecting.raise_objection(actor=world.actor("小谷"), resolution=objection.resolution, reason="担心人流")
    _answered(world, objection)
    assert _raised(world, Resolution.objects.get(pk=objection.resolution_id)).stage == "raised"


@guards("objection.raise", "intake.guards.home_confirmed")
def test_who_is_not_confirmed_to_live_here_does_not_object(world: World) -> None:
    """An objection holds up what was decided until it is answered."""
    world.person("刚介绍自己的人")
    with refused("home_confirmed"):
        objecting.raise_objection(
            actor=world.actor("刚介绍自己的人"), resolution=_posted(world), reason="反对"
        )


@guards("objection.answer", "resolution.guards.not_own_objection")
def test_nobody_answers_their_own(world: World) -> None:
    objection = _raised(world)
    world.hold("老尹", Role.COMMITTEE_STAFF)
    with refused("not_own_objection"):
        objecting.answer(actor=world.actor("老尹"), objection=objection, answer="有道理")


@guards("objection.answer", "resolution.guards.answerer_is_not_signer")
def test_the_signer_does_not_answer(world: World) -> None:
    with refused("answerer_is_not_signer"):
        objecting.answer(actor=world.actor("周书记"), objection=_raised(world), answer="没有问题")


def test_the_objector_may_accept_the_answer(world: World) -> None:
    objection = _answered(world)

    with refused("not_permitted"):
        objecting.settle(actor=world.actor("小谷"), objection=objection)
    objecting.settle(actor=world.actor("老尹"), objection=objection)

    assert objection.stage == "settled"


@guards("objection.review", "resolution.guards.review_asked")
def test_nobody_reviews_what_the_objector_did_not_ask(world: World) -> None:
    with refused("review_asked"):
        objecting.review(
            actor=world.actor("吕监督"), objection=_answered(world), upheld=False, finding="答复属实"
        )


@pytest.mark.parametrize(("upheld", "stage"), [(True, "upheld"), (False, "settled")])
def test_the_supervisors_review_what_was_asked(world: World, upheld: bool, stage: str) -> None:
    objection = _answered(world)
    objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="答非所问")

    objecting.review(actor=world.actor("吕监督"), objection=objection, upheld=upheld, finding="已核实")

    assert objection.stage == stage
    assert Message.objects.filter(
        template="objection.reviewed", person=world.people["老尹"].pk, channel="in_app"
    ).exists()


@guards("objection.review", "resolution.guards.reviewer_is_another")
def test_who_countersigned_does_not_review(world: World) -> None:
    made.one_head(world)
    resolution = made.signed(world, made.decision(world))
    signing.countersign(actor=world.actor("吕监督", factor=True), resolution=resolution)
    publishing.publish(actor=world.actor("社工小李"), resolution=resolution)
    objection = _answered(world, _raised(world, resolution))
    objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="答非所问")

    with refused("reviewer_is_another"):
        objecting.review(actor=world.actor("吕监督"), objection=objection, upheld=False, finding="没有问题")
    objecting.review(actor=world.actor("马监督"), objection=objection, upheld=False, finding="没有问题")


def test_who_answered_does_not_review(world: World) -> None:
    world.hold("社工小李", Role.SUPERVISOR)
    objection = _answered(world)
    objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="答非所问")

    with refused("reviewer_is_another"):
        objecting.review(actor=world.actor("社工小李"), objection=objection, upheld=False, finding="没有问题")


@guards("objection.review", "resolution.guards.not_own_objection")
def test_a_supervisor_does_not_uphold_their_own(world: World) -> None:
    objection = _answered(world)
    world.hold("老尹", Role.SUPERVISOR)
    objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="答非所问")
    with refused("not_own_objection"):
        objecting.review(actor=world.actor("老尹"), objection=objection, upheld=True, finding="我说得对")


@pytest.mark.database
def test_the_database_keeps_who_answered_from_reviewing(world: World) -> None:
    objection = _answered(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(reviewed_by=world.people["社工小李"])


@guards("objection.ask_review", "resolution.guards.review_may_be_asked")
def test_a_review_is_asked_once(world: World) -> None:
    objection = _answered(world)
    objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="答非所问")

    with refused("review_may_be_asked"):
        objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="再问一次")


def test_a_review_is_not_asked_once_it_is_in_force(world: World) -> None:
    objection = _answered(world)
    with clock.at(clock.beijing(2026, 3, 18)):
        publishing.take_down(actor=world.actor("社工小李"), resolution=objection.resolution)

        with refused("review_may_be_asked"):
            objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="晚了")


def test_an_upheld_objection_sends_the_matter_back_to_be_talked_over(world: World) -> None:
    objection = _answered(world)
    objecting.ask_review(actor=world.actor("老尹"), objection=objection, reason="答非所问")
    objecting.review(actor=world.actor("吕监督"), objection=objection, upheld=True, finding="未征求楼上住户")
    resolution = objection.resolution

    publishing.reopen(actor=world.actor("吕监督"), resolution=resolution, reason="补办楼上十六户的意见")

    resolution.matter.refresh_from_db()
    assert (resolution.stage, resolution.matter.stage) == ("reopened", "discussing")
    with clock.at(clock.beijing(2026, 3, 18, 0, 0)):
        due.settle_all()
    assert not Message.objects.filter(template="resolution.publication_over").exists()


@guards("resolution.reopen", "resolution.guards.objection_upheld")
def test_without_an_upheld_objection_nothing_is_reopened(world: World) -> None:
    objection = _answered(world)

    with refused("objection_upheld"):
        publishing.reopen(actor=world.actor("吕监督"), resolution=objection.resolution, reason="再议")


def _posted(world: World) -> Resolution:
    resolution = made.signed(world, made.decision(world))
    return publishing.publish(actor=world.actor("社工小李"), resolution=resolution)


def _raised(world: World, resolution: Resolution | None = None) -> Objection:
    return objecting.raise_objection(
        actor=world.actor("老尹"), resolution=resolution or _posted(world), reason="担心油烟和人流"
    )


def _answered(world: World, objection: Objection | None = None) -> Objection:
    return objecting.answer(
        actor=world.actor("社工小李"), objection=objection or _raised(world), answer="不设灶具，只分餐"
    )
