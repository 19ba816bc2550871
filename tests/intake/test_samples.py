"""M01–M25 and N01–N05 through the decision table: each hits its row, narrowly misses it, and is decided otherwise by a
person who says why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consult.intake import accepting, raising, rules, triage
from consult.intake.models import Matter, Triage
from consult.kernel import packs
from tests.expect import refused
from tests.intake.test_rules import telling
from tests.world import World

PACK = packs.load("cn-2026")
ROOT = Path(__file__).resolve().parents[2]
MATTERS: dict[str, dict[str, Any]] = {
    one["code"]: one
    for one in json.loads((ROOT / "consult/config/demo/matters.json").read_text(encoding="utf-8"))
}
TURNED_AWAY: dict[str, dict[str, Any]] = {
    one["code"]: one
    for one in json.loads(Path(__file__).with_name("turned_away.json").read_text(encoding="utf-8"))
}
CODES = [*MATTERS, *TURNED_AWAY, "N05"]
STAFF, LEAD = "社工小李", "网格长老柏"

# What is said otherwise (words), or is otherwise, so that the sample's own row no longer holds.
Words = dict[str, str]
MISSES: dict[str, tuple[Words, dict[str, Any]]] = {
    **{code: ({}, {"owners_common": False}) for code in ("M01", "M02", "M03", "M09", "M10", "M20")},
    **{code: ({}, {"grids": 2}) for code in ("M08", "M12", "M17", "M23", "M24")},
    **{code: ({}, {"grids": 1}) for code in ("M05", "M25")},
    # At the threshold itself the grid decides; a yuan above it the owners do.
    "M06": ({}, {"budget_fen": 1_000_001}),
    "M11": ({}, {"budget_fen": 1_000_000}),
    "M04": ({"马上到现场": "有空时"}, {}),
    "M19": ({"尽快": "慢慢", "先封闭": "封闭"}, {}),
    "M07": ({"公约": "规矩"}, {"category": "其他"}),
    "M18": ({"闲置用房": "空屋"}, {}),
    "M21": ({"民生项目": "项目"}, {"category": "其他"}),
    "M13": ({"市政": "", "不在小区红线内": "在小区里"}, {"category": "其他"}),
    "M14": ({"油烟直排": "油烟味", "主管部门": "有关的人"}, {}),
    "M22": ({"交警": "家长"}, {}),
    "M15": (
        {"泡坏楼下": "漏到楼下", "泡坏我家吊顶": "要修", "赔多少钱": "怎么修"},
        {"category": "其他", "households": 3},
    ),
    "M16": ({"靠谱的": "好的", "团购清洗": "一起洗"}, {"category": "其他", "households": 3}),
    "N01": ({"持刀": "大声"}, {}),
    "N02": ({"精神病史": "烦心事", "公布名单": "上门看看"}, {}),
    "N03": ({"已在法院起诉": "对"}, {}),
    "N04": ({"赶出小区": "请来商量"}, {}),
    "N05": ({}, {"like_open": ""}),
}


def expected(code: str) -> tuple[str, str]:
    """(row, route)."""
    if code == "N05":
        return "T4", "merge"
    told = MATTERS[code]["expected"] if code in MATTERS else TURNED_AWAY[code]
    return told["rule"], told["route"]


def sample(code: str) -> rules.Telling:
    if code == "N05":
        return replace(telling("M06"), like_open="QY-HA-2026-0006")
    if code in MATTERS:
        return telling(code)
    return rules.Telling(title="", text=TURNED_AWAY[code]["text"], category="其他", households=48)


def says(told: rules.Telling) -> rules.Suggestion:
    return rules.suggest(rules.facts(told, PACK), PACK)


def test_every_sample_and_every_row_is_here() -> None:
    assert set(MISSES) == set(CODES)
    assert len(CODES) == 30
    # T11 is not among the samples: see the last test.
    assert {expected(code)[0] for code in CODES} == {row.code for row in rules.table(PACK)} - {"T11"}


@pytest.mark.parametrize("code", CODES)
def test_a_sample_hits_its_row(code: str) -> None:
    found = says(sample(code))
    assert (found.rule, found.route) == expected(code)
    assert found.why_zh
    assert found.why_en


@pytest.mark.parametrize("code", CODES)
def test_and_narrowly_misses_it(code: str) -> None:
    words, otherwise = MISSES[code]
    told = sample(code)
    title, text = told.title, told.text
    for said, instead in words.items():
        assert said in title + text, said
        title, text = title.replace(said, instead), text.replace(said, instead)
    assert says(replace(told, title=title, text=text, **otherwise)).rule != expected(code)[0]


def raised(world: World, code: str, by: str = "王阿姨") -> Matter:
    """The sample raised by a resident of the small community, its places put where that community has them."""
    one = MATTERS["M06" if code == "N05" else code] if code not in TURNED_AWAY else None
    if one is None:
        kind, ids = "building", [str(world.buildings[0].pk)]
    else:
        kind, count = (
            one["affected"]["kind"],
            len(one["affected"]["of"]) if one["affected"]["kind"] == "grid" else 1,
        )
        places = {
            "grid": [str(grid.pk) for grid in world.grids[: min(count, 2)]],
            "building": [str(world.buildings[0].pk)],
            "unit": [str(world.units[0].pk)],
        }
        ids = places.get(kind, [])
    return raising.raise_matter(
        actor=world.actor(by),
        community=world.community,
        title=one["title"] if one else TURNED_AWAY[code]["text"][:40],
        text=one["text"] if one else TURNED_AWAY[code]["text"],
        category=one["category"] if one else "其他",
        building=world.buildings[0],
        affected={"kind": kind, "ids": ids},
        owners_common=one["owners_common"] if one else None,
        budget_fen=one["budget_yuan"] * 100 if one and one["budget_yuan"] else None,
        not_emergency=code == "N01",
    )


@pytest.mark.parametrize("code", CODES)
def test_and_a_person_decides_otherwise_saying_why(world: World, code: str) -> None:
    if code == "N05":
        raised(world, "M06", by="老尹")
    matter = accepting.accept(actor=world.actor(STAFF), matter=raised(world, code))
    assert triage.suggestion(matter).rule == expected(code)[0]
    to, by = ("large", STAFF) if expected(code)[1] == "small" else ("small", LEAD)
    answer = True if matter.owners_common is None else None
    with refused("override_has_reason"):
        triage.route(actor=world.actor(by), matter=matter, route=to, owners_common=answer)
    triage.route(
        actor=world.actor(by), matter=matter, route=to, reason="到现场看过，应当这样", owners_common=answer
    )
    kept = Triage.objects.get(matter=matter, verb="matter.route")
    assert (kept.rule, kept.decided, kept.reason) == (expected(code)[0], to, "到现场看过，应当这样")
    assert kept.by == world.people[by]


def test_another_community_is_the_subdistricts_and_a_school_gate_alone_is_not() -> None:
    """T11, which none of the samples hits: M22 with one word more."""
    alone = replace(telling("M22"), text=telling("M22").text.replace("交警", "家长"))
    assert says(alone).rule != "T11"
    shared = replace(alone, text=alone.text + "路口那边归隔壁社区。", grids=1)
    assert (says(shared).rule, says(shared).route) == ("T11", "government")
