"""Sentences the server speaks, in Chinese and English: `consult/<stage>/words.toml`, one table a key.

["timeline.matter.raise"]
zh = "{actor}提出事项"
en = "{actor} raised this matter"
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh", "en")


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
    return said[language].format_map(_Kept(facts)) if said else key
