"""matter.handle: dealt with on the spot, with words and a photo."""

from __future__ import annotations

from typing import Any

import pytest

from consult.intake import handling
from consult.intake.models import Matter
from consult.kernel.models import LogEntry
from tests.expect import guards, refused
from tests.intake import steps
from tests.world import World


def handle(world: World, matter: Matter, by: str = "网格员小唐", **given: Any) -> Matter:
    given.setdefault("result", "已经换好")
    if "photos" not in given:
        given["photos"] = [steps.photo(world, by)]
    return handling.handle(actor=world.actor(by), matter=matter, **given)


def test_the_grid_worker_settles_it_on_the_spot(world: World) -> None:
    matter = handle(world, steps.with_grid(world))
    assert matter.stage == "evaluating"
    shown = matter.photos.get()
    assert shown.purpose == "handled"
    assert shown.sha256 in LogEntry.objects.get(verb="matter.handle").body
    assert "matter.handled" in steps.messages(world, "王阿姨")


def test_an_urgent_one_too(world: World) -> None:
    matter = handle(world, steps.with_grid(world, title="楼道飞线充电", text="请马上来看"), "网格长老柏")
    assert (matter.stage, matter.urgent) == ("evaluating", True)


@guards("matter.handle", "intake.guards.handled_on_the_spot")
@pytest.mark.parametrize("missing", [{"result": " "}, {"photos": []}])
def test_words_and_a_photo_are_needed(world: World, missing: dict[str, Any]) -> None:
    matter = steps.with_grid(world)
    with refused("handled_on_the_spot"):
        handle(world, matter, **missing)


def test_more_than_nine_photos_are_too_many(world: World) -> None:
    matter = steps.with_grid(world)
    with refused("invalid"):
        handle(world, matter, photos=[steps.photo(world, "网格员小唐") for _ in range(10)])


def test_a_photo_is_used_once(world: World) -> None:
    first, second = steps.with_grid(world), steps.with_grid(world, title="另一处", text="灯泡坏了要换")
    photo = steps.photo(world, "网格员小唐")
    handle(world, first, photos=[photo])
    with refused("invalid"):
        handle(world, second, photos=[photo])


@pytest.mark.parametrize("by", ["网格员小魏", "社工小李", "王阿姨", "楼长刘姐"])
def test_nobody_else_does(world: World, by: str) -> None:
    matter = steps.with_grid(world)
    with refused("not_permitted"):
        handle(world, matter, by)


@pytest.mark.parametrize("make", [steps.accepted, steps.in_review])
def test_only_what_is_with_the_grid(world: World, make: Any) -> None:
    matter = make(world)
    with refused("wrong_stage"):
        handle(world, matter)
