"""Sentences the server speaks, in Chinese and English: `consult/<stage>/words.toml`, one table a key.

["timeline.matter.raise"]
zh = "{actor}提出事项"
en = "{actor} raised this matter"
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path

from . import clock

_ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh", "en")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# A day, or a moment on the wall's clock, as the entries of a ledger hold them.
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?(?:\+08:00)?)?")


class _Kept(dict[str, object]):
    """A fact a sentence names and nobody gave shows as a dash, not as an error on a public page."""

    def __missing__(self, key: str) -> str:
        return "—"


@lru_cache
def sentences() -> dict[str, dict[str, str]]:
    """Every key of every stage. Two stages may not use the same key."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(_ROOT.glob("*/words.toml")):
        for key, said in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in found:
                raise RuntimeError(f"{path}: {key} is said elsewhere too")
            found[key] = said
    return found


def say(key: str, language: str = "zh", /, **facts: object) -> str:
    """The sentence for a key, with its facts filled in; the key itself where no sentence is kept."""
    said = sentences().get(key)
    if said is None:
        return key
    return said[language].format_map(_Kept({name: _spoken(fact, language) for name, fact in facts.items()}))


def day(on: date, language: str) -> str:
    """3 月 4 日 / 4 March; with the year where it is not this one."""
    this_year = on.year == clock.today().year
    if language == "zh":
        return f"{'' if this_year else f'{on.year} 年 '}{on.month} 月 {on.day} 日"
    return f"{on.day} {_MONTHS[on.month - 1]}{'' if this_year else f' {on.year}'}"


def _spoken(fact: object, language: str) -> object:
    dated = _DATED.fullmatch(fact) if isinstance(fact, str) else None
    if dated is None:
        return fact
    said = day(date.fromisoformat(dated[1]), language)
    return f"{said} {dated[2]}" if dated[2] else said
