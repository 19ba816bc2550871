"""Drawing lots that anybody can repeat: 抽签，公布种子."""

import json
from collections.abc import Iterable
from hashlib import sha256


def draw(seed: str, occasion: str, tied: Iterable[str]) -> tuple[str, ...]:
    """`tied` in the order they are drawn, the first the best placed.

    Each gets the SHA-256 of the compact JSON list [seed, occasion, option]; the smallest comes first. The
    order in which they are handed in does not matter. The seed must not be known while anybody can still
    vote: take it from what closing fixes, such as the log's last head, and publish it.
    """
    return tuple(sorted(set(tied), key=lambda option: (_ticket(seed, occasion, option), option)))


def _ticket(seed: str, occasion: str, option: str) -> str:
    ticket = json.dumps([seed, occasion, option], ensure_ascii=False, separators=(",", ":"))
    return sha256(ticket.encode()).hexdigest()
