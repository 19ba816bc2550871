"""A pack may be stricter than the law, never laxer."""

from __future__ import annotations

from datetime import date

import pytest

from consult.kernel import packs


def child(**own: object) -> packs.Pack:
    return packs.build(
        "test", {"title": "试", "effective_from": date(2026, 1, 1), "extends": "cn-2026", **own}
    )


def test_a_pack_inherits_and_may_be_stricter() -> None:
    pack = child(publication_days=20, notice_days={"round_table": 5})
    assert pack.number("publication_days") == 20
    assert pack.number("notice_days.round_table") == 5
    assert pack.number("notice_days.residents_meeting") == 10


@pytest.mark.parametrize(
    ("own", "article"),
    [
        ({"publication_days": 14}, "第三十四条"),
        ({"notice_days": {"residents_meeting": 9}}, "第二十六条"),
        ({"notice_days": {"owners_assembly": 14}}, "第十四条"),
        ({"petition": {"adults_share": 11}}, "第二十六条"),
        ({"petition": {"reps_meeting_share": 21}}, "第二十八条"),
    ],
)
def test_a_laxer_pack_is_refused_with_the_article(own: dict[str, object], article: str) -> None:
    with pytest.raises(packs.PackError, match=article):
        child(**own)


def test_a_misspelt_key_is_refused_and_not_ignored() -> None:
    with pytest.raises(packs.PackError, match="unknown key"):
        child(publication_dayz=20)
