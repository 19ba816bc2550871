"""Conditions of this stage's verbs, named in `flow.py`."""

from __future__ import annotations

from datetime import timedelta

from consult.kernel import clock
from consult.kernel.act import Act, guard

from .models import FloorEntry, Minutes, Point, Room
from .reads import here, open_poll, speaker_of, turns_taken
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
    return speaker is None or here(a.on, speaker)


@guard(
    "现在没有正在讨论的议题",
    "Nothing is being discussed right now",
    next_zh="等主持人宣布议题",
    next_en="Wait for the chair to take up an item",
)
def something_to_discuss(a: Act) -> bool:
    """先动议后讨论: where the form debates, a motion or an item must stand before anybody speaks to it."""
    return a.on.item_id is not None or a.on.motion_id is not None


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
