"""What the API of this stage takes and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from consult.kernel.http import Problem, Taken


class PlaceName(Schema):
    id: UUID
    name: str


class MatterName(Schema):
    id: UUID
    number: str
    title: str


class PublicDuty(Schema):
    """A row of the responsibility list as everybody reads it: without a person's name."""

    position: int
    what: str
    party: str
    deadline: date | None
    money: str
    standard: str


class DutyRow(PublicDuty):
    person_name: str
    owner: UUID | None


class SignatureShown(Schema):
    """`signature` is the server's Ed25519 (hex, by `key`) over hash, office and time: tamper evidence, no legal seal.

    `office` is as it was signed.
    """

    act: str
    office: str
    office_en: str
    name: str
    at: datetime
    sha256: str
    signature: str
    key: str


class ObjectionShown(Schema):
    id: UUID
    stage: str
    name: str
    mine: bool
    text: str
    at: datetime
    answer_by: date
    overdue: bool
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    review_asked: bool
    review_reason: str
    review: str
    reviewed_by: str | None
    reviewed_at: datetime | None
    allowed: list[str]
    blocked: dict[str, Problem]


class MotionWords(Schema):
    title: str
    who: str
    when: str
    what: str


class SessionLine(Schema):
    form: str
    title: str
    held_on: date
    place: str
    outcome: str


class ParticipantLine(Schema):
    part: str
    members: str


class LegalityShown(Schema):
    text: str
    by: str
    on: date


class ResolutionText(Schema):
    """The words of a resolution, as they are or will be frozen."""

    motion: MotionWords | None
    tally: str
    sessions: list[SessionLine]
    participants: list[ParticipantLine]
    consensus: list[str]
    reservations: list[str]
    legality: LegalityShown | None
    party_study_on: date | None
    decided_on: date
    rights: list[str]


class BoardRow(Schema):
    """`state` is the stage, or `unsigned`; `zh` and `en` say it in a sentence. `days_left` counts today."""

    id: UUID
    community: PlaceName
    number: str
    title: str
    kind: str
    state: str
    zh: str
    en: str
    decided_on: date
    sign_by: date
    published_on: date | None
    until: date | None
    days_left: int | None
    allowed: list[str]


class BoardPage(Schema):
    items: list[BoardRow]
    next: str | None


class BoardItem(BoardRow):
    """A printed notice. `issuer` is whose seal belongs on the paper (盖章处); `poll` is whose evidence anybody may check."""

    matter: MatterName
    poll: UUID | None
    issuer: str
    text: ResolutionText
    duties: list[PublicDuty]
    takes_effect: str
    refusal: str
    filing_number: str
    sha256: str
    signatures: list[SignatureShown]
    objections: list[ObjectionShown]
    office_phone: str
    supervision_phone: str
    url: str
    blocked: dict[str, Problem]


class ResolutionRow(Schema):
    id: UUID
    matter: MatterName
    number: str
    title: str
    kind: str
    state: str
    zh: str
    en: str
    decided_at: datetime
    sign_by: date
    published_on: date | None
    until: date | None
    days_left: int | None
    objections_open: int
    allowed: list[str]


class ResolutionRows(Schema):
    items: list[ResolutionRow]
    next: str | None


class Evidence(Schema):
    """What stands in the margin while it is signed."""

    session: PlaceName | None
    poll: UUID | None
    verdict: str
    counts: dict[str, Any]
    party_study_on: date | None
    legality_favourable: bool | None
    needs_countersign: bool
    empty: list[dict[str, Any]]


class ResolutionPage(ResolutionRow):
    """`text_sha256` is of the text as it stands here; `sha256` of what was signed."""

    text: ResolutionText
    supervisor_name: str
    needs_filing: bool
    filing_number: str
    waits: bool
    duties: list[DutyRow]
    evidence: Evidence
    refusal: str
    sha256: str
    text_sha256: str
    signatures: list[SignatureShown]
    objections: list[ObjectionShown]
    url: str
    blocked: dict[str, Problem]


class WordsIn(Taken):
    title: str = Field(max_length=80)
    consensus: list[str] = Field(default_factory=list, max_length=30)
    reservations: list[str] = Field(default_factory=list, max_length=30)
    supervisor_name: str = Field("", max_length=60)
    needs_filing: bool = False


class DutyIn(Taken):
    """`position` of the row to rewrite; without one a row is added."""

    position: int | None = None
    what: str = Field("", max_length=200)
    party: str = Field("", max_length=24)
    person_name: str = Field("", max_length=60)
    owner: UUID | None = None
    deadline: date | None = None
    money: str = Field("", max_length=60)
    standard: str = Field("", max_length=200)


class PositionIn(Taken):
    position: int


class SeenIn(Taken):
    """`seen`: the hash of the text on the screen (`text_sha256`), as its page gave it."""

    seen: str = Field(min_length=64, max_length=64)


class LegalityIn(SeenIn):
    favourable: bool
    opinion: str = Field(max_length=1000)


class ReasonIn(Taken):
    reason: str = Field(max_length=1000)


class FilingIn(Taken):
    filing_number: str = Field(max_length=40)


class AnswerIn(Taken):
    answer: str = Field(max_length=1000)


class ReviewIn(Taken):
    upheld: bool
    finding: str = Field(max_length=1000)
