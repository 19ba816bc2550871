"""Chinese sentences carry full-width punctuation, wherever the server keeps them."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLES = sorted(ROOT.glob("consult/*/words.toml")) + sorted(ROOT.glob("consult/kernel/packs/*.toml"))
# What a pack looks for in people's own words is no sentence of ours.
NOT_SENTENCES = {"words", "in_category"}
MODULES = [path for path in sorted(ROOT.glob("consult/**/*.py")) if "migrations" not in path.parts]

_HALF = re.compile(r"[\u4e00-\u9fff》][,;:?!()]|　[;!]|[,;:?!()][\u4e00-\u9fff《]")
_HOLE = re.compile(r"\{[^{}]*\}")


def half_width(sentence: str) -> str | None:
    """The place where Chinese, or what will fill a hole, stands next to half-width punctuation."""
    found = _HALF.search(_HOLE.sub("　", sentence))
    return found.group() if found else None


def sentences_of(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for key, value in table.items():
            if key not in NOT_SENTENCES:
                yield from sentences_of(value)
    elif isinstance(table, list):
        for value in table:
            yield from sentences_of(value)


def literals(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string the program uses: docstrings and notes on fields are English with Chinese terms in them."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr):
            skipped.add(node.value)
        if isinstance(node, ast.keyword) and node.arg == "help_text":
            skipped.add(node.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            skipped.update(node.args)
        if isinstance(node, ast.JoinedStr):
            skipped.update(part for part in node.values if isinstance(part, ast.Constant))
            yield (
                node.lineno,
                "".join(str(p.value) if isinstance(p, ast.Constant) else "　" for p in node.values),
            )
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def mostly_chinese(sentence: str) -> bool:
    """An English sentence may hold a Chinese term."""
    chinese, latin = (
        re.findall(r"[\u4e00-\u9fff]", sentence),
        re.findall(r"[A-Za-z]", _HOLE.sub("", sentence)),
    )
    return len(chinese) >= len(latin)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_tables_of_words(path: Path) -> None:
    said = sentences_of(tomllib.loads(path.read_text(encoding="utf-8")))
    assert [text for text in said if half_width(text) and mostly_chinese(text)] == []


def test_sentences_in_the_program() -> None:
    """Guards, refusals, labels, documents and the demonstration's own texts."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in MODULES
        for line, text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if half_width(text) and mostly_chinese(text)
    ]
    assert found == []


@pytest.mark.parametrize("sentence", ["受理,建议", "分流（小事)", "时间:{at}", "《公约》,", "行吗?"])
def test_the_search_finds_it(sentence: str) -> None:
    assert half_width(sentence)


@pytest.mark.parametrize(
    "sentence", ["受理，建议：小事", "9:30 开会", "见 https://a.example/{x}", "{title}，{place}"]
)
def test_and_nothing_else(sentence: str) -> None:
    assert half_width(sentence) is None
