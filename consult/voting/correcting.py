"""Corrections after freezing: each a verb with a reason, in the poll's log. The roll itself is never edited."""

from __future__ import annotations

from consult.agenda.models import Motion
from consult.kernel import log
from consult.kernel.act import act
from consult.kernel.errors import Refusal
from consult.kernel.permits import Actor
from consult.kernel.text import plain

from .models import Cast, Poll, VotingRight
from .roll import commit


def void(*, actor: Actor, poll: Poll, why: str) -> Poll:
    """poll.void: the poll ends without a result; the motion is pending again."""
    reason = plain(why, field="why", limit=300)
    with act("poll.void", actor=actor, on=poll) as a:
        if a.on.log_id:
            log.append(a.on.log_id, [log.Draft(verb="VOID", actor=actor.person, data={"why": reason})])
        motion = Motion.objects.select_for_update().get(pk=a.on.motion_id)
        if motion.stage == "put":
            motion.stage = "pending"
            motion.save(update_fields=["stage"])
        a.carry([motion.matter])
        a.entry(data={"motion": motion.title, "why": reason}, about=[motion.pk, a.on.session_id])
    return poll


def strike(*, actor: Actor, poll: Poll, right: VotingRight, why: str) -> VotingRight:
    """roll.strike: take exactly one unused right off the roll (a wrong entry), with the reason on record."""
    reason = plain(why, field="why", limit=200)
    with act("roll.strike", actor=actor, on=poll) as a:
        kept = VotingRight.objects.select_for_update().get(pk=right.pk, poll=a.on)
        if Cast.objects.filter(poll=a.on, right=kept).exists() or kept.paper:
            raise Refusal(
                "right_used",
                "这一票已经使用,不能删去",
                "This right has been used; it cannot be struck",
                next_zh="如影响结果,请作废这次表决",
                next_en="If it matters, void the poll",
            )
        kept.struck = reason
        kept.save(update_fields=["struck"])
        a.on.entitled -= 1
        a.on.present -= kept.present
        assert a.on.log_id is not None
        log.append(
            a.on.log_id,
            [
                log.Draft(
                    verb="STRIKE",
                    actor=actor.person,
                    data={"number": kept.number, "right": commit(kept), "why": reason},
                )
            ],
        )
        a.entry(data={"motion": a.on.motion.title, "number": kept.number, "why": reason})
    return kept


def declare_conflict(*, actor: Actor, poll: Poll, right: VotingRight, why: str) -> VotingRight:
    """conflict.declare 回避: who may not vote on this motion, declared or found; shown in the count."""
    reason = plain(why, field="why", limit=200)
    with act("conflict.declare", actor=actor, on=poll) as a:
        kept = VotingRight.objects.select_for_update().get(pk=right.pk, poll=a.on)
        if Cast.objects.filter(poll=a.on, right=kept).exists():
            raise Refusal("right_used", "这一票已经使用", "This right has been used")
        kept.conflict = reason
        kept.save(update_fields=["conflict"])
        if a.on.log_id:
            log.append(
                a.on.log_id,
                [
                    log.Draft(
                        verb="CONFLICT", data={"number": kept.number, "right": commit(kept), "why": reason}
                    )
                ],
            )
        a.entry(data={"motion": a.on.motion.title, "number": kept.number, "why": reason})
    return kept
