"""提出与审核: the matter record, the triage sheet and the topic review form."""

from dataclasses import asdict, dataclass
from datetime import datetime

from consult.paper import qr
from consult.paper.documents.parts import Head, Signature
from consult.paper.typeset import pdf


@dataclass(frozen=True, kw_only=True)
class MatterRecord:
    """事项登记表 (议题申报表)."""

    head: Head
    title: str
    category: str
    raised_at: datetime
    proposer: str
    proposer_place: str
    """楼栋房号."""
    proposer_phone: str
    proposer_standing: str
    """居民 · 业主 · 租户 · 单位."""
    name_public: bool
    entered_by: str | None
    """代录人, when a grid worker or building lead wrote it down."""
    confirmed: str | None
    """How the person confirmed the assisted entry, e.g. 短信码,2026年3月2日 10:12."""
    description: str
    place: str
    affected: str
    """影响范围: buildings, units."""
    households: int | None
    photos: tuple[str, ...]
    endorsers: tuple[str, ...]
    """附议人, masked as the reader may see them."""
    endorsements: int
    would_attend: bool
    would_help: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class RuleHit:
    """命中的规则."""

    code: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Reassignment:
    """改派记录."""

    at: datetime
    from_whom: str
    to_whom: str
    by: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TriageSheet:
    """议题受理与分级表."""

    head: Head
    matter_number: str
    title: str
    accepted_by: str
    accepted_at: datetime
    duplicate_check: str
    common_property: str
    """Answer to 是否业主共有."""
    suggestion: str
    hits: tuple[RuleHit, ...]
    outcome: str
    """小事 · 大事 · 政府事项 · 私事 · 并案 · 不予受理 · 紧急."""
    decided_by: str
    decided_at: datetime
    override_reason: str | None
    """Set when the person decided otherwise than the table suggested."""
    lead_grid: str
    answer_due: datetime
    reassignments: tuple[Reassignment, ...]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One of 政治性, 合法性, 公益性, 可行性."""

    name: str
    passed: bool


@dataclass(frozen=True, kw_only=True)
class MemberOpinion:
    """An opinion on file of a Party organization member (兼职委员 included)."""

    name: str
    role: str
    opinion: str


@dataclass(frozen=True, kw_only=True)
class Composition:
    """参会主体 of one session: bodies by name, persons by the office they are invited for, households by number."""

    session: str
    core: tuple[str, ...]
    """1."""
    functional: tuple[str, ...]
    """N."""
    stakeholders: tuple[str, ...]
    """X."""


@dataclass(frozen=True, kw_only=True)
class TopicReview:
    """议题审核表."""

    head: Head
    matter_number: str
    title: str
    proposer: str
    checks: tuple[Check, ...]
    owners_matter: str
    """是否涉民法典第278条, and which item."""
    meeting_needed: str
    lawyer_needed: str
    forms: tuple[str, ...]
    """建议会型, a round each, in order; empty where none was suggested."""
    compositions: tuple[Composition, ...]
    """参会主体, once sessions were composed on it."""
    conclusion: str
    """立项 · 退回修改 · 不予立项."""
    reason: str
    opinions: tuple[MemberOpinion, ...]
    secretary: Signature
    party_organization: str


def matter_record(paper: MatterRecord) -> bytes:
    return pdf("matter_record", {**asdict(paper), "qr": qr.svg(paper.url)})


def triage_sheet(paper: TriageSheet) -> bytes:
    return pdf("triage_sheet", asdict(paper))


def topic_review(paper: TopicReview) -> bytes:
    return pdf("topic_review", asdict(paper))
