"""person.erase: who somebody is is forgotten; what was decided with their hand stays, and every log verifies."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from consult.intake import raising
from consult.intake.models import Matter
from consult.intake.timeline import timeline
from consult.kernel import log, merkle
from consult.kernel.models import Log
from consult.people.erasing import erase
from consult.people.introducing import introduce
from consult.people.models import Account, Household, Person, Residency
from consult.people.naming import names
from consult.people.representing import name_representative
from consult.people.residing import claim, confirm
from tests.expect import refused
from tests.world import World

NAME, PHONE = "欧阳知秋", "+8619911112222"


def newcomer(world: World) -> Person:
    """Somebody who introduced themselves, lives somewhere, represents the household, and raised a matter."""
    account = Account.objects.create_user(PHONE, phone_verified=True)
    person = introduce(account=account, community=world.community, name=NAME, of_age=True)
    world.people[NAME] = person
    home = world.homes[11]
    world.person("同屋", home=home)
    residency = claim(
        actor=world.actor(NAME), unit=home.unit, room=home.room, relation=Residency.Relation.TENANT
    )
    confirm(actor=world.actor("网格员小唐"), residency=residency, of_age=True)
    name_representative(actor=world.actor(NAME), household=home, named=person)
    name_representative(actor=world.actor("同屋"), household=home, named=person)
    raising.raise_matter(
        actor=world.actor(NAME),
        community=world.community,
        title="楼道灯坏了",
        text="三层的灯一直不亮。",
        category="其他",
        grid=world.grids[0],
        affected={"kind": "grid", "ids": [str(world.grids[0].pk)]},
    )
    return person


def dump() -> str:
    """Everything in the database as text."""
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue()


def test_nothing_of_the_name_number_or_home_is_left(world: World) -> None:
    person = newcomer(world)
    before = dump()
    assert NAME in before
    assert PHONE in before
    erased = erase(actor=world.actor(NAME), person=person)
    after = dump()
    assert NAME not in after
    assert PHONE not in after
    assert PHONE.removeprefix("+86") not in after
    assert (erased.account, erased.of_age_on) == (None, None)
    assert not Residency.objects.filter(person=person).exists()
    assert Household.objects.get(pk=world.homes[11].pk).representative is None


def test_what_they_raised_stays_without_a_name_and_the_ledger_verifies(world: World) -> None:
    person = newcomer(world)
    erase(actor=world.actor(NAME), person=person)
    matter = Matter.objects.get(title="楼道灯坏了")
    for reader in ("社工小李", "王阿姨", "吕监督"):
        assert timeline(matter, world.actor(reader))[0]["actor"] == "已注销的居民"
        assert names([matter.proposer_id], world.actor(reader)) == {matter.proposer_id: "已注销的居民"}
    stored = Log.objects.get(community=world.community.pk, kind=Log.Kind.LEDGER)
    leaves = [merkle.leaf_hash(entry.body.encode()) for entry in stored.entries.order_by("seq")]
    assert merkle.root(leaves) == log.root(stored)


def test_who_shares_the_number_keeps_it(world: World) -> None:
    person = newcomer(world)
    Person.objects.filter(pk=world.people["小谷"].pk).update(account=person.account)
    erase(actor=world.actor(NAME), person=person)
    assert Account.objects.filter(phone=PHONE).exists()


def test_at_the_desk_for_somebody_who_asks_there(world: World) -> None:
    erase(actor=world.actor("社工小李"), person=newcomer(world))
    assert Person.objects.filter(erased_at__isnull=False).count() == 1


def test_an_office_is_laid_down_first(world: World) -> None:
    with refused("holds_office"):
        erase(actor=world.actor("石律师"), person=world.people["石律师"])


@pytest.mark.parametrize("by", ["王阿姨", "网格员小唐", "周书记"])
def test_nobody_else_erases(world: World, by: str) -> None:
    with refused("not_permitted"):
        erase(actor=world.actor(by), person=world.people["小谷"])


def test_it_is_done_once(world: World) -> None:
    person = newcomer(world)
    actor = world.actor("社工小李")
    erase(actor=actor, person=person)
    with refused("already_so"):
        erase(actor=actor, person=person)


@pytest.mark.database
def test_an_erased_person_cannot_be_given_a_number_again(world: World) -> None:
    person = newcomer(world)
    erase(actor=world.actor(NAME), person=person)
    with pytest.raises(IntegrityError), transaction.atomic(using=connection.alias):
        Person.objects.filter(pk=person.pk).update(account=world.people["小谷"].account)
