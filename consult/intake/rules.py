"""Where a matter goes 分流: the decision table T0–T11 as a rule pack keeps it, and the facts it asks.

The table is data (`[triage]` of the pack): each row names facts of this file, a route and why. Rows are tried in order
and the first that holds decides. What comes out is a suggestion: a person confirms it or overrides it with a reason
(PIPL §24: nothing that matters is decided by a machine alone).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from consult.kernel.packs import Pack, PackError

SMALL, LARGE, PRIVATE = "small", "large", "private"
GOVERNMENT, MERGE, REJECT, EMERGENCY = "government", "merge", "reject", "emergency"
ROUTES = frozenset({SMALL, LARGE, PRIVATE, GOVERNMENT, MERGE, REJECT, EMERGENCY})

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Telling:
    """What is known of a matter when it is routed.

    `grids` counts the grids it touches; `households` those it touches, None when nobody has counted; `budget_fen` is in
    fen. `owners_common` answers 是否业主共有, None while unasked. `like_open` and `like_ended` are the numbers of the
    most similar open and ended matter, where one reaches the pack's similarity.
    """

    title: str
    text: str
    category: str
    grids: int = 1
    households: int | None = None
    budget_fen: int | None = None
    owners_common: bool | None = None
    failed_sessions: int = 0
    like_open: str = ""
    like_ended: str = ""


@dataclass(frozen=True)
class Suggestion:
    """What the table says. `words` are those of the text that made the row hold; `public` is false for what must not
    be shown to neighbours; `urgent` is dealt with at once and never voted on."""

    route: str
    rule: str
    why_zh: str
    why_en: str
    urgent: bool = False
    owners_decision: bool = False
    public: bool = True
    words: tuple[str, ...] = ()


Facts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class TableRow:
    """One row of the table. `when` are alternatives; each is a list of facts that must all hold ("!": must not)."""

    code: str
    when: tuple[tuple[str, ...], ...]
    route: str
    why_zh: str
    why_en: str
    urgent: bool
    owners_decision: bool
    public: bool


def _words(key: str) -> Callable[[Telling, Pack], tuple[str, ...] | bool]:
    def found(told: Telling, pack: Pack) -> tuple[str, ...] | bool:
        said = _flat(f"{told.title} {told.text}")
        return tuple(word for word in pack.names(f"triage.words.{key}") if word in said) or False

    return found


def _category(key: str) -> Callable[[Telling, Pack], tuple[str, ...] | bool]:
    def found(told: Telling, pack: Pack) -> tuple[str, ...] | bool:
        return (told.category,) if told.category in pack.names(f"triage.in_category.{key}") else False

    return found


def _flat(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


# Every fact a row may name. A fact that holds by words answers with the words.
FACTS: dict[str, Callable[[Telling, Pack], tuple[str, ...] | bool]] = {
    "emergency_words": _words("emergency"),
    "hazard_words": _words("hazard"),
    "at_once_words": _words("at_once"),
    "privacy_words": _words("privacy"),
    "attack_words": _words("attack"),
    "rights_words": _words("rights"),
    "unrelated_words": _words("unrelated"),
    "proceedings_words": _words("proceedings"),
    "private_words": _words("private"),
    "market_words": _words("market"),
    "government_words": _words("government"),
    "owners_words": _words("owners"),
    "whole_community_words": _words("whole_community"),
    "other_community_words": _words("other_community"),
    "common_parts_words": _words("common_parts"),
    "private_category": _category("private"),
    "government_category": _category("government"),
    "whole_community_category": _category("whole_community"),
    "common_parts_category": _category("common_parts"),
    "like_open": lambda told, pack: (told.like_open,) if told.like_open else False,
    "like_ended": lambda told, pack: (told.like_ended,) if told.like_ended else False,
    "few_households": lambda told, pack: (
        told.households is not None and told.households <= pack.number("triage.private_households")
    ),
    "owners_common": lambda told, pack: told.owners_common is True,
    "not_owners_common": lambda told, pack: told.owners_common is False,
    "many_grids": lambda told, pack: told.grids >= 2,
    # 预算 > 阈值: at the threshold itself the grid still decides.
    "over_budget": lambda told, pack: (
        told.budget_fen is not None and told.budget_fen > pack.number("small_budget_yuan") * 100
    ),
    "failed_sessions": lambda told, pack: told.failed_sessions >= pack.number("grid_sessions"),
}


def facts(told: Telling, pack: Pack) -> Facts:
    """The facts that hold, each with the words that made it hold (none where it is not about words)."""
    holding: dict[str, tuple[str, ...]] = {}
    for name, test in FACTS.items():
        found = test(told, pack)
        if found is not False:
            holding[name] = found if isinstance(found, tuple) else ()
    return holding


def table(pack: Pack) -> tuple[TableRow, ...]:
    """The pack's table, checked. Raises PackError for an unknown fact, an unknown route or a missing sentence."""
    return tuple(_row(raw, pack) for raw in pack.rows("triage.table"))


def _row(raw: dict[str, Any], pack: Pack) -> TableRow:
    code = str(raw.get("code", "?"))
    when = tuple(tuple(option) for option in raw.get("when", ()))
    unknown = {name.removeprefix("!") for option in when for name in option} - FACTS.keys()
    if unknown:
        raise PackError(f"{pack.code}: triage row {code} names unknown facts {sorted(unknown)}")
    if raw.get("route") not in ROUTES:
        raise PackError(f"{pack.code}: triage row {code} has no known route")
    if not when or not raw.get("why_zh") or not raw.get("why_en"):
        raise PackError(f"{pack.code}: triage row {code} lacks a condition or a sentence")
    return TableRow(
        code=code,
        when=when,
        route=raw["route"],
        why_zh=raw["why_zh"],
        why_en=raw["why_en"],
        urgent=bool(raw.get("urgent", False)),
        owners_decision=bool(raw.get("owners_decision", False)),
        public=bool(raw.get("public", True)),
    )


def suggest(holding: Facts, pack: Pack) -> Suggestion:
    """The first row of the pack's table that holds. Raises PackError where none does: a table must be complete.

    A large matter about what owners hold in common is decided by the owners themselves, whichever row sent it up
    (rules.md §2.17: representatives do not exercise owners' rights).
    """
    for row in table(pack):
        option = next((names for names in row.when if _holds(names, holding)), None)
        if option is None:
            continue
        owners = row.owners_decision or (row.route == LARGE and "owners_common" in holding)
        return Suggestion(
            route=row.route,
            rule=row.code,
            why_zh=row.why_zh,
            why_en=row.why_en,
            urgent=row.urgent,
            owners_decision=owners,
            public=row.public,
            words=tuple(dict.fromkeys(word for name in option for word in holding.get(name, ()))),
        )
    raise PackError(f"{pack.code}: no row of the triage table holds for {sorted(holding)}")


def _holds(names: tuple[str, ...], holding: Facts) -> bool:
    return all(
        name.removeprefix("!") not in holding if name.startswith("!") else name in holding for name in names
    )


def touches_common_parts(holding: Facts) -> bool:
    """Whether 是否业主共有 must be answered before the route is confirmed."""
    return "common_parts_category" in holding or "common_parts_words" in holding
