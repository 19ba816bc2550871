"""What a room shows of a proposal review (提案评议): the folds `call` and `proposals`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from consult.people.naming import names

from .live_readers import reader_of
from .models import Proposal, Room
from .ranking_reads import call_of, call_out, own_scores, proposal_out
from .stream import OwnParts


class CallFold:
    """What proposals were called for, and the criteria they are judged by."""

    name = "call"

    def whole(self, room: Room, audience: str) -> Any:
        call = call_of(room.session_id)
        return call_out(call) if call else None

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        return {}


class ProposalsFold:
    """The proposals by id, as they are amended and merged, and once they are ranked with their scores."""

    name = "proposals"

    def whole(self, room: Room, audience: str) -> Any:
        rows = list(Proposal.objects.filter(session_id=room.session_id).exclude(stage="withdrawn"))
        named = names({row.proposer_id for row in rows}, reader_of(room, audience))
        return {str(row.pk): proposal_out(row, named.get(row.proposer_id, "")) for row in rows}

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        if room.session.form != "proposal_review":
            return {}
        given = own_scores(room.session_id, persons)
        return {
            person: {f"score.{proposal}": points for proposal, points in scores.items()}
            for person, scores in given.items()
        }
