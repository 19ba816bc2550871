"""What a result becomes, what a signed text must say, and when an objection is at rest: plain judgement, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

# What an entry's `to` says that is about a matter and did not move it: where a verb led is read from its entry, by the
# rail and by who checks an archive.
UNMOVED = "unmoved"
# 签发与复核前须重新作二次验证
FACTOR_MINUTES = 5
# 责任清单六列 (practices D01): none may be empty in a signed resolution.
COLUMNS = ("what", "party", "person_name", "deadline", "money", "standard")
COLUMN_NAMES = {
    "what": "事项",
    "party": "责任主体",
    "person_name": "责任人",
    "deadline": "时限",
    "money": "资金来源",
    "standard": "验收标准",
}


# What a document calls itself, and the heading of what it settles: 协商意见不是决定 (法 §32).
NAMES = {"decision": "决议", "opinion": "协商意见", "grid": "议定事项", "committee": "决定"}
SETTLED = {"decision": "决定事项", "opinion": "达成的共识", "grid": "议定的内容", "committee": "决定事项"}


def kind_of(*, level: str, form: str, output: str, force: str) -> str | None:
    """What a passed motion becomes, by the session that passed it; None where it becomes nothing by itself.

    A grid's or a building's session settles its own (网格议定). A meeting that decides makes a decision, unless it was
    only asked for its intention: consultation is not decision (法 §32). What the residents' committee resolves is the
    committee's own document (§12). The Party members' meeting is a step before the residents decide (四议), no end.
    """
    if form == "party_branch":
        return None
    if level in ("grid", "building"):
        return "grid"
    if force == "advisory":
        return "opinion"
    if form == "committee_meeting":
        return "committee"
    return "decision" if output == "decision" else "opinion"


def needs_filing(*, kind: str, title: str) -> bool:
    """章程、公约报街道备案 (§31)."""
    return kind == "decision" and any(word in title for word in ("公约", "章程"))


def empty_columns(duties: Sequence[Mapping[str, object]]) -> list[tuple[int, str]]:
    """Which columns of which row (from 1) are still empty, in reading order."""
    return [
        (number, column)
        for number, duty in enumerate(duties, start=1)
        for column in COLUMNS
        if not duty.get(column)
    ]


def unsigned(*, stage: str, sign_by: date, today: date) -> bool:
    """未签发: three working days after the decision it is neither signed nor objected to (rules.md §2.17)."""
    return stage in ("draft", "checked") and today > sign_by


def days_left(*, until: date, today: date) -> int:
    """Days of publication still to run, today included; 0 once it is over."""
    return max(0, (until - today).days + 1)


def at_rest(
    *, stage: str, review_asked: bool, answered_on: date | None, publish_until: date, today: date, days: int
) -> bool:
    """Whether an objection no longer holds a resolution up.

    It is settled, or was answered and nobody asked for a review until publication ended and `days` had passed since
    the answer: who says nothing must not be able to hold everybody up, and an answer on the last day leaves time.
    """
    if stage == "settled":
        return True
    if stage != "answered" or review_asked or answered_on is None:
        return False
    return today > max(publish_until, answered_on + timedelta(days=days))


_OBJECTION = "公示期内任何居民都可以提出异议，由签发人以外的人在 {days} 日内答复；对答复不满意的，可以请居务监督委员会复核。"
_RIGHTS = {
    "meeting": (
        "居民会议有权撤销或者变更居民代表会议的决定（《城市居民委员会组织法》第三十条）。",
        "决定违反法律、法规或者侵犯居民人身权利、民主权利、合法财产权利的，可以向街道办事处反映，由其责令改正（第三十一条）。",
    ),
    "committee": (
        "居民委员会或者其成员作出的决定侵害居民合法权益的，受侵害的居民可以申请人民法院予以撤销（《城市居民委员会组织法》第四十条）。",
    ),
    "owners": (
        "业主大会的决定对业主具有法律约束力；决定侵害业主合法权益的，受侵害的业主可以请求人民法院予以撤销（《民法典》第二百八十条）。",
    ),
    "opinion": (
        "协商意见不是决定，不减损任何人的合法权利；依法应当由居民会议、居民代表会议或者业主共同决定的，仍须经其决定（《城市居民委员会组织法》第三十二条）。",
    ),
}


def rights(*, kind: str, form: str, days: int) -> list[str]:
    """权利告知: who may be asked to undo this, by who decided it (RC-40), and within how many `days` an objection is
    answered."""
    if form == "owners_assembly" and kind == "decision":
        who = "owners"
    elif kind == "decision":
        who = "meeting"
    elif kind == "committee":
        who = "committee"
    else:
        who = "opinion"
    return [*_RIGHTS[who], _OBJECTION.format(days=days)]
