"""Finding and comparing Chinese text by bigrams.

SQLite's trigram index and PostgreSQL's pg_trgm cannot find the two-character word 电梯, and a word splitter cuts 三号楼
in the wrong place. Overlapping pairs of characters need no dictionary and find both. One row a pair works the same on
both databases (docs/decisions/0002).
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]+")


def grams(text: str) -> frozenset[str]:
    """The bigrams of a text: pairs of neighbouring Chinese characters; words and numbers of other scripts whole."""
    found: set[str] = set()
    for run in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii():
            found.add(run[:16])
        elif len(run) == 1:
            found.add(run)
        else:
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(found)


def similarity(left: frozenset[str], right: frozenset[str]) -> int:
    """Dice's coefficient in thousandths: 1000 for equal sets, 0 for disjoint or empty ones."""
    if not left or not right:
        return 0
    return 2000 * len(left & right) // (len(left) + len(right))


def coverage(query: frozenset[str], text: frozenset[str]) -> int:
    """How much of a short query a longer text holds, in thousandths: 电梯 against a whole matter is 1000."""
    if not query:
        return 0
    return 1000 * len(query & text) // len(query)
