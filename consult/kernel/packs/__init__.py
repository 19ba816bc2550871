"""Rule packs (因地制宜): what may differ from one community to the next, dated by the law in force.

A pack is a TOML file here. It may extend another and be stricter than the law, never laxer: the loader refuses it with
the article it breaks. A session keeps the code of the pack it was held under.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


class PackError(Exception):
    """A pack that cannot be used: unknown keys, missing values, or laxer than the law."""


@dataclass(frozen=True)
class Floor:
    """The law's own figure: `at_least` (or at most) this, by this article."""

    key: str
    figure: int
    article: str
    at_least: bool = True


# What no pack may go below (or above). Only figures that stand in a law; local practice is merely a default.
FLOORS = (
    Floor("notice_days.residents_meeting", 10, "《城市居民委员会组织法》第二十六条：提前十日通知"),
    Floor("notice_days.owners_assembly", 15, "《物业管理条例》第十四条：提前十五日通知"),
    Floor(
        "representatives_meeting_months",
        6,
        "《城市居民委员会组织法》第二十八条：每半年至少召开一次",
        at_least=False,
    ),
    Floor("publication_days", 15, "《城市居民委员会组织法》第三十四条：公布的期限不得少于十五日"),
    Floor("petition.adults_share", 10, "第二十六条：十分之一以上居民", at_least=False),
    Floor("petition.households_share", 10, "第二十六条：十分之一以上户代表", at_least=False),
    Floor("petition.representatives_share", 33, "第二十六条：三分之一以上居民代表", at_least=False),
    Floor("petition.reps_meeting_share", 20, "第二十八条：五分之一以上居民代表", at_least=False),
)


# 业主表决在这里算什么: an expression of intent (which also lets the official result be recorded), a decision that the
# city's authority accepts, or nothing but the official result of the city's own system.
OWNERS_POLLS = ("advisory", "binding", "recorded")


@dataclass(frozen=True)
class Pack:
    """A pack's figures, read by dotted key: `pack.number("notice_days.round_table")`."""

    code: str
    title: str
    effective_from: date
    values: dict[str, Any]

    def get(self, key: str) -> Any:
        found: Any = self.values
        for part in key.split("."):
            if not isinstance(found, dict) or part not in found:
                raise PackError(f"{self.code}: no value for {key}")
            found = found[part]
        return found

    def number(self, key: str) -> int:
        found = self.get(key)
        if not isinstance(found, int) or isinstance(found, bool):
            raise PackError(f"{self.code}: {key} is not a whole number")
        return found

    def flag(self, key: str) -> bool:
        found = self.get(key)
        if not isinstance(found, bool):
            raise PackError(f"{self.code}: {key} is not true or false")
        return found

    def names(self, key: str) -> tuple[str, ...]:
        found = self.get(key)
        if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
            raise PackError(f"{self.code}: {key} is not a list of names")
        return tuple(found)

    def rows(self, key: str) -> tuple[dict[str, Any], ...]:
        found = self.get(key)
        if not isinstance(found, list):
            raise PackError(f"{self.code}: {key} is not a table")
        return tuple(found)


@lru_cache
def load(code: str) -> Pack:
    """The pack of that code, with what it extends filled in. Raises PackError."""
    return build(code, _read(code))


def _read(code: str) -> dict[str, Any]:
    path = _FOLDER / f"{code}.toml"
    if not code.replace("-", "").isalnum() or not path.exists():
        raise PackError(f"no rule pack {code}")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def build(code: str, raw: dict[str, Any]) -> Pack:
    """A pack from its parsed file: extends, then is measured against the law."""
    base = load(raw["extends"]).values if "extends" in raw else {}
    own = {key: value for key, value in raw.items() if key not in ("title", "effective_from", "extends")}
    pack = Pack(code, raw["title"], raw["effective_from"], _merge(base, own, code, strict="extends" in raw))
    for floor in FLOORS:
        figure = pack.number(floor.key)
        if (figure < floor.figure) if floor.at_least else (figure > floor.figure):
            raise PackError(f"{code}：{floor.key} = {figure} 低于法律要求（{floor.article}）")
    if pack.get("owners_polls") not in OWNERS_POLLS:
        raise PackError(f"{code}: owners_polls is one of {', '.join(OWNERS_POLLS)}")
    return pack


def codes() -> list[str]:
    """Every pack there is; the calendar beside them is none."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != "holidays")


def _merge(base: dict[str, Any], own: dict[str, Any], where: str, *, strict: bool) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        if strict and key not in base:
            raise PackError(f"{where}: unknown key {key}")
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            # Votes and named lists may gain rows; figures may not gain unknown names.
            merged[key] = _merge(base[key], value, f"{where}.{key}", strict=strict and key != "votes")
        else:
            merged[key] = value
    return merged
