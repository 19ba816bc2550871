"""A vote of owners in which somebody else may press for them."""

from __future__ import annotations

from typing import Any

from consult.voting import proxying
from consult.voting.models import Proxy, VotingRight
from tests.voting.made import DESK, Vote, opened
from tests.world import World

OWNER, AGENT, OTHER, THIRD = "王阿姨", "石律师", "委员老陈", "督查老丁"


def letter(number: int = 1) -> bytes:
    return b"%PDF-1.7 " + f"授权委托书 第 {number} 份".encode()


def of_owners(world: World, **how: Any) -> Vote:
    """An owners' assembly of 36 parties; the first votes by 王阿姨."""
    return opened(world, **{"form": "owners_assembly", "rule": "OWNERS_MAJ", "seated": (), **how})


def nth(vote: Vote, number: int) -> VotingRight:
    return VotingRight.objects.get(poll=vote.poll, number=number)


def given(vote: Vote, number: int = 1, *, agent: str = AGENT, **how: Any) -> Proxy:
    """A letter recorded for this number of the roll."""
    asked: dict[str, Any] = {
        "actor": vote.actor(DESK),
        "poll": vote.poll,
        "right": nth(vote, number),
        "agent": vote.world.people[agent].pk,
        "checked": True,
        "file": letter(number),
    }
    return proxying.record(**{**asked, **how})
