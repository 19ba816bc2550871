"""What this stage's API takes."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Field

from consult.intake.schemas_in import Affected
from consult.kernel.http import Moment, Taken

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


class SignIn(Taken):
    mode: str = Field("online", pattern="^(online|on_site)$")
    person: UUID | None = None


class Somebody(Taken):
    person: UUID | None = None


class Raise(Taken):
    stance: str = Field(max_length=20)
    person: UUID | None = None


class NextIn(Taken):
    entry: UUID | None = None


class Hold(Taken):
    resume: bool = False


class Extend(Taken):
    seconds: int


class Why(Taken):
    reason: str = Field(max_length=500)


class Failed(Why):
    """`building` or `grid`: what turned out to be touched as well."""

    building: UUID | None = None
    grid: UUID | None = None


class RemarkIn(Taken):
    text: str = Field(max_length=2000)
    stance: str = Field("", max_length=12)
    person: UUID | None = None
    on_paper: bool = False


class PointIn(Taken):
    kind: PointKind
    text: str = Field(max_length=2000)
    person: UUID | None = None


class NamedPerson(Taken):
    person: UUID


class NamedWhy(Taken):
    person: UUID
    reason: str = Field(max_length=500)


class Item(Taken):
    item: UUID


class CriterionIn(Taken):
    text: str = Field(max_length=200)
    weight: int


class CallIn(Taken):
    text: str = Field(max_length=4000)
    closes_at: Moment
    criteria: list[CriterionIn] = Field(max_length=20)
    reviewers_percent: int = 50
    budget_fen: int | None = None


class ProposalWords(Taken):
    title: str = Field(max_length=400)
    who: str = Field(max_length=400)
    when: str = Field(max_length=400)
    what: str = Field(max_length=4000)
    cost_fen: int | None = None


class SubmitProposal(ProposalWords):
    session: UUID
    proposer: UUID | None = None


class AmendProposal(Taken):
    title: str = Field("", max_length=400)
    who: str = Field("", max_length=400)
    when: str = Field("", max_length=400)
    what: str = Field("", max_length=4000)
    cost_fen: int | None = None
    reason: str = Field("", max_length=1000)


class MergeProposal(Taken):
    into: UUID
    agreed: bool = False


class ScoreIn(Taken):
    proposal: UUID
    points: dict[str, int] = Field(max_length=20)
    person: UUID | None = None


class TellIn(Taken):
    text: str = Field(max_length=2000)
    person: UUID | None = None


class NoteIn(Taken):
    """`person_name` for somebody the community does not know yet."""

    text: str = Field(max_length=2000)
    person: UUID | None = None
    person_name: str = Field("", max_length=100)


class BringIn(Taken):
    room: UUID


class GroupIn(Taken):
    label: str = Field(max_length=200)
    category: str = Field(max_length=40)


class RaiseConcernIn(Taken):
    title: str = Field("", max_length=300)
    category: str = Field("", max_length=40)
    affected: Affected | None = None


class KeepIn(Taken):
    reason: str = Field("", max_length=1000)


class OpinionIn(Taken):
    text: str = Field(max_length=4000)
    person: UUID | None = None


class AnswerOpinion(Taken):
    text: str = Field(max_length=4000)


class PhaseIn(Taken):
    phase: str = Field(max_length=16)


class Arrange(Taken):
    remarks_held: bool | None = None
    turn_seconds: int | None = None
    turns_each: int | None = None


class MinutesIn(Taken):
    text: str = Field(max_length=50_000)


class ApproveIn(Taken):
    """`seen`: the hash of the words on the screen (`text_sha256`), as the minutes were given."""

    seen: str = Field(min_length=64, max_length=64)
    objection: str = Field("", max_length=1000)


class Until(Taken):
    until: str = Field(max_length=200)
