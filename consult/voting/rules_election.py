"""Checks a committee election held on paper: 居民委员会选举, law of 2025, article 19 [V:L1].

The system never counts such an election (secret booth, public count, result on the spot); it only checks the
figures that are filed. "超过三分之二" of the representatives is more than two thirds, unlike article 29.
"""

from enum import StrEnum
from typing import Final

from consult.voting.rules_share import Inequality, Share, measure


class ElectionBy(StrEnum):
    VOTERS = "voters"  # 全体选民
    HOUSEHOLDS = "households"  # 户的代表
    REPRESENTATIVES = "representatives"  # 居民代表 alone: committee members are not counted


TURNOUT: Final = {
    ElectionBy.VOTERS: Share(1, 2, strict=True),
    ElectionBy.HOUSEHOLDS: Share(1, 2, strict=True),
    ElectionBy.REPRESENTATIVES: Share(2, 3, strict=True),
}
_ELECTED: Final = Share(1, 2, strict=True)


def election_turnout(by: ElectionBy, *, entitled: int, voted: int) -> Inequality:
    """The election is valid where this holds."""
    return measure("turnout", voted, entitled, TURNOUT[by])


def election_majority(*, voted: int, votes: int) -> Inequality:
    """A candidate with `votes` is elected where this holds: more than half of those who voted."""
    return measure("elected", votes, voted, _ELECTED)
