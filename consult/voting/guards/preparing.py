"""What may be asked: of poll.prepare and poll.record_official, and of motions that have a poll."""

from __future__ import annotations

from consult.agenda.forms import FORMS
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal
from consult.kernel.packs import load
from consult.voting.models import Poll
from consult.voting.rules import BallotKind, Unit

OWNERS = (Unit.OWNER, Unit.AFFECTED_OWNER)


@guard(
    "这个动议已经有表决，不能再改",
    "A vote on this motion has been prepared or held; it can no longer be changed",
    next_zh="先作废表决",
    next_en="Void the vote first",
)
def no_poll_yet(a: Act) -> bool:
    return not Poll.objects.filter(motion=a.on).exclude(stage="void").exists()


@guard(
    "这个动议的表决已经准备好了",
    "A vote on this motion is prepared already",
    next_zh="提请表决，或先作废再重新准备",
    next_en="Open it, or void it and prepare it anew",
)
def no_live_poll(a: Act) -> bool:
    return not Poll.objects.filter(motion_id=a.on.motion_id, stage__in=["prepared", "open", "shut"]).exists()


@guard(
    "这条表决规则不能用在这种会议上",
    "This rule does not fit this form of session",
    next_zh="法定规则只能在法定会议上作决定，协商会只作意向征询",
    next_en="Statutory rules decide in statutory meetings only; a consultation polls advisorily",
)
def rule_fits(a: Act) -> bool | Refusal:
    """法 §31, §32: what may be voted at all, in this form, with this force; owners bind here only where the city says so."""
    poll: Poll = a.on
    if poll.rule_text["ballot"] == BallotKind.NONE:
        return Refusal(
            "rule_fits",
            "此事不得付表决",
            "This may not be put to a vote",
            next_zh="请转办或答复",
            next_en="Refer it or answer it",
        )
    given = FORMS[poll.session.form].votes.get(poll.rule)
    if given is None or poll.force not in poll.rule_text["forces"]:
        return False
    if poll.force != Poll.Force.BINDING:
        return True
    if poll.unit in OWNERS:
        return bool(load(poll.session.pack).get("owners_polls") == "binding" and poll.statutory is not None)
    return given == Poll.Force.BINDING


@guard(
    "业主共有部分的事项由业主自己表决，居民代表不能代替",
    "What owners own in common is asked of the owners themselves, never of representatives",
    next_zh="改用业主规则作意向征询，或录入官方表决结果",
    next_en="Use an owners' rule advisorily, or record the official result",
)
def owners_are_asked_themselves(a: Act) -> bool:
    poll: Poll = a.on
    if not poll.motion.matter.owners_decision or poll.motion.apart_reason:
        return True
    return poll.unit in OWNERS or poll.force == Poll.Force.ADVISORY


@guard(
    "这里的业主表决不以官方结果为准",
    "Official results are recorded for owners' matters only",
    next_zh="在会上提请表决",
    next_en="Put the question in the session",
)
def city_records_official(a: Act) -> bool:
    """业主共同决定 is the city's system's to count, unless the city says that a vote here binds."""
    poll: Poll = a.on
    return poll.unit in OWNERS and load(poll.session.pack).get("owners_polls") != "binding"
