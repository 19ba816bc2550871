"""Who may chair, and when the chair may speak."""

from __future__ import annotations

from consult.agenda.guards.agenda import not_neutral
from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal

from ..reads import (
    here,
    speaker_of,
    spoke_on_motion,
)


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
