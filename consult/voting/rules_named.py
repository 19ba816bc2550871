"""The named vote rules, each with its article: one table as data.

Marks of evidence: V the text of the law was seen, P one place's practice (a default only), D a decision of
this design and no law. The residents' committee law is that of 2025-10-28, in force from 2026-01-01.
"""

from typing import Final

from consult.voting.rules import BallotKind, Base, Force, PassCondition, Quorum, Unit, VoteRule
from consult.voting.rules_error import Words
from consult.voting.rules_share import Share

_MORE_THAN_HALF = Share(1, 2, strict=True)  # 过半数
_HALF = Share(1, 2)  # 半数以上
_TWO_THIRDS = Share(2, 3)  # 三分之二以上
_THREE_QUARTERS = Share(3, 4)  # 四分之三以上
_ALL = Share(1, 1)

_COMMITTEE_LAW = "《城市居民委员会组织法》（2025年修订）"
_DESIGN = "本系统设计，非法律规定"

_DECIDES = (Force.BINDING, Force.ADVISORY)
# The city must say whether an owners' vote here binds (Beijing and others require the authority's system).
# Until then it is an expression of intent.
_OWNERS = (Force.ADVISORY, Force.BINDING, Force.RECORDED)
_POLLED = (Unit.PERSON, Unit.HOUSEHOLD, Unit.REPRESENTATIVE, Unit.MEMBER, Unit.OWNER)
_ANYONE = Words("居民、户或代表", "residents, households or representatives")


def _meeting(
    code: str,
    title: Words,
    electorate: Words,
    unit: Unit,
    quorum: Share,
    pass_base: Base,
    *,
    article: str = _DESIGN,
    clause: Words | None = None,
    evidence: str = "D",
    statutory: bool = False,
) -> VoteRule:
    """A meeting: a quorum of the entitled is present, and more than half of a base agrees."""
    return VoteRule(
        code=code,
        title=title,
        electorate=electorate,
        units=(unit,),
        ballot=BallotKind.YES_NO,
        quorum=Quorum(Base.PRESENT, quorum),
        passes=PassCondition(pass_base, _MORE_THAN_HALF),
        article=article,
        clause=clause,
        evidence=evidence,
        statutory=statutory,
        forces=_DECIDES,
        secrecy=True,
    )


def _owners(code: str, title: Words, share: Share, article: str) -> VoteRule:
    """Heads and area alike: two thirds take part, and `share` of those who take part agree."""
    return VoteRule(
        code=code,
        title=title,
        electorate=Words("业主", "owners"),
        units=(Unit.OWNER,),
        ballot=BallotKind.YES_NO,
        quorum=Quorum(Base.TOOK_PART, _TWO_THIRDS),
        passes=PassCondition(Base.TOOK_PART, share),
        by_area=True,
        article=article,
        clause=Words("第278条", "article 278"),
        evidence="V:L2",
        statutory=True,
        forces=_OWNERS,
        secrecy=True,
        proxies=True,
    )


def _ordering(code: str, title: Words, ballot: BallotKind) -> VoteRule:
    """Orders options for advice; a yes/no vote by another rule decides afterwards."""
    return VoteRule(
        code=code,
        title=title,
        electorate=_ANYONE,
        units=_POLLED,
        ballot=ballot,
        quorum=None,
        passes=None,
        article=_DESIGN,
        evidence="D",
        statutory=False,
        forces=(Force.ADVISORY,),
        secrecy=True,
    )


def _forbidden(code: str, title: Words, article: str, evidence: str, *, statutory: bool) -> VoteRule:
    return VoteRule(
        code=code,
        title=title,
        electorate=Words("无", "nobody"),
        units=(),
        ballot=BallotKind.NONE,
        quorum=None,
        passes=None,
        article=article,
        evidence=evidence,
        statutory=statutory,
        forces=(),
        secrecy=False,
    )


_TABLE: Final = (
    _meeting(
        "RESIDENT_MEETING_ALL",
        Words("居民会议（全体18岁以上居民）", "Residents' meeting, by adults"),
        Words("18岁以上居民", "residents of 18 and over"),
        Unit.PERSON,
        _MORE_THAN_HALF,
        Base.PRESENT,
        article=f"{_COMMITTEE_LAW}第二十七条",
        clause=Words("第27条", "article 27"),
        evidence="V:L1",
        statutory=True,
    ),
    _meeting(
        "RESIDENT_MEETING_HH",
        Words("居民会议（户的代表）", "Residents' meeting, by households"),
        Words("户的代表", "household representatives"),
        Unit.HOUSEHOLD,
        _MORE_THAN_HALF,
        Base.PRESENT,
        article=f"{_COMMITTEE_LAW}第二十七条",
        clause=Words("第27条", "article 27"),
        evidence="V:L1",
        statutory=True,
    ),
    _meeting(
        "REP_MEETING_MAJ",
        Words("居民代表会议", "Residents' representatives' meeting"),
        Words("居民代表会议组成人员", "representatives and committee members"),
        Unit.REPRESENTATIVE,
        _TWO_THIRDS,
        Base.PRESENT,
        article=f"{_COMMITTEE_LAW}第二十九条",
        clause=Words("第29条", "article 29"),
        evidence="V:L1",
        statutory=True,
    ),
    _owners(
        "OWNERS_MAJ",
        Words("业主共同决定（双过半）", "Owners, dual majority"),
        _MORE_THAN_HALF,
        "《民法典》第二百七十八条第二款",
    ),
    _owners(
        "OWNERS_3_4",
        Words("业主共同决定（双四分之三）", "Owners, dual three quarters"),
        _THREE_QUARTERS,
        "《民法典》第二百七十八条第二款（第一款第六项至第八项事项）",
    ),
    VoteRule(
        code="OWNERS_UNANIMOUS_AFFECTED",
        title=Words("有利害关系的业主一致同意", "All affected owners agree"),
        electorate=Words("有利害关系的业主", "affected owners"),
        units=(Unit.AFFECTED_OWNER,),
        ballot=BallotKind.YES_NO,
        quorum=Quorum(Base.TOOK_PART, _ALL),
        passes=PassCondition(Base.ENTITLED, _ALL),
        article="《民法典》第二百七十九条",
        clause=Words("第279条", "article 279"),
        evidence="V:L2",
        statutory=True,
        forces=_OWNERS,
        secrecy=False,  # every single consent is needed and must be provable
        proxies=True,
    ),
    _meeting(
        "PARTY_BRANCH",
        Words("党支部党员大会", "Party branch members' meeting"),
        Words("有表决权的党员", "Party members entitled to vote"),
        Unit.PARTY_MEMBER,
        _HALF,
        Base.ENTITLED,
        article="《中国共产党支部工作条例（试行）》第十一条",
        clause=Words("支部工作条例第11条", "article 11 of the branch regulations"),
        evidence="V:W11",
        statutory=True,
    ),
    _meeting(
        "COMMITTEE_MAJ",
        Words("居民委员会会议", "Residents' committee"),
        Words("居民委员会成员", "members of the residents' committee"),
        Unit.MEMBER,
        _MORE_THAN_HALF,  # D: the law says only that the minority yields to the majority
        Base.ENTITLED,
        article=f"{_COMMITTEE_LAW}第三十三条",
        clause=Words("第33条", "article 33"),
        evidence="V:L1",
        statutory=True,
    ),
    _meeting(
        "COUNCIL_MAJ",
        Words("居民议事会", "Deliberation council"),
        Words("议事会成员", "council members"),
        Unit.MEMBER,
        _TWO_THIRDS,
        Base.ENTITLED,
        article="社区议事会制度样本",
        evidence="P:W13",
    ),
    _meeting(
        "GRID_HOUSEHOLDS_MAJ",
        Words("网格内利害关系户", "Affected households of a grid"),
        Words("网格内利害关系户", "affected households of the grid"),
        Unit.HOUSEHOLD,
        _HALF,
        Base.PRESENT,
    ),
    _meeting(
        "BUILDING_HOUSEHOLDS_MAJ",
        Words("本楼各户", "Households of a building"),
        Words("本楼各户", "households of the building"),
        Unit.HOUSEHOLD,
        _TWO_THIRDS,
        Base.ENTITLED,
    ),
    _meeting(
        "UNIT_HOUSEHOLDS_MAJ",
        Words("本单元各户", "Households of a unit"),
        Words("本单元各户", "households of the unit"),
        Unit.HOUSEHOLD,
        _TWO_THIRDS,
        Base.ENTITLED,
    ),
    VoteRule(
        code="CONSENSUS",
        title=Words("寻求共识", "Consensus"),
        electorate=Words("利益相关方", "stakeholders"),
        units=(Unit.STAKEHOLDER, Unit.HOUSEHOLD),
        ballot=BallotKind.CONSENSUS,
        quorum=Quorum(Base.PRESENT, _ALL),
        passes=None,
        article=_DESIGN,
        evidence="D",
        statutory=False,
        forces=_DECIDES,
        secrecy=False,
    ),
    VoteRule(
        code="PROCEDURAL_MAJ",
        title=Words("协商会内部动议", "Motion inside a consultation"),
        electorate=Words("参会的协商主体", "participants of the consultation"),
        units=(Unit.MEMBER, Unit.STAKEHOLDER, Unit.PERSON, Unit.HOUSEHOLD, Unit.REPRESENTATIVE),
        ballot=BallotKind.YES_NO,
        quorum=None,
        # 赞成多于反对, a tie fails: principle 12 of the rules of order. Never for a statutory meeting, whose
        # denominator is those present.
        passes=PassCondition(Base.YES_AND_NO, _MORE_THAN_HALF),
        article="议事规则十二条之多数裁决",
        evidence="V:W12",
        statutory=False,
        forces=_DECIDES,
        secrecy=False,
    ),
    _ordering("APPROVAL_POLL", Words("认可投票", "Approval poll"), BallotKind.APPROVAL),
    _ordering("PREFERENCE_RANK", Words("排序投票", "Preference ranking"), BallotKind.RANK),
    _ordering("BUDGET_RANK", Words("预算内选项目", "Budget ranking"), BallotKind.BUDGET),
    _ordering("SINGLE_CHOICE", Words("多选一", "Single choice of many"), BallotKind.SINGLE_CHOICE),
    _ordering("CHOOSE_UP_TO_K", Words("限选若干项", "Choose up to k"), BallotKind.CHOOSE_UP_TO_K),
    _ordering("SCORE_1_5", Words("一至五分评分", "Scores from 1 to 5"), BallotKind.SCORE),
    _forbidden(
        "NONE", Words("不付表决", "Not put to a vote"), f"{_COMMITTEE_LAW}第三十一条", "V:L1", statutory=True
    ),
    _forbidden(
        "NONE_URGENT",
        Words("紧急事项，不付表决", "Urgent: acted on, not voted"),
        _DESIGN,
        "D",
        statutory=False,
    ),
)

RULES: Final[dict[str, VoteRule]] = {rule.code: rule for rule in _TABLE}
