"""决议书: the resolution as PDF; the same content as DOCX is `consult.paper.word`."""

from dataclasses import asdict, dataclass
from datetime import date

from consult.paper import qr
from consult.paper.documents.parts import Head, Signature
from consult.paper.typeset import pdf


@dataclass(frozen=True, kw_only=True)
class SessionHeld:
    """协商会次."""

    form: str
    held_on: date
    place: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ParticipantGroup:
    """参加主体: one of 1, N, X and who came for it."""

    name: str
    members: str


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """责任清单: the six columns, none of which may be empty in a signed resolution."""

    matter: str
    party: str
    person: str
    due: date
    funding: str
    standard: str


@dataclass(frozen=True, kw_only=True)
class LegalOpinion:
    adviser: str
    given_on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class Resolution:
    head: Head
    title: str
    """e.g. 关于用社区闲置用房开设老年助餐点的决议."""
    called: str
    """What it calls itself: 决议, 协商意见, 议定事项, 决定."""
    settles: str
    """The heading of what it settles: 决定事项, 达成的共识, 议定的内容."""
    matter_number: str
    topic: str
    sessions: tuple[SessionHeld, ...]
    participants: tuple[ParticipantGroup, ...]
    consensus: tuple[str, ...]
    reservations: tuple[str, ...]
    tally: str
    """The rule's sentence with its numbers, force included."""
    responsibilities: tuple[Responsibility, ...]
    supervisor: str
    """实施监督人."""
    legal_opinion: LegalOpinion | None
    party_study_on: date | None
    rights: tuple[str, ...]
    """权利告知, by who decided (RC-40)."""
    filing_number: str | None
    """备案号, for conventions and charters."""
    issuer: str
    """Whose seal belongs on it, e.g. 槐安社区居民委员会."""
    issued_on: date | None
    """None while unsigned: the page then says 待签发."""
    signatures: tuple[Signature, ...]
    countersignature: Signature | None
    """居务监督委员会复核, where one person is secretary and director."""
    url: str
    """The public page."""


def resolution(paper: Resolution) -> bytes:
    return pdf("resolution", {**asdict(paper), "qr": qr.svg(paper.url)})
