"""What this stage's API answers: the frontend's types are generated from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from consult.kernel.http import Problem
from consult.people.api.shapes import Named

from .schemas_in import PetitionKind

Conclusion = Literal["listed", "returned", "not_listed"]
Station = Literal[
    "raise",
    "accept",
    "review",
    "notice",
    "discuss",
    "vote",
    "resolve",
    "publish",
    "carry_out",
    "evaluate",
    "archive",
]


class RailStop(Schema):
    station: Station
    state: Literal["done", "current", "to_come", "passed_by"]
    at: datetime | None
    due: datetime | None
    reason: str | None
    reason_en: str | None


class MatterRow(Schema):
    """A matter in a list. `waits_for` names the reader's roles it waits for, in the inbox."""

    kind: Literal["matter"]
    id: UUID
    number: str
    title: str
    category: str
    stage: str
    tier: Literal["small", "large"] | None
    urgent: bool
    raised_at: datetime
    sentence: str
    sentence_en: str
    due: datetime | None
    rail: list[RailStop]
    endorsements: int
    waits_for: list[str]
    allowed: list[str]


class MatterRows(Schema):
    items: list[MatterRow]
    next: str | None


class WaitingRow(Schema):
    """Something the reader is asked to take part in: a matter, or what a later stage adds. `room`: a session sits there now."""

    kind: Literal["matter", "session", "poll", "resolution", "order", "notice"]
    id: UUID
    number: str
    title: str
    stage: str
    sentence: str
    sentence_en: str
    due: datetime | None
    rail: list[RailStop]
    room: UUID | None = None
    allowed: list[str]


class GridMoves(Schema):
    id: UUID
    name: str
    items: list[MatterRow]


class Home(Schema):
    waiting: list[WaitingRow]
    grid: GridMoves | None
    raised: list[MatterRow]
    allowed: list[str]


class DeskWaiting(Schema):
    """By the desk's places, in the order of its rail."""

    inbox: int
    topics: int
    sessions: int
    rooms: int
    polls: int
    resolutions: int
    notices: int
    orders: int
    evaluation: int
    archive: int


class SimilarMatter(Schema):
    """`similarity` in thousandths."""

    id: UUID
    number: str
    title: str
    stage: str
    similarity: int
    endorsements: int
    allowed: list[str]


class Similar(Schema):
    items: list[SimilarMatter]


class PhotoOut(Schema):
    id: UUID
    url: str
    thumb_url: str
    purpose: str


class TimelineEntry(Schema):
    at: datetime
    verb: str
    actor: str
    actor_en: str
    text: str
    text_en: str
    reason: str | None
    reason_en: str | None


class Document(Schema):
    name: str
    name_en: str
    url: str


class Link(Schema):
    kind: str
    id: UUID
    name: str
    name_en: str


class Mine(Schema):
    raised: bool
    entered: bool
    endorsed: bool
    touched: bool


class Suggestion(Schema):
    route: str
    rule: str
    why: str
    why_en: str


class Review(Schema):
    conclusion: Conclusion
    reason: str
    checks: dict[str, bool]
    forms: list[str]
    needs_meeting: bool
    needs_lawyer: bool
    reviewer: str
    at: datetime


class Opinion(Schema):
    person: str
    favours: bool
    text: str
    at: datetime


class ReferralOut(Schema):
    to: str
    due: date | None
    at: datetime
    answer: str | None
    answered_at: datetime | None


class ContestOut(Schema):
    kind: Literal["route", "review"]
    reason: str
    at: datetime
    upheld: bool | None
    decision: str | None
    decided_by: str | None
    decided_at: datetime | None


class PetitionOut(Schema):
    id: UUID
    kind: PetitionKind
    by: str
    by_en: str
    stage: str
    text: str
    base: int
    needed: int
    signed: int
    started_at: datetime
    allowed: list[str]


class MatterPage(Schema):
    id: UUID
    number: str
    title: str
    text: str
    category: str
    place: str
    grid: Named | None
    affected: dict[str, Any]
    stage: str
    tier: Literal["small", "large"] | None
    route: str | None
    urgent: bool
    restricted: bool
    disputed: bool
    owners_common: bool | None
    owners_decision: bool
    petition_obliged: bool
    budget_fen: int | None
    merged_into: Named | None
    raised_by: str
    entered_by: str | None
    raised_at: datetime
    sentence: str
    sentence_en: str
    due: datetime | None
    rail: list[RailStop]
    timeline: list[TimelineEntry]
    endorsements: int
    mine: Mine
    photos: list[PhotoOut]
    documents: list[Document]
    links: list[Link]
    suggestion: Suggestion | None
    reviews: list[Review]
    opinions: list[Opinion]
    referrals: list[ReferralOut]
    contests: list[ContestOut]
    petitions: list[PetitionOut]
    allowed: list[str]
    blocked: dict[str, Problem]
