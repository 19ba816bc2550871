"""What this stage writes to the ledger about a matter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from consult.kernel.act import Act


def write(
    a: Act,
    *,
    data: dict[str, Any] | None = None,
    reason: str = "",
    personal: bool = False,
    about: list[UUID] | None = None,
    behalf: UUID | None = None,
) -> None:
    """The entry of an act on a matter. A reason is public where an official gives it for a matter everybody may read;
    a resident's own words (`personal`), and any about a restricted matter, stand behind a commitment."""
    behind = personal or a.on.restricted
    public = {**(data or {}), **({"reason": reason} if reason and not behind else {})}
    a.entry(data=public, hidden={"reason": reason} if reason and behind else {}, about=about, behalf=behalf)
