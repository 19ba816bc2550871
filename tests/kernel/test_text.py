"""What people write, as it is kept."""

from __future__ import annotations

import bleach
import nh3
import pytest

from consult.kernel.errors import Refusal
from consult.kernel.text import plain


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("电梯老是停", "电梯老是停"),
        (" 第一行\r\n第二行\r", "第一行\n第二行"),
        ("e\u0301", "\u00e9"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("<b>粗</b><script>alert(1)</script>", "粗alert(1)"),
        ("&lt;script&gt;x&lt;/script&gt;", "x"),
        ("&amp;lt;b&amp;gt;x", "x"),
        ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
        ("物业&业委会", "物业&业委会"),
    ],
)
def test_what_is_kept_is_plain_text(written: str, kept: str) -> None:
    assert plain(written, field="text", limit=100) == kept


@pytest.mark.parametrize(("written", "limit"), [("", 10), (" \u200b\n", 10), ("<br>", 10), ("太长了", 2)])
def test_nothing_and_too_much_are_refused_by_the_name_of_the_field(written: str, limit: int) -> None:
    with pytest.raises(Refusal) as refused:
        plain(written, field="title", limit=limit)
    assert (refused.value.code, refused.value.facts) == ("invalid", {"field": "title"})


def test_neither_cleaner_changes_what_holds_no_markup() -> None:
    """So that it need not be given to them: of every character there is, but for the three that make markup."""
    every = (chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    kept = plain("".join(one for one in every if one not in "<>&"), field="text", limit=0x110000)
    assert len(kept) > 1_000_000
    assert bleach.clean(kept, tags=set(), strip=True) == kept
    assert nh3.clean(kept, tags=set()).replace("&nbsp;", "\u00a0") == kept
