"""The call, the proposals and their scores, as they are shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from consult.agenda.forms import FORMS
from consult.agenda.models import Session
from consult.kernel.found import only
from consult.kernel.log import stamp

from .models import Proposal, ProposalCall, ProposalScore, Room


def amendable(session: Session) -> bool:
    """Whether proposals may still be changed: until their session has them scored."""
    room = only(Room.objects.filter(session=session))
    if room is None or session.stage == "published":
        return session.stage in ("drafted", "published")
    phase = FORMS[session.form].phase(room.phase)
    return session.stage in ("open", "adjourned") and phase is not None and "merge" in phase.does


def proposers(proposal: Proposal) -> set[UUID]:
    """Whose proposal it is: its own proposer's, and theirs whose proposals have gone into it, at however many removes."""
    session = Proposal.objects.filter(session=proposal.session_id)
    parts, found = {proposal.pk: proposal.proposer_id}, True
    while found:
        rows = session.filter(merged_into__in=parts).exclude(pk__in=parts).values_list("pk", "proposer")
        found = bool(more := dict(rows))
        parts |= more
    return set(parts.values())


def call_of(session: UUID) -> ProposalCall | None:
    return only(ProposalCall.objects.filter(session=session))


def call_out(call: ProposalCall) -> dict[str, Any]:
    return {
        "text": call.text,
        "closes_at": stamp(call.closes_at),
        "criteria": call.criteria,
        "reviewers_percent": call.reviewers_percent,
        "budget_fen": call.budget_fen,
        "ranked_at": stamp(call.ranked_at) if call.ranked_at else None,
        "sent_at": stamp(call.sent_at) if call.sent_at else None,
    }


def proposal_out(proposal: Proposal, proposer: str) -> dict[str, Any]:
    """A proposal as everybody who may see the session may see it."""
    return {
        "id": str(proposal.pk),
        "number": proposal.number,
        "stage": proposal.stage,
        "title": proposal.title,
        "who": proposal.who,
        "when": proposal.when,
        "what": proposal.what,
        "cost_fen": proposal.cost_fen,
        "proposer": proposer,
        "merged_into": str(proposal.merged_into_id) if proposal.merged_into_id else None,
        "score": proposal.score,
        "rank": proposal.rank,
        "reason": proposal.reason,
    }


def scored(session: UUID) -> dict[str, dict[str, int]]:
    """{proposal: {"reviewers", "residents"}}: how many have scored each. Never what they gave."""
    counts = (
        ProposalScore.objects.filter(proposal__session=session)
        .values("proposal")
        .annotate(
            reviewers=Count("pk", filter=Q(by="reviewer")), residents=Count("pk", filter=Q(by="resident"))
        )
    )
    return {
        str(row["proposal"]): {"reviewers": row["reviewers"], "residents": row["residents"]} for row in counts
    }


def own_scores(session: UUID, persons: Collection[UUID]) -> dict[UUID, dict[str, dict[str, int]]]:
    """What each of these people gave, by proposal."""
    found: dict[UUID, dict[str, dict[str, int]]] = {person: {} for person in persons}
    rows = ProposalScore.objects.filter(proposal__session=session, person__in=persons)
    for person, proposal, points in rows.values_list("person", "proposal", "points"):
        found[person][str(proposal)] = points
    return found
