"""The five-minute tour of the README says what the pages say: each thing to press, to read and to sign in with is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consult.config.demo.roles import PEOPLE
from consult.intake import rules
from consult.kernel import packs

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = README[README.index("## 五分钟看一遍") : README.index("演示的社区、人物")]
ENGLISH = README[README.index("**A five-minute tour.**") : README.index("Built with Django")]
# What the tour asks to be written; everything else between quotation marks is read on a page.
WRITTEN = "四号楼门口想添两把座椅，老人好歇脚"


def words(language: str) -> set[str]:
    """Every word of the residents' pages and of the desk."""

    def within(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            for value in node.values():
                yield from within(value)
        else:
            yield str(node)

    folder = ROOT / "frontend" / "src" / "locales"
    names = (f"{language}.json", f"desk.{language}.json")
    return {said for name in names for said in within(json.loads((folder / name).read_text("utf-8")))}


def demo() -> str:
    folder = ROOT / "consult" / "config" / "demo"
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted([*folder.rglob("*.py"), *folder.glob("*.json")])
    )


def quoted(text: str) -> list[str]:
    # A decision's title is made of its motion's.
    found = [re.sub("^关于(.*)的决议$", r"\1", said) for said in re.findall("“([^”]*)”", text)]
    return [said for said in found if said != WRITTEN and not re.fullmatch(r"\d+号楼", said)]


@pytest.mark.parametrize(
    ("tour", "language"), [(CHINESE, "zh-CN"), (ENGLISH, "en")], ids=["chinese", "english"]
)
def test_what_the_tour_quotes_stands_on_a_page(tour: str, language: str) -> None:
    said, told = words(language), demo()
    other = {"English"} if language == "en" else set()
    assert [one for one in quoted(tour) if one not in said | other and one not in told] == []


@pytest.mark.parametrize("tour", [CHINESE, ENGLISH], ids=["chinese", "english"])
def test_who_signs_in_on_the_tour_has_that_number(tour: str) -> None:
    numbers = {
        f"1990000{one.phone}" for people in PEOPLE.values() for one in people if one.phone and one.says
    }
    asked = re.findall(r"`(1\d{10})`", tour)
    assert len(asked) == 5
    assert set(asked) <= numbers


def test_the_number_belongs_to_whom_the_tour_names() -> None:
    names = {f"1990000{one.phone}": one.name for people in PEOPLE.values() for one in people}
    told = re.findall(r"`(1\d{10})`（(?:新澜社区)?([^，）]+)", CHINESE)
    assert told == [(number, names[number]) for number, _ in told]


def test_what_the_tour_raises_is_a_small_matter() -> None:
    pack = packs.load("cn-2026")
    told = rules.Telling(
        title=WRITTEN, text=WRITTEN, category="便民设施", grids=1, households=48, owners_common=None
    )
    assert rules.suggest(rules.facts(told, pack), pack).route == "small"


def test_chinese_in_the_readme_has_full_width_punctuation() -> None:
    chinese = README[: README.index("## English")]
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+", "", chinese, flags=re.S)
    assert re.findall(r"[\u4e00-\u9fff”》][,;:?!(]|[,;:?!)][\u4e00-\u9fff“《]", prose) == []
