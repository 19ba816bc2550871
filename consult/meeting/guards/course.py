"""When a session opens, adjourns and closes, and which motion is before it."""

from __future__ import annotations

from datetime import timedelta

from consult.kernel import clock
from consult.kernel.act import Act, guard

from ..models import Point
from ..reads import (
    open_poll,
)

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
