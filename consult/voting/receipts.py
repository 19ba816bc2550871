"""The receipt 存根: that a ballot is in, and never what was chosen."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consult.kernel.log import stamp
from consult.kernel.models import Head, LogEntry

from .models import Cast


@dataclass(frozen=True)
class Receipt:
    """Poll, place in its log, the leaf's prefix, and the signed head over it (docs/voting-evidence.md, section 9).

    `envelope`: of a sealed poll, the hash of what arrived.
    """

    poll: UUID
    seq: int
    leaf: str
    head: str
    channel: str
    envelope: str = ""

    @property
    def text(self) -> str:
        """Short enough to copy by hand: A1B2C3D4-17-ABCDEFGHIJKLMNOP."""
        return f"{self.poll.hex[:8].upper()}-{self.seq}-{self.leaf}"

    @property
    def full(self) -> str:
        """With the head: what the QR code holds. If the server ever shows another log, this proves it."""
        return f"CONSULT1:{self.poll.hex.upper()}:{self.seq}:{self.leaf}:{self.head}"

    def shown(self) -> dict[str, Any]:
        return {
            "code": self.text,
            "full": self.full,
            "poll": str(self.poll),
            "seq": self.seq,
            "leaf": self.leaf,
            "channel": str(self.channel),
            "envelope": self.envelope or None,
        }


def written(entry: LogEntry, head: Head) -> str:
    """What a register row keeps of its receipt: the leaf's prefix and the head, so that a repeat gets the very same."""
    at = stamp(head.at).replace("-", "").replace(":", "")
    root, signature = _base32(bytes.fromhex(head.root)), _base32(bytes.fromhex(head.signature))
    return f"{_base32(bytes(entry.leaf))[:16]} {head.size}:{root}:{at}:{signature}"


def receipt_of(kept: Cast) -> Receipt:
    leaf, _, head = kept.receipt.partition(" ")
    return Receipt(
        poll=kept.poll_id,
        seq=kept.log_seq or 0,
        leaf=leaf,
        head=head,
        channel=kept.channel,
        envelope=kept.envelope_hash,
    )


def _base32(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=")
