"""公示: the notice for the board."""

from dataclasses import asdict, dataclass
from datetime import date

from consult.paper import qr
from consult.paper.documents.parts import Head
from consult.paper.typeset import pdf


@dataclass(frozen=True, kw_only=True)
class PublicResponsibility:
    """A row of the responsibility list as the public sees it: without a person's name."""

    matter: str
    party: str
    due: date
    funding: str
    standard: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """公示, at least 15 days (城市居民委员会组织法 §34)."""

    head: Head
    title: str
    resolution_number: str
    summary: tuple[str, ...]
    result: str
    """The rule's sentence with the numbers; empty where nothing was voted."""
    responsibilities: tuple[PublicResponsibility, ...]
    posted_on: date
    ends_on: date
    """Last day, weekends and holidays already moved."""
    takes_effect: str
    """From when it is carried out, in a sentence."""
    objection_channels: tuple[str, ...]
    answer_days: int
    """Within how many days an objection is answered."""
    office_phone: str
    supervision_phone: str
    posting_places: str
    issuer: str
    url: str


def notice(paper: Notice) -> bytes:
    return pdf("notice", {**asdict(paper), "qr": qr.svg(paper.url)})
