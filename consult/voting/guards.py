"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from consult.agenda.models import AgendaItem
from consult.intake.models import TopicReview
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.meeting.models import FloorEntry, Room

from . import roll
from .models import PaperBatch, Poll
from .preparing import rule_for
from .rules import BallotKind, Unit
from .rules_error import RuleError
from .rules_roll import check_secrecy

OWNERS = (Unit.OWNER, Unit.AFFECTED_OWNER)


@guard(
    "这个动议已经有表决,不能再改",
    "A vote on this motion has been prepared or held; it can no longer be changed",
    next_zh="先作废表决",
    next_en="Void the vote first",
)
def no_poll_yet(a: Act) -> bool:
    return not Poll.objects.filter(motion=a.on).exclude(stage="void").exists()


@guard(
    "这条表决规则不能用在这种会议上",
    "This rule does not fit this form of session",
    next_zh="法定规则只能在法定会议上作决定,协商会只作意向征询",
    next_en="Statutory rules decide in statutory meetings only; a consultation polls advisorily",
)
def rule_fits(a: Act) -> bool | Refusal:
    poll: Poll = a.on
    if poll.rule_text["ballot"] in (BallotKind.NONE, BallotKind.TWO_STAGE):
        return Refusal(
            "not_votable",
            "此事不得付表决",
            "This may not be put to a vote",
            next_zh="请转办或答复",
            next_en="Refer it or answer it",
        )
    if str(poll.force) not in poll.rule_text["forces"]:
        return Refusal(
            "force_not_allowed", "这条规则不能这样使用", "This rule cannot be used with that force"
        )
    return not poll.rule_is_statutory or poll.statutory is not None or poll.force == Poll.Force.ADVISORY


@guard(
    "业主共有部分的事项由业主自己表决,居民代表不能代替",
    "What owners own in common is asked of the owners themselves, never of representatives",
    next_zh="改用业主规则作意向征询,或录入官方表决结果",
    next_en="Use an owners' rule advisorily, or record the official result",
)
def owners_are_asked_themselves(a: Act) -> bool:
    poll: Poll = a.on
    if not poll.motion.matter.owners_decision:
        return True
    return poll.rule_text["units"][0] in OWNERS or poll.force == Poll.Force.ADVISORY


@guard(
    "没有列入公布的议程,不能表决",
    "Not on the published agenda: it cannot be voted",
    next_zh="列入下次会议的议程",
    next_en="Put it on the next session's agenda",
)
def on_published_agenda(a: Act) -> bool:
    poll: Poll = a.on
    published = poll.session.published_at is not None
    return published and AgendaItem.objects.filter(session=poll.session, motion=poll.motion).exists()


@guard(
    "还没有律师的合法性意见,或意见为不合法",
    "There is no favourable legality check of the motion",
    next_zh="请社区律师先作合法性核查",
    next_en="Ask the legal adviser to check the motion",
)
def legality_checked(a: Act) -> bool:
    """The motion before it is put (the final text is checked again before signing). Grid sessions need none."""
    poll: Poll = a.on
    return not poll.rule_is_statutory or poll.motion.legality_favourable is True


@guard(
    "还有人要发言",
    "People are still waiting to speak",
    next_zh="发言次数用完或无人再举手,才可提请表决",
    next_en="The question is put when turns are used up or nobody asks",
)
def debate_done(a: Act) -> bool:
    waiting = FloorEntry.objects.filter(
        room__session=a.on.session, motion=a.on.motion, state__in=["waiting", "speaking"]
    )
    return not waiting.exists()


@guard(
    "到会没有达到法定人数,不能提请表决",
    "There is no quorum: the question cannot be put",
    next_zh="等人到齐,或另行召集",
    next_en="Wait until enough are present, or convene again",
)
def quorate(a: Act) -> bool | Refusal:
    poll: Poll = a.on
    rule = rule_for(poll.rule, poll.session.pack)
    if rule.quorum is None or str(rule.quorum.of_whom) != "present" or _over_days(poll):
        return True
    room = Room.objects.filter(session=poll.session).first()
    entitled = roll.electorate(poll, rule)
    here = roll.present_of(entitled, room)
    if rule.quorum.share.met(here, len(entitled)):
        return True
    return Refusal(
        "quorate",
        f"应到 {len(entitled)},到会 {here},没有达到法定人数",
        f"{here} of {len(entitled)} are present: no quorum",
        next_zh="等人到齐,或另行召集",
        next_en="Wait until enough are present, or convene again",
        facts={"entitled": len(entitled), "present": here},
    )


def _over_days(poll: Poll) -> bool:
    """Household opinions gathered over days by phone and slip: taking part is counted at the close."""
    return poll.closes_at is not None and not poll.rule_is_statutory


@guard(
    "名册不足五票,或规则须记名,不能无记名", "Too few rights for a secret ballot, or the rule is voted by name"
)
def secrecy_possible(a: Act) -> bool | Refusal:
    poll: Poll = a.on
    if poll.secrecy == Poll.Secrecy.NAMED:
        return True
    rule = rule_for(poll.rule, poll.session.pack)
    try:
        check_secrecy(rule, rights=len(roll.electorate(poll, rule)))
    except RuleError as error:
        return Refusal("secrecy_possible", error.zh, error.en)
    if rule.by_area:
        return Refusal(
            "secrecy_possible",
            "按面积计的表决目前只能记名",
            "Votes weighed by area are held by name",
            next_zh="请改为记名",
            next_en="Choose a named ballot",
        )
    return True


@guard(
    "密封票箱还没有准备好",
    "The sealed box is not ready",
    next_zh="先完成钥匙和演练",
    next_en="Complete keys and rehearsal first",
)
def box_ready(a: Act) -> bool:
    return bool(a.on.secrecy != Poll.Secrecy.SEALED)


@guard(
    "审题的人不能主持由此产生的表决",
    "Whoever admitted the topic may not chair the vote on it",
    next_zh="请先移交主持",
    next_en="Hand the chair over first",
)
def reviewer_does_not_chair(a: Act) -> bool:
    poll: Poll = a.on
    room = Room.objects.filter(session=poll.session).first()
    chair = room.chair_id if room else poll.session.chair_id
    return not TopicReview.objects.filter(
        matter=poll.motion.matter, conclusion=TopicReview.Conclusion.ADMIT, reviewer_id=chair
    ).exists()


@guard(
    "纸票还没有对上账",
    "The paper ballots are not reconciled",
    next_zh="每一批都要录入并由另一人确认",
    next_en="Every batch must be entered and confirmed by another person",
)
def paper_reconciled(a: Act) -> bool:
    return not PaperBatch.objects.filter(poll=a.on).exclude(state=PaperBatch.State.CONFIRMED).exists()


@guard(
    "按规定须回避,不能在这项表决中投票",
    "There is a conflict of interest on record: this right may not vote on this motion",
    next_zh="回避的情形和理由写入计票单",
    next_en="It is shown with its reason in the count",
    needs="right",
)
def not_in_conflict(a: Act) -> bool:
    return not a.given["right"].conflict


@guard("这次表决不是举手表决", "This poll is not by show of hands", needs="means")
def by_show_of_hands(a: Act) -> bool:
    return bool(a.on.means == a.given["means"])


@guard(
    "这次是举手表决,不发票",
    "This poll is by show of hands: there are no ballots",
)
def not_by_hands(a: Act) -> bool:
    return bool(a.on.means == Poll.Means.BALLOTS)


@guard(
    "这里的业主表决不以官方结果为准",
    "Official results are recorded for owners' matters only",
)
def city_records_official(a: Act) -> bool:
    return a.on.rule_text["units"][0] in OWNERS
