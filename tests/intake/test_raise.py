"""matter.raise: a number for life, a clock, a ledger entry, and what is not taken."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from consult.intake import raising
from consult.intake.models import Matter, NumberRow
from consult.kernel import clock
from consult.kernel.models import Due, Gram, LogEntry, Plaintext
from consult.kernel.permits import ANYBODY
from consult.notice.models import Message
from consult.people.models import Building
from tests.expect import refused
from tests.intake import steps
from tests.world import START, World, build


def test_a_resident_raises_a_matter(world: World) -> None:
    matter = steps.raised(world, hide_name=True, wishes_to_join=True)
    assert (matter.number, matter.stage) == ("QY-HA-2026-0001", "submitted")
    assert (matter.grid, matter.compound) == (world.grids[0], world.compound)
    assert matter.affected == {"kind": "building", "ids": [str(world.buildings[0].pk)]}
    assert Due.objects.get(subject=matter.pk).at == START + timedelta(hours=48)
    assert steps.messages(world, "网格员小唐") == steps.messages(world, "网格长老柏") == ["matter.raised"]


def test_the_ledger_holds_its_words_behind_commitments(world: World) -> None:
    matter = steps.raised(world)
    entry = LogEntry.objects.get(verb="matter.raise")
    assert matter.title not in entry.body
    assert matter.text not in entry.body
    digests = json.loads(entry.body)["hidden"].values()
    kept = Plaintext.objects.filter(pk__in=digests).values_list("text", flat=True)
    assert set(kept) == {matter.title, matter.text}


def test_numbers_are_dense_by_community_and_beijing_year(world: World) -> None:
    first, second = steps.raised(world), steps.raised(world, "老尹")
    with clock.at(clock.beijing(2026, 12, 31, 23, 59)):
        third = steps.raised(world)
    with clock.at(clock.beijing(2027, 1, 1, 0, 0)):
        fourth = steps.raised(world)
    assert [m.number[-9:] for m in (first, second, third, fourth)] == [
        "2026-0001",
        "2026-0002",
        "2026-0003",
        "2027-0001",
    ]


def test_a_refused_raising_gives_its_number_back(world: World) -> None:
    steps.raised(world)
    with refused("invalid"):
        steps.raised(world, photos=[world.community.pk])
    assert steps.raised(world).number == "QY-HA-2026-0002"


@pytest.mark.database
@pytest.mark.usefixtures("committed")
def test_numbers_stay_dense_when_many_raise_at_once() -> None:
    with clock.at(START):
        with transaction.atomic():
            world = build()
        names = ["王阿姨", "丁奶奶", "小谷", "小范"]
        failures: list[BaseException] = []

        def run(name: str) -> None:
            try:
                with clock.at(START):
                    steps.raised(world, name)
            except BaseException as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures
    assert sorted(Matter.objects.values_list("number", flat=True)) == [
        f"QY-HA-2026-000{n}" for n in (1, 2, 3, 4)
    ]
    assert NumberRow.objects.get().last == 4


def test_somebody_without_a_home_or_community_may_raise(world: World) -> None:
    newcomer = world.person("新邻居")
    newcomer.community = None
    newcomer.save()
    assert steps.raised(world, "新邻居").proposer == newcomer


def test_nobody_raises_without_signing_in(world: World) -> None:
    with refused("not_signed_in"):
        raising.raise_matter(actor=ANYBODY, community=world.community, title="题", text="文", category="其他")


def test_a_neighbour_of_another_community_does_not_raise_here(world: World) -> None:
    person = world.person("外来的人")
    person.community = world.other
    person.save()
    with refused("not_found"):
        steps.raised(world, "外来的人")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "长" * 61),
        ("title", " \u200b "),
        ("text", "长" * 2001),
        ("text", ""),
        ("category", "没有这一类"),
        ("place_note", "长" * 101),
        ("budget_fen", -1),
        ("budget_fen", 10**12),
        ("affected", {"kind": "moon", "ids": []}),
        ("affected", {"kind": "grid", "ids": []}),
        ("affected", {"kind": "grid", "ids": ["not-a-uuid"]}),
        ("affected", {"kind": "building", "ids": ["00000000-0000-4000-8000-000000000000"]}),
    ],
)
def test_what_is_filled_in_wrongly_is_refused_and_nothing_is_kept(
    world: World, field: str, value: Any
) -> None:
    with refused("invalid"):
        steps.raised(world, **{field: value})
    assert not Matter.objects.exists()


def test_places_must_belong_together(world: World) -> None:
    with refused("invalid"):
        steps.raised(world, grid=world.grids[1], building=world.buildings[0])
    with refused("invalid"):
        steps.raised(world, building=world.buildings[0], unit=world.units[-1])


def test_a_place_of_another_community_is_refused(world: World) -> None:
    elsewhere = Building.objects.get(pk=world.buildings[0].pk)
    elsewhere.community = world.other
    with refused("invalid"):
        steps.raised(world, building=elsewhere)


@pytest.mark.parametrize(
    ("place", "kind"),
    [("unit", "unit"), ("building", "building"), ("grid", "grid"), (None, "community")],
)
def test_left_open_who_is_affected_is_the_narrowest_place_named(
    world: World, place: str | None, kind: str
) -> None:
    places = {"unit": world.units[0], "building": world.buildings[0], "grid": world.grids[0]}
    named = {place: places[place]} if place else {}
    matter = steps.raised(world, **{"building": None, **named})
    assert matter.affected["kind"] == kind


def test_tags_and_control_characters_do_not_come_in(world: World) -> None:
    matter = steps.raised(
        world, title="<b>灯</b>\u202e坏了", text="&lt;script&gt;alert(1)&lt;/script&gt;灯不亮"
    )
    assert matter.title == "灯坏了"
    assert "script" not in matter.text


def test_an_emergency_is_turned_away_to_110_and_the_grid_is_told(world: World) -> None:
    """N01: 拒收并提示拨打110,不建议题."""
    with refused("emergency"):
        steps.raised(world, title="门口有人闹事", text="有人持刀在门口闹事")
    assert not Matter.objects.exists()
    assert not Gram.objects.exists()
    assert steps.messages(world, "网格员小唐") == ["matter.emergency"]
    assert Message.objects.filter(template="matter.emergency", channel="sms").exists()


def test_somebody_who_says_it_is_no_emergency_goes_on(world: World) -> None:
    matter = steps.raised(world, title="去年冬天着火了一次", text="想商量怎么防", not_emergency=True)
    assert matter.stage == "submitted"


@pytest.mark.parametrize(
    ("title", "restricted"),
    [("楼上漏水泡坏我家吊顶", True), ("把他的病历贴出来", True), ("公告栏换一块玻璃", False)],
)
def test_what_neighbours_should_not_see_is_restricted_from_the_start(
    world: World, title: str, restricted: bool
) -> None:
    matter = steps.raised(world, title=title)
    assert matter.restricted is restricted
    assert Gram.objects.filter(document=matter.pk).exists() is not restricted


def test_nine_photos_may_come_with_it_and_not_ten(world: World) -> None:
    photos = [steps.photo(world, "王阿姨") for _ in range(10)]
    with refused("invalid"):
        steps.raised(world, photos=photos)
    matter = steps.raised(world, photos=photos[:9])
    assert matter.photos.count() == 9


def test_nobody_takes_another_persons_photo(world: World) -> None:
    with refused("invalid"):
        steps.raised(world, photos=[steps.photo(world, "老尹")])
