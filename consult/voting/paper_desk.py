"""Paper ballots 纸票: issued on numbered rights, typed in by one person, typed again blind by another.

Only what both typed alike is counted. Issued, returned, valid, invalid and unreturned reconcile, or the poll cannot close.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from consult.kernel import clock, log
from consult.kernel.act import Act, act
from consult.kernel.errors import Refusal, invalid
from consult.kernel.permits import Actor
from consult.people.who import person_id

from .casting import may_answer, put_in_box
from .models import Cast, OpenedBallot, PaperBatch, Poll, VotingRight
from .questions import options_of
from .refusals import not_on_roll
from .roll import commit
from .rules import BallotKind
from .rules_choices import Choice, validate_choice
from .rules_error import RuleError
from .rules_sealed import new_code

State = PaperBatch.State


def issue(*, actor: Actor, poll: Poll, rights: Sequence[UUID]) -> PaperBatch:
    """paper.issue: from now on these rights are used on paper only. All of them or none."""
    with act("paper.issue", actor=actor, on=poll) as a:
        if a.on.weighed_in_secret:
            raise _sheet_would_tell()
        found = list(VotingRight.objects.filter(poll=a.on, pk__in=rights, struck="").order_by("number"))
        if not found or len(found) != len(set(rights)):
            raise not_on_roll()
        _check_free(a.on, found)
        VotingRight.objects.filter(pk__in=[right.pk for right in found]).update(paper=True)
        batch = _batch_for(a.on, actor)
        batch.rights.add(*found)
        batch.latest = len(found)
        batch.save(update_fields=["latest"])
        data = {"batch": str(batch.pk), "rights": [commit(right) for right in found]}
        log.append(a.on.log_id, [log.Draft(verb="PAPER_ISSUED", actor=actor.person, data=data)])
        a.entry(data={"motion": a.on.motion.title, "issued": len(found)})
    return batch


def _sheet_would_tell() -> Refusal:
    return Refusal(
        "sheet_would_tell",
        "按面积计的无记名表决不发纸票：票上须有面积，有面积就看得出是哪一户",
        "No paper in a secret vote weighed by area: a sheet would bear its area, and the area is its flat",
        next_zh="请到现场平板投票，或由工作人员协助投票",
        next_en="Vote on the tablet in the hall, or with the help of two members of staff",
    )


def _batch_for(poll: Poll, actor: Actor) -> PaperBatch:
    """A batch of its own for each issue. Of a sealed poll all sheets are of one: a small batch would tell whose they are."""
    made = {"issued_by_id": person_id(actor), "issued_at": clock.now()}
    if poll.sealed:
        return PaperBatch.objects.get_or_create(poll=poll, number=1, defaults=made)[0]
    number = PaperBatch.objects.filter(poll=poll).count() + 1
    return PaperBatch.objects.create(poll=poll, number=number, **made)


def _check_free(poll: Poll, rights: Sequence[VotingRight]) -> None:
    used = set(Cast.objects.filter(poll=poll, right__in=rights).values_list("right_id", flat=True))
    for right in rights:
        if right.pk in used or right.paper:
            raise Refusal(
                "already_used_or_issued",
                f"名册第 {right.number} 号已经投过或已领纸票",
                f"Number {right.number} has been used or has a paper ballot",
                facts={"number": right.number},
            )
        if right.conflict:
            raise Refusal(
                "not_in_conflict",
                f"名册第 {right.number} 号须回避，不发票",
                f"Number {right.number} may not vote on this motion",
                facts={"number": right.number},
            )
        if not may_answer(poll, right):
            raise Refusal(
                "not_present",
                f"名册第 {right.number} 号提请表决时未签到，不发票",
                f"Number {right.number} had not signed in when the question was put",
                facts={"number": right.number},
            )


def enter(
    *,
    actor: Actor,
    batch: PaperBatch,
    returned: Sequence[int],
    ballots: Sequence[Any],
    invalid_ballots: int,
) -> PaperBatch:
    """paper.enter: the first typing. `returned` are roll numbers whose ballot came back; `ballots` the valid choices.

    Of a named poll each is {"number", "choice"}, of a secret one the choice alone. Whoever entered may correct it until
    it is confirmed; after two typings that differ either begins anew.
    """
    with act("paper.enter", actor=actor, on=batch.poll) as a:
        kept = _unconfirmed(batch)
        if kept.state == State.ENTERED and kept.first_by_id != actor.person:
            raise Refusal(
                "already_entered",
                "这一批已由另一人录入，请您照纸票再录一遍加以确认",
                "A colleague has entered this batch; type it again to confirm it",
                next_zh="改用“确认”",
                next_en="Use confirm instead",
            )
        kept.first = typed(a.on, kept, returned, ballots, invalid_ballots)
        kept.first_by_id, kept.second_by_id, kept.second = person_id(actor), None, {}
        kept.state = State.ENTERED
        kept.save()
        a.entry(data={"motion": a.on.motion.title, "batch": str(kept.pk)})
    return kept


def confirm(
    *,
    actor: Actor,
    batch: PaperBatch,
    returned: Sequence[int],
    ballots: Sequence[Any],
    invalid_ballots: int,
) -> PaperBatch:
    """paper.confirm: the second typing, from the paper, without seeing the first. Alike: counted. Different: blocked.

    Which of the two is wrong is not said: the sheets say it.
    """
    with act("paper.confirm", actor=actor, on=batch.poll) as a:
        kept = _unconfirmed(batch)
        if kept.state == State.ISSUED:
            raise Refusal("not_entered", "还没有人录入这一批", "Nobody has entered this batch yet")
        if actor.among([kept.first_by_id]):
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
            _count(a, kept)
            if a.on.secret:
                forget_typing(kept)
        a.entry(data={"motion": a.on.motion.title, "batch": str(kept.pk), "alike": alike})
    return kept


def _unconfirmed(batch: PaperBatch) -> PaperBatch:
    kept = PaperBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if kept.state == State.CONFIRMED:
        raise Refusal("already_confirmed", "这一批已经确认", "This batch is confirmed")
    return kept


def typed(
    poll: Poll,
    batch: PaperBatch,
    returned: Sequence[int],
    ballots: Sequence[Any],
    invalid_ballots: int,
) -> dict[str, Any]:
    """One typing in the form that is compared: order of sheets does not matter, what stands on them does."""
    numbers = set(batch.rights.values_list("number", flat=True))
    recused = batch.rights.exclude(conflict="").filter(number__in=returned).first()
    if recused is not None:
        raise Refusal(
            "not_in_conflict",
            f"名册第 {recused.number} 号须回避，这张纸票不能计入",
            f"Number {recused.number} may not vote on this motion: this sheet cannot be counted",
            next_zh="作为未收回的票处理，并把这张票封存",
            next_en="Leave it among the unreturned, and keep the sheet apart",
            facts={"number": recused.number},
        )
    if not set(returned) <= numbers or len(set(returned)) != len(returned):
        raise invalid(
            "returned",
            "收回的票号不在这一批里，或重复",
            "A returned number is not in this batch, or repeated",
        )
    chosen: list[Any] = (
        [_choice(poll, each) for each in ballots] if poll.secret else _numbered(poll, ballots, set(returned))
    )
    if len(chosen) + invalid_ballots != len(returned) or invalid_ballots < 0:
        raise invalid(
            "invalid_ballots",
            f"收回 {len(returned)} 张，有效 {len(chosen)} 张加无效 {invalid_ballots} 张对不上",
            f"{len(returned)} returned, but {len(chosen)} valid and {invalid_ballots} invalid do not add up",
        )
    return {
        "returned": sorted(returned),
        "ballots": sorted(chosen, key=lambda each: json.dumps(each, sort_keys=True)),
        "invalid": invalid_ballots,
    }


def _numbered(poll: Poll, ballots: Sequence[Any], returned: set[int]) -> list[list[Any]]:
    """The ballots of a named poll as [number, choice]; each number at most once, and among the returned."""
    chosen: list[list[Any]] = []
    for each in ballots:
        number = each.get("number") if isinstance(each, dict) else None
        if not isinstance(number, int) or isinstance(number, bool) or "choice" not in each:
            raise invalid("ballots", "记名票须写明票号和选择", "Named ballots state number and choice")
        chosen.append([number, _choice(poll, each["choice"])])
    given = [number for number, _ in chosen]
    if not set(given) <= returned or len(set(given)) != len(given):
        raise invalid(
            "ballots",
            "有选票的票号不在收回之列，或录了两次",
            "A ballot's number is not among the returned, or entered twice",
        )
    return chosen


def _choice(poll: Poll, choice: Any) -> Choice:
    try:
        return validate_choice(BallotKind(poll.rule_text["ballot"]), options_of(poll), choice)
    except RuleError as error:
        raise Refusal(error.code, error.zh, error.en, status=422) from error


def _count(a: Act, batch: PaperBatch) -> None:
    """Mark the returned rights used and put the valid ballots in, in one go with the log's entry.

    Of a secret poll the entry says whose paper came back and no more: with one sheet returned, how many were spoiled
    would be that voter's ballot. The totals stand in the log's CLOSE.
    """
    poll: Poll = a.on
    rights = {right.number: right for right in batch.rights.all()}
    chosen: dict[int, Any] = {} if poll.secret else dict(batch.first["ballots"])
    assert poll.log_id is not None
    [entry] = log.append(
        poll.log_id,
        [
            log.Draft(
                verb="PAPER_BATCH",
                actor=a.actor.person,
                data={
                    "batch": str(batch.pk),
                    "issued": len(rights),
                    "rights": [commit(rights[number]) for number in batch.first["returned"]],
                    **({} if poll.secret else {"ballots": _as_logged(batch, rights)}),
                },
            )
        ],
    )
    Cast.objects.bulk_create(
        [
            Cast(
                poll=poll,
                right=rights[number],
                voter=person_id(a.actor),
                key=f"paper-{batch.pk.hex[:12]}-{number}",
                channel=Cast.Channel.PAPER,
                at=entry.at,
                choice=chosen.get(number),
                log_seq=entry.seq,
            )
            for number in batch.first["returned"]
        ]
    )
    if poll.hidden:
        put_in_box(poll, batch.first["ballots"])
    if poll.sealed:
        # Each under a code that nobody has, among those that came out of the box.
        put_out(poll, [(new_code(), choice) for choice in batch.first["ballots"]])


def put_out(poll: Poll, ballots: Sequence[tuple[str, Choice]]) -> None:
    """Ballots of a sealed poll as they are counted, written in the order of their codes."""
    rows = [
        OpenedBallot(poll=poll, code=code, choice=choice)
        for code, choice in sorted(ballots, key=lambda each: each[0])
    ]
    OpenedBallot.objects.bulk_create(rows, batch_size=2000)


def _as_logged(batch: PaperBatch, rights: dict[int, VotingRight]) -> list[dict[str, Any]]:
    """Each returned ballot by number; a spoiled one has no choice."""
    chosen = dict(batch.first["ballots"])
    return [
        {"number": number, "right": commit(rights[number]), "choice": chosen.get(number)}
        for number in batch.first["returned"]
    ]


def forget_typing(batch: PaperBatch) -> None:
    """Keep of a secret batch how many, not what: its choices are in the box now, apart from the numbers returned."""
    for typing in (batch.first, batch.second):
        typing.pop("ballots", None)
    batch.save(update_fields=["first", "second"])


def reconciliation(poll: Poll) -> dict[str, int]:
    """{issued, returned, valid, invalid, unreturned} over all batches; the count sheet prints it."""
    issued = VotingRight.objects.filter(batches__poll=poll).count()
    first = poll.batches.filter(state=State.CONFIRMED).values_list("first", flat=True)
    returned = sum(len(typing["returned"]) for typing in first)
    spoiled = sum(typing["invalid"] for typing in first)
    return {
        "issued": issued,
        "returned": returned,
        "valid": returned - spoiled,
        "invalid": spoiled,
        "unreturned": issued - returned,
    }
