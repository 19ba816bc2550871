"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from datetime import timedelta

from consult.agenda.forms import FORMS
from consult.agenda.guards.agenda import not_neutral
from consult.agenda.models import AgendaItem
from consult.kernel import clock
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal

from .models import FloorEntry, Minutes, Point, Remark, Room
from .reads import (
    counted,
    does,
    here,
    is_party,
    open_poll,
    phase_of,
    speaker_of,
    spoke_on_motion,
    stances_open,
    turns_taken,
)
from .rules import INTERJECTIONS, ROUND, SIDES
from .rules import turns_left as turns_remain

# 会场提前一小时开门签到
DOORS = timedelta(hours=1)


@guard(
    "还没有到开会的时间",
    "It is not yet time for this session",
    next_zh="可在通知的开会时间前一小时内签到、到时间开会",
    next_en="Sign-in opens an hour before; the session opens on the announced day",
)
def notice_day_reached(a: Act) -> bool:
    return bool(clock.now() >= a.on.starts_at - DOORS)


@guard("会场开会前一小时开始签到", "Sign-in opens an hour before the session")
def doors_open(a: Act) -> bool:
    return bool(a.on.stage == "open" or clock.now() >= a.on.session.starts_at - DOORS)


@guard(
    "还有表决没有结束",
    "A vote is still open",
    next_zh="先结束表决，再休会或散会",
    next_en="Close the vote first",
)
def no_poll_open(a: Act) -> bool:
    return open_poll(a.on.pk) is None


@guard("还有表决没有结束", "A vote is still open", next_zh="先结束表决", next_en="Close the vote first")
def no_poll_open_here(a: Act) -> bool:
    return open_poll(a.on.session_id) is None


@guard("会议还没有开始", "The session is not open", next_zh="先开会", next_en="Open the session first")
def session_open(a: Act) -> bool:
    return bool(a.on.session.stage == "open")


@guard(
    "还有一个动议没有处理完，一次只议一件",
    "Another motion is pending; one at a time",
    next_zh="先表决或撤回当前动议",
    next_en="Settle or withdraw the pending motion first",
)
def nothing_pending(a: Act) -> bool:
    return not a.on.session.motions.filter(stage__in=["pending", "put"]).exclude(pk=a.on.pk).exists()


@guard(
    "这个动议没有列入公布的议程，只能讨论，不能表决",
    "This motion is not on the published agenda: it may be discussed, not voted",
    next_zh="列入下次会议的议程",
    next_en="Put it on the next session's agenda",
)
def agenda_published(a: Act) -> bool:
    return a.on.session.published_at is not None and a.on.agenda_items.exists()


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
    return phase.speakers != "parties" or is_party(a.on, speaker)


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
    return not FloorEntry.objects.filter(room=a.on, state=FloorEntry.State.WAITING, stance=ROUND).exists()


@guard(
    "这种会议不记这一类",
    "This form of session does not record points of this kind",
    next_zh="请从所列的类别里选",
    next_en="Choose one of the kinds listed",
    needs="kind",
)
def point_fits_form(a: Act) -> bool:
    return a.given["kind"] in FORMS[a.on.session.form].points


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


@guard(
    "主持人不对在议的动议发言",
    "The chair does not speak on the pending motion",
    next_zh="要发言，请先把主持移交给别人",
    next_en="Hand the chair over first",
)
def chair_keeps_neutral(a: Act) -> bool:
    return a.on.motion_id is None or speaker_of(a) != a.on.chair_id


@guard(
    "接任的人还没有签到",
    "They have not signed in",
    next_zh="请先签到，或移交给在场的人",
    next_en="Have them sign in, or hand over to somebody who is here",
    needs="to",
)
def successor_is_here(a: Act) -> bool:
    return here(a.on, a.given["to"].pk)


@guard(
    "接任的人已就这个动议发过言，不能主持",
    "They have spoken on this motion and may not chair it",
    next_zh="请移交给没有就此发言的人",
    next_en="Hand over to somebody who has not spoken on it",
    needs="to",
)
def successor_is_neutral(a: Act) -> bool | Refusal:
    """主持中立 (principle 2): no reviewer, proposer or mover, and nobody who took part in this debate."""
    to = a.given["to"].pk
    bound = not_neutral(a.on.session, to, "successor_is_neutral")
    return bound or not spoke_on_motion(a.on, to)


@guard(
    "您已就这个动议发言，表决后再收回主持",
    "You have spoken on this motion; take the chair back once it is settled",
)
def own_motion_settled(a: Act) -> bool:
    motion = a.on.motion
    unsettled = motion is not None and motion.stage in ("pending", "put")
    return not (unsettled and spoke_on_motion(a.on, a.on.session.chair_id))


@guard("现在没有人在发言", "Nobody is speaking")
def somebody_speaks(a: Act) -> bool:
    return FloorEntry.objects.filter(room=a.on, state=FloorEntry.State.SPEAKING).exists()


@guard(
    "会议记录已经定稿",
    "The minutes are frozen",
    next_zh="定稿后的更正请在下次会议提出",
    next_en="Raise corrections at the next session",
)
def minutes_unfrozen(a: Act) -> bool:
    return not Minutes.objects.filter(session=a.on, frozen_at__isnull=False).exists()


@guard("会议记录已经定稿", "The minutes are frozen")
def minutes_open(a: Act) -> bool:
    return not Minutes.objects.filter(session_id=a.on.session_id, frozen_at__isnull=False).exists()


@guard(
    "会议记录还是空的", "The minutes are empty", next_zh="先整理会议记录", next_en="Write the minutes first"
)
def minutes_written(a: Act) -> bool:
    return Minutes.objects.filter(session=a.on).exclude(text="").exists()


@guard(
    "只有没有达成一致、也没有表决的网格会议才算“未果”",
    "Only a grid session without consensus or vote counts as without outcome",
)
def grid_session_without_outcome(a: Act) -> bool:
    return (
        a.on.form in ("grid_session", "building_session")
        and not a.on.polls.filter(verdict="PASSED").exists()
        and not a.on.resolutions.exists()
    )


@guard(
    "还没有记录并确认共识点",
    "No consensus point has been recorded and confirmed",
    next_zh="在会场记录共识点并由主持人确认",
    next_en="Record a consensus point in the room and let the chair confirm it",
)
def consensus_recorded(a: Act) -> bool:
    return (
        Point.objects.filter(room__session=a.on, kind=Point.Kind.CONSENSUS, confirmed=True).exists()
        and not a.on.resolutions.exists()
    )


@guard("自己的发言不用举报", "There is no need to report your own remark", needs="remark")
def not_own_remark(a: Act) -> bool:
    return bool(a.given["remark"].person_id != a.actor.person)


@guard("这条发言没有显示", "This remark is not shown", needs="remark")
def remark_is_shown(a: Act) -> bool:
    return bool(a.given["remark"].state == Remark.State.SHOWN)
