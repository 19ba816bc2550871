"""session.cancel: with a reason, the matters back where they stood, everybody told; never a meeting that must be held."""

from __future__ import annotations

import pytest

from consult.agenda.convening import cancel
from consult.intake.models import Petition
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import World


def test_a_published_session_is_cancelled_and_everybody_told(world: World) -> None:
    session = scene.published(world)
    told = set(Message.objects.filter(template="session.published").values_list("person", flat=True))

    cancel(actor=world.actor("社工小李"), session=session, reason="议事厅停电")

    assert (session.stage, session.cancel_reason) == ("cancelled", "议事厅停电")
    assert session.items.get().matter.stage == "listed"  # type: ignore[union-attr]
    assert set(Message.objects.filter(template="session.cancelled").values_list("person", flat=True)) == told
    assert (
        parsed(LogEntry.objects.get(verb="session.cancel", log__kind="ledger"))["data"]["reason"]
        == "议事厅停电"
    )


def test_a_draft_is_dropped_quietly(world: World) -> None:
    session = scene.drafted(world)
    cancel(actor=world.actor("社工小李"), session=session, reason="重复召集")
    assert session.items.get().matter.stage == "listed"  # type: ignore[union-attr]
    assert not Message.objects.filter(template="session.cancelled").exists()


def test_a_matter_another_session_has_stays_convened(world: World) -> None:
    it = scene.matter(world)
    first, second = scene.published(world, it=it), scene.ready(world, it=it)
    it.refresh_from_db()
    # The second hearing of the same matter, as a chain of several rounds.
    type(it).objects.filter(pk=it.pk).update(stage="discussing")
    scene.publish(actor=world.actor("社工小李"), session=second)

    cancel(actor=world.actor("社工小李"), session=first, reason="并到下一次")

    it.refresh_from_db()
    assert it.stage == "convened"


@guards("session.cancel", "agenda.guards.obliged_elsewhere")
def test_a_meeting_people_called_for_is_not_called_off(world: World) -> None:
    it = scene.matter(world)
    scene.petitioned(world, it, Petition.Kind.ADULTS)
    session = scene.published(world, "residents_meeting", it)
    with refused("obliged_elsewhere"):
        cancel(actor=world.actor("何主任"), session=session, reason="来不及准备")


def test_it_may_be_put_off_to_another_day(world: World) -> None:
    it = scene.matter(world)
    scene.petitioned(world, it, Petition.Kind.ADULTS)
    session = scene.published(world, "residents_meeting", it)
    type(it).objects.filter(pk=it.pk).update(stage="convened")
    scene.drafted(world, "residents_meeting", it, starts_at=scene.day(40))

    cancel(actor=world.actor("何主任"), session=session, reason="改期")

    assert session.stage == "cancelled"


def test_a_hearing_in_its_place_is_not_the_meeting(world: World) -> None:
    it = scene.matter(world)
    scene.petitioned(world, it, Petition.Kind.ADULTS)
    session = scene.published(world, "residents_meeting", it)
    scene.drafted(world, "hearing", it)
    with refused("obliged_elsewhere"):
        cancel(actor=world.actor("何主任"), session=session, reason="改开听证会")


@pytest.mark.parametrize("reason", ["", " ", "由" * 301])
def test_a_reason_is_given(world: World, reason: str) -> None:
    with refused("invalid"):
        cancel(actor=world.actor("社工小李"), session=scene.drafted(world), reason=reason)


def test_residents_cancel_nothing(world: World) -> None:
    with refused("not_permitted"):
        cancel(actor=world.actor("小谷"), session=scene.published(world), reason="不想开")


def test_an_open_session_is_not_cancelled(world: World) -> None:
    session = scene.published(world)
    type(session).objects.filter(pk=session.pk).update(stage="open")
    session.refresh_from_db()
    with refused("wrong_stage"):
        cancel(actor=world.actor("社工小李"), session=session, reason="散了")
