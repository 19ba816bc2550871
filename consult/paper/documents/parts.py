"""What every document carries, and how it is signed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Head:
    """The identity of one document: printed at its head and in its footer (居务档案)."""

    number: str
    """文号 or number, e.g. 槐安议〔2026〕第3号."""
    community: str
    generated_at: datetime
    """Aware; also the time stamp inside the PDF."""
    version: int | None = None
    """版本: how often its words were set down anew, the first time included; None where that is not counted."""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One line of the signature block (签发、复核). Unsigned as long as `signed_at` is None."""

    role: str
    """In which office: 社区党组织书记, 居务监督委员会成员 …"""
    name: str
    signed_at: datetime | None = None
    text_hash: str = ""
    """SHA-256 (hex) of the text that was signed."""
