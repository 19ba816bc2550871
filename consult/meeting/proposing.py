"""提案: the call with its published criteria, bringing a proposal, amending, merging and taking it back.

Source: 提案—评议 (practices A24, B38): what is called for, until when and by what it will be judged is public before
anybody writes; a proposal says who does what by when and what it costs, so that it can be held against what is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consult.agenda import rules_motion
from consult.agenda.models import Session
from consult.agenda.standing import matters_of
from consult.agenda.wording import concrete
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid, not_found, not_permitted
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Person
from consult.people.who import person_id

from . import rules_ranking
from .models import Proposal, ProposalCall
from .permits import at_the_desk

MOST_FEN = 10**12


@dataclass(frozen=True)
class Criterion:
    """What is asked of a proposal, and its part of 100."""

    text: str
    weight: int


def call(
    *,
    actor: Actor,
    session: Session,
    text: str,
    closes_at: datetime,
    criteria: Sequence[Criterion],
    reviewers_percent: int = 50,
    budget_fen: int | None = None,
) -> Session:
    """proposal.call 征集公告: may be written anew until the first proposal has come in."""
    words = plain(text, field="text", limit=1000)
    problem = rules_ranking.criteria_problem([each.weight for each in criteria])
    if problem:
        raise invalid("criteria", *_CRITERIA[problem])
    asked = [
        {
            "code": str(n),
            "text": plain(each.text, field=f"criteria.{n}.text", limit=80),
            "weight": each.weight,
        }
        for n, each in enumerate(criteria, 1)
    ]
    if not 0 <= reviewers_percent <= 100:
        raise invalid("reviewers_percent", "评议员占比在 0 到 100 之间", "The reviewers' share is 0 to 100")
    if not clock.now() < closes_at <= session.starts_at:
        raise invalid(
            "closes_at", "征集截止须在现在之后、开会之前", "Proposals close after now and before the session"
        )
    with act("proposal.call", actor=actor, on=session) as a:
        ProposalCall.objects.update_or_create(
            session=a.on,
            defaults={
                "text": words,
                "closes_at": closes_at,
                "criteria": asked,
                "reviewers_percent": reviewers_percent,
                "budget_fen": _money(budget_fen, "budget_fen"),
                "published_at": clock.now(),
            },
        )
        a.entry(
            data={
                "text": words,
                "closes_at": closes_at.astimezone(clock.BEIJING).isoformat(timespec="minutes"),
                "criteria": asked,
                "reviewers_percent": reviewers_percent,
                "budget_fen": budget_fen,
            },
            about=_matters(a.on),
        )
    return session


_CRITERIA = {
    "count": (
        f"请定 1 至 {rules_ranking.MOST_CRITERIA} 条评分标准",
        f"Set 1 to {rules_ranking.MOST_CRITERIA} criteria",
    ),
    "weight": ("每条标准的分值至少为 1", "Each criterion weighs at least 1"),
    "sum": ("各条标准的分值合计应为 100", "The weights must add up to 100"),
}


def submit(
    *,
    actor: Actor,
    session: Session,
    title: str,
    who: str,
    when: str,
    what: str,
    cost_fen: int | None = None,
    proposer: Person | None = None,
) -> Proposal:
    """proposal.submit 提出提案; the desk writes one down for `proposer`, who told it there."""
    author = proposer.pk if proposer else person_id(actor)
    if author != actor.person and not at_the_desk(actor, session):
        raise not_permitted("proposal.submit")
    words = _words(title=title, who=who, when=when, what=what)
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        proposal = Proposal(
            community_id=locked.community_id,
            session=locked,
            number=Proposal.objects.filter(session=locked).count() + 1,
            proposer_id=author,
            entered_by_id=actor.person if author != actor.person else None,
            cost_fen=_money(cost_fen, "cost_fen"),
            at=clock.now(),
            **words,
        )
        with act("proposal.submit", actor=actor, on=proposal, new=True) as a:
            a.on.save()
            a.entry(
                data={**words, "number": a.on.number, "cost_fen": cost_fen},
                about=[locked.pk, *_matters(locked)],
                behalf=author if author != actor.person else None,
            )
    return proposal


def amend(
    *,
    actor: Actor,
    proposal: Proposal,
    title: str = "",
    who: str = "",
    when: str = "",
    what: str = "",
    cost_fen: int | None = None,
    reason: str = "",
) -> Proposal:
    """proposal.amend 修改提案: by its proposer, or at the desk as it is agreed in the room; nothing is lost, the wording
    before stays on record."""
    why = plain(reason, field="reason", limit=300, required=False)
    with act("proposal.amend", actor=actor, on=proposal) as a:
        given = {"title": title, "who": who, "when": when, "what": what}
        before = {name: getattr(a.on, name) for name in given}
        after = _words(**{name: given[name] or before[name] for name in given})
        changed: dict[str, object] = {name: text for name, text in after.items() if text != before[name]}
        if cost_fen is not None and cost_fen != a.on.cost_fen:
            changed["cost_fen"] = _money(cost_fen, "cost_fen")
        if not changed:
            raise invalid("what", "文字没有变化", "Nothing was changed")
        was = {name: getattr(a.on, name) for name in changed}
        for name, value in changed.items():
            setattr(a.on, name, value)
        a.entry(
            data={"number": a.on.number, "before": was, "after": changed, "reason": why},
            about=[a.on.session_id],
        )
    return proposal


def withdraw(*, actor: Actor, proposal: Proposal) -> Proposal:
    """proposal.withdraw 撤回提案, before it is scored."""
    with act("proposal.withdraw", actor=actor, on=proposal) as a:
        a.entry(data={"number": a.on.number, "title": a.on.title}, about=[a.on.session_id])
    return proposal


def merge(*, actor: Actor, proposal: Proposal, into: Proposal, agreed: bool = False) -> Proposal:
    """proposal.merge 合并: the proposal goes into another of the same review. At the desk both proposers must have agreed
    in the room (`agreed`); its own proposer agrees by doing it, and the other is told."""
    if into.session_id != proposal.session_id:
        raise not_found()
    own = proposal.proposer_id == actor.person
    with act("proposal.merge", actor=actor, on=proposal, given={"into": into, "agreed": agreed or own}) as a:
        a.on.merged_into = into
        a.entry(
            data={"number": a.on.number, "title": a.on.title, "into": into.number, "into_title": into.title},
            about=[a.on.session_id, into.pk],
        )
        tell_all(
            community=a.on.community_id,
            people={a.on.proposer_id, into.proposer_id} - {actor.person},
            template="proposal.merged",
            facts={"title": a.on.title, "into": into.title},
            about=a.on.session_id,
        )
    return proposal


def _words(*, title: str, who: str, when: str, what: str) -> dict[str, str]:
    words = concrete(title=title, who=who, when=when, what=what)
    ground = rules_motion.forbidden(f"{words['title']}\n{words['what']}")
    if ground:
        raise invalid(
            "what", f"这样写{ground.zh}，不能作为提案", f"As worded {ground.en}; it cannot be a proposal"
        )
    return words


def _money(fen: int | None, field: str) -> int | None:
    if fen is not None and not 0 <= fen <= MOST_FEN:
        raise invalid(field, "金额不对", "That is no amount of money")
    return fen


def _matters(session: Session) -> list[UUID]:
    return [matter.pk for matter in matters_of(session)]
