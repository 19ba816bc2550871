"""What this stage's API takes.

Unknown fields are forbidden: a participant's name that somebody typed in is refused, not overlooked.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field

from consult.kernel.http import Moment, Taken, TakenForm

from .schemas import Replied

# Far above every limit of the verbs, whose refusals say how long a text may be; beyond this nobody is typing.
Text = Annotated[str, Field(max_length=40_000)]
Means = Literal["sms", "wechat", "called", "at_door", "posted"]


class Convene(Taken):
    """`community` may be left out by whoever belongs to one."""

    form: Text
    title: Text
    starts_at: Moment
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


class MaterialForm(TakenForm):
    title: Text
    source: Text
    text: Text = ""


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
    at: Moment | None = None


class GiveReply(Taken):
    """`invitation` is the letter replied to: one's own, or the one whose paper slip is typed in."""

    invitation: UUID
    reply: Replied
    delegate: UUID | None = None
    opinion: Text = ""


class OpinionAnswer(Taken):
    number: Text
    answer: Text


class AnswerOpinions(Taken):
    answers: list[OpinionAnswer] = Field(max_length=200)


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
    then_rule: Text = ""
    mover: UUID | None = None
    options: list[Option] = Field(default=[], max_length=100)
    subject: Text = ""
    apart_reason: Text = ""


class WritePage(Taken):
    page: dict[str, Text] = Field(max_length=20)


class CheckLegality(Taken):
    """`seen`: the hash of the text on the screen (`text_sha256`), as the motion's page gave it."""

    seen: str = Field(min_length=64, max_length=64)
    favourable: bool
    opinion: Text
    grounds: list[Text] = Field(default=[], max_length=10)


class Amend(Taken):
    reason: Text
    title: Text = ""
    who: Text = ""
    when: Text = ""
    what: Text = ""
    page: dict[str, Text] = Field(default={}, max_length=20)


class MaybeWhy(Taken):
    reason: Text = ""


class Part(Taken):
    title: Text
    who: Text
    when: Text
    what: Text
    if_passed: Text
    if_failed: Text


class Split(Taken):
    parts: list[Part] = Field(max_length=20)
    reason: Text = ""
