"""matter.enter: written down for somebody else; both names are kept, and it does not count yet."""

from __future__ import annotations

import pytest

from consult.intake import raising
from consult.intake.models import ConfirmationCode, Matter
from consult.kernel.models import Gram, LogEntry
from consult.notice.models import Message
from consult.people.models import Person
from tests.expect import refused
from tests.intake import steps
from tests.world import World


def entered(world: World, by: str = "网格员小唐", **fields: object) -> Matter:
    fields.setdefault("proposer", world.people["丁奶奶"])
    given = {"title": "扶手太低", "text": "楼梯扶手太低，老人抓不住。", "category": "其他"}
    return raising.enter(
        actor=world.actor(by),
        community=world.community,
        building=world.buildings[0],
        **{**given, **fields},  # type: ignore[arg-type]
    )


def test_a_grid_worker_writes_down_what_somebody_said(world: World) -> None:
    matter = entered(world)
    assert (matter.stage, matter.confirmed_at) == ("unconfirmed", None)
    assert (matter.proposer, matter.entered_by) == (world.people["丁奶奶"], world.people["网格员小唐"])
    entry = LogEntry.objects.get(verb="matter.enter")
    assert entry.actor == world.people["网格员小唐"].pk
    assert str(world.people["丁奶奶"].pk) in entry.body
    assert not Gram.objects.exists()


def test_a_code_goes_to_the_persons_phone(world: World) -> None:
    matter = entered(world)
    sent = Message.objects.get(template="matter.confirm_code", channel="sms")
    assert (sent.person, len(sent.facts["code"])) == (world.people["丁奶奶"].pk, 6)
    assert sent.facts["code"] not in ConfirmationCode.objects.get(matter=matter).digest


def test_for_somebody_without_an_account_a_name_is_enough(world: World) -> None:
    matter = entered(world, proposer=None, proposer_name="赵爷爷")
    assert (matter.proposer.name, matter.proposer.account, matter.proposer.needs_paper) == (
        "赵爷爷",
        None,
        True,
    )
    assert not ConfirmationCode.objects.exists()


@pytest.mark.parametrize("by", ["楼长刘姐", "社工小李"])
def test_building_leads_and_staff_write_matters_down_too(world: World, by: str) -> None:
    assert entered(world, by).stage == "unconfirmed"


@pytest.mark.parametrize("by", ["王阿姨", "网格员小魏", "吕监督"])
def test_others_do_not(world: World, by: str) -> None:
    people = Person.objects.count()
    with refused("not_permitted"):
        entered(world, by, proposer=None, proposer_name="赵爷爷")
    assert Person.objects.count() == people


def test_a_building_lead_does_so_for_their_own_building_only(world: World) -> None:
    with refused("not_permitted"):
        raising.enter(
            actor=world.actor("楼长刘姐"),
            community=world.community,
            building=world.buildings[1],
            title="灯不亮",
            text="楼道灯不亮",
            category="其他",
            proposer=world.people["丁奶奶"],
        )


def test_ones_own_matter_is_raised_and_not_entered(world: World) -> None:
    with refused("invalid"):
        entered(world, proposer=world.people["网格员小唐"])


def test_somebody_of_another_community_is_not_found(world: World) -> None:
    person = world.person("外来的人")
    person.community = world.other
    person.save()
    with refused("not_found"):
        entered(world, proposer=person)


def test_a_name_is_needed(world: World) -> None:
    with refused("invalid"):
        entered(world, proposer=None)


def test_an_emergency_is_turned_away_here_too(world: World) -> None:
    with refused("emergency"):
        entered(world, text="他说楼下起火了")


def test_it_cannot_be_endorsed_or_found_before_it_is_confirmed(world: World) -> None:
    matter = entered(world)
    with refused("wrong_stage"):
        raising.endorse(actor=world.actor("小谷"), matter=matter)
    assert steps.signed_in(world, "小谷").get(f"/api/v1/matters/{matter.pk}").status_code == 404
