"""The rival of `make bench-ballots`: a ballot as one would write it first, one ORM insert and one commit a request.

The same permits, conditions, constraints and answers as `consult/voting/casting.py`, by the same two roads, mounted
beside them in the same server: `POST /polls/{id}/cast_plainly`, and `ballot.cast_plainly` on the room's socket.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from consult.kernel import clock, ledger, log
from consult.kernel.act import Act, check
from consult.kernel.errors import Refusal, not_found
from consult.kernel.http import actor_of
from consult.kernel.permits import Actor
from consult.meeting.by_socket import read
from consult.meeting.models import Room
from consult.people.who import person_id, signed_in
from consult.voting import refusals, shapes, taken
from consult.voting.api import Key
from consult.voting.by_socket import CastFrame
from consult.voting.casting import may_answer
from consult.voting.holding import held
from consult.voting.models import Cast, HiddenBallot, Poll
from consult.voting.questions import options_of
from consult.voting.receipts import Receipt, receipt_of, written
from consult.voting.roll import commit
from consult.voting.rules import BallotKind
from consult.voting.rules_choices import validate_choice

router = Router()


@router.post("/polls/{poll_id}/cast_plainly", response=shapes.CastDone)
def by_http(request: HttpRequest, poll_id: UUID, data: taken.CastIn, idempotency_key: Key) -> dict[str, Any]:
    signed_in(request)
    receipt = cast(
        actor=actor_of(request),
        poll_id=poll_id,
        key=idempotency_key,
        choice=data.choice,
        channel=data.channel,
    )
    return {"receipt": receipt.shown()}


def by_socket(actor: Actor, room: Room, key: str, asked: dict[str, Any]) -> dict[str, Any]:
    body = read(CastFrame, asked)
    receipt = cast(
        actor=actor,
        poll_id=body.poll,
        key=key,
        choice=body.choice,
        channel=body.channel,
        session=room.session_id,
    )
    return {"receipt": receipt.shown()}


def cast(
    *, actor: Actor, poll_id: UUID, key: str, choice: Any, channel: str, session: UUID | None = None
) -> Receipt:
    with transaction.atomic():
        poll = Poll.objects.select_for_update().filter(pk=poll_id).first()
        if poll is None or session not in (None, poll.session_id):
            raise not_found()
        person = person_id(actor)
        kept = Cast.objects.filter(voter=person, key=key).first()
        if kept is not None:
            if kept.poll_id != poll.pk:
                raise refusals.key_reused()
            return receipt_of(kept)
        rights = held(poll, person)
        left = [right for right in rights if not right.struck]
        if not left:
            raise refusals.no_right(rights[0] if rights else None)
        if len(left) > 1:
            raise refusals.which_right(left)
        [right] = left
        before = Cast.objects.filter(right=right).first()
        if before is not None:
            raise refusals.already_used(before)
        if poll.stage == "closed" or (poll.closes_at is not None and poll.closes_at <= clock.now()):
            raise refusals.closed()
        check(Act(verb="ballot.cast", actor=actor, on=poll, given={"right": right}))
        if right.paper:
            raise refusals.paper_issued()
        if not may_answer(poll, right):
            raise refusals.not_present()
        try:
            chosen = validate_choice(BallotKind(poll.rule_text["ballot"]), options_of(poll), choice)
        except ValueError as error:
            raise Refusal("bad_choice", str(error), str(error), status=422) from error
        said = {"right": commit(right), "channel": channel}
        if not poll.secret:
            said |= {"number": right.number, "choice": chosen}
        assert poll.log_id is not None
        [entry] = log.append(poll.log_id, [log.Draft(verb="CAST", data=said)])
        made = Cast.objects.create(
            poll=poll,
            right=right,
            voter=person,
            key=key,
            channel=channel,
            at=entry.at,
            choice=None if poll.secret else chosen,
            log_seq=entry.seq,
            receipt=written(entry, ledger.sign_head(poll.log_id)),
        )
        if poll.secret:
            HiddenBallot.objects.create(poll=poll, choice=chosen)
    return receipt_of(made)
