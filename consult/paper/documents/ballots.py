"""表决票与计票单: numbered ballots with stub and QR, and the count sheet for the scrutineers' signatures."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from consult.paper import qr, written
from consult.paper.documents.parts import Head
from consult.paper.errors import PaperError
from consult.paper.typeset import pdf

PACK = 500
"""Some 3 s and 300 MB on two cores; 1,308 in one file took 700 MB (measured with typst 0.15)."""


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """One paper. `holder`, `place` and `area_cm2` are printed on named ballots (业主票, 记名票) only."""

    number: str
    """票号, the same on ballot and stub."""
    qr_text: str
    """What the code on the ballot says when a staff member scans it."""
    holder: str = ""
    place: str = ""
    """楼栋单元门牌."""
    area_cm2: int = 0
    heads: int = 1
    """投票权数."""


@dataclass(frozen=True, kw_only=True)
class BallotIssue:
    """All papers of one poll.

    `kind`: "mark" (one of the options), "approve" (up to `at_most` of them), "rank" (numbers 1, 2, 3 …) or
    "score" (a number from 1 to 5). `secret` ballots carry no name, and their stubs no signature: a signed stub
    with the ballot's number would say who voted what.
    """

    head: Head
    title: str
    """e.g. 居民代表会议表决票."""
    poll_number: str
    motion_number: str
    motion_text: str
    options: tuple[str, ...]
    kind: Literal["mark", "approve", "rank", "score"]
    at_most: int = 1
    secret: bool
    return_to: str
    """Where and until when the paper is handed in."""
    ballots: tuple[Ballot, ...]


@dataclass(frozen=True, kw_only=True)
class Count:
    """Votes in heads and, for owners, in area. None leaves the field open for the pen."""

    heads: int | None = None
    area_cm2: int | None = None


@dataclass(frozen=True, kw_only=True)
class OptionCount:
    option: str
    count: Count


@dataclass(frozen=True, kw_only=True)
class CountSheet:
    """计票单. `by_area` adds the column of exclusive area for owners' polls."""

    head: Head
    poll_number: str
    motion_number: str
    motion_text: str
    rule_code: str
    rule: str
    """The rule in one sentence."""
    by_area: bool
    eligible: Count
    """应发."""
    issued: Count
    """实发."""
    returned: Count
    """收回."""
    valid: Count
    invalid: Count
    unreturned: Count
    recused: tuple[str, ...]
    """回避: who might not vote on this motion, each with the reason on record."""
    by_agents: int | None
    """其中委托: used by agents; None where the rule allows no proxies, and before the count."""
    options: tuple[OptionCount, ...]
    """赞成, 反对, 弃权 or the motion's own choices."""
    conclusion: str
    callers: tuple[str, ...]
    """唱票人."""
    counters: tuple[str, ...]
    """计票人."""
    scrutineers: tuple[str, ...]
    """监票人."""
    place: str
    counted_at: datetime | None


def ballots(paper: BallotIssue) -> bytes:
    """Ballots as many a page as fit, none broken by a page's end, in the order given.

    At most PACK in one file (PaperError `paper.too_many_ballots`): print a building at a time.
    """
    if len(paper.ballots) > PACK:
        raise PaperError(
            "paper.too_many_ballots",
            zh=f"一次最多排印 {PACK} 张表决票",
            en=f"At most {PACK} ballots can be set in one file",
            next_zh="请按楼栋分批打印",
            next_en="Print them in parts, a building at a time",
        )
    sheets = [
        {**asdict(b), "area": written.area(b.area_cm2) if b.area_cm2 else "", "qr": qr.svg(b.qr_text)}
        for b in paper.ballots
    ]
    return pdf("ballots", {**asdict(paper), "ballots": sheets})


def count_sheet(paper: CountSheet) -> bytes:
    lines = (
        ("应发票数", paper.eligible),
        ("实发票数", paper.issued),
        ("收回票数", paper.returned),
        ("未收回票数", paper.unreturned),
        ("有效票数", paper.valid),
        ("无效票数", paper.invalid),
    )
    return pdf(
        "count_sheet",
        {
            **asdict(paper),
            "reconciliation": [_line(name, count) for name, count in lines],
            "options": [_line(o.option, o.count) for o in paper.options],
        },
    )


def _line(name: str, count: Count) -> dict[str, str]:
    return {
        "name": name,
        "heads": "" if count.heads is None else f"{count.heads:,}",
        "area": "" if count.area_cm2 is None else written.area(count.area_cm2),
    }
