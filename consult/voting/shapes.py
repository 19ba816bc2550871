"""What polls look like over HTTP: every body and every answer, from which the screens' types are generated."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from consult.kernel.errors import invalid
from consult.kernel.http import Done, Problem, Taken

from .refusals import not_sealed_to_fit

Stage = Literal["prepared", "open", "shut", "closed", "unopenable", "void"]
Secrecy = Literal["named", "hidden", "sealed"]
Means = Literal["ballots", "hands_counted", "hands_named", "official"]
Force = Literal["binding", "advisory", "recorded"]
Channel = Literal["phone", "kiosk", "paper", "assisted", "hands"]


class ChoiceOut(Schema):
    key: str
    label: str
    label_en: str
    cost_fen: int | None


class RuleTitle(Schema):
    zh: str
    en: str


class ResultRow(Schema):
    key: str
    label: str
    label_en: str
    count: int
    area_cm2: int | None


class Inequality(Schema):
    """`left op right`, multiplied crosswise: 15×2 > 28×1 is 30 > 28.

    Of a secret vote weighed by area `left` is not said, but the per cents it lies `between`.
    """

    name: str
    left: int | None
    op: str
    right: int
    holds: bool
    between: list[int] | None = None


class ResultOut(Schema):
    verdict: Literal["PASSED", "FAILED", "INQUORATE", "ORDERED"]
    force: Force
    sentence: str
    sentence_en: str
    rows: list[ResultRow]
    first: list[str]
    entitled: int
    present: int
    present_on_site: int
    cast: int
    recused: int
    struck: int
    proxies: int | None
    inequalities: list[Inequality]
    seed: str


class PollRow(Schema):
    id: UUID
    number: str
    title: str
    session: UUID
    matter: UUID
    motion: UUID
    stage: Stage
    rule: str
    rule_title: RuleTitle
    article: str
    article_en: str
    ballot: str
    secrecy: Secrecy
    means: Means
    force: Force
    choices: list[ChoiceOut]
    adopts: list[str]
    may_choose: int | None
    entitled: int
    present: int
    present_on_site: int
    prepared_at: datetime
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    result: ResultOut | None
    allowed: list[str]


class PollRows(Schema):
    items: list[PollRow]
    next: str | None


class ReceiptOut(Schema):
    """存根: `code` is what is copied by hand, `full` what the QR code holds; nothing here says what was chosen.

    `envelope`: of a sealed poll, the hash of the envelope that arrived.
    """

    code: str
    full: str
    poll: UUID
    seq: int
    leaf: str
    channel: Channel
    envelope: str | None


class ProxyOut(Schema):
    """书面委托: by whom this right may be used beside its holder; `used`: it was."""

    id: UUID
    agent: str
    at: datetime
    used: bool


class MyRight(Schema):
    """One of my rights. `usable`: it can be cast now, with a phone. `behalf`: it is somebody else's, and I am their agent."""

    right: UUID
    label: str
    usable: bool
    paper: bool
    conflict: str
    struck: str
    present: bool
    channel: Channel | None
    receipt: ReceiptOut | None
    behalf: bool
    proxy: ProxyOut | None


class MotionText(Schema):
    id: UUID
    number: str
    title: str
    who: str
    when: str
    what: str
    page: dict[str, str]


class PaperAccount(Schema):
    issued: int
    returned: int
    valid: int
    invalid: int
    unreturned: int


class Batch(Schema):
    id: UUID
    number: int
    state: Literal["issued", "entered", "differs", "confirmed"]
    numbers: list[int]
    issued_at: datetime
    entered_by: UUID | None
    confirmed_by: UUID | None


class PollDesk(Schema):
    paper: PaperAccount
    batches: list[Batch]


class BoxOut(Schema):
    """密封票箱: what a ballot is sealed to, who keeps the key, and how far the box is.

    `length` is a ballot's before it is sealed, `fingerprint` what custodians read out in the hall, `rehearsed_by` the pairs
    who have opened a test ballot, `sealed` how many envelopes wait to be opened once the box is shut.
    """

    key: str
    length: int
    fingerprint: str
    custodians: list[str]
    rehearsed_by: list[list[str]]
    sealed: int | None
    malformed: int


class Warn(Schema):
    zh: str
    en: str


class Revote(Schema):
    id: UUID
    number: str


class SecrecyRow(Schema):
    """How secret a motion's vote may be. `why` it may not, and what to do instead, where it may not."""

    secrecy: Secrecy
    why: Problem | None


class Secrecies(Schema):
    items: list[SecrecyRow]


class ScopeOut(Schema):
    kind: Literal["community", "compound", "grid", "building", "unit"]
    ids: list[UUID]


class PollPage(PollRow):
    unit: str
    scope: ScopeOut
    budget_fen: int
    rule_sentence: str
    rule_sentence_en: str
    secrecy_sentence: str
    secrecy_sentence_en: str
    secrecy_warnings: list[Warn]
    box: BoxOut | None
    revote: Revote | None
    revote_of: Revote | None
    motion_text: MotionText
    turnout: int
    mine: list[MyRight]
    desk: PollDesk | None
    blocked: dict[str, Problem]


class RollRow(Schema):
    id: UUID
    number: int
    label: str
    used: Channel | None
    paper: bool
    present: bool
    on_site: bool
    struck: str
    conflict: str
    area_cm2: int
    proxy: ProxyOut | None


class Roll(Schema):
    items: list[RollRow]
    next: str | None


class BallotRow(Schema):
    number: int
    label: str
    channel: Channel | None
    choice: Any
    invalid: bool
    conflict: str
    struck: str


class Ballots(Schema):
    items: list[BallotRow]
    next: str | None


class HeadOut(Schema):
    """A signed head of the poll's log (docs/voting-evidence.md)."""

    log: UUID
    size: int
    root: str
    at: str
    key: str
    signature: str


class Software(Schema):
    name: str
    sha256: str
    python: str


class EvidencePage(Schema):
    """What anybody may see of a poll, signed in or not."""

    id: UUID
    number: str
    title: str
    what: str
    community: str
    stage: Stage
    rule_title: RuleTitle
    article: str
    article_en: str
    rule_sentence: str
    rule_sentence_en: str
    secrecy: Secrecy
    secrecy_sentence: str
    secrecy_sentence_en: str
    means: Means
    force: Force
    entitled: int
    present: int
    turnout: int
    choices: list[ChoiceOut]
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    roll_root: str
    software: Software
    head: HeadOut
    result: ResultOut | None


class LeafOut(Schema):
    """`leaf` is empty where the entry is not public yet."""

    seq: int
    leaf: str


class OpenedRow(Schema):
    """A ballot out of a sealed box, by its personal code."""

    code: str
    choice: Any


class MalformedRow(Schema):
    """What was no ballot: by its envelope, or by the code that stood in it."""

    envelope: str | None = None
    code: str | None = None
    why: Literal["cannot_be_opened", "not_a_ballot", "not_a_choice"]


class OpenedBallots(Schema):
    items: list[OpenedRow]
    next: str | None
    malformed: list[MalformedRow]


class CastDone(Schema):
    receipt: ReceiptOut


class BatchDone(Done):
    facts: dict[str, str] = {}


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


class ProxyIn(Schema):
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


class Figures(Schema):
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
