"""What polls look like over HTTP, from which the screens' types are generated; what is public of them stands in
`shapes_evidence.py`, what they take in `taken.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from consult.kernel.http import Done, Problem

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


class CastDone(Schema):
    receipt: ReceiptOut


class BatchDone(Done):
    facts: dict[str, str] = {}
