"""resolution.edit, duty.set, duty.drop: completing a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry, Plaintext
from consult.resolution import editing, freezing
from tests.expect import refused
from tests.resolution import made
from tests.world import World


def test_the_staff_edit_the_words_and_not_what_was_decided(world: World) -> None:
    resolution = made.decision(world)

    editing.edit(
        actor=world.actor("社工小李"),
        resolution=resolution,
        words=editing.Words(
            title="关于开设老年助餐点的决议",
            consensus=["试运营三个月"],
            reservations=["楼上住户保留意见"],
            supervisor_name="吕监督",
        ),
    )

    text = freezing.text_of(resolution)
    assert text["title"] == "关于开设老年助餐点的决议"
    assert text["consensus"] == ["试运营三个月"]
    assert text["reservations"] == ["楼上住户保留意见"]
    assert text["supervisor"] == "吕监督"
    assert text["motion"]["what"].startswith("用原自行车库开设老年助餐点")
    assert text["tally"] == resolution.tally


@pytest.mark.parametrize("name", ["王阿姨", "周书记", "石律师", "吕监督", "网格长老柏"])
def test_others_do_not_edit_a_communitys_draft(world: World, name: str) -> None:
    resolution = made.decision(world)

    with refused("not_permitted"):
        editing.edit(actor=world.actor(name), resolution=resolution, words=editing.Words(title="别的标题"))


def test_the_grids_worker_drafts_what_the_grid_settled_and_the_next_grids_does_not(world: World) -> None:
    resolution = made.settled_by_grid(world)

    made.listed(world, resolution, by="网格员小唐")
    with refused("not_permitted"):
        made.listed(world, resolution, by="网格员小魏")

    assert resolution.duties.count() == 1


def test_rows_are_set_and_dropped_one_by_one(world: World) -> None:
    resolution = made.decision(world)
    actor = world.actor("社工小李")
    made.listed(world, resolution, made.ROW, replace(made.ROW, what="招聘配送员"))

    editing.set_duty(
        actor=actor, resolution=resolution, position=2, row=replace(made.ROW, what="签订配送协议", money="")
    )
    editing.drop_duty(actor=actor, resolution=resolution, position=1)

    row = resolution.duties.get()
    assert (row.position, row.what, row.money) == (2, "签订配送协议", "")


def test_who_is_responsible_stands_behind_a_commitment(world: World) -> None:
    made.listed(world, made.decision(world), replace(made.ROW, person_name="老秦"))

    body = parsed(LogEntry.objects.get(verb="duty.set"))
    assert "老秦" not in str(body)
    assert Plaintext.objects.get(commitment=body["hidden"]["person_name"]).text == "老秦"


def test_an_owner_known_to_the_system_names_the_row(world: World) -> None:
    resolution = made.decision(world)
    row = replace(made.ROW, person_name="", owner=world.people["何主任"].pk)

    duty = editing.set_duty(actor=world.actor("社工小李"), resolution=resolution, position=None, row=row)

    assert (duty.owner, duty.person_name) == (world.people["何主任"], "何主任")


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("party", replace(made.ROW, party="somebody")),
        ("deadline", replace(made.ROW, deadline=date(2026, 3, 2))),
        ("owner", replace(made.ROW, owner=uuid4())),
        ("what", replace(made.ROW, what="长" * 201)),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_field(world: World, field: str, row: editing.Row) -> None:
    resolution = made.decision(world)

    with pytest.raises(Refusal) as caught:
        editing.set_duty(actor=world.actor("社工小李"), resolution=resolution, position=None, row=row)

    assert (caught.value.code, caught.value.facts["field"]) == ("invalid", field)
    assert not resolution.duties.exists()


@pytest.mark.parametrize("position", [0, 7])
def test_a_row_that_is_not_there_is_neither_set_nor_dropped(world: World, position: int) -> None:
    resolution = made.listed(world, made.decision(world))
    actor = world.actor("社工小李")

    with refused("invalid"):
        editing.set_duty(actor=actor, resolution=resolution, position=position, row=made.ROW)
    with refused("invalid"):
        editing.drop_duty(actor=actor, resolution=resolution, position=position)


def test_a_checked_text_is_not_edited_before_it_is_sent_back(world: World) -> None:
    resolution = made.checked(world, made.decision(world))
    actor = world.actor("社工小李")

    with refused("wrong_stage"):
        editing.set_duty(actor=actor, resolution=resolution, position=None, row=made.ROW)

    editing.reopen_text(actor=actor, resolution=resolution, reason="时限写错了")
    editing.set_duty(actor=actor, resolution=resolution, position=None, row=made.ROW)
    assert (resolution.stage, resolution.legality_favourable, resolution.legality) == ("draft", None, "")


def test_too_many_lines_are_refused(world: World) -> None:
    with refused("invalid"):
        editing.edit(
            actor=world.actor("社工小李"),
            resolution=made.decision(world),
            words=editing.Words(title="决议", consensus=["共识"] * 31),
        )
