"""session.serve: each letter served by whatever means, with who did it and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consult.agenda.models import Invitation, Service, Session
from consult.agenda.serving import serve
from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import START, World


def at_building(world: World) -> Session:
    """A published session whose X is the first and the second building."""
    ids = [str(building.pk) for building in world.buildings[:2]]
    return scene.published(world, it=scene.matter(world, affected={"kind": "building", "ids": ids}))


def doors(session: Session, world: World, building: int = 0) -> list[Invitation]:
    return list(
        Invitation.objects.filter(
            session=session, participant__household__building=world.buildings[building]
        ).select_related("participant__household")
    )


def test_a_called_household_is_on_record_with_who_called_and_when(world: World) -> None:
    session = at_building(world)
    letters = doors(session, world)[:2]
    with clock.at(START + timedelta(hours=3)):
        serve(
            actor=world.actor("社工小李"),
            session=session,
            invitations=letters,
            means="called",
            at=START + timedelta(hours=2),
        )
    found = Service.objects.filter(means="called").select_related("by")
    assert {(s.invitation_id, s.by, s.at) for s in found} == {
        (letter.pk, world.people["社工小李"], START + timedelta(hours=2)) for letter in letters
    }
    data = parsed(LogEntry.objects.get(verb="session.serve"))["data"]
    assert (data["letters"], data["by_zh"]) == (2, "电话已通知")


def test_a_door_nobody_opened_is_an_attempt(world: World) -> None:
    session = at_building(world)
    letter = doors(session, world)[0]
    staff = world.actor("社工小李")
    serve(actor=staff, session=session, invitations=[letter], means="at_door", reached=False)
    serve(actor=staff, session=session, invitations=[letter], means="posted")
    assert list(
        letter.services.exclude(means="in_app").order_by("means").values_list("means", "reached")
    ) == [
        ("at_door", False),
        ("posted", True),
    ]


def test_a_building_lead_serves_the_doors_of_the_building(world: World) -> None:
    session = at_building(world)
    letters = doors(session, world)
    serve(actor=world.actor("楼长刘姐"), session=session, invitations=letters, means="at_door")
    assert Service.objects.filter(by=world.people["楼长刘姐"]).count() == 12


@guards("session.serve", "agenda.guards.invitation_is_yours")
def test_a_building_lead_does_not_serve_another_building(world: World) -> None:
    session = at_building(world)
    with refused("invitation_is_yours"):
        serve(
            actor=world.actor("楼长刘姐"),
            session=session,
            invitations=[*doors(session, world), *doors(session, world, building=1)],
            means="at_door",
        )


def test_residents_and_leads_elsewhere_serve_nothing(world: World) -> None:
    session = scene.published(
        world, it=scene.matter(world, affected={"kind": "building", "ids": [str(world.buildings[1].pk)]})
    )
    for name in ("王阿姨", "楼长刘姐"):
        with refused("not_permitted"):
            serve(
                actor=world.actor(name),
                session=session,
                invitations=doors(session, world, building=1)[:1],
                means="at_door",
            )


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("means", {"means": "pigeon"}),
        ("means", {"means": "in_app"}),
        ("at", {"means": "called", "at": START + timedelta(minutes=1)}),
        ("at", {"means": "called", "at": START - timedelta(hours=1)}),
        ("at", {"means": "called", "at": START.replace(tzinfo=None)}),
        ("invitations", {"means": "called", "invitations": []}),
    ],
)
def test_bad_values_are_named(world: World, field: str, fields: dict[str, Any]) -> None:
    session = at_building(world)
    given = {"invitations": doors(session, world)[:1], **fields}
    with pytest.raises(Refusal) as caught:
        serve(actor=world.actor("社工小李"), session=session, **given)
    assert caught.value.facts["field"] == field
    assert not Service.objects.exclude(means="in_app").exists()


def test_a_letter_of_another_session_is_not_found(world: World) -> None:
    session, other = at_building(world), scene.published(world)
    with refused("not_found"):
        serve(
            actor=world.actor("社工小李"),
            session=session,
            invitations=list(other.invitations.all()[:1]),
            means="called",
        )


def test_nothing_is_served_before_publishing(world: World) -> None:
    session = at_building(world)
    letters = doors(session, world)[:1]
    Session.objects.filter(pk=session.pk).update(stage="open")
    session.refresh_from_db()
    with refused("wrong_stage"):
        serve(actor=world.actor("社工小李"), session=session, invitations=letters, means="called")
