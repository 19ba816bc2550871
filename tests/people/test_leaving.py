"""residency.end: living there no longer."""

from __future__ import annotations

from consult.kernel.models import LogEntry, Plaintext
from consult.notice.models import Message
from consult.people.leaving import end
from consult.people.models import Household, Nomination, Residency
from consult.people.representing import name_representative
from tests.expect import refused
from tests.people.test_residency import claimed
from tests.world import World


def home_of(world: World, name: str) -> Residency:
    return Residency.objects.select_related("household").get(person=world.people[name])


def test_one_says_oneself_that_one_has_moved_away(world: World) -> None:
    ended = end(actor=world.actor("小谷"), residency=home_of(world, "小谷"))
    assert ended.state == "ended"
    assert world.actor("小谷").homes == frozenset()
    assert LogEntry.objects.filter(verb="residency.end").count() == 1


def test_a_claim_is_taken_back_before_it_is_checked(world: World) -> None:
    residency = claimed(world)
    assert end(actor=world.actor("新来的"), residency=residency).state == "ended"
    assert claimed(world, "又来一个").state == "claimed"


def test_the_grid_worker_records_what_was_seen_and_the_person_is_told(world: World) -> None:
    ended = end(actor=world.actor("网格员小唐"), residency=home_of(world, "小谷"), reason="已搬去女儿家")
    assert ended.settled_by == world.people["网格员小唐"]
    told = Message.objects.filter(person=world.people["小谷"].pk, template="residency.ended")
    assert {message.channel for message in told} == {"in_app", "sms"}
    entry = LogEntry.objects.get(verb="residency.end")
    assert "女儿" not in entry.body
    assert Plaintext.objects.filter(text="已搬去女儿家").exists()


def test_a_worker_says_how_it_is_known(world: World) -> None:
    with refused("invalid"):
        end(actor=world.actor("网格员小唐"), residency=home_of(world, "小谷"), reason=" ")


def test_nobody_else_ends_it(world: World) -> None:
    for name in ("王阿姨", "社工小李", "网格员小魏", "周书记"):
        with refused("not_permitted"):
            end(actor=world.actor(name), residency=home_of(world, "小谷"), reason="搬走了")


def test_it_ends_once(world: World) -> None:
    residency = home_of(world, "小谷")
    end(actor=world.actor("小谷"), residency=residency)
    with refused("wrong_stage"):
        end(actor=world.actor("小谷"), residency=residency)


def test_whoever_represented_the_household_no_longer_does(world: World) -> None:
    home = home_of(world, "小谷").household
    world.person("小谷的妹妹", home=home)
    end(actor=world.actor("小谷"), residency=home_of(world, "小谷"))
    assert Household.objects.get(pk=home.pk).representative is None
    told = Message.objects.filter(person=world.people["小谷的妹妹"].pk, template="household.at_odds")
    assert told.exists()


def test_and_whom_the_others_agreed_on_does(world: World) -> None:
    home = home_of(world, "小谷").household
    for name in ("小谷的妹妹", "小谷的哥哥"):
        world.person(name, home=home)
    sister = world.people["小谷的妹妹"]
    name_representative(actor=world.actor("小谷的哥哥"), household=home, named=sister)
    name_representative(actor=world.actor("小谷"), household=home, named=world.people["小谷"])
    home.representative = world.people["小谷"]
    home.save()
    end(actor=world.actor("小谷"), residency=home_of(world, "小谷"))
    assert Household.objects.get(pk=home.pk).representative == sister
    assert not Nomination.objects.filter(adult=world.people["小谷"]).exists()
