"""What this stage's API answers: the frontend's types are generated from these. What it takes stands in `taken.py`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema

from consult.intake.schemas import Link, RailStop
from consult.kernel.http import Problem
from consult.people.api.shapes import Named

Kind = Literal["core", "functional", "stakeholders", "observers"]
Replied = Literal["attend", "delegate", "written", "decline"]


class Vote(Schema):
    rule: str
    force: Literal["binding", "advisory"]


class PhaseOut(Schema):
    """One phase of a form: `stances` that may be taken, whose floor it is, seconds a turn (0: the room's), what is done."""

    code: str
    zh: str
    en: str
    stances: list[str]
    speakers: Literal["all", "proposers", "parties"]
    seconds: int
    points: list[str]
    does: list[str]


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
    phases: list[PhaseOut]
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
    then_rule: str
    decides: str
    decides_en: str
    options: list[MotionOption]
    preferred: list[str]
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
    text_sha256: str
    legality: Legality | None
    split_from: UUID | None
    parts: list[Link]
    allowed: list[str]
    blocked: dict[str, Problem]


class AgendaItem(Schema):
    """`allowed`: what its mover, reading this, may do to the motion."""

    id: UUID
    position: int
    title: str
    minutes: int
    matter: Link | None
    motion: Motion | None
    poll: Link | None
    allowed: list[str]


class ParticipantGroup(Schema):
    """Households by building and staircase, offices by office, bodies by name."""

    kind: Kind
    part: Literal["1", "N", "X", "O"]
    part_zh: str
    part_en: str
    name: str
    why: str
    why_en: str
    count: int
    counted: Literal["person", "household", "body"]


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
    why_en: str
    for_whom: str | None
    reply: str
    replied_at: datetime | None
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
    phases: list[PhaseOut]
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
    why_en: str
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
    why_en: str
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
    next: str | None


class Delegations(Schema):
    items: list[DelegationOut]
    next: str | None


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
    next: str | None
