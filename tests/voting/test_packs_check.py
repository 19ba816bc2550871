"""`manage.py check` names a rule pack that asks less of a vote than the law, before a community votes under it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from consult.kernel.packs import PackError, build, codes, load
from consult.voting.checks import loosened, packs_only_tighten


def with_votes(**votes: Any) -> list[str]:
    pack = load("cn-2026")
    found = loosened(replace(pack, values={**pack.values, "votes": votes}))
    return [str(message.id) for message in found]


def test_the_packs_that_are_shipped_pass() -> None:
    assert "cn-2026" in codes()
    assert packs_only_tighten(None) == []


def test_a_stricter_rule_passes() -> None:
    assert with_votes(REP_MEETING_MAJ={"pass": "2/3"}) == []


def test_a_laxer_rule_is_named() -> None:
    assert with_votes(REP_MEETING_MAJ={"quorum": "1/2"}) == ["voting.E002"]


def test_a_rule_that_does_not_exist_is_named() -> None:
    assert with_votes(MAJORITY={"pass": "2/3"}) == ["voting.E001"]


def test_a_city_has_one_of_three_ways_with_owners_votes() -> None:
    given = {"title": "某市", "effective_from": load("cn-2026").effective_from, "extends": "cn-2026"}
    assert build("city", {**given, "owners_polls": "recorded"}).get("owners_polls") == "recorded"
    with pytest.raises(PackError, match="owners_polls"):
        build("city", {**given, "owners_polls": "maybe"})
