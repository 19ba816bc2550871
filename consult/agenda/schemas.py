"""What this stage's API takes and answers: the frontend's types are generated from these.

What is taken forbids unknown fields: a participant's name that somebody typed in is refused, not overlooked.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from consult.intake.schemas import Link, RailStop
from consult.kernel.http import Problem
from consult.people.api.shapes import Named

# Far above every limit of the verbs, whose refusals say how long a text may be; beyond this nobody is typing.
Text = Annotated[str, Field(max_length=40_000)]
Kind = Literal["core", "functional", "stakeholders", "observers"]
Means = Literal["sms", "wechat", "called", "at_door", "posted"]
Replied = Literal["attend", "delegate", "written", "decline"]


class Taken(Schema):
    model_config = ConfigDict(extra="forbid")


# --- taken ---


class Convene(Taken):
    """`community` may be left out by whoever belongs to one."""

    form: Text
    title: Text
    starts_at: datetime
    place: Text
    link: Text = ""
    minutes: int = 90
    community: UUID | None = None
    matter: UUID | None = None
    grid: UUID | None = None
    building: UUID | None = None
    body: UUID | None = None
    follows: UUID | None = None
    delegation: UUID | None = None
    subject: Text = ""
    short_notice_reason: Text = ""


class Compose(Taken):
    """`bodies`: stakeholder bodies on file, by id."""

    bodies: list[UUID] = Field(default=[], max_length=50)


class AddItem(Taken):
    title: Text = ""
    minutes: int = 15
    matter: UUID | None = None
    position: int | None = None


class DropItem(Taken):
    item: UUID


class Appoint(Taken):
    chair: UUID | None = None
    recorder: UUID | None = None
    scrutineers: list[UUID] | None = Field(default=None, max_length=50)


class Serve(Taken):
    invitations: list[UUID] = Field(max_length=5000)
    means: Means
    reached: bool = True
    at: datetime | None = None


class GiveReply(Taken):
    """`invitation` is the letter replied to: one's own, or the one whose paper slip is typed in."""

    invitation: UUID
    reply: Replied
    delegate: UUID | None = None
    opinion: Text = ""


class Cancel(Taken):
    reason: Text


class RecordStudy(Taken):
    held_on: date
    attended: list[Text] = Field(max_length=100)
    conclusion: Text


class Option(Taken):
    text: Text
    cost_fen: int | None = None


class DraftMotion(Taken):
    session: UUID
    matter: UUID
    title: Text
    who: Text
    when: Text
    what: Text
    rule: Text
    mover: UUID | None = None
    options: list[Option] = Field(default=[], max_length=100)
    subject: Text = ""
    apart_reason: Text = ""


class WritePage(Taken):
    page: dict[str, Text] = Field(max_length=20)


class CheckLegality(Taken):
    favourable: bool
    opinion: Text
    grounds: list[Text] = Field(default=[], max_length=10)


class Amend(Taken):
    why: Text
    title: Text = ""
    who: Text = ""
    when: Text = ""
    what: Text = ""
    page: dict[str, Text] = Field(default={}, max_length=20)


class MaybeWhy(Taken):
    why: Text = ""


class Part(Taken):
    title: Text
    who: Text
    when: Text
    what: Text
    if_passed: Text
    if_failed: Text


class Split(Taken):
    parts: list[Part] = Field(max_length=20)
    why: Text = ""


# --- answered ---


class Vote(Schema):
    rule: str
    force: Literal["binding", "advisory"]


class FormOut(Schema):
    """A form as data. `may_convene`: whether the reader holds an office that convenes it somewhere."""

    code: str
    zh: str
    en: str
    level: Literal["community", "grid", "building"]
    statutory: bool
    members: str
    needs_matter: bool
    may_vote: bool
    votes: list[Vote]
    stances: list[str]
    phases: list[str]
    output: str
    needs_stakeholders: bool
    needs_materials: bool
    needs_study: bool
    may_delegate: bool
    notice_days: int
    short_notice: bool
    conveners: list[str]
    chairs: list[str]
    may_convene: bool


class Forms(Schema):
    items: list[FormOut]


class SessionHead(Schema):
    kind: Literal["session"]
    id: UUID
    number: str
    title: str
    form: str
    form_zh: str
    form_en: str
    statutory: bool
    stage: str
    starts_at: datetime
    ends_at: datetime
    due: datetime | None
    place: str
    grid: Named | None
    building: Named | None
    sentence: str
    sentence_en: str
    rail: list[RailStop]
    allowed: list[str]


class SessionRow(SessionHead):
    """`invited`: whether the reader is; `reply`: what they answered, "" while they have not."""

    matters: list[Link]
    invited: bool
    reply: str


class SessionRows(Schema):
    items: list[SessionRow]
    next: str | None


class Calendar(Schema):
    """`waiting`: admitted matters on no live agenda."""

    deliberation_days: list[date]
    items: list[SessionRow]
    waiting: list[Link]


class PlainPage(Schema):
    what: str
    if_passed: str
    if_failed: str
    who_touched: str
    whose_money: str
    how_to_vote: str
    how_to_object: str


class MotionOption(Schema):
    id: str
    text: str
    cost_fen: int | None = None


class Motion(Schema):
    """`page` once all its seven fields are written."""

    id: UUID
    number: str
    title: str
    stage: str
    who: str
    when: str
    what: str
    rule: str
    decides: str
    decides_en: str
    options: list[MotionOption]
    mover: str
    page: PlainPage | None
    legality_favourable: bool | None


class Legality(Schema):
    favourable: bool
    opinion: str
    by: str
    at: datetime


class MotionPage(Motion):
    """`written`: the plain page as far as it goes, and `missing` its fields still to write."""

    session: Link
    matter: Link
    rail: list[RailStop]
    written: dict[str, str]
    missing: list[str]
    subject: str
    apart_reason: str
    legality: Legality | None
    split_from: UUID | None
    parts: list[Link]
    allowed: list[str]
    blocked: dict[str, Problem]


class AgendaItem(Schema):
    id: UUID
    position: int
    title: str
    minutes: int
    matter: Link | None
    motion: Motion | None
    poll: Link | None


class ParticipantGroup(Schema):
    """Households by building and staircase, offices by office, bodies by name."""

    kind: Kind
    part: Literal["1", "N", "X", "O"]
    part_zh: str
    part_en: str
    name: str
    why: str
    count: int


class MaterialOut(Schema):
    """`readers`: how many have opened it. `size` in bytes, 0 for a text."""

    id: UUID
    name: str
    source: str
    content_type: str
    size: int
    sha256: str
    at: datetime
    readers: int
    url: str


class MaterialText(Schema):
    """A text of the pack: cleaned HTML."""

    id: UUID
    title: str
    source: str
    html: str
    sha256: str


class MyInvitation(Schema):
    """`for_whom`: the household or body it came to, where it did not come by name."""

    id: UUID
    number: str
    part: str
    why: str
    for_whom: str | None
    reply: str
    replies: list[Replied]
    delegate: UUID | None
    opinion: str
    answer: str
    letter_url: str


class WrittenOpinion(Schema):
    number: str
    from_whom: str
    text: str
    answer: str
    at: datetime


class Replies(Schema):
    """How the letters stand, for the desk."""

    letters: int
    served: int
    none: int
    attend: int
    delegate: int
    written: int
    decline: int


class DelegationOut(Schema):
    id: UUID
    subjects: list[str]
    decided_on: date
    valid_until: date
    record: str


class OnAgenda(Link):
    """A matter on the agenda, and where it stands."""

    number: str
    stage: str
    rail: list[RailStop]


class SessionPage(SessionHead):
    matters: list[OnAgenda]
    link: str | None
    chair: str | None
    recorder: str | None
    led_by: str | None
    petition_obliged: bool
    delegation: DelegationOut | None
    follows: UUID | None
    short_notice_reason: str
    published_at: datetime | None
    agenda_sha256: str
    may_vote: bool
    votes: list[Vote]
    stances: list[str]
    phases: list[str]
    agenda: list[AgendaItem]
    participants: list[ParticipantGroup]
    materials: list[MaterialOut]
    invitations: list[MyInvitation]
    opinions: list[WrittenOpinion]
    replies: Replies | None
    room: UUID | None
    blocked: dict[str, Problem]


class PlannedGroup(Schema):
    kind: Kind
    part: str
    why: str
    name: str
    count: int


class BodyChoice(Schema):
    id: UUID
    name: str
    kind: str


class Composition(Schema):
    """Who would be invited. `missing`: kinds of body the form calls for and none is on file."""

    counts: dict[Kind, int]
    groups: list[PlannedGroup]
    missing: list[str]
    may_invite: list[BodyChoice]
    members: int
    representatives: int
    lawful: bool
    enough_stakeholders: bool
    chairs: list[Named]
    recorders: list[Named]


class ServiceOut(Schema):
    means: str
    reached: bool
    by: str | None
    at: datetime


class LetterRow(Schema):
    id: UUID
    number: str
    part: str
    kind: Kind
    name: str
    why: str
    reply: str
    opinion: str
    replied_at: datetime | None
    services: list[ServiceOut]
    letter_url: str


class LetterRows(Schema):
    items: list[LetterRow]
    next: str | None


class Delegates(Schema):
    items: list[Named]


class Delegations(Schema):
    items: list[DelegationOut]


class StudyOut(Schema):
    """A record of the Party organization's study; `attended` for those who oversee."""

    id: UUID
    matter: UUID
    held_on: date
    attended: list[str]
    conclusion: str
    at: datetime


class Studies(Schema):
    items: list[StudyOut]
