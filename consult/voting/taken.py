"""What the API of polls takes."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field

from consult.kernel.errors import invalid
from consult.kernel.http import Taken, TakenForm

from .refusals import not_sealed_to_fit
from .shapes import Means, Secrecy


class ScopeIn(Taken):
    kind: Literal["community", "compound", "grid", "building", "unit"]
    ids: list[UUID] = Field([], max_length=200)


class Prepare(Taken):
    motion: UUID
    secrecy: Secrecy = "named"
    means: Means = "ballots"
    force: Literal["", "binding", "advisory"] = ""
    unit: str = Field("", max_length=16)
    scope: ScopeIn | None = None
    closes_at: datetime | None = None
    at_most: int | None = Field(None, ge=1, le=100)
    budget_fen: int = Field(0, ge=0, le=10**12)


class CastIn(Taken):
    """`choice`: "yes" | "no" | "abstain", a list of option keys, or {option: score}; of a sealed poll `envelope`, base64."""

    choice: Any = None
    envelope: str | None = Field(None, max_length=100_000)
    right: UUID | None = None
    channel: Literal["phone", "kiosk"] = "phone"


class AssistIn(Taken):
    right: UUID
    choice: Any = None
    envelope: str | None = Field(None, max_length=100_000)
    witness: UUID


def envelope_of(given: CastIn | AssistIn) -> bytes | None:
    """The sealed ballot's bytes; None where the choice is sent as it is. Raises Refusal unless it is one of the two."""
    if len(given.model_fields_set & {"choice", "envelope"}) != 1:
        raise invalid("choice", "请选择一项", "Send a choice, or a sealed ballot")
    if given.envelope is None:
        return None
    try:
        return b64decode(given.envelope.encode("ascii"), validate=True)
    except ValueError:
        raise not_sealed_to_fit() from None


class CountIn(Taken):
    """A show of hands: either the three figures, or names ticked on the roll."""

    yes: int | None = Field(None, ge=0, le=100_000)
    no: int | None = Field(None, ge=0, le=100_000)
    abstain: int | None = Field(None, ge=0, le=100_000)
    ticked: dict[UUID, Literal["yes", "no", "abstain"]] | None = Field(None, max_length=5000)


class IssuePaper(Taken):
    rights: list[UUID] = Field(max_length=5000)


class TypedIn(Taken):
    """One typing of a batch. `ballots`: choices, with their numbers in a named poll."""

    batch: UUID
    returned: list[int] = Field(max_length=5000)
    ballots: list[Any] = Field(max_length=5000)
    invalid: int = Field(0, ge=0, le=5000)


class PollReason(Taken):
    reason: str = Field(max_length=500)


class UnopenableIn(PollReason):
    """`lost`: the custodians whose keys are gone, by their names."""

    lost: list[str] = Field(max_length=3)


class ProxyIn(TakenForm):
    """`checked`: both identity papers were seen and the signatures compared."""

    right: UUID
    agent: UUID
    checked: bool = False


class RevokeIn(Taken):
    proxy: UUID


class StrikeIn(PollReason):
    right: UUID


class DeclareIn(PollReason):
    """`right` once the roll is frozen; `person` before."""

    right: UUID | None = None
    person: UUID | None = None


class Figures(TakenForm):
    """Heads, and the same in cm² for an owners' rule."""

    source: str = Field(max_length=500)
    entitled: int = Field(ge=0, le=10**7)
    yes: int = Field(ge=0, le=10**7)
    no: int = Field(ge=0, le=10**7)
    abstain: int = Field(0, ge=0, le=10**7)
    invalid: int = Field(0, ge=0, le=10**7)
    entitled_cm2: int | None = Field(None, ge=0, le=10**15)
    yes_cm2: int = Field(0, ge=0, le=10**15)
    no_cm2: int = Field(0, ge=0, le=10**15)
    abstain_cm2: int = Field(0, ge=0, le=10**15)
    invalid_cm2: int = Field(0, ge=0, le=10**15)
