"""议题审核: the Party organization admits a large matter, returns it for revision, or declines it, with a public reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consult.kernel import clock, packs
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.who import person_id

from . import deadlines, entries, routing, similar
from .desks import tell_followers
from .drafts import TEXT, TITLE
from .models import Contest, Matter, ReviewOpinion, TopicReview

# 政治性、合法性、公益性、可行性: what every review looks at.
CHECKS = ("political", "legal", "public_good", "feasible")
REASON = 1000
Conclusion = TopicReview.Conclusion


def opine(*, actor: Actor, matter: Matter, favours: bool, text: str) -> Matter:
    """提审核意见 (会签): on file, no veto."""
    said = plain(text, field="text", limit=1000)
    with act("topic.opine", actor=actor, on=matter) as a:
        ReviewOpinion.objects.create(
            matter=a.on, person_id=person_id(actor), favours=favours, text=said, at=clock.now()
        )
        a.entry(data={"favours": favours}, hidden={"opinion": said})
    return matter


def admit(
    *,
    actor: Actor,
    matter: Matter,
    reason: str,
    checks: Mapping[str, bool],
    forms: Sequence[str] = (),
    needs_meeting: bool = False,
    needs_lawyer: bool = False,
) -> Matter:
    """立项: the matter becomes a topic. All four checks must hold; `forms` are session forms, in the order suggested."""
    looked = _checks(checks)
    if not all(looked.values()):
        raise invalid(
            "checks",
            "四项审核都通过才能立项；没有通过的请退回修改或不予立项",
            "All four checks must hold to admit it; otherwise return or decline it",
        )
    return _conclude(
        "topic.admit",
        actor=actor,
        matter=matter,
        review=TopicReview(
            conclusion=Conclusion.ADMIT,
            reason=reason,
            checks=looked,
            forms=_forms(matter, forms),
            needs_meeting=needs_meeting,
            needs_lawyer=needs_lawyer,
        ),
    )


def return_(*, actor: Actor, matter: Matter, reason: str, checks: Mapping[str, bool]) -> Matter:
    """退回修改: the proposer may revise and send it again."""
    review = TopicReview(conclusion=Conclusion.RETURN, reason=reason, checks=_checks(checks))
    return _conclude("topic.return", actor=actor, matter=matter, review=review)


def decline(*, actor: Actor, matter: Matter, reason: str, checks: Mapping[str, bool]) -> Matter:
    """不予立项, 理由必填并公开. A petition cannot be declined; this can be appealed once."""
    review = TopicReview(conclusion=Conclusion.DECLINE, reason=reason, checks=_checks(checks))
    return _conclude("topic.decline", actor=actor, matter=matter, review=review)


def _conclude(verb: str, *, actor: Actor, matter: Matter, review: TopicReview) -> Matter:
    review.reason = plain(review.reason, field="reason", limit=REASON)
    with act(verb, actor=actor, on=matter) as a:
        review.matter, review.reviewer_id, review.at = a.on, person_id(actor), clock.now()
        review.save()
        deadlines.stop(a.on, deadlines.REVIEW)
        a.entry(
            data={
                "reason": review.reason,
                "checks": review.checks,
                "forms": review.forms,
                "needs_meeting": review.needs_meeting,
                "needs_lawyer": review.needs_lawyer,
            }
        )
        tell_followers(a.on, verb, reason=review.reason)
    return matter


def _checks(given: Mapping[str, bool]) -> dict[str, bool]:
    if set(given) != set(CHECKS):
        raise invalid(
            "checks",
            "请对政治性、合法性、公益性、可行性逐项作出判断",
            "Judge each of the four: political, legal, public good, feasible",
        )
    return {name: bool(given[name]) for name in CHECKS}


def _forms(matter: Matter, forms: Sequence[str]) -> list[str]:
    known = packs.load(matter.pack).get("notice_days")
    if any(form not in known for form in forms):
        raise invalid("forms", "没有这种会议形式", "There is no such form of session")
    return list(dict.fromkeys(forms))


def revise(*, actor: Actor, matter: Matter, title: str, text: str, note: str = "") -> Matter:
    """修改后再送审, by the proposer. An appeal still waiting is settled by it: the review will look again."""
    said = plain(note, field="note", limit=500, required=False)
    with act("matter.revise", actor=actor, on=matter) as a:
        a.on.title = plain(title, field="title", limit=TITLE)
        a.on.text = plain(text, field="text", limit=TEXT)
        Contest.objects.filter(matter=a.on, kind=Contest.Kind.REVIEW, decided_at__isnull=True).update(
            decided_at=clock.now(), decision="提出人已修改并再次送审"
        )
        similar.index(a.on)
        routing.to_review(a.on)
        a.entry(hidden={"title": a.on.title, "text": a.on.text, **({"reason": said} if said else {})})
    return matter


def again(*, actor: Actor, matter: Matter, ground: str = "", plan: str = "") -> Matter:
    """再提: a failed motion is not the end of its matter. With a new ground, a new plan, or the pack's months later."""
    given = {
        "ground": plain(ground, field="ground", limit=500, required=False),
        "plan": plain(plan, field="plan", limit=1000, required=False),
    }
    with act("matter.again", actor=actor, on=matter, given=given) as a:
        # The meeting a petition obliged has been held; a new one needs a new petition.
        a.on.petition_obliged = False
        routing.to_review(a.on)
        reason = "\n".join(said for said in given.values() if said)
        entries.write(a, reason=reason, personal=True)
    return matter
