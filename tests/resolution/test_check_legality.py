"""resolution.check_legality: the lawyer on the final text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.notice.models import Message
from consult.resolution import editing
from consult.resolution.freezing import hash_of, text_of
from consult.resolution.models import Resolution
from tests.expect import guards, refused
from tests.resolution import made
from tests.world import World


def test_the_lawyer_finds_the_final_text_lawful(world: World) -> None:
    resolution = made.checked(world, made.decision(world))

    assert (resolution.stage, resolution.legality_favourable) == ("checked", True)
    assert resolution.legality_by == world.people["石律师"]
    told = Message.objects.get(template="resolution.checked", channel="in_app")
    assert told.person == world.people["周书记"].pk


def test_the_lawyer_finds_fault_and_the_staff_are_told(world: World) -> None:
    resolution = made.listed(world, made.decision(world))

    editing.check_legality(
        actor=world.actor("石律师"), resolution=resolution, favourable=False, opinion="涉及业主共有部分"
    )

    assert (resolution.stage, resolution.legality_favourable) == ("checked", False)
    assert Message.objects.filter(template="resolution.unlawful", channel="in_app").count() == 2


def test_the_lawyer_speaks_of_what_was_on_the_screen(world: World) -> None:
    resolution = made.listed(world, made.decision(world))
    lawyer, read = world.actor("石律师"), hash_of(text_of(resolution))
    editing.set_duty(
        actor=world.actor("社工小李"), resolution=resolution, position=1, row=replace(made.ROW, money="另筹")
    )
    with refused("text_changed"):
        editing.check_legality(
            actor=lawyer, resolution=resolution, favourable=True, opinion="合法", seen=read
        )
    now = hash_of(text_of(Resolution.objects.get(pk=resolution.pk)))
    editing.check_legality(actor=lawyer, resolution=resolution, favourable=True, opinion="合法", seen=now)
    assert parsed(LogEntry.objects.get(verb="resolution.check_legality"))["data"]["sha256"] == now


@pytest.mark.parametrize("name", ["社工小李", "周书记", "吕监督"])
def test_only_the_lawyer_checks(world: World, name: str) -> None:
    resolution = made.listed(world, made.decision(world))

    with refused("not_permitted"):
        editing.check_legality(
            actor=world.actor(name), resolution=resolution, favourable=True, opinion="合法"
        )


@guards("resolution.check_legality", "resolution.guards.text_complete")
def test_an_unfinished_list_is_not_checked(world: World) -> None:
    resolution = made.listed(world, made.decision(world), replace(made.ROW, standard=""))

    with refused("duties_complete"):
        _check(world, resolution)


def test_a_draft_without_a_responsibility_list_is_not_checked(world: World) -> None:
    with refused("text_complete"):
        _check(world, made.decision(world))


def test_a_draft_that_says_nothing_is_not_checked(world: World) -> None:
    resolution = made.opinion(world)
    editing.edit(
        actor=world.actor("社工小李"), resolution=resolution, words=editing.Words(title=resolution.title)
    )
    made.listed(world, resolution)

    with refused("text_complete"):
        _check(world, resolution)


def _check(world: World, resolution: Resolution) -> None:
    editing.check_legality(
        actor=world.actor("石律师"), resolution=resolution, favourable=True, opinion="合法"
    )
