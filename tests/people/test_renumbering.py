"""Changing a number: proved by a code; whoever shared the old one keeps it; a number the carrier gave away is released."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from consult.kernel import clock
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.people import second_factor
from consult.people.models import Account, Person, PhoneCode, Role
from consult.people.renumbering import ask, change, release, second, send_code
from tests.expect import refused
from tests.world import START, World

NEW = "19912345678"


def code_to(number: str) -> str:
    sent = Message.objects.filter(to=f"+86{number}", template="phone.code").order_by("at", "id").last()
    assert sent is not None
    return str(sent.facts["code"])


def changed(world: World, name: str, *, to: str = NEW) -> Person:
    actor, person = world.actor(name), world.people[name]
    send_code(actor=actor, person=person, phone=to, address="10.0.0.1")
    return change(actor=actor, person=person, code=code_to(to))


def asked(world: World, name: str, *, by: str = "社工小李", to: str = NEW) -> Person:
    actor, person = world.actor(by), world.people[name]
    send_code(actor=actor, person=person, phone=to, address="10.0.0.1")
    return ask(actor=actor, person=person, code=code_to(to))


def test_a_code_that_came_back_makes_the_number_ones_own(world: World) -> None:
    account = world.people["小谷"].account
    assert account is not None
    old = account.phone
    moved = changed(world, "小谷")
    assert moved.account is not None
    assert (moved.account.pk, moved.account.phone, moved.account.phone_verified) == (
        account.pk,
        f"+86{NEW}",
        True,
    )
    assert not PhoneCode.objects.exists()
    assert Message.objects.filter(to=old, template="phone.changed").exists(), "the old number hears of it"


def test_a_second_factor_stays_with_whoever_used_it_alone(world: World) -> None:
    account = world.people["周书记"].account
    assert account is not None
    second_factor.enrol(account)
    changed(world, "周书记")
    assert Authenticator.objects.filter(user__phone=f"+86{NEW}").exists()


def test_whoever_shares_the_old_number_keeps_it(world: World) -> None:
    shared = world.people["小谷"].account
    Person.objects.filter(pk=world.people["老秦"].pk).update(account=shared)
    moved = changed(world, "小谷")
    assert moved.account is not None
    assert shared is not None
    assert moved.account.pk != shared.pk
    assert list(Person.objects.filter(account=shared)) == [world.people["老秦"]]


def test_a_number_that_serves_the_household_is_joined(world: World) -> None:
    host = world.people["王阿姨"].account
    assert host is not None
    left = world.people["小谷"].account_id
    moved = changed(world, "小谷", to=host.phone.removeprefix("+86"))
    assert moved.account == host
    assert not Account.objects.filter(pk=left).exists()


def test_a_number_typed_once_and_never_verified_is_no_hindrance(world: World) -> None:
    Account.objects.create(phone=f"+86{NEW}", asked_at=START)
    assert changed(world, "小谷").account is not None
    assert Account.objects.filter(phone=f"+86{NEW}").count() == 1


def test_at_the_desk_two_people_give_somebody_without_the_old_phone_a_new_number(world: World) -> None:
    granny = world.people["丁奶奶"]
    Person.objects.filter(pk=granny.pk).update(account=None)
    asked(world, "丁奶奶")
    assert Person.objects.get(pk=granny.pk).account is None, "one alone changes nothing"
    told = Message.objects.get(
        template="phone.to_second", channel="in_app", person=world.people["社工小郑"].pk
    )
    assert told.about == granny.pk
    moved = second(actor=world.actor("网格员小唐"), person=granny)
    assert moved.account is not None
    assert moved.account.phone == f"+86{NEW}"
    assert not PhoneCode.objects.exists()
    verbs = LogEntry.objects.filter(abouts__subject=granny.pk, verb__endswith="_phone").order_by("seq")
    assert [(entry.verb, entry.actor) for entry in verbs] == [
        ("person.ask_phone", world.people["社工小李"].pk),
        ("person.change_phone", world.people["网格员小唐"].pk),
    ]


def test_the_old_number_hears_of_it_before_it_is_done(world: World) -> None:
    """Whoever still has the old phone can object while the second person has not looked."""
    account = world.people["小谷"].account
    assert account is not None
    asked(world, "小谷")
    assert Message.objects.filter(to=account.phone, template="phone.asked").exists()
    assert not Message.objects.filter(template="phone.changed").exists()
    second(actor=world.actor("社工小郑"), person=world.people["小谷"])
    assert Message.objects.filter(to=account.phone, template="phone.changed").exists()


def test_who_asked_does_not_second_it(world: World) -> None:
    asked(world, "小谷")
    with refused("asked_yourself"):
        second(actor=world.actor("社工小李"), person=world.people["小谷"])
    with refused("not_permitted"):
        second(actor=world.actor("小谷"), person=world.people["小谷"])
    with refused("not_permitted"):
        second(actor=world.actor("王阿姨"), person=world.people["小谷"])
    assert Account.objects.filter(phone=f"+86{NEW}").count() == 0


def test_nothing_is_seconded_that_nobody_proved_or_that_waited_too_long(world: World) -> None:
    person, other = world.people["小谷"], world.actor("社工小郑")
    with refused("none_asked"):
        second(actor=other, person=person)
    send_code(actor=world.actor("社工小李"), person=person, phone=NEW, address="10.0.0.1")
    with refused("none_asked"):
        second(actor=other, person=person)
    ask(actor=world.actor("社工小李"), person=person, code=code_to(NEW))
    with clock.at(START + timedelta(days=3)), refused("none_asked"):
        second(actor=other, person=person)


def test_the_code_alone_moves_nobody_elses_number(world: World) -> None:
    """The way for oneself is not open to the desk, nor the desk's to oneself."""
    staff, person = world.actor("社工小李"), world.people["小谷"]
    send_code(actor=staff, person=person, phone=NEW, address="10.0.0.1")
    with refused("not_permitted"):
        change(actor=staff, person=person, code=code_to(NEW))
    with refused("not_permitted"):
        ask(actor=world.actor("小谷"), person=person, code=code_to(NEW))
    ask(actor=staff, person=person, code=code_to(NEW))
    with refused("wrong_code"):
        change(actor=world.actor("小谷"), person=person, code=code_to(NEW))


@pytest.mark.parametrize("by", ["王阿姨", "网格员小唐", "周书记"])
def test_nobody_else_changes_it(world: World, by: str) -> None:
    with refused("not_permitted"):
        send_code(actor=world.actor(by), person=world.people["小谷"], phone=NEW, address="10.0.0.1")


def test_an_officers_number_is_an_administrators_to_change(world: World) -> None:
    with refused("not_permitted"):
        send_code(actor=world.actor("社工小李"), person=world.people["周书记"], phone=NEW, address="10.0.0.1")
    world.person("管理员")
    world.hold("管理员", Role.ADMINISTRATOR, community=None)
    asked(world, "周书记", by="管理员")
    account = second(actor=world.actor("社工小李"), person=world.people["周书记"]).account
    assert account is not None
    assert account.phone == f"+86{NEW}"


def test_a_wrong_code_changes_nothing_and_the_sixth_try_is_not_looked_at(world: World) -> None:
    person, actor = world.people["小谷"], world.actor("小谷")
    send_code(actor=actor, person=person, phone=NEW, address="10.0.0.1")
    right = code_to(NEW)
    for _ in range(5):
        with refused("wrong_code"):
            change(actor=actor, person=person, code="000000" if right != "000000" else "111111")
    with refused("wrong_code"):
        change(actor=actor, person=person, code=right)
    person.refresh_from_db()
    assert person.account is not None
    assert person.account.phone != f"+86{NEW}"


def test_a_code_is_good_for_five_minutes_and_for_one_person(world: World) -> None:
    send_code(actor=world.actor("小谷"), person=world.people["小谷"], phone=NEW, address="10.0.0.1")
    with refused("wrong_code"):
        change(actor=world.actor("王阿姨"), person=world.people["王阿姨"], code=code_to(NEW))
    with clock.at(START + timedelta(minutes=5)), refused("wrong_code"):
        change(actor=world.actor("小谷"), person=world.people["小谷"], code=code_to(NEW))


def test_codes_to_one_number_are_rationed(world: World) -> None:
    send_code(actor=world.actor("小谷"), person=world.people["小谷"], phone=NEW, address="10.0.0.1")
    with refused("too_often"):
        send_code(actor=world.actor("小谷"), person=world.people["小谷"], phone=NEW, address="10.0.0.2")


def test_ones_own_number_is_no_new_one(world: World) -> None:
    account = world.people["小谷"].account
    assert account is not None
    with refused("same_number"):
        send_code(actor=world.actor("小谷"), person=world.people["小谷"], phone=account.phone, address="::1")


def test_a_number_given_to_somebody_else_signs_in_as_its_former_holder_no_longer(world: World) -> None:
    account = world.people["小谷"].account_id
    released = release(actor=world.actor("社工小李"), person=world.people["小谷"])
    assert released.account is None
    assert not Account.objects.filter(pk=account).exists()
    with refused("no_phone"):
        release(actor=world.actor("社工小李"), person=world.people["小谷"])
    with refused("not_permitted"):
        release(actor=world.actor("王阿姨"), person=world.people["小谷"])
