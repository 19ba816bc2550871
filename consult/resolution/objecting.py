"""公示异议: raised by anyone of the community, answered by another than the signer, reviewed by the supervisors."""

from __future__ import annotations

from consult.kernel import clock, due, workdays
from consult.kernel.act import act
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell, tell_all
from consult.people.models import Role
from consult.people.who import person_id

from .deadlines import await_answer
from .models import Objection, Resolution
from .reads import holders, pack_of

LIMIT = 1000


def raise_objection(*, actor: Actor, resolution: Resolution, reason: str) -> Objection:
    """objection.raise, while it is posted; the answer is due within the pack's days (三日)."""
    words = plain(reason, field="reason", limit=LIMIT)
    with act("objection.raise", actor=actor, on=resolution) as a:
        objection = Objection.objects.create(
            community=a.on.community,
            resolution=a.on,
            person_id=person_id(actor),
            text=words,
            at=clock.now(),
            answer_by=workdays.period_end(clock.today(), pack_of(a.on).number("objection_answer_days")),
        )
        a.entry(
            data={
                "number": a.on.number,
                "title": a.on.title,
                "answer_by": objection.answer_by.isoformat(),
            },
            hidden={"text": words},
            about=[objection.pk, a.on.matter_id],
        )
        await_answer(objection)
        signers = set(a.on.signatures.values_list("person_id", flat=True))
        tell_all(
            community=a.on.community_id,
            people=[
                person
                for person in holders(a.on.community_id, Role.COMMITTEE_STAFF, Role.COMMITTEE_DIRECTOR)
                if person not in signers
            ],
            template="objection.raised",
            facts={"title": a.on.title, "answer_by": objection.answer_by.isoformat()},
            about=objection.pk,
        )
    return objection


def answer(*, actor: Actor, objection: Objection, answer: str) -> Objection:
    """objection.answer: by somebody who signed nothing of it; the objector is told and may ask for a review."""
    words = plain(answer, field="answer", limit=LIMIT)
    with act("objection.answer", actor=actor, on=objection) as a:
        a.on.answer, a.on.answered_by_id, a.on.answered_at = words, person_id(actor), clock.now()
        a.entry(
            data={"title": a.on.resolution.title},
            hidden={"answer": words},
            about=[a.on.resolution_id, a.on.resolution.matter_id],
        )
        due.cancel(kind="objection.overdue", subject=a.on.pk)
        tell(
            community=a.on.community_id,
            person=a.on.person_id,
            template="objection.answered",
            facts={"title": a.on.resolution.title},
            about=a.on.pk,
        )
    return objection


def ask_review(*, actor: Actor, objection: Objection, reason: str) -> Objection:
    """objection.ask_review: the objector does not accept the answer; the supervisory committee decides."""
    why = plain(reason, field="reason", limit=LIMIT)
    with act("objection.ask_review", actor=actor, on=objection) as a:
        a.on.review_asked, a.on.review_reason = True, why
        a.entry(
            data={"title": a.on.resolution.title},
            hidden={"text": why},
            about=[a.on.resolution_id, a.on.resolution.matter_id],
        )
        tell_all(
            community=a.on.community_id,
            people=holders(a.on.community_id, Role.SUPERVISOR),
            template="objection.review_asked",
            facts={"title": a.on.resolution.title},
            about=a.on.pk,
        )
    return objection


def review(*, actor: Actor, objection: Objection, upheld: bool, finding: str) -> Objection:
    """objection.review 复核 by the supervisory committee: upheld, the resolution may be reopened; else it is settled."""
    words = plain(finding, field="finding", limit=LIMIT)
    with act("objection.review", actor=actor, on=objection) as a:
        a.on.review, a.on.reviewed_by_id, a.on.reviewed_at = words, person_id(actor), clock.now()
        a.to = "upheld" if upheld else "settled"
        a.entry(
            data={"title": a.on.resolution.title, "upheld": upheld},
            hidden={"finding": words},
            about=[a.on.resolution_id, a.on.resolution.matter_id],
        )
        tell_all(
            community=a.on.community_id,
            people=[a.on.person_id, *holders(a.on.community_id, Role.PARTY_SECRETARY)],
            template="objection.reviewed",
            facts={"title": a.on.resolution.title},
            about=a.on.pk,
        )
    return objection


def settle(*, actor: Actor, objection: Objection) -> Objection:
    """objection.settle: the objector accepts the answer."""
    with act("objection.settle", actor=actor, on=objection) as a:
        a.entry(
            data={"title": a.on.resolution.title},
            about=[a.on.resolution_id, a.on.resolution.matter_id],
        )
    return objection
