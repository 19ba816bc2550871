"""When the question may be put: the conditions of poll.open."""

from __future__ import annotations

from consult.agenda.models import AgendaItem, Motion
from consult.intake.models import TopicReview
from consult.kernel import clock
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.kernel.packs import load
from consult.meeting.models import Room
from consult.meeting.reads import debate_over
from consult.voting import roll
from consult.voting.counting import served_twice
from consult.voting.electorate import electorate
from consult.voting.models import Poll
from consult.voting.questions import rule_for
from consult.voting.rules import BallotKind, Base, quorum
from consult.voting.rules_area import may_be_secret
from consult.voting.rules_counts import Counts
from consult.voting.rules_error import RuleError
from consult.voting.rules_roll import check_secrecy
from consult.voting.secrecy import unfit

from .preparing import OWNERS

# 会后几天内补交意见的表决,不要求会议正在进行
RUNNING = ("published", "open", "adjourned", "closed")


@guard(
    "这次表决不在这里进行，只录入官方结果",
    "This vote is not held here; its official result is recorded",
    next_zh="官方表决结束后录入结果",
    next_en="Record the result once the official vote is over",
)
def held_here(a: Act) -> bool:
    """Where the city counts its owners itself, only its result comes here."""
    poll: Poll = a.on
    elsewhere = poll.unit in OWNERS and load(poll.session.pack).get("owners_polls") == "recorded"
    return poll.means != Poll.Means.OFFICIAL and not elsewhere


@guard(
    "会议没有在进行，不能提请表决",
    "The session is not open: the question cannot be put",
    next_zh="开会以后再提请；会后征求意见的，请设定截止日期",
    next_en="Open the session first; opinions gathered afterwards need a closing date",
)
def session_sits(a: Act) -> bool:
    poll: Poll = a.on
    return poll.session.stage == "open" or (poll.over_days and poll.session.stage in RUNNING)


@guard(
    "另一个动议还没有处理完，一次只表决一件",
    "Another motion is pending; one vote at a time",
    next_zh="先表决或撤回当前动议",
    next_en="Settle or withdraw the pending motion first",
)
def one_at_a_time(a: Act) -> bool:
    others = Motion.objects.filter(session_id=a.on.session_id, stage__in=["pending", "put"])
    return not others.exclude(pk=a.on.motion_id).exists()


@guard(
    "没有列入公布的议程，不能表决",
    "Not on the published agenda: it cannot be voted",
    next_zh="列入下次会议的议程",
    next_en="Put it on the next session's agenda",
)
def on_published_agenda(a: Act) -> bool:
    """不得就未公示的议题表决 (北京 §35、青岛 §29、杭州 §19 同文)."""
    poll: Poll = a.on
    published = poll.session.published_at is not None
    return published and AgendaItem.objects.filter(session=poll.session, motion=poll.motion).exists()


@guard(
    "还没有律师的合法性意见，或意见为不合法",
    "There is no favourable legality check of the motion",
    next_zh="请社区律师先作合法性核查",
    next_en="Ask the legal adviser to check the motion",
)
def legality_checked(a: Act) -> bool:
    """The motion before it is put (the final text is checked again before signing). Grid sessions need none, but an
    opinion against it holds everywhere (法 §31)."""
    poll: Poll = a.on
    favourable: bool | None = poll.motion.legality_favourable
    return favourable is True if poll.rule_is_statutory else favourable is not False


@guard(
    "还有人要发言",
    "People are still waiting to speak",
    next_zh="发言次数用完或无人再举手，才可提请表决",
    next_en="The question is put when turns are used up or nobody asks",
)
def debate_done(a: Act) -> bool:
    """充分辩论 (principle 11): nobody speaks to the motion, and nobody asks who still has a turn."""
    room = only(Room.objects.filter(session=a.on.session))
    return room is None or debate_over(room, a.on.motion_id)


@guard(
    "到会没有达到法定人数，不能提请表决",
    "There is no quorum: the question cannot be put",
    next_zh="等人到齐，或另行召集",
    next_en="Wait until enough are present, or convene again",
)
def quorate(a: Act) -> bool | Refusal:
    poll: Poll = a.on
    rule = rule_for(poll.rule, poll.session.pack)
    if rule.quorum is None or rule.quorum.of_whom is not Base.PRESENT or poll.over_days:
        return True
    entitled = electorate(poll, rule)
    room = only(Room.objects.filter(session=poll.session))
    modes = roll.ways_present(poll, entitled, room)
    here = sum(mode is not None for mode in modes)
    absent = 0
    if rule.ballot is BallotKind.CONSENSUS:
        households, bodies = served_twice(poll, clock.now())
        absent = sum(
            mode is None and (each.household in households or each.body in bodies)
            for each, mode in zip(entitled, modes, strict=True)
        )
    counts = Counts(entitled=len(entitled), present=here, absent_served=absent)
    if all(each.holds for each in quorum(rule, counts)):
        return True
    return Refusal(
        "quorate",
        f"应到 {len(entitled)}，到会 {here}，没有达到法定人数",
        f"{here} of {len(entitled)} are present: no quorum",
        next_zh="等人到齐，或另行召集",
        next_en="Wait until enough are present, or convene again",
        facts={"entitled": len(entitled), "present": here},
    )


@guard(
    "名册不足五票，或规则须记名，不能无记名",
    "Too few rights for a secret ballot, or the rule is voted by name",
)
def secrecy_possible(a: Act) -> bool | Refusal:
    poll: Poll = a.on
    if not poll.secret:
        return True
    rule = rule_for(poll.rule, poll.session.pack)
    never = unfit(rule, poll.secrecy)
    if never is not None:
        return never
    try:
        check_secrecy(rule, rights=len(electorate(poll, rule)))
    except RuleError as error:
        return Refusal("secrecy_possible", error.zh, error.en)
    if rule.by_area and not may_be_secret(rule, [each.area_cm2 for each in electorate(poll, rule)]):
        return Refusal(
            "secrecy_possible",
            "有一户业主的面积大到通过与否就说明它怎么投，不能无记名",
            "One owner holds so much that passing or failing alone would tell how they voted",
            next_zh="请改为记名",
            next_en="Choose a named ballot",
        )
    return True


@guard(
    "审题的人不能主持由此产生的表决，也不能提请表决",
    "Whoever admitted the topic may neither chair the vote on it nor put the question",
    next_zh="请由中立的主持人提请",
    next_en="Let a neutral chair do it",
)
def reviewer_does_not_chair(a: Act) -> bool:
    poll: Poll = a.on
    """Nor puts the question from the desk, in another of their offices: that is the chair's part of it."""
    room = only(Room.objects.filter(session=poll.session))
    chair = room.chair_id if room else poll.session.chair_id
    admitted = TopicReview.objects.filter(matter=poll.motion.matter, conclusion=TopicReview.Conclusion.ADMIT)
    reviewers = set(admitted.values_list("reviewer_id", flat=True))
    return chair not in reviewers and not a.actor.among(reviewers)
