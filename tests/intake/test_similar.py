"""Similar matters: while somebody types, for the table, never what may not be seen; and always the same few statements."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.intake import raising, similar, triage
from consult.intake.models import Matter
from tests.intake import steps
from tests.world import World


def typed(world: World, text: str, by: str = "老尹") -> list[str]:
    found = similar.while_typing(actor=world.actor(by), community=world.community, typed=text)
    return [like.matter.title for like in found]


@pytest.fixture
def matters(world: World) -> list[Matter]:
    return [
        steps.raised(world, title="三号楼加装电梯", text="老人上下楼吃力，想请社区牵头加装一部电梯。"),
        steps.raised(world, title="地面车位重新划线", text="晚上消防通道被占，想重新划车位。"),
        steps.raised(world, title="公告栏换玻璃", text="一号楼门口公告栏玻璃碎了一角。"),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("电梯", ["三号楼加装电梯"]),
        ("车位", ["地面车位重新划线"]),
        ("想给三号楼装电梯", ["三号楼加装电梯"]),
        ("公告栏的玻璃坏了", ["公告栏换玻璃"]),
        ("养狗", []),
        ("", []),
        ("!?。,", []),
    ],
)
def test_two_character_words_and_whole_sentences_find_their_matter(
    world: World, matters: list[Matter], words: str, found: list[str]
) -> None:
    assert typed(world, words) == found


def test_the_likest_comes_first_with_its_figures(world: World, matters: list[Matter]) -> None:
    raising.endorse(actor=world.actor("小谷"), matter=matters[0])
    steps.raised(
        world, title="电梯口堆物", text="一号楼门厅里堆着旧家具和纸箱，过不去人。", category="消防与充电"
    )
    found = similar.while_typing(
        actor=world.actor("老尹"), community=world.community, typed="三号楼想加装电梯"
    )
    assert found[0].matter == matters[0]
    assert found[0].endorsements == 1
    assert [like.permille for like in found] == sorted((like.permille for like in found), reverse=True)


def test_what_is_over_hidden_or_elsewhere_is_not_found(world: World, matters: list[Matter]) -> None:
    steps.at(matters[0], "withdrawn")
    steps.raised(world, title="电梯里有人说他有前科", text="前科的事", not_emergency=True)
    elsewhere = world.person("外来的人")
    elsewhere.community = world.other
    elsewhere.save()
    raising.raise_matter(
        actor=world.actor("外来的人"),
        community=world.other,
        title="那边的电梯",
        text="电梯坏了",
        category="其他",
    )
    assert typed(world, "电梯") == []


def test_ones_own_restricted_matter_is_not_found_either(world: World) -> None:
    steps.raised(world, category="邻里与私人事务", title="楼上漏水")
    assert typed(world, "漏水", by="王阿姨") == []


@pytest.mark.parametrize("number", [3, 40])
def test_it_takes_three_statements_however_many_matters(
    world: World, number: int, django_assert_num_queries: Any
) -> None:
    for n in range(number):
        steps.raised(world, title=f"第{n}件电梯的事", text="电梯")
    actor = world.actor("老尹")
    with django_assert_num_queries(3):
        similar.while_typing(actor=actor, community=world.community, typed="电梯")


def test_the_same_told_again_is_found_for_the_table(world: World, matters: list[Matter]) -> None:
    again = steps.raised(
        world, "老尹", title="3号楼加装电梯", text="老人上下楼吃力，请社区牵头加装一部电梯。"
    )
    assert triage.telling(again).like_open == matters[0].number
    assert triage.telling(matters[1]).like_open == ""


@pytest.mark.parametrize(
    ("stage", "rule"), [("closed", "T3"), ("answered", "T3"), ("submitted", "T4"), ("withdrawn", "T7")]
)
def test_told_again_after_it_was_settled_it_is_not_taken_up_again(
    world: World, matters: list[Matter], stage: str, rule: str
) -> None:
    steps.at(matters[0], stage)
    again = steps.raised(
        world, "老尹", title="3号楼加装电梯", text="老人上下楼吃力，请社区牵头加装一部电梯。"
    )
    assert triage.suggestion(again).rule == rule


@pytest.mark.parametrize("number", [2, 30])
def test_asking_the_table_takes_the_same_statements_however_many_matters(world: World, number: int) -> None:
    for n in range(number):
        steps.raised(world, "老尹", title=f"第{n}件电梯的事", text="电梯")
    matter = steps.raised(world, title="电梯", text="电梯的事")
    with CaptureQueriesContext(connection) as asked:
        triage.suggestion(matter)
    assert len(asked) == 5


def test_the_endpoint_answers_what_the_form_needs(world: World, matters: list[Matter]) -> None:
    client = steps.signed_in(world, "老尹")
    answer = client.get("/api/v1/matters/similar", {"q": "电梯"}).json()
    assert answer == {
        "items": [
            {
                "id": str(matters[0].pk),
                "number": matters[0].number,
                "title": "三号楼加装电梯",
                "stage": "submitted",
                "similarity": 1000,
                "endorsements": 0,
                "allowed": ["matter.endorse", "petition.start"],
            }
        ]
    }


def test_a_community_must_be_known(world: World) -> None:
    nobody = world.person("新来的")
    nobody.community = None
    nobody.save()
    client = steps.signed_in(world, "新来的")
    assert client.get("/api/v1/matters/similar", {"q": "电梯"}).json()["code"] == "invalid"
    assert client.get("/api/v1/matters/similar", {"q": "电梯", "community": world.community.pk}).json() == {
        "items": []
    }
