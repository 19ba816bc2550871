"""What the law and the rules say of households, terms and incompatible offices: plain functions over plain values."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from enum import Enum
from typing import TypeVar

P = TypeVar("P", bound=Hashable)

# 居民委员会成员: the committee of the law, not those who work for it.
COMMITTEE = frozenset({"committee_member", "committee_deputy", "committee_director"})
# 《城市居民委员会组织法》第八条: five to nine members.
COMMITTEE_SIZE = (5, 9)
# Of which a community has one at a time.
SINGLE = frozenset({"party_secretary", "committee_director"})
# 第十三条: one representative for every 20 to 50 households.
HOUSEHOLDS_A_REPRESENTATIVE = (20, 50)


class Naming(Enum):
    """How the adults of a household stand about who represents them (rules.md: 户代表由户内成年人共同指定)."""

    AGREED = "agreed"
    AT_ODDS = "at_odds"
    TOO_FEW = "too_few"


def named_by(adults: Collection[P], said: Mapping[P, P]) -> tuple[Naming, P | None]:
    """Whom the confirmed adults of a household name together: all who answered the same, and at least half answered.

    `said` maps an adult to whom they named. Words of or for somebody who is no confirmed adult of it do not count.
    """
    words = {adult: named for adult, named in said.items() if adult in adults and named in adults}
    if len(set(words.values())) > 1:
        return Naming.AT_ODDS, None
    if not words or len(words) * 2 < len(adults):
        return Naming.TOO_FEW, None
    (named,) = set(words.values())
    return Naming.AGREED, named


def clash(role: str, *, own: Collection[str], of_kin: Collection[str]) -> str | None:
    """Which prohibition keeps somebody from taking `role`, given their own roles and those of their close kin.

    `supervises_itself`, `supervises_kin`: 第三十六条, members of the committee and their close kin may not supervise it.
    `kin_in_committee`: 第八条, close kin may not sit in one committee.
    """
    own_committee, kin_committee = COMMITTEE & set(own), COMMITTEE & set(of_kin)
    if role == "supervisor":
        if own_committee:
            return "supervises_itself"
        return "supervises_kin" if kin_committee else None
    if role in COMMITTEE:
        if "supervisor" in own:
            return "supervises_itself"
        if "supervisor" in of_kin:
            return "supervises_kin"
        return "kin_in_committee" if kin_committee else None
    return None


def committee_size_usual(members: int) -> bool:
    """第八条. A figure to warn by: vacancies happen, and no seat is refused for it."""
    least, most = COMMITTEE_SIZE
    return least <= members <= most


def representatives_usual(representatives: int, households: int) -> bool:
    """第十三条, as a figure to warn by."""
    least, most = HOUSEHOLDS_A_REPRESENTATIVE
    return representatives > 0 and least * representatives <= households <= most * representatives
