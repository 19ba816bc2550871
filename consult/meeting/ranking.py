"""评分、排序、审定: scores are given in the room, the ranked list goes to the Party organization, every proposer is answered."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from consult.agenda.models import Participant, Session
from consult.agenda.permits import invited_as
from consult.agenda.standing import matters_of
from consult.kernel import clock, merkle
from consult.kernel.act import Act, act
from consult.kernel.errors import invalid, not_found, not_permitted
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Holding, Person, Role
from consult.people.who import actor_of, person_id

from . import phasing, rules_ranking
from .acting import in_room, in_stream
from .models import Proposal, ProposalCall, ProposalScore, Room
from .permits import at_the_desk
from .ranking_reads import proposers

By = ProposalScore.By


def give_score(
    *,
    actor: Actor,
    room: Room,
    proposal: Proposal,
    points: Mapping[str, int],
    person: Person | None = None,
) -> ProposalScore:
    """score.give 评分: 1 to 5 for each published criterion, given anew until the scoring ends. The desk types in a slip.

    The stream keeps that somebody scored, and their points behind a commitment; the list they lead to is public.
    """
    judge = person.pk if person else person_id(actor)
    if judge != actor.person and not at_the_desk(actor, room):
        raise not_permitted("score.give")
    given = {"speaker": judge, "proposal": proposal}
    with in_room("score.give", actor=actor, room=room, given=given) as a:
        call = ProposalCall.objects.get(session_id=a.on.session_id)
        if proposal.session_id != a.on.session_id or proposal.stage != "submitted":
            raise not_found()
        if rules_ranking.points_problem(points, [each["code"] for each in call.criteria]):
            raise invalid(
                "points", "每条标准请打 1 到 5 分", "Give each criterion 1 to 5 points, and every one of them"
            )
        score, _ = ProposalScore.objects.update_or_create(
            proposal=proposal,
            person_id=judge,
            defaults={
                "by": By.REVIEWER if reviews(a.on.session, judge) else By.RESIDENT,
                "points": dict(points),
                "entered_by_id": actor.person if judge != actor.person else None,
                "at": clock.now(),
            },
        )
        a.note(
            hidden={"points": merkle.canonical(dict(points)).decode()},
            proposal=str(proposal.pk),
            person=str(judge),
        )
        a.tell(judge, **{f"score.{proposal.pk}": dict(points)})
    return score


def reviews(session: Session, person: UUID) -> bool:
    """评议员: those invited as fixed or functional members (1 and N); everybody else scores as a resident."""
    who = Person.objects.get(pk=person)
    panel = Participant.objects.filter(session=session, part__in=[Participant.Part.ONE, Participant.Part.N])
    return panel.filter(invited_as(actor_of(who))).exists()


def draw(*, actor: Actor, session: Session) -> Session:
    """ranking.draw 排序: the scoring ends, and the proposals are ranked by the published criteria.

    The ledger keeps each group's sums by criterion, so that anybody can reckon the list again.
    """
    with act("ranking.draw", actor=actor, on=session) as a:
        room = Room.objects.select_for_update(of=("self",)).select_related("session").get(session=a.on)
        call = ProposalCall.objects.select_for_update().get(session=a.on)
        proposals = {str(p.pk): p for p in Proposal.objects.filter(session=a.on, stage="submitted")}
        scores = list(ProposalScore.objects.filter(proposal__in=proposals.values()))
        criteria = [rules_ranking.Criterion(each["code"], each["weight"]) for each in call.criteria]
        ranked = rules_ranking.ranking(
            list(proposals),
            [rules_ranking.Given(str(s.proposal_id), s.by == By.REVIEWER, s.points) for s in scores],
            criteria,
            reviewers_percent=call.reviewers_percent,
        )
        for each in ranked:
            proposal = proposals[each.proposal]
            proposal.rank, proposal.score, proposal.stage = each.rank, each.score, "ranked"
            proposal.save(update_fields=["rank", "score", "stage"])
        call.ranked_at = clock.now()
        call.save(update_fields=["ranked_at"])
        phasing.move(room, "rank")
        a.entry(
            data={
                "ranking": [
                    {
                        "number": proposals[each.proposal].number,
                        "title": proposals[each.proposal].title,
                        "rank": each.rank,
                        "score": each.score,
                        "reviewers": each.reviewers,
                        "residents": each.residents,
                        "sums": _sums(scores, each.proposal, criteria),
                    }
                    for each in ranked
                ],
                "criteria": call.criteria,
                "reviewers_percent": call.reviewers_percent,
                "first": proposals[ranked[0].proposal].title,
                "count": len(ranked),
            },
            about=[m.pk for m in matters_of(a.on)],
        )
    return session


def _sums(
    scores: list[ProposalScore], proposal: str, criteria: list[rules_ranking.Criterion]
) -> dict[str, dict[str, int]]:
    """{group: {criterion: points added up}}."""
    own = [score for score in scores if str(score.proposal_id) == proposal]
    return {
        by: {each.code: sum(score.points[each.code] for score in own if score.by == by) for each in criteria}
        for by in By.values
    }


def send_to_review(a: Act) -> None:
    """Downstream of session.close: the ranked list goes to the Party organization's review."""
    call = only(ProposalCall.objects.filter(session=a.on, ranked_at__isnull=False, sent_at__isnull=True))
    if call is None:
        return
    call.sent_at = clock.now()
    call.save(update_fields=["sent_at"])
    today = clock.today()
    secretaries = Holding.objects.filter(
        community_id=a.on.community_id, role=Role.PARTY_SECRETARY, starts__lte=today
    ).exclude(ends__lte=today)
    tell_all(
        community=a.on.community_id,
        people=secretaries.values_list("person_id", flat=True),
        template="ranking.to_review",
        facts={"title": a.on.title, "count": Proposal.objects.filter(session=a.on, stage="ranked").count()},
        about=a.on.pk,
    )


def adopt(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """proposal.adopt 采纳: the Party organization's review of the ranked list, one by one, each with its reason."""
    return _decide("proposal.adopt", actor=actor, proposal=proposal, reason=reason)


def decline(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """proposal.decline 不采纳, with the reason its proposer is told and everybody can read."""
    return _decide("proposal.decline", actor=actor, proposal=proposal, reason=reason)


def _decide(verb: str, *, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    why = plain(reason, field="reason", limit=500)
    with act(verb, actor=actor, on=proposal) as a:
        a.on.reason = why
        a.on.decided_by_id = person_id(actor)
        a.on.decided_at = clock.now()
        a.entry(
            data={"number": a.on.number, "title": a.on.title, "rank": a.on.rank, "reason": why},
            about=[a.on.session_id, *(m.pk for m in matters_of(a.on.session))],
        )
        tell_all(
            community=a.on.community_id,
            people=proposers(a.on),
            template=verb.replace("adopt", "adopted").replace("decline", "declined"),
            facts={"title": a.on.title, "reason": why},
            about=a.on.session_id,
        )
    return proposal


def show_proposals(a: Act) -> None:
    """Downstream of what is done to proposals and their call: the room shows them all anew, their ranks and reasons."""
    session = a.on if isinstance(a.on, Session) else a.on.session
    room = only(Room.objects.filter(session=session))
    if room is not None:
        parts = ["room", "call", "proposals"]
        in_stream(room, verb=a.verb, actor=a.actor, parts=parts, data={"session": str(session.pk)})
