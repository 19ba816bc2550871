"""What this stage's API takes and answers: the frontend's types are generated from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from consult.kernel.http import Problem
from consult.people.api.shapes import Named

# Far above every limit of the verbs, whose refusals say how long a text may be; beyond this nobody is typing.
Text = Annotated[str, Field(max_length=20_000)]
Route = Literal["small", "large", "private", "government", "merge", "reject"]
Conclusion = Literal["listed", "returned", "not_listed"]
PetitionKind = Literal["adults", "households", "representatives", "reps_meeting"]
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


# --- taken ---


class Affected(Schema):
    kind: Literal["community", "grid", "building", "unit", "none"]
    ids: list[UUID] = Field(default=[], max_length=200)


class RaiseMatter(Schema):
    """`community` may be left out by whoever belongs to one. `affected` left out means the narrowest place named."""

    community: UUID | None = None
    title: Text
    text: Text
    category: Text
    grid: UUID | None = None
    building: UUID | None = None
    unit: UUID | None = None
    place_note: Text = ""
    affected: Affected | None = None
    owners_common: bool | None = None
    budget_fen: int | None = Field(default=None, ge=0, le=10**12)
    hide_name: bool = False
    wishes_to_join: bool = False
    wishes_to_help: bool = False
    photos: list[UUID] = Field(default=[], max_length=100)
    not_emergency: bool = False


class EnterMatter(RaiseMatter):
    """For somebody the community knows (`proposer`), or named here for the first time (`proposer_name`)."""

    proposer: UUID | None = None
    proposer_name: Text = ""


class Confirm(Schema):
    means: Literal["app", "sms", "in_person", "photo"]
    code: str = Field(default="", max_length=12)
    attested: bool = False
    photo: UUID | None = None


class GivenReason(Schema):
    reason: Text


class MaybeReason(Schema):
    reason: Text = ""


class Suggest(Schema):
    route: Route
    reason: Text = ""
    owners_common: bool | None = None
    budget_fen: int | None = Field(default=None, ge=0, le=10**12)


class Whither(Schema):
    """Where a matter goes, and what that route needs to know."""

    route: Route
    reason: Text = ""
    owners_common: bool | None = None
    budget_fen: int | None = Field(default=None, ge=0, le=10**12)
    grid: UUID | None = None
    merge_into: UUID | None = None
    refer_to: Text = ""
    body: UUID | None = None
    due: date | None = None
    restrict: bool = False


class Dispute(Schema):
    route: Route
    reason: Text


class Reassign(Schema):
    reason: Text
    grid: UUID | None = None
    refer_to: Text = ""
    body: UUID | None = None
    due: date | None = None


class Handle(Schema):
    result: Text
    photos: list[UUID] = Field(max_length=100)


class Escalate(Schema):
    """`building` or `grid`: what turned out to be touched as well."""

    reason: Text
    building: UUID | None = None
    grid: UUID | None = None


class Delegate(Schema):
    reason: Text
    grid: UUID | None = None


class AnswerText(Schema):
    text: Text


class Opine(Schema):
    favours: bool
    text: Text


class Checks(Schema):
    political: bool
    legal: bool
    public_good: bool
    feasible: bool


class Admit(Schema):
    reason: Text
    checks: Checks
    forms: list[str] = Field(default=[], max_length=20)
    needs_meeting: bool = False
    needs_lawyer: bool = False


class NotAdmitted(Schema):
    reason: Text
    checks: Checks


class Revise(Schema):
    title: Text
    text: Text
    note: Text = ""


class Again(Schema):
    ground: Text = ""
    plan: Text = ""


class Rehear(Schema):
    """`route` only where it is upheld; without one the matter is routed anew."""

    upheld: bool
    decision: Text
    route: Literal["", "small", "large", "private", "government", "reject"] = ""
    grid: UUID | None = None
    refer_to: Text = ""
    body: UUID | None = None


class HearAppeal(Schema):
    upheld: bool
    decision: Text


class StartPetition(Schema):
    kind: PetitionKind
    text: Text


# --- answered ---


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
    """Something the reader is asked to take part in: a matter, or what a later stage adds."""

    kind: Literal["matter", "session", "poll", "resolution", "order", "notice"]
    id: UUID
    number: str
    title: str
    stage: str
    sentence: str
    sentence_en: str
    due: datetime | None
    rail: list[RailStop]
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
