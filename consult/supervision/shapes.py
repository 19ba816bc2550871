"""What the API of this stage takes and answers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from consult.kernel.http import Problem, Taken


class OrderMatter(Schema):
    id: UUID
    number: str
    title: str


class OrderRow(Schema):
    """`overdue` is yellow, orange, red or empty; `zh` and `en` say where it stands, or how late it is."""

    id: UUID
    number: str
    title: str
    stage: str
    matter: OrderMatter
    owner_name: str
    deadline: date
    overdue: str
    zh: str
    en: str
    issued_at: datetime
    allowed: list[str]


class OrderRows(Schema):
    items: list[OrderRow]
    next: str | None


class OrderPhoto(Schema):
    id: UUID
    url: str
    thumb_url: str


class OrderProgress(Schema):
    at: datetime
    by: str
    text: str
    photos: list[OrderPhoto]


class OrderExtension(Schema):
    asked_at: datetime
    until: date
    reason: str
    granted: bool | None
    decided_by: str | None
    decided_at: datetime | None


class OrderInspection(Schema):
    at: datetime
    inspector: str
    finding: str
    passed: bool
    photos: list[OrderPhoto]


class OrderPage(OrderRow):
    resolution: UUID | None
    resolution_number: str
    rectification: UUID | None
    party: str
    money: str
    standard: str
    issued_by: str
    verified_by: str | None
    closed_by: str | None
    progress: list[OrderProgress]
    extensions: list[OrderExtension]
    inspections: list[OrderInspection]
    blocked: dict[str, Problem]


class IssueOrders(Taken):
    """Either a resolution, for all its duties without an order, or a rectification with its measure."""

    resolution: UUID | None = None
    rectification: UUID | None = None
    what: str = Field("", max_length=200)
    owner_name: str = Field("", max_length=60)
    owner: UUID | None = None
    deadline: date | None = None
    standard: str = Field("", max_length=200)


class ProgressIn(Taken):
    text: str = Field(max_length=500)
    photos: list[UUID] = Field(default_factory=list, max_length=9)


class ExtensionIn(Taken):
    until: date
    reason: str = Field(max_length=300)


class DecisionIn(Taken):
    granted: bool


class FindingIn(Taken):
    finding: str = Field(max_length=500)
    photos: list[UUID] = Field(default_factory=list, max_length=9)


class InspectionIn(FindingIn):
    passed: bool


class SendBackIn(Taken):
    reason: str = Field(max_length=500)
    photos: list[UUID] = Field(default_factory=list, max_length=9)


class EvaluationIn(Taken):
    """`satisfied` and each of `dimensions` (smile, speed, standard, sincere, satisfied) from 1 to 5."""

    responded: bool
    resolved: bool
    satisfied: int = Field(ge=1, le=5)
    dimensions: dict[str, int] = Field(default_factory=dict, max_length=5)
    why_not: str = Field("", max_length=500)
    may_call_back: bool = False


class EvaluationRates(Schema):
    """三率 in permille."""

    responded: int
    resolved: int
    satisfied: int


class DimensionMean(Schema):
    """`mean` in tenths of a point, cut off; 0 where nobody answered."""

    key: str
    answers: int
    mean: int


class RoundShown(Schema):
    """Its figures are shown once it is over (or to who oversees it): one answer alone would tell who gave it."""

    number: int
    opened_at: datetime
    until: date
    judged: bool
    asked: int
    answers: int
    rates: EvaluationRates | None
    levels: list[int]
    dimensions: list[DimensionMean]
    third_party: int
    reasons: list[str]


class RectificationShown(Schema):
    id: UUID
    round: int
    trigger: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    orders: list[str]


class EvaluationSummary(Schema):
    matter: OrderMatter
    stage: str
    threshold: int
    rounds: list[RoundShown]
    rectifications: list[RectificationShown]
    answered: bool
    allowed: list[str]
    blocked: dict[str, Problem]


class ArchiveShown(Schema):
    """`key` is the public key (hex) the archive's head and seal are by."""

    sha256: str
    bytes: int
    at: datetime
    by: str
    key: str
    url: str


class OrderCounts(Schema):
    issued: int
    under_way: int
    reported: int
    verified: int
    closed: int
    yellow: int
    orange: int
    red: int


class OversightCounts(Schema):
    orders: OrderCounts
    matters: dict[str, int]
    unsigned: int
    posted: int
    objections_open: int
    objections_overdue: int
    reviews_asked: int
    extensions_asked: int
    rectifications_open: int


class ToIssue(Schema):
    """A resolution whose duties may be carried out and have no orders yet."""

    id: UUID
    number: str
    title: str
    matter: OrderMatter
    duties: int
    may_issue: bool


class RectificationRow(Schema):
    id: UUID
    matter: OrderMatter
    trigger: str
    opened_at: datetime
    orders: int
    may_issue: bool


class Oversight(Schema):
    counts: OversightCounts
    overdue: list[OrderRow]
    to_inspect: list[OrderRow]
    to_issue: list[ToIssue]
    rectifications: list[RectificationRow]


class LedgerCommunity(Schema):
    id: UUID
    name: str


class SignedHead(Schema):
    """`signature` is Ed25519 (hex) over the canonical JSON of log, size, root and at."""

    log: str
    size: int
    root: str
    at: str
    key: str
    signature: str


class LedgerShown(Schema):
    community: LedgerCommunity
    head: SignedHead | None


class LedgersShown(Schema):
    """`fingerprint` is the first 16 bytes of the key's SHA-256, in groups to be read aloud."""

    algorithm: str
    key: str
    fingerprint: str
    items: list[LedgerShown]
    next: str | None
