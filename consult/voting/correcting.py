"""Corrections after freezing: each a verb with a reason, in the poll's log. The roll itself is never edited."""

from __future__ import annotations

from uuid import UUID

from consult.kernel import ledger, log
from consult.kernel.act import Act, act
from consult.kernel.errors import Refusal, invalid, not_permitted
from consult.kernel.found import only
from consult.kernel.permits import Actor, any_of
from consult.kernel.text import plain
from consult.notice.outbox import tell

from .closing import rewrite_box
from .following import matters_freed, move_motion
from .holding import own as own_rights
from .models import Cast, HiddenArea, Poll, VotingRight
from .refusals import not_on_roll
from .roll import commit, touched_by


def void(*, actor: Actor, poll: Poll, reason: str) -> Poll:
    """poll.void: the poll ends without a result; a motion that was put is pending again."""
    reason = plain(reason, field="reason", limit=300)
    with act("poll.void", actor=actor, on=poll) as a:
        motion = a.on.motion
        if a.on.stage in ("open", "shut"):
            log.append(a.on.log_id, [log.Draft(verb="VOID", actor=actor.person, data={"reason": reason})])
            ledger.sign_head(a.on.log_id)
            if a.on.hidden:
                rewrite_box(a.on)
                HiddenArea.objects.filter(poll=a.on).delete()
            motion = move_motion(a)
            a.carry(matters_freed(a.on, motion))
        a.entry(
            data={"motion": motion.title, "number": a.on.number, "reason": reason},
            about=[motion.pk, motion.matter_id, a.on.session_id],
        )
    return poll


def strike(*, actor: Actor, poll: Poll, right: VotingRight, reason: str) -> VotingRight:
    """roll.strike: take exactly one unused right off the roll (a wrong entry), with the reason on record."""
    reason = plain(reason, field="reason", limit=200)
    with act("roll.strike", actor=actor, on=poll) as a:
        kept = unused(a.on, right)
        if kept.paper:
            raise used_already()
        kept.struck = reason
        kept.save(update_fields=["struck"])
        a.on.entitled -= 1
        a.on.present -= kept.present
        a.on.present_on_site -= kept.on_site
        log.append(a.on.log_id, [_correction("STRIKE", actor, kept, reason)])
        a.entry(
            data={"motion": a.on.motion.title, "number": kept.number},
            hidden={"struck": reason},
            about=[a.on.motion_id, a.on.motion.matter_id],
        )
        _tell(a, holder_of(kept), "roll.struck", reason)
    return kept


def recuse_beforehand(*, actor: Actor, poll: Poll, person: UUID, reason: str) -> Poll:
    """conflict.declare 回避 before the question is put: written on the roll, kin included, when it is frozen."""
    reason = plain(reason, field="reason", limit=200)
    with act("conflict.declare", actor=actor, on=poll) as a:
        if a.on.stage != "prepared":
            raise invalid("person", "名册已冻结，请在名册上选定", "The roll is frozen: choose on the roll")
        a.on.recused = {**a.on.recused, str(person): reason}
        a.entry(
            data={"motion": a.on.motion.title},
            hidden={"conflict": reason},
            about=[a.on.motion_id, a.on.motion.matter_id],
        )
        _tell(a, person, "conflict.on_record", reason)
    return poll


def declare_conflict(*, actor: Actor, poll: Poll, right: VotingRight, reason: str) -> VotingRight:
    """conflict.declare 回避: who may not vote on this motion, declared or by kinship on file; shown in the count.

    A voter declares their own; the desk anybody's. Kin on file who have voted already are left as they are.
    """
    reason = plain(reason, field="reason", limit=200)
    with act("conflict.declare", actor=actor, on=poll) as a:
        if a.on.stage != "open":
            raise invalid("right", "名册还没有冻结，请选定人", "The roll is not frozen yet: name the person")
        own = actor.person is not None and right.pk in {each.pk for each in own_rights(a.on, actor.person)}
        if not own and not any_of(("session_staff",), actor, a.on):
            raise not_permitted("conflict.declare")
        kept = unused(a.on, right)
        if kept.conflict:
            raise Refusal(
                "conflict_on_record",
                f"名册第 {kept.number} 号的回避已经登记",
                f"A conflict of interest of number {kept.number} is on record already",
            )
        for touched, said in _with_kin(a.on, kept, reason):
            touched.conflict = said
            touched.save(update_fields=["conflict"])
            log.append(a.on.log_id, [_correction("CONFLICT", actor, touched, said)])
            _tell(a, holder_of(touched), "conflict.on_record", said)
        a.entry(
            data={"motion": a.on.motion.title},
            hidden={"conflict": reason},
            about=[a.on.motion_id, a.on.motion.matter_id],
        )
    return kept


def _tell(a: Act, voter: UUID | None, template: str, reason: str) -> None:
    """Whoever is kept from voting hears it at once, and why: who finds it out at the ballot cannot object in time."""
    if voter is not None and voter != a.actor.person:
        facts = {"motion": a.on.motion.title, "reason": reason}
        tell(community=a.on.community_id, person=voter, template=template, facts=facts, about=a.on.pk)


def _with_kin(poll: Poll, right: VotingRight, reason: str) -> list[tuple[VotingRight, str]]:
    """This right, and the unused ones of the kin on file of whoever uses it."""
    found = {right.pk: (right, reason)}
    holder = holder_of(right)
    if holder is not None:
        theirs = [(each, said) for each, said in touched_by(poll, holder, reason) if not each.conflict]
        used = set(Cast.objects.filter(right__in=[r for r, _ in theirs]).values_list("right_id", flat=True))
        for each, said in theirs:
            if each.pk not in used:
                found.setdefault(each.pk, (each, said))
    return sorted(found.values(), key=lambda pair: pair[0].number)


def holder_of(right: VotingRight) -> UUID | None:
    """Who uses a right now; None for a household or party nobody stands for, and for a body, which is no one's kin."""
    if right.household is not None:
        return right.household.representative_id
    if right.party is not None:
        return right.party.voter_id
    return right.person_id


def _correction(verb: str, actor: Actor, right: VotingRight, reason: str) -> log.Draft:
    """A reason says something of a person: it stands behind a commitment, and can be erased."""
    return log.Draft(
        verb=verb,
        actor=actor.person,
        data={
            "number": right.number,
            "right": commit(right),
            "present": right.present,
            "on_site": right.on_site,
        },
        hidden={"reason": reason},
    )


def unused(poll: Poll, right: VotingRight) -> VotingRight:
    """This right, locked, while it can still be corrected. Raises Refusal."""
    kept = only(VotingRight.objects.select_for_update(no_key=True).filter(pk=right.pk, poll=poll, struck=""))
    if kept is None:
        raise not_on_roll()
    if Cast.objects.filter(right=kept).exists():
        raise used_already()
    return kept


def used_already() -> Refusal:
    return Refusal(
        "right_used",
        "这一票已经使用或已发纸票，不能再改",
        "This right has been used, or has a paper ballot; it can no longer be changed",
        next_zh="如影响结果，请作废这次表决",
        next_en="If it matters, void the poll",
    )
