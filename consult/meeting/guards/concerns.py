"""诉求: when they are gathered, and from whom."""

from __future__ import annotations

from consult.kernel.act import Act, guard

from ..reads import counted, does


@guard(
    "现在不征集诉求",
    "Concerns are not being gathered now",
    next_zh="请在征集诉求、大家谈的环节说，或到社区的说事工作室登记",
    next_en="Tell it in the phase for it, or at the talk studio's desk",
    needs="room",
)
def concerns_gathered(a: Act) -> bool:
    room = a.given["room"]
    return room is not None and room.session.stage == "open" and does(room, "concern")


@guard(
    "请先签到再说",
    "Sign in first",
    next_zh="按“签到”，或请工作人员代签",
    next_en="Press sign in, or ask staff to sign you in",
    needs="speaker",
)
def teller_has_come(a: Act) -> bool:
    return counted(a.on.room).filter(person_id=a.given["speaker"], removed_at__isnull=True).exists()


@guard(
    "这件诉求已经在一次会上",
    "This concern was told in a session, or has been brought to one",
    next_zh="请到那次会议的诉求清单里办理",
    next_en="Go on with it in that session's list",
)
def told_at_the_studio(a: Act) -> bool:
    return a.on.room_id is None
