"""Paper ballots 纸票: issued on numbered rights, typed in by one person, typed again blind by another.

Only what both typed alike is counted. Issued, returned, valid, invalid and unreturned reconcile, or the poll cannot close.
"""

from __future__ import annotations

import json
from secrets import token_hex
from typing import Any
from uuid import UUID

from consult.kernel import clock, log
from consult.kernel.act import act
from consult.kernel.errors import Refusal, invalid
from consult.kernel.permits import Actor
from consult.people.who import person_id

from .casting import options_of
from .models import Cast, HiddenBallot, PaperBatch, Poll, VotingRight
from .roll import commit
from .rules import BallotKind
from .rules_choices import validate_choice
from .rules_error import RuleError

State = PaperBatch.State


def issue(*, actor: Actor, poll: Poll, rights: list[UUID]) -> PaperBatch:
    """paper.issue: from now on these rights are used on paper only. Refused where one is used or issued already."""
    with act("paper.issue", actor=actor, on=poll) as a:
        found = list(VotingRight.objects.select_for_update().filter(poll=a.on, pk__in=rights, struck=""))
        if len(found) != len(set(rights)) or not found:
            raise invalid("rights", "名册上没有其中的票", "Some of these rights are not on the roll")
        taken = Cast.objects.filter(poll=a.on, right__in=found).count() + sum(right.paper for right in found)
        if taken:
            raise Refusal(
                "already_used_or_issued",
                f"其中 {taken} 票已经投过或已领纸票",
                f"{taken} of these rights are used or have a paper ballot",
            )
        VotingRight.objects.filter(pk__in=[right.pk for right in found]).update(paper=True)
        batch = PaperBatch.objects.create(poll=a.on, issued_by_id=person_id(actor), issued_at=clock.now())
        batch.rights.set(found)
        assert a.on.log_id is not None
        log.append(
            a.on.log_id,
            [
                log.Draft(
                    verb="PAPER_ISSUED", data={"batch": str(batch.pk), "rights": [commit(r) for r in found]}
                )
            ],
        )
        a.entry(data={"motion": a.on.motion.title, "issued": len(found)})
    return batch


def enter(
    *, actor: Actor, batch: PaperBatch, returned: list[int], ballots: list[Any], invalid_ballots: int
) -> PaperBatch:
    """paper.enter: the first typing. `returned` are roll numbers whose ballot came back; `ballots` the valid choices."""
    with act("paper.enter", actor=actor, on=batch.poll) as a:
        kept = PaperBatch.objects.select_for_update().get(pk=batch.pk)
        if kept.state == State.CONFIRMED:
            raise Refusal("already_confirmed", "这一批已经确认", "This batch is confirmed")
        kept.first = typed(a.on, kept, returned, ballots, invalid_ballots)
        kept.first_by_id, kept.second_by_id, kept.second = person_id(actor), None, {}
        kept.state = State.ENTERED
        kept.save()
        a.entry(data={"motion": a.on.motion.title, "batch": str(kept.pk)})
    return kept


def confirm(
    *, actor: Actor, batch: PaperBatch, returned: list[int], ballots: list[Any], invalid_ballots: int
) -> PaperBatch:
    """paper.confirm: the second typing, from the paper, without seeing the first. Alike: counted. Different: blocked."""
    with act("paper.confirm", actor=actor, on=batch.poll) as a:
        kept = PaperBatch.objects.select_for_update().get(pk=batch.pk)
        if kept.state == State.CONFIRMED:
            raise Refusal("already_confirmed", "这一批已经确认", "This batch is confirmed")
        if kept.state == State.ISSUED:
            raise Refusal("not_entered", "还没有人录入这一批", "Nobody has entered this batch yet")
        if kept.first_by_id == person_id(actor):
            raise Refusal(
                "same_person",
                "录入和确认须由两个人分别进行",
                "Entering and confirming are done by two people",
                next_zh="请另一位工作人员照纸票再录一遍",
                next_en="Let a colleague type it again from the paper",
            )
        kept.second = typed(a.on, kept, returned, ballots, invalid_ballots)
        kept.second_by_id = person_id(actor)
        alike = kept.first == kept.second
        kept.state = State.CONFIRMED if alike else State.DIFFERS
        kept.save()
        if alike:
            _count(a.on, kept, actor)
        a.entry(data={"motion": a.on.motion.title, "batch": str(kept.pk), "alike": alike})
    return kept


def typed(
    poll: Poll, batch: PaperBatch, returned: list[int], ballots: list[Any], invalid_ballots: int
) -> dict[str, Any]:
    """One typing in the form that is compared: order of sheets does not matter, what stands on them does."""
    numbers = set(batch.rights.values_list("number", flat=True))
    if not set(returned) <= numbers or len(set(returned)) != len(returned):
        raise invalid(
            "returned", "收回的票号不在这一批里,或重复", "A returned number is not in this batch, or repeated"
        )
    named = poll.secrecy == Poll.Secrecy.NAMED
    kind, options = BallotKind(poll.rule_text["ballot"]), options_of(poll)
    try:
        chosen: list[Any] = [
            [int(b["number"]), validate_choice(kind, options, b["choice"])]
            if named
            else validate_choice(kind, options, b)
            for b in ballots
        ]
    except RuleError as error:
        raise Refusal(error.code, error.zh, error.en, status=422) from error
    except (KeyError, TypeError, ValueError) as error:
        raise invalid("ballots", "记名票须写明票号和选择", "Named ballots state number and choice") from error
    if named and not {number for number, _ in chosen} <= set(returned):
        raise invalid("ballots", "有选票的票号不在收回之列", "A ballot's number is not among the returned")
    if len(chosen) + invalid_ballots != len(returned) or invalid_ballots < 0:
        raise invalid(
            "invalid_ballots",
            f"收回 {len(returned)} 张,有效 {len(chosen)} 张加无效 {invalid_ballots} 张对不上",
            f"{len(returned)} returned, but {len(chosen)} valid and {invalid_ballots} invalid do not add up",
        )
    return {
        "returned": sorted(returned),
        "ballots": sorted(chosen, key=lambda c: json.dumps(c, sort_keys=True)),
        "invalid": invalid_ballots,
    }


def _count(poll: Poll, batch: PaperBatch, actor: Actor) -> None:
    """Mark the returned rights used and put the valid ballots in, in one go with the log's entry."""
    named = poll.secrecy == Poll.Secrecy.NAMED
    rights = {right.number: right for right in batch.rights.all()}
    chosen: dict[int, Any] = dict(batch.first["ballots"]) if named else {}
    assert poll.log_id is not None
    [entry] = log.append(
        poll.log_id,
        [
            log.Draft(
                verb="PAPER_BATCH",
                data={
                    "batch": str(batch.pk),
                    "issued": len(rights),
                    "returned": len(batch.first["returned"]),
                    "invalid": batch.first["invalid"],
                    "rights": [commit(rights[number]) for number in batch.first["returned"]],
                    **({"ballots": [[number, chosen[number]] for number in sorted(chosen)]} if named else {}),
                },
            )
        ],
    )
    Cast.objects.bulk_create(
        [
            Cast(
                poll=poll,
                right=rights[number],
                voter=person_id(actor),
                key=f"paper-{batch.pk.hex[:12]}-{number}",
                channel=Cast.Channel.PAPER,
                at=entry.at if named else poll.opened_at or entry.at,
                choice=chosen.get(number, "invalid") if named else None,
                log_seq=entry.seq,
            )
            for number in batch.first["returned"]
        ]
    )
    if not named:
        HiddenBallot.objects.bulk_create(
            [HiddenBallot(key=token_hex(16), poll=poll, choice=choice) for choice in batch.first["ballots"]]
        )


def reconciliation(poll: Poll) -> dict[str, int]:
    """{issued, returned, valid, invalid, unreturned} over all batches; the count sheet prints it."""
    batches = list(poll.batches.prefetch_related("rights"))
    issued = sum(len(batch.rights.all()) for batch in batches)
    returned = sum(
        len(batch.first.get("returned", [])) for batch in batches if batch.state == State.CONFIRMED
    )
    spoiled = sum(batch.first.get("invalid", 0) for batch in batches if batch.state == State.CONFIRMED)
    return {
        "issued": issued,
        "returned": returned,
        "valid": returned - spoiled,
        "invalid": spoiled,
        "unreturned": issued - returned,
    }
