"""督办与评价: supervision order, rectification order and evaluation summary."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

from consult.paper import qr, written
from consult.paper.documents.parts import Head, Signature
from consult.paper.typeset import pdf


@dataclass(frozen=True, kw_only=True)
class Progress:
    at: datetime
    by: str
    text: str
    photos: int


@dataclass(frozen=True, kw_only=True)
class Extension:
    """延期申请与批准."""

    asked_at: datetime
    until: date
    why: str
    decision: str
    """Empty while open."""


@dataclass(frozen=True, kw_only=True)
class SupervisionOrder:
    """督办单."""

    head: Head
    source: str
    """来源: the resolution's number, or the evaluation that calls for putting it right."""
    matter: str
    standard: str
    """验收标准."""
    funding: str
    """Like `party` of the responsibility list; both empty for an order that puts something right."""
    party: str
    """承办主体."""
    person: str
    due: date
    overdue: Literal["", "黄", "橙", "红"]
    issued_by: Signature
    progress: tuple[Progress, ...]
    extensions: tuple[Extension, ...]
    inspector: str
    inspected_at: datetime | None
    finding: str
    """核查结论. Empty, like `inspector`, before the inspection."""
    closed_by: Signature | None
    """办结确认; another person than the inspector."""
    url: str


@dataclass(frozen=True, kw_only=True)
class RectificationOrder:
    """整改单."""

    head: Head
    order_number: str
    """The supervision order it follows."""
    trigger: str
    """触发评价, with its numbers."""
    problems: tuple[str, ...]
    measures: tuple[str, ...]
    person: str
    due: date
    issued_by: Signature
    re_evaluation: str | None
    """复评结果."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """响应率, 解决率 or 满意率: `part` of `whole` answers."""

    name: str
    part: int
    whole: int


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One of 微笑 · 高效 · 标准 · 真诚 · 满意: points given (1 to 5 each) and how many answered."""

    name: str
    points: int
    answers: int


@dataclass(frozen=True, kw_only=True)
class Level:
    """How many chose this of the five levels."""

    name: str
    answers: int


@dataclass(frozen=True, kw_only=True)
class EvaluationSummary:
    """满意度评价汇总."""

    head: Head
    subject: str
    order_number: str
    opened_at: datetime
    closed_at: datetime
    invited: int
    answered: int
    rates: tuple[Rate, ...]
    levels: tuple[Level, ...]
    dimensions: tuple[Dimension, ...]
    by_kind: tuple[Level, ...]
    """评价人类别: 提出人, 受影响户, 一般居民, 第三方."""
    reasons: tuple[str, ...]
    """不满意理由."""
    threshold: str
    conclusion: str
    url: str


def supervision_order(paper: SupervisionOrder) -> bytes:
    return pdf("supervision_order", {**asdict(paper), "qr": qr.svg(paper.url)})


def rectification_order(paper: RectificationOrder) -> bytes:
    return pdf("rectification_order", asdict(paper))


def evaluation_summary(paper: EvaluationSummary) -> bytes:
    return pdf(
        "evaluation_summary",
        {
            **asdict(paper),
            "answered_share": written.share(paper.answered, paper.invited),
            "rates": [
                {"name": r.name, "part": r.part, "whole": r.whole, "share": written.share(r.part, r.whole)}
                for r in paper.rates
            ],
            "dimensions": [
                {"name": d.name, "answers": d.answers, "mean": _mean(d.points, d.answers)}
                for d in paper.dimensions
            ],
            "qr": qr.svg(paper.url),
        },
    )


def _mean(points: int, answers: int) -> str:
    """Mean of 1 to 5 with one decimal, cut off; a dash where nobody answered."""
    if answers == 0:
        return "—"
    tenths = points * 10 // answers
    return f"{tenths // 10}.{tenths % 10}"
