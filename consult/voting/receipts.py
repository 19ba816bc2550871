"""The receipt 存根: that a ballot is in, and never what was chosen."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consult.kernel.models import LogEntry

from .models import Cast


@dataclass(frozen=True)
class Receipt:
    """Poll, place in its log, the leaf's prefix, and the signed head the ballot was written under."""

    poll: UUID
    seq: int
    leaf: str
    head: str
    channel: str

    @property
    def text(self) -> str:
        """Short enough to copy by hand: A1B2C3D4-17-ABCDEFGHIJKLMNOP."""
        return f"{str(self.poll)[:8]}-{self.seq}-{self.leaf}"

    def shown(self) -> dict[str, Any]:
        return {
            "code": self.text,
            "poll": str(self.poll),
            "seq": self.seq,
            "leaf": self.leaf,
            "head": self.head,
            "channel": str(self.channel),
        }


def leaf_prefix(entry: LogEntry) -> str:
    """The first 16 characters of the leaf's hash in base32."""
    return b32encode(bytes(entry.leaf)).decode()[:16]


def receipt_of(kept: Cast) -> Receipt:
    leaf, _, head = kept.receipt.partition(" ")
    return Receipt(poll=kept.poll_id, seq=kept.log_seq or 0, leaf=leaf, head=head, channel=kept.channel)
