"""会议: invitation letter, plain page, agenda, sign-in sheet and minutes."""

from dataclasses import asdict, dataclass
from datetime import datetime

from consult.paper import qr
from consult.paper.documents.parts import Head
from consult.paper.typeset import pdf


@dataclass(frozen=True, kw_only=True)
class InvitationLetter:
    """会议邀约书, one addressee, with its reply slip (回执)."""

    head: Head
    addressee: str
    reason: str
    """Why this person is invited: 利益相关方, 代表, 专业支持 …"""
    session_title: str
    form: str
    topic: str
    starts_at: datetime
    place: str
    ways: tuple[str, ...]
    """现场, 线上 (with the link), 书面意见."""
    agenda: tuple[str, ...]
    materials: tuple[str, ...]
    materials_url: str
    reply_by: datetime
    may_delegate: bool
    contact: str
    contact_phone: str
    issuer: str
    issued_at: datetime
    checkin_code: str = ""
    """签到码, for the hall's shared tablet; empty where there is none."""


@dataclass(frozen=True, kw_only=True)
class PlainPage:
    """明白纸: one page a motion, set as large as the page allows."""

    head: Head
    motion_number: str
    question: str
    if_passed: str
    if_failed: str
    affected: str
    money: str
    how_to_vote: str
    how_to_object: str
    rule: str
    url: str


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    title: str
    minutes: int
    presenter: str
    motion: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """议程. `locked_at`: from when on nothing else may be voted."""

    head: Head
    session_title: str
    form: str
    starts_at: datetime
    place: str
    link: str
    chair: str
    recorder: str
    quorum: str
    items: tuple[AgendaItem, ...]
    rules_of_order: tuple[str, ...]
    locked_at: datetime
    url: str


@dataclass(frozen=True, kw_only=True)
class SignInLine:
    """`building` without the room: the sheet lies open on a table."""

    name: str
    standing: str
    """身份, and whom the person stands for."""
    building: str
    arrived: str = ""
    left: str = ""
    way: str = ""
    entered_by: str = ""
    """代签到经办人."""


@dataclass(frozen=True, kw_only=True)
class SignInSheet:
    """会议签到表; never published (不公开)."""

    head: Head
    session_title: str
    starts_at: datetime
    place: str
    lines: tuple[SignInLine, ...]
    blank_lines: int
    """Empty lines for people who come unannounced."""
    eligible: str = ""
    """应到, with its unit; like `present` empty before the session, for the pen."""
    present: str = ""


@dataclass(frozen=True, kw_only=True)
class Absence:
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """逐人发言."""

    at: datetime
    speaker: str
    stance: str
    """赞成, 反对, 提问 … or empty."""
    words: str


@dataclass(frozen=True, kw_only=True)
class MotionVote:
    """A motion in its first wording and its amendments, with the way and the result of its vote."""

    number: str
    text: str
    amendments: tuple[str, ...]
    method: str
    yes: int | None
    """None for an ordering, like `no` and `abstain`: it is not answered with yes or no."""
    no: int | None
    abstain: int | None
    result: str
    """The rule's sentence with the numbers."""


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    what: str
    who: str
    """责任主体, or who took it on."""
    due: str
    """Empty where none was named."""


# Said in place of the list: whether something will follow is not known on the evening of the meeting.
NOTHING_FOLLOWED = "截至本件生成时，没有登记后续行动。"


@dataclass(frozen=True, kw_only=True)
class WrittenOpinion:
    """书面意见 of somebody who could not come, and its answer; empty where it has none yet."""

    name: str
    text: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Objection:
    """What somebody who was there noted beside the minutes."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """会议记录, with a signature page of its own."""

    head: Head
    session_title: str
    form: str
    started_at: datetime
    ended_at: datetime
    place: str
    chair: str
    recorder: str
    eligible: str
    """应到, with its unit: 42 人, 1308 户."""
    present: str
    """实到, of those who were to come; whoever sat in is among `observers`."""
    attendees: tuple[str, ...]
    absences: tuple[Absence, ...]
    observers: tuple[str, ...]
    pack_version: str
    """规则版本."""
    agenda: tuple[str, ...]
    remarks: tuple[Remark, ...]
    rulings: tuple[str, ...]
    """违规裁定."""
    votes: tuple[MotionVote, ...]
    reservations: tuple[str, ...]
    """分歧与少数意见."""
    follow_ups: tuple[FollowUp, ...]
    attachments: tuple[str, ...]
    """Name and hash of each."""
    scrutineers: tuple[str, ...]
    opinions: tuple[WrittenOpinion, ...] = ()
    points: tuple[str, ...] = ()
    """Statements, questions, conclusions, positions, terms of a settlement …, each with its kind and whose it is."""
    approved: int = 0
    objections: tuple[Objection, ...] = ()
    sha256: str = ""
    """Of the text as it was frozen; empty while it may still be edited."""


def invitation_letter(paper: InvitationLetter) -> bytes:
    return pdf("invitation_letter", {**asdict(paper), "qr": qr.svg(paper.materials_url)})


def plain_page(paper: PlainPage) -> bytes:
    return pdf("plain_page", {**asdict(paper), "qr": qr.svg(paper.url)})


def agenda(paper: Agenda) -> bytes:
    return pdf("agenda", {**asdict(paper), "qr": qr.svg(paper.url)})


def sign_in_sheet(paper: SignInSheet) -> bytes:
    return pdf("sign_in_sheet", asdict(paper))


def minutes(paper: Minutes) -> bytes:
    return pdf("minutes", {**asdict(paper), "nothing_followed": NOTHING_FOLLOWED})
