"""The clocks: a missed first answer, review or referral is said aloud; a refused text is erased; a photo nobody used goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from consult.intake import accepting, powers, review
from consult.intake.models import Matter, Photo
from consult.kernel import clock, due, log, merkle
from consult.kernel.models import Due, Gram, Log, LogEntry, Plaintext
from consult.notice.models import Message
from tests.intake import steps
from tests.world import START, World


def settle_at(moment: datetime) -> None:
    with clock.at(moment):
        due.settle_all()


def reminders(matter: Matter) -> list[LogEntry]:
    return list(LogEntry.objects.filter(abouts__subject=matter.pk, verb="matter.remind"))


def test_a_missed_first_answer_is_said_and_those_who_owe_it_are_told(world: World) -> None:
    matter = steps.raised(world)
    settle_at(START + timedelta(hours=47, minutes=59))
    assert not reminders(matter)
    settle_at(START + timedelta(hours=48))
    assert len(reminders(matter)) == 1
    assert reminders(matter)[0].actor is None
    for name in ("网格员小唐", "网格长老柏", "社工小李", "周书记"):
        assert "matter.first_answer_overdue" in steps.messages(world, name)
    assert "matter.first_answer_overdue" not in steps.messages(world, "网格员小魏")
    matter.refresh_from_db()
    assert matter.stage == "submitted"


def test_it_is_said_once(world: World) -> None:
    matter = steps.raised(world)
    for hours in (48, 49, 100):
        settle_at(START + timedelta(hours=hours))
    assert len(reminders(matter)) == 1


def test_an_answer_in_time_leaves_nothing_to_say(world: World) -> None:
    matter = steps.raised(world)
    with clock.at(START + timedelta(hours=48)):
        accepting.accept(actor=world.actor("网格员小唐"), matter=matter)
        due.settle_all()
    assert not reminders(matter)


@pytest.mark.parametrize(
    ("moment", "late"), [(clock.beijing(2026, 3, 9, 23, 58), 0), (clock.beijing(2026, 3, 10, 0), 1)]
)
def test_a_review_is_overdue_after_its_fifth_working_day(world: World, moment: datetime, late: int) -> None:
    matter = steps.in_review(world)
    settle_at(moment)
    assert len(reminders(matter)) == late
    assert ("topic.review_overdue" in steps.messages(world, "周书记")) is bool(late)
    assert ("topic.review_overdue" in steps.messages(world, "委员老陈")) is bool(late)


def test_a_review_that_concluded_is_not_overdue(world: World) -> None:
    matter = steps.listed(world)
    settle_at(START + timedelta(days=30))
    assert not reminders(matter)


def test_a_referral_is_overdue_after_its_day(world: World) -> None:
    matter = steps.routed(world, "government", given={"due": date(2026, 3, 20)})
    settle_at(clock.beijing(2026, 3, 20, 12))
    assert not reminders(matter)
    settle_at(clock.beijing(2026, 3, 21))
    assert len(reminders(matter)) == 1
    assert "matter.referral_overdue" in steps.messages(world, "社工小李")


def refused_text(world: World) -> Matter:
    return steps.routed(
        world,
        "reject",
        title="公布名单",
        text="某户有精神病史",
        place_note="三楼那家",
        photos=[steps.photo(world, "王阿姨")],
    )


def test_a_refused_text_is_erased_when_its_time_has_come(world: World) -> None:
    matter = refused_text(world)
    kept = Path(matter.photos.get().file.path)
    settle_at(clock.beijing(2026, 4, 1, 12))
    matter.refresh_from_db()
    assert matter.text == "某户有精神病史"
    settle_at(clock.beijing(2026, 4, 2))
    matter.refresh_from_db()
    assert (matter.title, matter.text, matter.place_note) == ("（原文已按期删除）", "", "")
    assert matter.erased_at == clock.beijing(2026, 4, 2)
    assert not matter.photos.exists()
    assert kept.exists(), "files go once the transaction is certain"
    assert not Gram.objects.filter(document=matter.pk).exists()
    assert not Plaintext.objects.filter(text__contains="精神病").exists()
    told = Message.objects.filter(about=matter.pk).values_list("facts", flat=True)
    assert all(facts == {"number": matter.number} for facts in told)


def test_erasing_leaves_the_ledger_whole(world: World) -> None:
    matter = refused_text(world)
    before = list(LogEntry.objects.values_list("seq", "leaf"))
    settle_at(clock.beijing(2026, 4, 2))
    assert list(LogEntry.objects.values_list("seq", "leaf"))[: len(before)] == before
    ledger = Log.objects.get(community=world.community.pk)
    assert log.root(ledger) == merkle.root(log.leaves(ledger))
    assert steps.entries(matter)[-1] == "matter.erase"


def test_files_of_an_erased_matter_are_gone_after_it(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    matter = refused_text(world)
    photo = matter.photos.get()
    with django_capture_on_commit_callbacks(execute=True):
        settle_at(clock.beijing(2026, 4, 2))
    assert not Path(photo.file.path).exists()
    assert not Path(photo.thumb.path).exists()


def test_what_was_found_to_be_wrongly_refused_is_not_erased(world: World) -> None:
    matter = refused_text(world)
    powers.contest(actor=world.actor("王阿姨"), matter=matter, reason="不是这个意思")
    powers.rehear(actor=world.actor("社工小郑"), matter=matter, upheld=True, decision="确是公共的事")
    settle_at(clock.beijing(2026, 5, 1))
    matter.refresh_from_db()
    assert matter.text == "某户有精神病史"


def test_a_refusal_that_anybody_may_read_is_kept(world: World) -> None:
    matter = steps.routed(world, "reject", text="这件事我已起诉到法院")
    settle_at(START + timedelta(days=400))
    matter.refresh_from_db()
    assert matter.text == "这件事我已起诉到法院"


def test_a_photo_that_was_never_used_goes_after_a_day(world: World) -> None:
    unused, used = steps.photo(world, "王阿姨"), steps.photo(world, "王阿姨")
    steps.raised(world, photos=[used])
    settle_at(START + timedelta(days=1))
    assert list(Photo.objects.values_list("pk", flat=True)) == [used]
    assert not Photo.objects.filter(pk=unused).exists()


def test_every_clock_of_this_stage_has_somebody_who_settles_it(world: World) -> None:
    steps.raised(world, photos=[steps.photo(world, "王阿姨")])
    steps.photo(world, "王阿姨")
    steps.in_review(world, title="另一件", text="别的事情要议")
    steps.routed(world, "government", title="再一件", text="路灯不亮", given={"due": date(2026, 3, 3)})
    refused_text(world)
    with clock.at(START + timedelta(days=60)):
        due.settle_all()
    assert not Due.objects.filter(settled_at=None).exists()


def test_a_revised_matter_has_a_new_clock(world: World) -> None:
    matter = steps.returned(world)
    later = clock.beijing(2026, 3, 6)
    with clock.at(later):
        review.revise(actor=world.actor("王阿姨"), matter=matter, title="换玻璃", text="换一块玻璃")
    # Friday: five working days on is the next Friday.
    assert Due.objects.get(subject=matter.pk, settled_at=None).at == clock.beijing(2026, 3, 13, 23, 59)
