"""What anybody may see of a poll: its evidence, a leaf of its log, the opened ballots of a sealed one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from .shapes import ChoiceOut, Force, Means, ResultOut, RuleTitle, Secrecy, Stage


class HeadOut(Schema):
    """A signed head of the poll's log (docs/voting-evidence.md)."""

    log: UUID
    size: int
    root: str
    at: str
    key: str
    signature: str


class Software(Schema):
    name: str
    sha256: str
    python: str


class EvidencePage(Schema):
    """What anybody may see of a poll, signed in or not."""

    id: UUID
    number: str
    title: str
    what: str
    community: str
    stage: Stage
    rule_title: RuleTitle
    article: str
    article_en: str
    rule_sentence: str
    rule_sentence_en: str
    secrecy: Secrecy
    secrecy_sentence: str
    secrecy_sentence_en: str
    means: Means
    force: Force
    entitled: int
    present: int
    turnout: int
    choices: list[ChoiceOut]
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    roll_root: str
    software: Software
    head: HeadOut
    result: ResultOut | None


class LeafOut(Schema):
    """`leaf` is empty where the entry is not public yet."""

    seq: int
    leaf: str


class OpenedRow(Schema):
    """A ballot out of a sealed box, by its personal code."""

    code: str
    choice: Any


class MalformedRow(Schema):
    """What was no ballot: by its envelope, or by the code that stood in it."""

    envelope: str | None = None
    code: str | None = None
    why: Literal["cannot_be_opened", "not_a_ballot", "not_a_choice"]


class OpenedBallots(Schema):
    items: list[OpenedRow]
    next: str | None
    malformed: list[MalformedRow]
