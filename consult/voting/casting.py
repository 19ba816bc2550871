"""ballot.cast: using a right. First one wins; a repeat with the same key gets the first receipt.

Casts are written in batches: one durable transaction, one lock of the poll's log, and an answer for each, so that a
bad cast refuses itself and never its neighbours. `grouping.py` gathers what arrives together. The body of a cast is
kept nowhere with its key, nor a hash of it: with three choices a hash is the choice.
"""

from __future__ import annotations

from base64 import b32encode
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from consult.kernel import ledger, log
from consult.kernel.act import Act, check
from consult.kernel.errors import Refusal, invalid
from consult.kernel.models import LogEntry
from consult.kernel.permits import Actor
from consult.people.who import person_id

from .models import Cast, HiddenBallot, Poll, VotingRight
from .roll import commit
from .rules import BallotKind
from .rules_choices import Choice, Options, validate_choice
from .rules_error import RuleError


@dataclass(frozen=True)
class Wish:
    """One cast to be. `right` is needed only by somebody who holds several; `channel` says by which means."""

    poll: UUID
    actor: Actor
    key: str
    choice: Any
    channel: str = Cast.Channel.PHONE
    right: UUID | None = None


@dataclass(frozen=True)
class Receipt:
    """That a ballot is in: poll, place in its log, the leaf's prefix, and the signed head. Never what was chosen."""

    poll: UUID
    seq: int
    leaf: str
    head: str
    channel: str

    @property
    def text(self) -> str:
        return f"{str(self.poll)[:8]}-{self.seq}-{self.leaf}"


def cast(wish: Wish) -> Receipt:
    """One cast on its own. Raises Refusal."""
    [answer] = cast_together([wish])
    if isinstance(answer, Refusal):
        raise answer
    return answer


def cast_together(wishes: Sequence[Wish]) -> list[Receipt | Refusal]:
    """Write a batch in one transaction; an answer for each wish in order.

    Two processes casting one right at once: the second waits on the poll log's row and then sees the first. Should a
    constraint still refuse the batch, each cast is tried alone, so that only the guilty one fails.
    """
    try:
        with transaction.atomic():
            return _write(wishes)
    except IntegrityError:
        if len(wishes) == 1:
            return [_already(wishes[0])]
        return [answer for wish in wishes for answer in cast_together([wish])]


def _write(wishes: Sequence[Wish]) -> list[Receipt | Refusal]:
    answers: dict[int, Receipt | Refusal] = {}
    by_poll: dict[UUID, list[int]] = defaultdict(list)
    for place, wish in enumerate(wishes):
        by_poll[wish.poll].append(place)
    # Polls in a fixed order: two batches that touch the same two polls must not wait for each other.
    for poll_id in sorted(by_poll):
        poll = Poll.objects.select_for_update().filter(pk=poll_id).first()
        places = by_poll[poll_id]
        if poll is None:
            answers.update(
                (place, invalid("poll", "没有这次表决", "There is no such poll")) for place in places
            )
            continue
        answers.update(_write_poll(poll, {place: wishes[place] for place in places}))
    return [answers[place] for place in range(len(wishes))]


def _write_poll(poll: Poll, wishes: dict[int, Wish]) -> dict[int, Receipt | Refusal]:
    answers: dict[int, Receipt | Refusal] = {}
    accepted: list[tuple[int, Wish, VotingRight, Choice]] = []
    used = {c.right_id: c for c in Cast.objects.filter(poll=poll)} if len(wishes) > 8 else None
    taken: set[UUID] = set()
    for place, wish in wishes.items():
        try:
            repeated = _repeat(poll, wish)
            if repeated:
                answers[place] = repeated
                continue
            right, choice = _admit(poll, wish, used)
            if right.pk in taken:
                raise already_used(None)
            taken.add(right.pk)
            accepted.append((place, wish, right, choice))
        except Refusal as refusal:
            answers[place] = refusal
    if accepted:
        answers.update(_keep(poll, accepted))
    return answers


def _repeat(poll: Poll, wish: Wish) -> Receipt | None:
    """The receipt already given under this voter and key: also where the choice differs now."""
    kept = Cast.objects.filter(voter=person_id(wish.actor), key=wish.key).first()
    if kept is None:
        return None
    if kept.poll_id != poll.pk:
        raise Refusal("key_reused", "这个请求编号已用于另一次投票", "This key was used for another vote")
    return receipt_of(kept)


def _admit(poll: Poll, wish: Wish, used: dict[UUID, Cast] | None) -> tuple[VotingRight, Choice]:
    """The right this wish uses and its choice in normal form, or a Refusal."""
    if poll.stage == "closed":
        raise Refusal(
            "poll_closed", "表决已截止", "Voting has closed", next_zh="可查看结果", next_en="See the result"
        )
    right = _right_of(poll, wish)
    check(Act(verb="ballot.cast", actor=wish.actor, on=poll, given={"right": right}))
    before = used.get(right.pk) if used is not None else Cast.objects.filter(poll=poll, right=right).first()
    if before is not None:
        raise already_used(before)
    if right.paper and wish.channel != Cast.Channel.PAPER:
        raise Refusal(
            "paper_issued",
            "这一票已领取纸质选票",
            "A paper ballot was issued on this right",
            next_zh="请交回纸票,或请工作人员收回后再用手机投",
            next_en="Hand in the paper ballot, or have it taken back first",
        )
    if poll.rule_text["statutory"] and _needs_presence(poll) and not right.present:
        raise Refusal(
            "not_present",
            "提请表决时您还没有签到,这一票不能投",
            "You had not signed in when the question was put",
        )
    try:
        return right, validate_choice(BallotKind(poll.rule_text["ballot"]), options_of(poll), wish.choice)
    except RuleError as error:
        raise Refusal(error.code, error.zh, error.en, status=422) from error


def _right_of(poll: Poll, wish: Wish) -> VotingRight:
    if wish.channel in (Cast.Channel.PAPER, Cast.Channel.HANDS, Cast.Channel.ASSISTED):
        found = VotingRight.objects.filter(poll=poll, pk=wish.right or UUID(int=0), struck="").first()
        rights = [found] if found else []
    else:
        rights = poll.rights_of(person_id(wish.actor))
    if wish.right is not None:
        rights = [right for right in rights if right.pk == wish.right]
    if not rights:
        raise Refusal(
            "no_right",
            "您不在这次表决的名册上",
            "You are not on this poll's roll",
            status=403,
            next_zh="如认为有误,请联系工作人员更正名册",
            next_en="If you think this is wrong, ask the staff",
        )
    if len(rights) > 1:
        raise Refusal(
            "which_right",
            "您名下有几票,请选定用哪一票",
            "You hold several rights; say which one",
            status=422,
            facts={"rights": [{"id": str(right.pk), "label": right.label} for right in rights]},
        )
    return rights[0]


def _keep(poll: Poll, accepted: list[tuple[int, Wish, VotingRight, Choice]]) -> dict[int, Receipt | Refusal]:
    named = poll.secrecy == Poll.Secrecy.NAMED
    drafts = [
        log.Draft(
            verb="CAST",
            data={
                "right": commit(right),
                "channel": str(wish.channel),
                **({"number": right.number, "choice": choice} if named else {}),
            },
        )
        for _, wish, right, choice in accepted
    ]
    assert poll.log_id is not None
    entries = log.append(poll.log_id, drafts)
    head = ledger.sign_head(poll.log_id)
    casts = [
        Cast(
            poll=poll,
            right=right,
            voter=person_id(wish.actor),
            key=wish.key,
            channel=wish.channel,
            # A hidden poll's register says that a right was used, not when: order of use beside order of ballots links them.
            at=entry.at if named else poll.opened_at or entry.at,
            choice=choice if named else None,
            log_seq=entry.seq,
            receipt=f"{leaf_prefix(entry)} {head.signature[:32]}",
        )
        for (_, wish, right, choice), entry in zip(accepted, entries, strict=True)
    ]
    Cast.objects.bulk_create(casts)
    if not named:
        HiddenBallot.objects.bulk_create(
            [HiddenBallot(key=token_hex(16), poll=poll, choice=choice) for _, _, _, choice in accepted]
        )
    return {place: receipt_of(kept) for (place, *_), kept in zip(accepted, casts, strict=True)}


def leaf_prefix(entry: LogEntry) -> str:
    """The first 16 characters of the leaf's hash in base32: short enough to copy by hand."""
    return b32encode(bytes(entry.leaf)).decode()[:16]


def receipt_of(kept: Cast) -> Receipt:
    leaf, _, head = kept.receipt.partition(" ")
    return Receipt(poll=kept.poll_id, seq=kept.log_seq or 0, leaf=leaf, head=head, channel=kept.channel)


def options_of(poll: Poll) -> Options | None:
    if not poll.options:
        return None
    costs = tuple(int(option["cost_fen"]) for option in poll.options if option.get("cost_fen"))
    return Options(
        codes=tuple(option["id"] for option in poll.options),
        at_most=poll.at_most,
        costs=costs,
        budget=poll.budget_fen,
    )


def _needs_presence(poll: Poll) -> bool:
    text = poll.rule_text
    return bool(text["quorum"] and text["quorum"]["of_whom"] == "present")


def already_used(before: Cast | None) -> Refusal:
    """409, with when and how the right was used and never what was chosen."""
    hidden = before is None or before.choice is None
    facts = {"channel": before.channel} if before else {}
    if before is not None and not hidden:
        facts["at"] = log.stamp(before.at)
    return Refusal(
        "already_voted",
        "这一票已经投过" + (f"({before.get_channel_display()})" if before else ""),
        "This right has been used" + (f" ({before.channel})" if before else ""),
        next_zh="一票只能投一次;如非本人所投,请立即告诉监票人",
        next_en="Each right is used once; if this was not you, tell a scrutineer at once",
        facts=facts,
    )


def _already(wish: Wish) -> Receipt | Refusal:
    kept = Cast.objects.filter(voter=person_id(wish.actor), key=wish.key).first()
    return receipt_of(kept) if kept else already_used(None)
