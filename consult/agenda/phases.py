"""The phases of a session, as data: what one may ask the floor for in each, whose floor it is, and what is done there.

Sources: 三会 (§2.6 of the domain rules), 圆桌会、恳谈会、评议会 (practices B26–B28), 提案评议 (A24), the twelve principles of the
rules of order (§2.5).
"""

from __future__ import annotations

from dataclasses import dataclass

# 发言时先报立场: a form that debates asks for a side, one that talks things over does not.
DEBATE = ("for", "against", "question")
TALK = ("speak", "add", "question")
ASK = ("question", "add")

# Points recorded while a session runs; which of them a form knows follows from its phases.
AGREED = ("consensus", "reservation")
HEARD = ("concern", "reservation")


@dataclass(frozen=True, kw_only=True)
class Phase:
    """`stances`: what one may ask to speak for; where there are none, only interjections are taken. `speakers`: whose floor
    it is: "all", or those who bring a proposal ("proposers"), or the parties to a dispute ("parties"). `seconds`: how long
    a turn is; 0 leaves it to the room. `points`: the kinds of points recorded. `does`: what else may be done: "round"
    (speaking in turn round the table), "concern" (诉求 gathered), "propose", "merge", "score", "settle", "vote".
    """

    code: str
    zh: str
    en: str
    stances: tuple[str, ...] = ()
    speakers: str = "all"
    seconds: int = 0
    points: tuple[str, ...] = ()
    does: tuple[str, ...] = ()


OPENING = Phase(code="introduce", zh="说明情况", en="Introduction", stances=ASK)
CLOSING = Phase(code="close", zh="散会", en="Closing")
QUORUM = Phase(code="quorum", zh="清点人数", en="Quorum")
VOTE = Phase(code="vote", zh="表决", en="Vote", does=("vote",))
RESULT = Phase(code="result", zh="宣布结果", en="Result")
MOTIONS = Phase(
    code="debate", zh="议动议", en="Debate", stances=DEBATE, points=(*AGREED, "concern"), does=("vote",)
)
TALKING = Phase(
    code="talk", zh="大家谈", en="Talk", stances=TALK, points=(*HEARD, "consensus"), does=("concern", "round")
)
AGREEING = Phase(
    code="consensus",
    zh="形成共识",
    en="Consensus",
    stances=TALK,
    points=(*AGREED, "concern"),
    does=("round", "vote"),
)
STATUTORY = (QUORUM, OPENING, MOTIONS, VOTE, RESULT, CLOSING)
MEMBERS = (QUORUM, OPENING, MOTIONS, VOTE, CLOSING)
NEIGHBOURS = (OPENING, TALKING, AGREEING, CLOSING)

COLLECTION = (
    Phase(code="welcome", zh="开场", en="Welcome"),
    Phase(
        code="gather", zh="征集诉求", en="Gathering", stances=TALK, points=HEARD, does=("concern", "round")
    ),
    Phase(code="group", zh="归并分类", en="Grouping", stances=ASK, points=HEARD, does=("concern",)),
    CLOSING,
)
ROUND_TABLE = (
    OPENING,
    Phase(
        code="rounds",
        zh="轮流发言",
        en="Rounds",
        stances=DEBATE,
        points=(*AGREED, "concern"),
        does=("round", "vote"),
    ),
    Phase(
        code="consensus",
        zh="形成共识",
        en="Consensus",
        stances=DEBATE,
        points=(*AGREED, "concern"),
        does=("round", "vote"),
    ),
    CLOSING,
)
HEART_TO_HEART = (
    OPENING,
    TALKING,
    Phase(
        code="summary",
        zh="归纳诉求",
        en="Summary",
        stances=ASK,
        points=(*HEARD, "consensus"),
        does=("concern",),
    ),
    CLOSING,
)
# 提案—评议 (A24): five minutes for each proposer; the criteria were published with the call.
PROPOSAL_REVIEW = (
    Phase(code="call", zh="征集提案", en="Call for proposals", stances=ASK, does=("propose", "merge")),
    Phase(
        code="present",
        zh="介绍提案",
        en="Presentations",
        stances=("present",),
        speakers="proposers",
        seconds=300,
        does=("round", "merge"),
    ),
    Phase(
        code="question",
        zh="提问和修改",
        en="Questions and amendments",
        stances=ASK,
        points=(*AGREED, "concern"),
        does=("merge", "vote"),
    ),
    Phase(code="score", zh="评分", en="Scoring", does=("score", "vote")),
    Phase(code="rank", zh="排序", en="Ranking", stances=ASK, points=AGREED),
    CLOSING,
)
HEARING = (
    OPENING,
    Phase(
        code="statements",
        zh="陈述意见",
        en="Statements",
        stances=DEBATE,
        points=("statement", *HEARD),
        does=("vote",),
    ),
    Phase(code="questions", zh="提问答复", en="Questions", stances=ASK, points=("question", *HEARD)),
    Phase(
        code="conclusions",
        zh="归纳结论",
        en="Conclusions",
        stances=ASK,
        points=("conclusion", *AGREED, "concern"),
        does=("vote",),
    ),
    CLOSING,
)
COORDINATION = (
    OPENING,
    Phase(
        code="positions",
        zh="各方陈述",
        en="Positions",
        stances=("speak", "add"),
        speakers="parties",
        points=("position",),
    ),
    Phase(
        code="mediate",
        zh="协调",
        en="Mediation",
        stances=TALK,
        points=("position", *AGREED, "concern"),
        does=("round", "vote"),
    ),
    Phase(
        code="settlement",
        zh="达成协议",
        en="Settlement",
        stances=ASK,
        points=("settlement", *AGREED),
        does=("settle", "vote"),
    ),
    CLOSING,
)
APPRAISAL = (
    Phase(code="report", zh="报告办理情况", en="Report", stances=ASK),
    Phase(code="questions", zh="询问", en="Questions", stances=TALK, points=("question", *HEARD)),
    Phase(
        code="score",
        zh="评议打分",
        en="Scoring",
        stances=ASK,
        points=("rectification", *HEARD),
        does=("score",),
    ),
    CLOSING,
)
JOINT_MEETING = (
    OPENING,
    Phase(code="positions", zh="各单位意见", en="Positions", stances=DEBATE, points=("position", *HEARD)),
    Phase(
        code="agree",
        zh="认领任务",
        en="Commitments",
        stances=ASK,
        points=("commitment", *AGREED, "concern"),
        does=("vote",),
    ),
    CLOSING,
)
COUNCIL = (OPENING, MOTIONS, VOTE, CLOSING)


def speaks(phase: Phase) -> bool:
    """Whether the matter itself is talked over in this phase: more than questions on what was introduced."""
    return bool(set(phase.stances) - set(ASK))
