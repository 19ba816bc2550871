"""The lock of the agenda, what may stand on it, and who chairs."""

from __future__ import annotations

from uuid import UUID

from consult.kernel.act import Act, guard
from consult.kernel.errors import Refusal

from .. import rules
from ..models import Session
from ..permits import session_of
from ..standing import interested, takes


@guard(
    "议程已经公布并锁定：没有公布的议题不得表决",
    "The agenda is published and locked: nothing unpublished may be put to the vote",
    next_zh="新的议题可以讨论，要表决请列入下次会议",
    next_en="A new question may be discussed; to vote on it, put it on the next session's agenda",
)
def agenda_unlocked(a: Act) -> bool:
    """不得就未公示的议题表决 (rules.md §0.8)."""
    return session_of(a.on).stage == "drafted"


@guard(
    "这件事项还没有立项，或不归这里议",
    "This matter is not admitted yet, or is not for this session",
    next_zh="大事先经议题审核立项；小事列入本网格、本楼栋的会议",
    next_en="A large matter must first be admitted; a small one goes on its own grid's or building's agenda",
    needs="matter",
)
def topic_listed(a: Act) -> bool:
    matter = a.given.get("matter")
    return matter is None or takes(a.on, matter)


_NOT_NEUTRAL = {
    "reviewer": (
        "审核过这个议题的人不能主持议它的会",
        "Who admitted this topic may not chair the session on it",
    ),
    "proposer": (
        "提出这件事项的人不能主持议它的会",
        "Who raised this matter may not chair the session on it",
    ),
    "mover": ("提出动议的人不能主持表决它的会", "Who moves a motion may not chair the session on it"),
}


@guard(
    "主持人和监票人须与议题没有牵连",
    "The chair and the scrutineers must have no part in what is deliberated",
    next_zh="请另请一位没有审核、提出或动议过的人",
    next_en="Appoint somebody who has neither admitted, raised nor moved it",
    needs="chair",
)
def chair_is_neutral(a: Act) -> bool | Refusal:
    """主持中立 (§2.5, §2.16): neither reviewer, proposer nor mover chairs; scrutineers are no proposer and no mover."""
    chair, scrutineers = a.given.get("chair"), a.given.get("scrutineers") or []
    bound = interested(a.on)
    if any(person.pk in bound.movers | bound.proposers for person in scrutineers):
        return False
    return chair is None or (not_neutral(a.on, chair.pk, "chair_is_neutral") or True)


@guard(
    "还没有指定主持人和记录人",
    "Chair and recorder are not appointed yet",
    next_zh="请先指定主持人和记录人",
    next_en="Appoint both first",
)
def chair_appointed(a: Act) -> bool | Refusal:
    """Appointed, and still neutral: items and motions may have come since."""
    if a.on.chair_id is None or a.on.recorder_id is None:
        return False
    return not_neutral(a.on, a.on.chair_id, "chair_appointed") or True


def not_neutral(session: Session, chair: UUID, code: str) -> Refusal | None:
    """Why this person may not chair the session, under the asking guard's code; None where nothing stands against it."""
    bound = interested(session)
    problem = rules.chair_problem(
        chair=chair,
        reviewers=bound.reviewers,
        proposers=bound.proposers,
        movers=bound.movers,
    )
    if problem is None:
        return None
    zh, en = _NOT_NEUTRAL[problem]
    return Refusal(
        code,
        zh,
        en,
        next_zh="请另请一位中立的主持人（例如副主任）",
        next_en="Appoint a neutral chair, a deputy for example",
    )
