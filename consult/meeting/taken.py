"""What this stage's API takes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from consult.intake.schemas_in import Affected

PointKind = Literal[
    "consensus",
    "reservation",
    "concern",
    "statement",
    "question",
    "conclusion",
    "position",
    "settlement",
    "commitment",
    "rectification",
]


class SignIn(Schema):
    mode: str = Field("online", pattern="^(online|on_site)$")
    person: UUID | None = None


class Somebody(Schema):
    person: UUID | None = None


class Raise(Schema):
    stance: str = Field(max_length=20)
    person: UUID | None = None


class NextIn(Schema):
    entry: UUID | None = None


class Hold(Schema):
    resume: bool = False


class Extend(Schema):
    seconds: int


class Why(Schema):
    reason: str = Field(max_length=500)


class RemarkIn(Schema):
    text: str = Field(max_length=2000)
    stance: str = Field("", max_length=12)
    person: UUID | None = None
    on_paper: bool = False


class PointIn(Schema):
    kind: PointKind
    text: str = Field(max_length=2000)
    person: UUID | None = None


class NamedPerson(Schema):
    person: UUID


class NamedWhy(Schema):
    person: UUID
    reason: str = Field(max_length=500)


class Item(Schema):
    item: UUID


class CriterionIn(Schema):
    text: str = Field(max_length=200)
    weight: int


class CallIn(Schema):
    text: str = Field(max_length=4000)
    closes_at: datetime
    criteria: list[CriterionIn] = Field(max_length=20)
    reviewers_percent: int = 50
    budget_fen: int | None = None


class ProposalWords(Schema):
    title: str = Field(max_length=400)
    who: str = Field(max_length=400)
    when: str = Field(max_length=400)
    what: str = Field(max_length=4000)
    cost_fen: int | None = None


class SubmitProposal(ProposalWords):
    session: UUID
    proposer: UUID | None = None


class AmendProposal(Schema):
    title: str = Field("", max_length=400)
    who: str = Field("", max_length=400)
    when: str = Field("", max_length=400)
    what: str = Field("", max_length=4000)
    cost_fen: int | None = None
    reason: str = Field("", max_length=1000)


class MergeProposal(Schema):
    into: UUID
    agreed: bool = False


class ScoreIn(Schema):
    proposal: UUID
    points: dict[str, int] = Field(max_length=20)
    person: UUID | None = None


class TellIn(Schema):
    text: str = Field(max_length=2000)
    person: UUID | None = None


class NoteIn(Schema):
    """`person_name` for somebody the community does not know yet."""

    text: str = Field(max_length=2000)
    person: UUID | None = None
    person_name: str = Field("", max_length=100)


class BringIn(Schema):
    room: UUID


class GroupIn(Schema):
    label: str = Field(max_length=200)
    category: str = Field(max_length=40)


class RaiseConcernIn(Schema):
    title: str = Field("", max_length=300)
    category: str = Field("", max_length=40)
    affected: Affected | None = None


class KeepIn(Schema):
    reason: str = Field("", max_length=1000)


class OpinionIn(Schema):
    text: str = Field(max_length=4000)
    person: UUID | None = None


class AnswerIn(Schema):
    text: str = Field(max_length=4000)


class PhaseIn(Schema):
    phase: str = Field(max_length=16)


class Arrange(Schema):
    remarks_held: bool | None = None
    turn_seconds: int | None = None
    turns_each: int | None = None


class MinutesIn(Schema):
    text: str = Field(max_length=50_000)


class ObjectionIn(Schema):
    objection: str = Field("", max_length=1000)


class Until(Schema):
    until: str = Field(max_length=200)
