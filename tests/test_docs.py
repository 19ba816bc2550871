"""The documents name files, folders and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "CONTRIBUTING.md", ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# `agenda/forms.py` is a path below consult/; `tests/voting/test_secrecy_*.py` is several files.
PATH = re.compile(r"`((?:[\w.*-]+/)+(?:[\w*-]+\.(?:py|md|toml|txt|ts|json|c))?)(?:::\w+)?`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_is_named_is_there(page: Path) -> None:
    named = set(PATH.findall(page.read_text(encoding="utf-8"))) - {"var/", "var/outbox/", "outbox/"}
    assert (
        sorted(path for path in named if not any(any(at.glob(path)) for at in (ROOT, ROOT / "consult"))) == []
    )
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
