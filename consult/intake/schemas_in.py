"""What this stage's API takes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field

from consult.kernel.http import Taken

# Far above every limit of the verbs, whose refusals say how long a text may be; beyond this nobody is typing.
Text = Annotated[str, Field(max_length=20_000)]
Route = Literal["small", "large", "private", "government", "merge", "reject"]
PetitionKind = Literal["adults", "households", "representatives", "reps_meeting"]


class Affected(Taken):
    kind: Literal["community", "grid", "building", "unit", "none"]
    ids: list[UUID] = Field(default=[], max_length=200)


class RaiseMatter(Taken):
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


class ConfirmMatter(Taken):
    means: Literal["app", "sms", "in_person", "photo"]
    code: str = Field(default="", max_length=12)
    attested: bool = False
    photo: UUID | None = None


class GivenReason(Taken):
    reason: Text


class MaybeReason(Taken):
    reason: Text = ""


class Suggest(Taken):
    route: Route
    reason: Text = ""
    owners_common: bool | None = None
    budget_fen: int | None = Field(default=None, ge=0, le=10**12)


class Whither(Taken):
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


class Dispute(Taken):
    route: Route
    reason: Text


class Reassign(Taken):
    reason: Text
    grid: UUID | None = None
    refer_to: Text = ""
    body: UUID | None = None
    due: date | None = None


class Handle(Taken):
    result: Text
    photos: list[UUID] = Field(max_length=100)


class Escalate(Taken):
    """`building` or `grid`: what turned out to be touched as well."""

    reason: Text
    building: UUID | None = None
    grid: UUID | None = None


class Delegate(Taken):
    reason: Text
    grid: UUID | None = None


class ReferUp(Taken):
    reason: Text
    refer_to: Text = ""
    body: UUID | None = None
    due: date | None = None


class AnswerText(Taken):
    text: Text


class Opine(Taken):
    favours: bool
    text: Text


class Checks(Taken):
    political: bool
    legal: bool
    public_good: bool
    feasible: bool


class Admit(Taken):
    reason: Text
    checks: Checks
    forms: list[str] = Field(default=[], max_length=20)
    needs_meeting: bool = False
    needs_lawyer: bool = False


class NotAdmitted(Taken):
    reason: Text
    checks: Checks


class Revise(Taken):
    title: Text
    text: Text
    note: Text = ""


class Again(Taken):
    ground: Text = ""
    plan: Text = ""


class Rehear(Taken):
    """`route` only where it is upheld; without one the matter is routed anew."""

    upheld: bool
    decision: Text
    route: Literal["", "small", "large", "private", "government", "reject"] = ""
    grid: UUID | None = None
    refer_to: Text = ""
    body: UUID | None = None


class HearAppeal(Taken):
    upheld: bool
    decision: Text


class StartPetition(Taken):
    kind: PetitionKind
    text: Text
