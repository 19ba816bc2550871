"""session.add_item, session.drop_item: the agenda in order, until it is locked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from consult.agenda.items import add_item, drop_item
from consult.agenda.models import Session
from consult.agenda.motions import withdraw
from consult.kernel.errors import Refusal
from tests.agenda import scene
from tests.expect import guards, refused
from tests.world import World


def order(session: Session) -> list[tuple[int, str]]:
    return list(session.items.order_by("position").values_list("position", "title"))


def test_items_stand_in_the_order_they_are_put_in(world: World) -> None:
    session, staff = scene.drafted(world, "collection"), world.actor("社工小李")

    add_item(actor=staff, session=session, title="开场", minutes=5)
    add_item(actor=staff, session=session, title="散会", minutes=5)
    add_item(actor=staff, session=session, title="说事", minutes=60, position=2)
    add_item(actor=staff, session=session, title="签到", minutes=10, position=1)

    assert order(session) == [(1, "签到"), (2, "开场"), (3, "说事"), (4, "散会")]


def test_dropping_closes_the_gap(world: World) -> None:
    session, staff = scene.drafted(world, "collection"), world.actor("社工小李")
    for title in "甲乙丙丁":
        add_item(actor=staff, session=session, title=title)

    drop_item(actor=staff, session=session, item=session.items.get(title="乙").pk)

    assert order(session) == [(1, "甲"), (2, "丙"), (3, "丁")]


def test_an_item_on_a_matter_takes_its_title(world: World) -> None:
    session, it = scene.drafted(world), scene.matter(world, title="楼道扶手")
    add_item(actor=world.actor("社工小李"), session=session, matter=it)
    assert session.items.get(matter=it).title == "楼道扶手"


@guards("session.add_item", "agenda.guards.agenda_unlocked")
def test_nothing_is_added_to_a_published_agenda(world: World) -> None:
    session = scene.published(world)
    with refused("agenda_unlocked"):
        add_item(actor=world.actor("社工小李"), session=session, title="临时动议")
    assert session.items.count() == 1


@guards("session.drop_item", "agenda.guards.agenda_unlocked")
def test_nothing_is_taken_from_a_published_agenda(world: World) -> None:
    session = scene.published(world)
    with refused("agenda_unlocked"):
        drop_item(actor=world.actor("社工小李"), session=session, item=session.items.get().pk)


@guards("session.add_item", "agenda.guards.topic_listed")
def test_a_matter_not_yet_admitted_stands_on_no_agenda(world: World) -> None:
    session = scene.drafted(world)
    with refused("topic_listed"):
        add_item(
            actor=world.actor("社工小李"), session=session, matter=scene.matter(world, stage="in_review")
        )


def test_a_small_matter_stays_with_its_grid(world: World) -> None:
    session = scene.drafted(world)
    with refused("topic_listed"):
        add_item(actor=world.actor("社工小李"), session=session, matter=scene.small(world))


def test_a_matter_of_another_community_stands_on_no_agenda(world: World) -> None:
    session = scene.drafted(world)
    with refused("topic_listed"):
        add_item(
            actor=world.actor("社工小李"), session=session, matter=scene.matter(world, community=world.other)
        )


def test_an_item_with_a_motion_stays_until_it_is_withdrawn(world: World) -> None:
    session = scene.drafted(world)
    motion = scene.moved(world, session)
    item = session.items.get(motion=motion)
    with pytest.raises(Refusal) as caught:
        drop_item(actor=world.actor("社工小李"), session=session, item=item.pk)
    assert caught.value.facts["field"] == "item"

    withdraw(actor=world.actor("小谷"), motion=motion)
    drop_item(actor=world.actor("社工小李"), session=session, item=item.pk)
    assert not session.items.exists()


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "项" * 81}),
        ("minutes", {"title": "甲", "minutes": 0}),
        ("minutes", {"title": "甲", "minutes": 241}),
        ("position", {"title": "甲", "position": 0}),
        ("position", {"title": "甲", "position": 3}),
    ],
)
def test_bad_values_are_named(world: World, field: str, fields: dict[str, Any]) -> None:
    session = scene.drafted(world)
    with pytest.raises(Refusal) as caught:
        add_item(actor=world.actor("社工小李"), session=session, **fields)
    assert caught.value.facts["field"] == field
    assert session.items.count() == 1


def test_an_agenda_has_an_end(world: World) -> None:
    session, staff = scene.drafted(world), world.actor("社工小李")
    for _ in range(29):
        add_item(actor=staff, session=session, title="项")
    with refused("invalid"):
        add_item(actor=staff, session=session, title="第三十一项")


def test_an_item_of_another_session_is_not_found(world: World) -> None:
    session, other = scene.drafted(world), scene.drafted(world)
    for item in (other.items.get().pk, uuid4()):
        with refused("not_found"):
            drop_item(actor=world.actor("社工小李"), session=session, item=item)
