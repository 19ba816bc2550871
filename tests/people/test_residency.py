"""Claiming a household, and its being confirmed or refused within two working days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from consult.kernel import clock, due
from consult.kernel.models import Due, LogEntry
from consult.notice.models import Message
from consult.people import desk, residing
from consult.people.models import Household, Person, Residency
from consult.people.residing import claim, confirm, refuse
from tests.expect import refused
from tests.world import START, World

OWNER, TENANT = Residency.Relation.OWNER, Residency.Relation.TENANT


def claimed(
    world: World, name: str = "新来的", *, door: int = 10, relation: Residency.Relation = TENANT
) -> Residency:
    """Somebody new claims a household of the first grid."""
    world.person(name)
    home = world.homes[door]
    return claim(actor=world.actor(name), unit=home.unit, room=home.room, relation=relation)


@pytest.fixture(autouse=True)
def _handler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(due.HANDLERS, residing.DUE, residing.overdue)


def told(template: str) -> set[str]:
    people = Message.objects.filter(template=template, channel="in_app").values_list("person", flat=True)
    return set(Person.objects.filter(pk__in=list(people)).values_list("name", flat=True))


def test_a_tenant_claims_and_the_grid_worker_confirms_without_asking_a_landlord(world: World) -> None:
    residency = claimed(world)
    assert residency.state == "claimed"
    assert told("residency.claimed") == {"网格员小唐"}
    settled = confirm(actor=world.actor("网格员小唐"), residency=residency)
    assert (settled.state, settled.settled_at) == ("confirmed", START)
    assert settled.settled_by == world.people["网格员小唐"]
    assert world.actor("新来的").homes == {world.homes[10].pk}
    assert told("residency.confirmed") == {"新来的"}
    assert Household.objects.get(pk=world.homes[10].pk).rented


def test_each_step_leaves_an_entry_that_does_not_say_where_anybody_lives(world: World) -> None:
    residency = claimed(world)
    confirm(actor=world.actor("网格员小唐"), residency=residency)
    entries = LogEntry.objects.filter(abouts__subject=residency.pk).order_by("seq")
    assert [entry.verb for entry in entries] == ["residency.claim", "residency.confirm"]
    # As a value: three digits stand in one id or another now and then.
    assert all(f'"{world.homes[10].room}"' not in entry.body for entry in entries)
    assert all("新来的" not in entry.body for entry in entries)


def test_the_worker_corrects_what_was_said_of_age(world: World) -> None:
    residency = claimed(world)
    world.people["新来的"].of_age_on = None
    world.people["新来的"].save()
    confirm(actor=world.actor("网格员小唐"), residency=residency, of_age=True)
    assert Person.objects.get(name="新来的").of_age_on == START.date()


def test_a_refusal_says_why_to_whoever_claimed(world: World) -> None:
    residency = claimed(world)
    assert refuse(actor=world.actor("网格员小唐"), residency=residency, reason="查无此人").state == "refused"
    message = Message.objects.get(template="residency.refused", channel="in_app")
    assert message.facts["reason"] == "查无此人"
    again = claim(
        actor=world.actor("新来的"), unit=world.homes[10].unit, room=world.homes[10].room, relation=TENANT
    )
    assert again.state == "claimed"


@pytest.mark.parametrize("room", ["999", "", "1 0 1 1", "'; --"])
def test_a_room_that_is_not_there_is_refused(world: World, room: str) -> None:
    world.person("新来的")
    with refused("invalid"):
        claim(actor=world.actor("新来的"), unit=world.units[0], room=room, relation=TENANT)
    assert not Due.objects.exists()


def test_full_width_digits_are_taken(world: World) -> None:
    world.person("新来的")
    room = "１０１ "
    assert (
        claim(actor=world.actor("新来的"), unit=world.units[0], room=room, relation=TENANT).household
        == world.homes[0]
    )


def test_a_household_is_claimed_once_and_three_at_a_time(world: World) -> None:
    claimed(world, door=6)
    for door in (7, 8):
        home = world.homes[door]
        claim(actor=world.actor("新来的"), unit=home.unit, room=home.room, relation=TENANT)
    with refused("claimed_already"):
        claim(actor=world.actor("新来的"), unit=world.homes[6].unit, room=world.homes[6].room, relation=OWNER)
    with refused("too_many_claims"):
        claim(actor=world.actor("新来的"), unit=world.homes[9].unit, room=world.homes[9].room, relation=OWNER)


@pytest.mark.database
def test_two_live_ties_to_one_household_cannot_stand_side_by_side(world: World) -> None:
    from django.db import IntegrityError, transaction

    residency = claimed(world)
    residency.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        residency.save(force_insert=True)


@pytest.mark.parametrize("name", ["网格员小魏", "社工小李", "周书记", "王阿姨", "新来的", "网格长老柏"])
def test_only_the_worker_of_that_grid_settles_it_in_time(world: World, name: str) -> None:
    residency = claimed(world)
    for settle in (
        lambda: confirm(actor=world.actor(name), residency=residency),
        lambda: refuse(actor=world.actor(name), residency=residency, reason="不行"),
    ):
        with refused("not_permitted"):
            settle()
    assert Residency.objects.get(pk=residency.pk).state == "claimed"


def test_a_worker_does_not_confirm_themselves(world: World) -> None:
    home = world.homes[10]
    own = claim(actor=world.actor("网格员小唐"), unit=home.unit, room=home.room, relation=OWNER)
    with refused("not_permitted"):
        confirm(actor=world.actor("网格员小唐"), residency=own)


def test_what_is_settled_is_not_settled_again(world: World) -> None:
    residency = claimed(world)
    confirm(actor=world.actor("网格员小唐"), residency=residency)
    with refused("wrong_stage"):
        refuse(actor=world.actor("网格员小唐"), residency=residency, reason="不行")


def test_two_working_days_end_with_the_second_day(world: World) -> None:
    """Claimed on Monday the 2nd: due when Wednesday is over. On Friday the 6th: when Tuesday is."""
    assert residing.deadline(world.community, START) == clock.beijing(2026, 3, 5, 0)
    assert residing.deadline(world.community, clock.beijing(2026, 3, 6, 23)) == clock.beijing(2026, 3, 11, 0)


def test_overdue_it_goes_to_the_grid_lead(world: World) -> None:
    residency = claimed(world)
    with clock.at(clock.beijing(2026, 3, 4, 23, 59)):
        assert due.settle_all() == 0
    with clock.at(clock.beijing(2026, 3, 5, 0)):
        assert due.settle_all() == 1
        assert told("residency.overdue") == {"网格长老柏"}
        assert LogEntry.objects.filter(verb="residency.overdue", abouts__subject=residency.pk).count() == 1
        assert confirm(actor=world.actor("网格长老柏"), residency=residency).state == "confirmed"


def test_settled_in_time_nothing_is_overdue(world: World) -> None:
    confirm(actor=world.actor("网格员小唐"), residency=claimed(world))
    with clock.at(START + timedelta(days=9)):
        due.settle_all()
    assert told("residency.overdue") == set()
    assert not LogEntry.objects.filter(verb="residency.overdue").exists()


def test_where_a_grid_has_no_worker_the_lead_settles_at_once(world: World) -> None:
    residency = claimed(world)
    world.people["网格员小唐"].holdings.update(ends=START.date())
    assert confirm(actor=world.actor("网格长老柏"), residency=residency).state == "confirmed"


def claims(world: World, name: str) -> list[dict[str, Any]]:
    shown, following = desk.claims(world.actor(name), Residency.State.CLAIMED, cursor=None, limit=20)
    assert following is None
    return shown


def test_a_worker_sees_the_claims_of_their_grid_and_what_may_be_done(world: World) -> None:
    residency = claimed(world)
    (shown,) = claims(world, "网格员小唐")
    assert (shown["id"], shown["person"]["name"], shown["overdue"]) == (residency.pk, "新来的", False)
    assert shown["allowed"] == ["residency.confirm", "residency.refuse"]
    assert shown["due_at"] == clock.beijing(2026, 3, 5, 0)
    assert shown["phone"].startswith("199****")
    assert claims(world, "网格员小魏") == []
    (lead,) = claims(world, "网格长老柏")
    assert lead["allowed"] == []
    with clock.at(clock.beijing(2026, 3, 5)):
        (late,) = claims(world, "网格长老柏")
    assert (late["overdue"], late["allowed"]) == (True, ["residency.confirm", "residency.refuse"])


def test_who_introduced_themselves_elsewhere_moves_unless_tied(world: World) -> None:
    person = world.person("走错门的")
    person.community = world.other
    person.save()
    home = world.homes[10]
    claim(actor=world.actor("走错门的"), unit=home.unit, room=home.room, relation=TENANT)
    assert Person.objects.get(pk=person.pk).community == world.community
    tied = world.people["王阿姨"]
    tied.community = world.other
    tied.save()
    with refused("lives_elsewhere"):
        claim(actor=world.actor("王阿姨"), unit=home.unit, room=home.room, relation=TENANT)


def test_the_system_claims_nothing(world: World) -> None:
    from consult.kernel.permits import SYSTEM

    with refused("not_permitted"):
        claim(actor=SYSTEM, unit=world.units[0], room="101", relation=TENANT)
