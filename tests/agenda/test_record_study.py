"""study.record: the Party secretary files the study that 法 §30 asks for before a meeting decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from consult.agenda.models import PartyStudy
from consult.agenda.studying import record
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from tests.agenda import scene
from tests.expect import refused
from tests.world import World


def file(world: World, by: str = "周书记", **fields: Any) -> PartyStudy:
    given = {
        "matter": fields.pop("matter", None) or scene.matter(world),
        "held_on": date(2026, 3, 1),
        "attended": ["周书记", "委员老陈"],
        "conclusion": "同意提交表决",
        **fields,
    }
    record(actor=world.actor(by), **given)
    return PartyStudy.objects.get()


def test_the_secretary_files_who_studied_it_when_and_with_what_conclusion(world: World) -> None:
    study = file(world)
    assert (study.held_on, study.attended, study.conclusion) == (
        date(2026, 3, 1),
        ["周书记", "委员老陈"],
        "同意提交表决",
    )
    entry = parsed(LogEntry.objects.get(verb="study.record"))
    assert entry["data"]["attended"] == 2, "who took part stands behind a commitment"
    assert "attended" in entry["hidden"]


@pytest.mark.parametrize("name", ["何主任", "社工小李", "委员老陈", "王阿姨"])
def test_nobody_else_files_it(world: World, name: str) -> None:
    with refused("not_permitted"):
        file(world, by=name)


@pytest.mark.parametrize("stage", ["in_review", "not_listed", "closed"])
def test_it_is_filed_while_the_matter_is_on_its_way_to_a_meeting(world: World, stage: str) -> None:
    with refused("wrong_stage"):
        file(world, matter=scene.matter(world, stage=stage))


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("held_on", {"held_on": date(2026, 3, 3)}),
        ("held_on", {"held_on": date(2026, 2, 22)}),
        ("attended", {"attended": []}),
        ("attended", {"attended": ["人"] * 31}),
        ("attended", {"attended": [" "]}),
        ("conclusion", {"conclusion": ""}),
    ],
)
def test_bad_values_are_named(world: World, field: str, fields: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        file(world, **fields)
    assert caught.value.facts["field"] == field
    assert not PartyStudy.objects.exists()


@pytest.mark.parametrize(("name", "attended"), [("王阿姨", []), ("吕监督", ["周书记", "委员老陈"])])
def test_the_conclusion_is_public_and_who_took_part_is_for_overseers(
    world: World, name: str, attended: list[str]
) -> None:
    study = file(world)
    browser = Client()
    browser.force_login(world.people[name].account)
    found = browser.get(f"/api/v1/matters/{study.matter_id}/studies").json()["items"]
    assert [(one["conclusion"], one["attended"]) for one in found] == [("同意提交表决", attended)]
