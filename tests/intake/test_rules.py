"""The decision table T0–T11 as the national pack keeps it (rules.md §2.10), on the demonstration's 25 matters and around them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.intake import rules
from consult.intake.rules import Telling
from consult.kernel import packs
from consult.kernel.packs import PackError

PACK = packs.load("cn-2026")
ROOT = Path(__file__).resolve().parents[2]
MATTERS: list[dict[str, Any]] = json.loads(
    (ROOT / "consult/config/demo/matters.json").read_text(encoding="utf-8")
)
TURNED_AWAY: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("turned_away.json").read_text(encoding="utf-8")
)
HOUSEHOLDS = {"none": 1, "unit": 12, "building": 48, "grid": 336, "community": 1308}


def says(told: Telling) -> rules.Suggestion:
    return rules.suggest(rules.facts(told, PACK), PACK)


def grids_of(matter: dict[str, Any]) -> int:
    affected = matter["affected"]
    return {"grid": len(affected["of"]), "community": 4}.get(affected["kind"], 1)


def telling(code: str) -> Telling:
    matter = next(one for one in MATTERS if one["code"] == code)
    budget = matter["budget_yuan"]
    return Telling(
        title=matter["title"],
        text=matter["text"],
        category=matter["category"],
        grids=grids_of(matter),
        households=HOUSEHOLDS[matter["affected"]["kind"]],
        budget_fen=None if budget is None else budget * 100,
        owners_common=matter["owners_common"],
    )


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: str(matter["code"]))
def test_the_demonstration_matters_go_where_they_should(matter: dict[str, Any]) -> None:
    found = says(telling(matter["code"]))
    assert {
        "route": found.route,
        "rule": found.rule,
        "owners_decision": found.owners_decision,
        "urgent": found.urgent,
    } == matter["expected"]


@pytest.mark.parametrize("told", TURNED_AWAY, ids=lambda told: str(told["code"]))
def test_what_is_no_matter_for_the_community_is_turned_away(told: dict[str, Any]) -> None:
    found = says(Telling(title="", text=told["text"], category="其他"))
    assert (found.route, found.rule) == (told["route"], told["rule"])


def test_only_what_neighbours_must_not_see_is_kept_from_them() -> None:
    assert {row.code for row in rules.table(PACK) if not row.public} == {"T0", "T2", "T5"}


def test_m24_goes_up_after_two_failed_grid_sessions_and_then_is_the_owners_to_decide() -> None:
    once = says(replace(telling("M24"), failed_sessions=1))
    twice = says(replace(telling("M24"), failed_sessions=2))
    assert (once.rule, once.owners_decision) == ("T10", False)
    assert (twice.rule, twice.route, twice.owners_decision) == ("T9", "large", True)


def test_m24_goes_up_when_a_second_grid_is_touched() -> None:
    assert says(replace(telling("M24"), grids=2)).rule == "T9"


PLAIN = Telling(title="公告栏换一块玻璃", text="玻璃碎了一角，想换一块。", category="其他", households=48)

# Row by row: what hits, and beside it what narrowly does not.
HITS_AND_MISSES = [
    ("T0", replace(PLAIN, text="楼下着火了"), replace(PLAIN, text="担心楼下会着火")),
    ("T1", telling("M04"), replace(telling("M04"), text=telling("M04").text.replace("马上到现场", "有空时"))),
    ("T2", replace(PLAIN, text="把他的病历贴出来"), replace(PLAIN, text="摄像头会不会侵犯隐私")),
    ("T2", replace(PLAIN, text="表决把租户赶出小区"), replace(PLAIN, text="租户也想参加小区议事")),
    ("T2", replace(PLAIN, text="他就是个畜生"), replace(PLAIN, text="他养的牲畜太吵")),
    ("T2", replace(PLAIN, text="彩票大家一起买"), replace(PLAIN, text="彩色的投票箱")),
    ("T3", replace(PLAIN, text="这事我已起诉"), replace(PLAIN, text="这事不想闹上公堂")),
    ("T3", replace(PLAIN, like_ended="QY-HA-2026-0003"), PLAIN),
    ("T4", replace(PLAIN, like_open="QY-HA-2026-0007"), PLAIN),
    (
        "T5",
        telling("M15"),
        replace(telling("M15"), category="给排水与房屋", title="水管漏水", text="要修", households=12),
    ),
    ("T5", replace(PLAIN, text="找靠谱的师傅"), replace(PLAIN, text="找可靠的师傅")),
    ("T5", replace(PLAIN, households=2), replace(PLAIN, households=3)),
    ("T5", replace(PLAIN, households=1), replace(PLAIN, households=1, text="市政道路积水")),
    ("T6", telling("M13"), replace(telling("M13"), category="其他", text="三盏路灯不亮")),
    ("T6", replace(PLAIN, text="请城管来看看"), replace(PLAIN, text="请城里的亲戚来看看")),
    ("T7", telling("M01"), replace(telling("M01"), owners_common=False)),
    (
        "T7",
        replace(PLAIN, owners_common=True, budget_fen=1_000_001),
        replace(PLAIN, owners_common=True, budget_fen=1_000_000),
    ),
    ("T8", telling("M07"), replace(telling("M07"), category="其他", title="文明养犬", text="遛狗要牵绳")),
    ("T8", replace(PLAIN, text="用社区用房办活动"), replace(PLAIN, text="在社区办活动")),
    ("T9", replace(PLAIN, grids=2), PLAIN),
    ("T9", replace(PLAIN, budget_fen=1_000_001), replace(PLAIN, budget_fen=1_000_000)),
    ("T9", replace(PLAIN, failed_sessions=2), replace(PLAIN, failed_sessions=1)),
    ("T10", PLAIN, replace(PLAIN, grids=2)),
    ("T11", replace(PLAIN, text="和隔壁社区共用一条路"), replace(PLAIN, text="和隔壁单元共用一条路")),
    ("T11", replace(PLAIN, text="两个社区一起修路", grids=2, budget_fen=9_000_000), PLAIN),
]


@pytest.mark.parametrize(
    ("rule", "hit", "miss"), HITS_AND_MISSES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_row_hits_and_narrowly_misses(rule: str, hit: Telling, miss: Telling) -> None:
    assert says(hit).rule == rule
    assert says(miss).rule != rule


def test_every_row_of_the_table_is_hit_and_missed_above() -> None:
    assert {rule for rule, _, _ in HITS_AND_MISSES} == {row.code for row in rules.table(PACK)}


def test_the_words_that_made_a_row_hold_are_named() -> None:
    assert says(telling("M02")).words == ("车位重新划线", "改车位")


def test_words_are_found_across_spaces_and_full_width_forms() -> None:
    assert says(replace(PLAIN, text="加装 电 梯")).words == ("加装电梯",)


def test_the_first_row_that_holds_decides() -> None:
    both = replace(telling("M04"), text=telling("M04").text + "现在着火了")
    assert says(both).rule == "T0"


@given(st.sets(st.sampled_from(sorted(rules.FACTS))))
def test_the_table_answers_every_combination_of_facts(holding: set[str]) -> None:
    assert rules.suggest(dict.fromkeys(holding, ()), PACK).route in rules.ROUTES


@pytest.mark.parametrize(
    ("code", "asked"),
    [("M01", True), ("M17", True), ("M08", True), ("M13", False), ("M16", False), ("M18", False)],
)
def test_common_property_is_asked_about_where_common_parts_are_touched(code: str, asked: bool) -> None:
    assert rules.touches_common_parts(rules.facts(telling(code), PACK)) is asked


def with_table(*rows: dict[str, Any]) -> packs.Pack:
    return replace(PACK, values={**PACK.values, "triage": {**PACK.get("triage"), "table": list(rows)}})


GOOD = {"code": "T1", "when": [["like_open"]], "route": "merge", "why_zh": "像", "why_en": "alike"}


@pytest.mark.parametrize(
    "broken",
    [
        {**GOOD, "when": [["no_such_fact"]]},
        {**GOOD, "when": []},
        {**GOOD, "route": "nowhere"},
        {**GOOD, "why_en": ""},
    ],
)
def test_a_broken_table_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(PackError):
        rules.table(with_table(broken))


def test_a_table_that_answers_nothing_is_refused() -> None:
    with pytest.raises(PackError):
        rules.suggest({}, with_table(GOOD))
