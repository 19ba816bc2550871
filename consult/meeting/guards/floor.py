"""Who may ask to speak, for what, and when."""

from __future__ import annotations

from consult.agenda.models import AgendaItem
from consult.kernel.act import Act, guard

from ..models import FloorEntry, Room
from ..reads import (
    brought,
    counted,
    does,
    is_party,
    phase_of,
    speaker_of,
    stances_open,
    turns_taken,
)
from ..rules import INTERJECTIONS, PRESENT, ROUND, SIDES
from ..rules import turns_left as turns_remain


@guard(
    "请先签到再发言",
    "Sign in before speaking",
    next_zh="按“签到”，或请工作人员代签",
    next_en="Press sign in, or ask staff to sign you in",
)
def speaker_signed_in(a: Act) -> bool:
    speaker = speaker_of(a)
    return speaker is None or counted(a.on).filter(person_id=speaker).exists()


@guard(
    "现在没有正在讨论的议题",
    "Nothing is being discussed right now",
    next_zh="等主持人宣布议题",
    next_en="Wait for the chair to take up an item",
)
def something_to_discuss(a: Act) -> bool:
    """先动议后讨论: where the form debates, a motion or an item must stand before anybody speaks to it."""
    return a.on.item_id is not None or a.on.motion_id is not None


@guard(
    "现在这个环节不这样发言",
    "This is not what the floor is open for in this phase",
    next_zh="请看会场上方的当前环节，选择它开放的发言类别；有程序问题可以插话",
    next_en="See which phase the room is in and choose what it is open for; a point of order is always in order",
    needs="stance",
)
def phase_open(a: Act) -> bool:
    """Who may do what in each phase is data: agenda/phases.py."""
    return a.given["stance"] in (*INTERJECTIONS, *stances_open(a.on))


@guard(
    "这个环节请提案人或当事方发言",
    "In this phase the floor is the proposers' or the parties'",
    next_zh="下一个环节再提问；有程序问题可以插话",
    next_en="Ask in the next phase; a point of order is always in order",
    needs="stance",
)
def floor_is_yours(a: Act) -> bool:
    speaker, phase = speaker_of(a), phase_of(a.on)
    if speaker is None or phase is None or a.given["stance"] in INTERJECTIONS:
        return True
    if phase.speakers == "parties":
        return is_party(a.on, speaker)
    return phase.speakers != "proposers" or brought(a.on).filter(proposer=speaker).exists()


@guard(
    "这个环节不轮流发言",
    "This phase has no rounds of speaking",
    next_zh="先进入轮流发言或大家谈的环节",
    next_en="Go to a phase with rounds first",
)
def phase_has_rounds(a: Act) -> bool:
    return does(a.on, "round")


@guard(
    "这一轮还没有轮完",
    "The present round is not over",
    next_zh="请下一位发言，或等想略过的人取消",
    next_en="Call the next, or let those who wish to pass withdraw",
)
def no_round_running(a: Act) -> bool:
    return not FloorEntry.objects.filter(
        room=a.on, state=FloorEntry.State.WAITING, stance__in=[ROUND, PRESENT]
    ).exists()


@guard(
    "这一项有动议：先由主持人宣读动议，再赞成或反对",
    "There is a motion under this item: the chair takes it up before anybody speaks for or against",
    next_zh="现在可以提问；动议宣读后再表明立场",
    next_en="Ask a question meanwhile, or wait until the motion is before the room",
    needs="stance",
)
def motion_first(a: Act) -> bool:
    """动议中心 (principle 1): sides are taken on a motion, where the item has one."""
    item = a.on.item
    return a.given["stance"] not in SIDES or a.on.motion_id is not None or item is None or not _debates(item)


def _debates(item: AgendaItem) -> bool:
    return item.motion is not None and item.motion.stage == "drafted"


@guard(
    "您已被主持人请离会场，表决权不受影响",
    "The chair has sent you out of the room; your vote is untouched",
    next_zh="要回到会场，请联系主持人或工作人员",
    next_en="Ask the chair or the staff to be let back in",
)
def not_removed(a: Act) -> bool:
    speaker = speaker_of(a)
    out = counted(a.on).filter(removed_at__isnull=False)
    return speaker is None or not out.filter(person_id=speaker).exists()


@guard("您已经在排队", "You are already in the queue")
def not_waiting(a: Act) -> bool:
    speaker = speaker_of(a)
    if speaker is None:
        return True
    return not FloorEntry.objects.filter(
        room=a.on, person_id=speaker, state=FloorEntry.State.WAITING
    ).exists()


@guard(
    "您在这个议题上的发言次数已用完",
    "You have used your turns on this question",
    next_zh="可以写文字发言",
    next_en="You can still send a written remark",
)
def turns_left(a: Act) -> bool:
    room: Room = a.on
    speaker = speaker_of(a)
    if speaker is None:
        return True
    taken = turns_taken(room).get(str(speaker), 0)
    return turns_remain(taken, room.turns_each, a.given.get("stance", ""))


@guard("现在没有人在发言", "Nobody is speaking")
def somebody_speaks(a: Act) -> bool:
    return FloorEntry.objects.filter(room=a.on, state=FloorEntry.State.SPEAKING).exists()
