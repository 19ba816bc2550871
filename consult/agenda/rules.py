"""Who may decide what, in which form of session, after how much notice: plain Python, each rule with its article.

法 is 《城市居民委员会组织法》 (revised 2025-10-28, in force 2026-01-01).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

BINDING, ADVISORY = "binding", "advisory"

# 排序和比选只作参考,其后接一次有约束力的表决。
ORDERINGS = (
    "APPROVAL_POLL",
    "PREFERENCE_RANK",
    "BUDGET_RANK",
    "SINGLE_CHOICE",
    "CHOOSE_UP_TO_K",
    "SCORE_1_5",
)
# 民法典 §278–279: the owners' own matters, by heads and area. An expression of intent here, unless the city says that a
# vote in this system binds (voting asks the pack).
OWNERS_RULES = ("OWNERS_MAJ", "OWNERS_3_4", "OWNERS_UNANIMOUS_AFFECTED")
# 协商会内部的程序性、意向性动议: never for a statutory meeting, whose denominator is those present.
PROCEDURAL = "PROCEDURAL_MAJ"

_ORDER = dict.fromkeys(ORDERINGS, ADVISORY)
_OWNERS = dict.fromkeys(OWNERS_RULES, ADVISORY)
_ADVICE = {**_ORDER, **_OWNERS, PROCEDURAL: ADVISORY}

# Form → the named rules (voting) it may put a motion under, with the force of the result. A form that is not here takes
# no vote: 征集会, 恳谈会 and 评议会 listen; 法 §32 gives a consultation no power to decide for others.
VOTES: dict[str, dict[str, str]] = {
    "round_table": {"CONSENSUS": BINDING, **_ADVICE},
    "proposal_review": _ADVICE,
    "hearing": _ADVICE,
    "coordination": {"CONSENSUS": BINDING},
    "joint_meeting": {"CONSENSUS": BINDING},
    "council": {"COUNCIL_MAJ": BINDING, "CONSENSUS": BINDING, **_ORDER, PROCEDURAL: ADVISORY},
    "grid_session": {
        "CONSENSUS": BINDING,
        "GRID_HOUSEHOLDS_MAJ": BINDING,
        "BUILDING_HOUSEHOLDS_MAJ": BINDING,
        "UNIT_HOUSEHOLDS_MAJ": BINDING,
        **_ADVICE,
    },
    "building_session": {
        "CONSENSUS": BINDING,
        "BUILDING_HOUSEHOLDS_MAJ": BINDING,
        "UNIT_HOUSEHOLDS_MAJ": BINDING,
        **_ADVICE,
    },
    "residents_meeting": {"RESIDENT_MEETING_ALL": BINDING, "RESIDENT_MEETING_HH": BINDING, **_ORDER},
    "representatives_meeting": {"REP_MEETING_MAJ": BINDING, **_ORDER},
    "owners_assembly": _OWNERS,
    "party_branch": {"PARTY_BRANCH": BINDING},
    "committee_meeting": {"COMMITTEE_MAJ": BINDING},
}
# Rules by which residents, households or their bodies bind: never over what owners own in common (§2.17).
_RESIDENTS_RULES = frozenset(
    rule for votes in VOTES.values() for rule, force in votes.items() if force == BINDING
) - {"CONSENSUS", "REP_MEETING_MAJ"}


# 民法典 §278: matters of items 6 to 8 of its first paragraph, told by their words. Under any other they are put by the rule
# for the rest. "不改变用途" is no change.
_THREE_QUARTERS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "第六项",
        "筹集维修资金",
        re.compile(r"(筹集|归集|补缴|续筹).{0,12}维修(资金|基金)|维修(资金|基金).{0,6}(筹集|归集|补缴|续筹)"),
    ),
    ("第七项", "改建、重建建筑物及其附属设施", re.compile(r"(加装|增设)电梯|(?<!不)(?<!不得)(改建|重建)")),
    (
        "第八项",
        "改变共有部分的用途或者利用共有部分从事经营活动",
        re.compile(
            r"(?<!不)(?<!不得)改变.{0,12}用途|(绿地|绿化带).{0,12}(改|划)(为|成|作|出).{0,6}(车位|停车)|快递柜"
            r"|(外墙|屋面|楼顶|电梯|大堂).{0,6}广告|(公共|共有|外墙|屋面|楼顶|架空层|绿地).{0,12}(出租|租给)"
            r"|(出租|租给).{0,12}(公共|共有|外墙|屋面|楼顶|架空层|绿地)"
        ),
    ),
)


def needs_three_quarters(text: str) -> tuple[str, str] | None:
    """Which item of 民法典 §278 asks three quarters for this: its number and words. None where its wording names none."""
    return next(((number, words) for number, words, pattern in _THREE_QUARTERS if pattern.search(text)), None)


def vote_problem(
    *, form: str, rule: str, urgent: bool, owners_decide: bool, owners_common: bool
) -> str | None:
    """Why a motion may not be put under `rule` in this form: "urgent", "form", "owners", "not_owners"; None if it may.

    `urgent`: a danger or breach of law that is acted on, not voted (法 §31; rule NONE_URGENT). `owners_decide`: a matter
    of 民法典 §278, for the owners alone. `owners_common`: it touches what they own in common (是否业主共有), so that they
    may be asked. Representatives over owners' matters are refused by a guard of their own, with the sentence for it.
    """
    if urgent:
        return "urgent"
    if rule not in VOTES.get(form, {}):
        return "form"
    if owners_decide and rule in _RESIDENTS_RULES:
        return "owners"
    if rule in OWNERS_RULES and not (owners_decide or owners_common):
        return "not_owners"
    return None


@dataclass(frozen=True)
class Reserved:
    """A matter that 法 §30 gives to the residents' meeting. `words` in a title or text show it; `article` names it."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...] = ()
    article: str = "《城市居民委员会组织法》第三十条"


# 法 §30. The representatives' meeting decides these only within a recorded authorization.
RESERVED = (
    Reserved("charter", "自治章程", "the self-governance charter", ("自治章程",)),
    Reserved("convention", "居民公约", "the residents' convention", ("公约",)),
    Reserved("yearly_report", "年度工作报告", "the committee's yearly report", ("年度工作报告", "年度报告")),
    Reserved(
        "appraisal_of_members",
        "评议居民委员会成员",
        "the appraisal of committee members",
        ("评议居民委员会成员", "评议居委会成员"),
    ),
    Reserved(
        "earlier_decision",
        "撤销或者变更决定",
        "revoking or changing an earlier decision",
        ("撤销居民代表会议", "变更居民代表会议", "撤销居民委员会", "撤销居委会", "变更居委会"),
    ),
)
EVERYBODY = Reserved("everybody", "涉及全体居民利益的重要事项", "an important matter of all residents")


def reserved(*, text: str, everybody: bool) -> Reserved | None:
    """The item of 法 §30 a matter falls under, if any. `everybody`: the whole community is touched."""
    named = next((item for item in RESERVED if any(word in text for word in item.words)), None)
    return named or (EVERYBODY if everybody else None)


def covering(
    *, item: Reserved, subjects: Iterable[str], category: str, text: str, claimed: str = ""
) -> str | None:
    """The subject of an authorization that covers this reserved item; None where none does.

    A named item (the charter, the convention …) must be authorized by its own name. An important matter of all residents
    is covered by a subject that is its category or stands in its text, or by the one `claimed` and recorded.
    """
    granted = list(subjects)
    if item is not EVERYBODY:
        return next((subject for subject in granted if item.zh in subject), None)
    if claimed:
        return claimed if claimed in granted else None
    return next((subject for subject in granted if subject == category or subject in text), None)


def in_force(*, decided_on: date, valid_until: date, day: date) -> bool:
    """Whether an authorization holds on the day of the meeting; its last day counts."""
    return decided_on <= day <= valid_until


def notice_given(full_days: int) -> int:
    """Days of notice from the whole days between two dates: the day of notice and the day itself never count (法 §26)."""
    return max(0, full_days)


def enough_representatives(*, representatives: int, members: int) -> bool:
    """法 §28: representatives are four fifths or more of a representatives' meeting."""
    return members > 0 and representatives * 5 >= members * 4


def chair_problem(
    *, chair: UUID, reviewers: Collection[UUID], proposers: Collection[UUID], movers: Collection[UUID]
) -> str | None:
    """主持中立: who admitted a topic, raised it or moves a motion does not chair it. None where nothing stands against."""
    if chair in reviewers:
        return "reviewer"
    if chair in proposers:
        return "proposer"
    if chair in movers:
        return "mover"
    return None


# 居委会下设委员会 (法 §9), by which N is chosen from the holders of that line of work.
MEDIATION, SECURITY = "人民调解", "治安保卫"
HEALTH, ENVIRONMENT, FAMILIES = "公共卫生", "环境和物业管理", "老年人和妇女儿童"
LINES: dict[str, tuple[str, ...]] = {
    "住房与电梯": (ENVIRONMENT, MEDIATION),
    "停车与交通": (SECURITY, ENVIRONMENT),
    "消防与充电": (SECURITY,),
    "环境与垃圾分类": (HEALTH, ENVIRONMENT),
    "给排水与房屋": (ENVIRONMENT, MEDIATION),
    "绿化与公共空间": (ENVIRONMENT,),
    "噪声与文体": (MEDIATION, SECURITY),
    "公约与文明": (MEDIATION, HEALTH),
    "物业与收费": (ENVIRONMENT, MEDIATION),
    "市政设施": (ENVIRONMENT,),
    "便民设施": (ENVIRONMENT,),
    "养老助残": (FAMILIES, HEALTH),
    "治安与安全": (SECURITY,),
    "民生项目": (ENVIRONMENT, FAMILIES),
    "楼组自治": (MEDIATION,),
    "邻里与私人事务": (MEDIATION,),
}


def lines_for(category: str) -> tuple[str, ...]:
    """The lines of committee work a topic category calls to the table; mediation where nothing closer is known."""
    return LINES.get(category, (MEDIATION,))


# Which bodies on file may sit at the table as stakeholders (X), by kind; 驻社区单位 owe a delegate when touched (法 §46).
STAKEHOLDER_KINDS = (
    "property_manager",
    "owners_committee",
    "stationed_unit",
    "courtyard_group",
    "government_agency",
    "development_federation",
)


def deliberation_day(year: int, month: int, *, week: int, weekday: int) -> date:
    """协商日 (B35): the month's fixed day for sessions, its `week`-th (1–4) `weekday` (1 Monday … 7 Sunday)."""
    first = date(year, month, 1)
    ahead = (weekday - first.isoweekday()) % 7
    return first + timedelta(days=ahead + 7 * (week - 1))


def letter_number(*, short: str, word: str, year: int, number: int) -> str:
    """文号: 槐安邀〔2026〕第12号 for an invitation, 槐安会〔2026〕第3号 for a session."""
    return f"{short}{word}〔{year}〕第{number}号"
