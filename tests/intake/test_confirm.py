"""matter.confirm: the person says it is theirs, by one of four means; then it counts and its clock begins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.intake import raising
from consult.intake.models import ConfirmationCode, Matter
from consult.kernel import clock
from consult.kernel.models import Due, Gram, LogEntry
from consult.notice.models import Message
from tests.expect import guards, refused
from tests.intake import steps
from tests.intake.test_enter import entered
from tests.world import START, World


def confirmed(world: World, matter: Matter, by: str = "网格员小唐", **means: object) -> Matter:
    return raising.confirm(actor=world.actor(by), matter=matter, **means)  # type: ignore[arg-type]


def sent_code() -> str:
    return str(Message.objects.get(template="matter.confirm_code", channel="sms").facts["code"])


def test_the_person_confirms_in_the_app(world: World) -> None:
    matter = entered(world)
    later = START + timedelta(hours=5)
    with clock.at(later):
        confirmed(world, matter, "丁奶奶", means="app")
    assert (matter.stage, matter.confirmed_at) == ("submitted", later)
    assert Due.objects.get(subject=matter.pk).at == later + timedelta(hours=48)
    assert Gram.objects.filter(document=matter.pk).exists()
    assert steps.messages(world, "网格长老柏") == ["matter.raised"]


def test_by_the_code_read_back_to_the_worker(world: World) -> None:
    matter = confirmed(world, entered(world), means="sms", code=sent_code())
    assert matter.stage == "submitted"


def test_in_person_attested_by_the_worker(world: World) -> None:
    matter = confirmed(world, entered(world), means="in_person", attested=True)
    assert matter.stage == "submitted"
    entry = LogEntry.objects.get(verb="matter.confirm")
    assert entry.actor == world.people["网格员小唐"].pk
    assert str(world.people["丁奶奶"].pk) in entry.body


def test_by_a_photo_of_a_signed_paper(world: World) -> None:
    matter = confirmed(world, entered(world), means="photo", photo=steps.photo(world, "网格员小唐"))
    assert matter.photos.get().purpose == "confirmation"


def test_a_matter_entered_by_a_building_lead_is_confirmed_with_them(world: World) -> None:
    matter = confirmed(world, entered(world, "楼长刘姐"), "楼长刘姐", means="in_person", attested=True)
    assert matter.stage == "submitted"


@guards("matter.confirm", "intake.guards.confirmation_shown")
@pytest.mark.parametrize(
    "means",
    [
        {"means": "app"},
        {"means": "sms", "code": "not it"},
        {"means": "sms"},
        {"means": "in_person"},
        {"means": "photo"},
        {"means": ""},
    ],
)
def test_a_worker_does_not_confirm_without_the_person(world: World, means: dict[str, object]) -> None:
    matter = entered(world)
    with refused("confirmation_shown"):
        confirmed(world, matter, **means)


@guards("matter.confirm", "intake.guards.confirmation_shown")
def test_a_code_is_good_for_the_packs_days_only(world: World) -> None:
    matter = entered(world)
    code = sent_code()
    with clock.at(START + timedelta(days=7)), refused("confirmation_shown"):
        confirmed(world, matter, means="sms", code=code)


@guards("matter.confirm", "intake.guards.confirmation_shown")
def test_a_code_is_good_for_its_own_matter_only(world: World) -> None:
    entered(world)
    code = sent_code()
    other = entered(world, proposer=world.people["小谷"])
    assert ConfirmationCode.objects.count() == 2
    with refused("confirmation_shown"):
        confirmed(world, other, means="sms", code=code)


@pytest.mark.parametrize("by", ["小谷", "网格员小魏", "社工小李"])
def test_others_do_not_confirm(world: World, by: str) -> None:
    with refused("not_permitted"):
        confirmed(world, entered(world), by, means="in_person", attested=True)


def test_nothing_is_confirmed_twice(world: World) -> None:
    matter = confirmed(world, entered(world), means="in_person", attested=True)
    with refused("wrong_stage"):
        confirmed(world, matter, "丁奶奶", means="app")
