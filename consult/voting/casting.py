"""ballot.cast: using a right. First one wins; a repeat with the same key gets the first receipt.

Casts are written in batches: one durable transaction, one lock of the poll and its log, and an answer for each, so that
a bad cast refuses itself and never its neighbours. The number of statements does not grow with the batch. `grouping.py`
gathers what arrives together. The body of a cast is kept nowhere with its key, nor a hash of it: with three choices a
hash is the choice. Of a sealed poll the body is an envelope nobody here can open; its hash stands in the log and on the
receipt, so that the voter sees it arrived unchanged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from consult.kernel import clock, ledger, log
from consult.kernel.act import Act, check
from consult.kernel.errors import Refusal, invalid
from consult.kernel.found import only
from consult.kernel.models import Head, LogEntry
from consult.kernel.permits import Actor
from consult.people.who import person_id

from .holding import held, hold, proxy_of
from .models import Cast, HiddenArea, HiddenBallot, Poll, Proxy, VotingRight, random_key
from .questions import counts_those_present, options_of
from .receipts import Receipt, receipt_of, written
from .refusals import (
    already_used,
    closed,
    key_reused,
    no_right,
    not_present,
    not_sealed_to_fit,
    paper_issued,
    sealed_instead,
    seen_envelope,
    which_right,
)
from .roll import commit
from .rules import BallotKind
from .rules_choices import Choice, validate_choice
from .rules_error import RuleError
from .rules_sealed import envelope_length

# By which verb a right is used through each channel: whose permit and conditions are asked.
VERBS: dict[str, str] = {
    Cast.Channel.PHONE: "ballot.cast",
    Cast.Channel.KIOSK: "ballot.cast",
    Cast.Channel.ASSISTED: "poll.assist",
    Cast.Channel.HANDS: "hands.count",
}


@dataclass(frozen=True)
class Wish:
    """One cast to be. `right` is needed by somebody who holds several, and by the desk; `channel` says by which means.

    `witness` is the second person beside somebody who is helped to vote. A sealed poll takes an `envelope` in place of
    the choice.
    """

    poll: UUID
    actor: Actor
    key: str
    choice: Any
    channel: str = Cast.Channel.PHONE
    right: UUID | None = None
    witness: UUID | None = None
    envelope: bytes | None = None

    @property
    def voter(self) -> UUID:
        """Who pressed. A wish is somebody's: nobody's is refused before it can join a batch."""
        return person_id(self.actor)

    def __post_init__(self) -> None:
        person_id(self.actor)


@dataclass(frozen=True)
class Admitted:
    """A wish with the right it uses and its choice in normal form; None in a sealed poll, whose envelope nobody opens.

    `proxy`: the letter by which an agent uses somebody else's right.
    """

    place: int
    wish: Wish
    right: VotingRight
    choice: Choice | None
    proxy: Proxy | None

    @property
    def envelope_hash(self) -> str:
        return sha256(self.wish.envelope).hexdigest() if self.wish.envelope is not None else ""


Answers = dict[int, Receipt | Refusal]


def cast(wish: Wish) -> Receipt:
    """One cast on its own. Raises Refusal."""
    [answer] = cast_together([wish])
    if isinstance(answer, Refusal):
        raise answer
    return answer


def cast_together(wishes: Sequence[Wish]) -> list[Receipt | Refusal]:
    """Write a batch in one transaction; an answer for each wish in order.

    Two processes casting one right at once: the second waits on the poll's row and then sees the first. Should a
    constraint still refuse the batch (one key used in two polls at once), each cast is tried alone, so that only the
    guilty one fails.
    """
    try:
        with transaction.atomic():
            return _write(wishes)
    except IntegrityError:
        if len(wishes) == 1:
            return [_already(wishes[0])]
        return [answer for wish in wishes for answer in cast_together([wish])]


def _write(wishes: Sequence[Wish]) -> list[Receipt | Refusal]:
    # In the order of their ids: two batches that touch the same two polls must not wait for each other. Everything is
    # read after the lock: what another process wrote a moment ago, under the same key or on the same right, is seen.
    asked = {wish.poll for wish in wishes}
    polls = list(Poll.objects.select_for_update(no_key=True).filter(pk__in=asked).order_by("pk"))
    answers = _repeated(wishes)
    firsts: dict[tuple[UUID, str], int] = {}
    by_poll: dict[UUID, dict[int, Wish]] = defaultdict(dict)
    for place, wish in enumerate(wishes):
        first = firsts.setdefault((wish.voter, wish.key), place)
        if place not in answers and first == place:
            by_poll[wish.poll][place] = wish
    hold(polls, {wish.voter for wish in wishes})
    for poll in polls:
        answers.update(_write_poll(poll, by_poll[poll.pk]))
    return [
        answers[place] if place in answers else _twin(wish, wishes, answers, firsts)
        for place, wish in enumerate(wishes)
    ]


def _repeated(wishes: Sequence[Wish]) -> Answers:
    """What was answered under these voters' keys before: the receipt, also where the choice differs now."""
    voters, keys = {wish.voter for wish in wishes}, {wish.key for wish in wishes}
    kept = {(c.voter, c.key): c for c in Cast.objects.filter(voter__in=voters, key__in=keys)}
    found: Answers = {}
    for place, wish in enumerate(wishes):
        before = kept.get((wish.voter, wish.key))
        if before is not None:
            found[place] = _again(before, wish)
    return found


def _twin(
    wish: Wish, wishes: Sequence[Wish], answers: Answers, firsts: dict[tuple[UUID, str], int]
) -> Receipt | Refusal:
    """One key twice in one batch (a phone that pressed again at once) is one cast."""
    first = firsts[wish.voter, wish.key]
    if first not in answers:
        return invalid("poll", "没有这次表决", "There is no such poll")
    one = wishes[first]
    return answers[first] if (one.poll, one.right) == (wish.poll, wish.right) else key_reused()


def _again(before: Cast, wish: Wish) -> Receipt | Refusal:
    # With another right it is another ballot: the first one's receipt would pass for it.
    if before.poll_id == wish.poll and wish.right in (None, before.right_id):
        return receipt_of(before)
    return key_reused()


def _write_poll(poll: Poll, wishes: dict[int, Wish]) -> Answers:
    answers: Answers = {}
    named = VotingRight.objects.in_bulk([w.right for w in wishes.values() if w.right is not None])
    rights: dict[int, VotingRight] = {}
    for place, wish in wishes.items():
        try:
            rights[place] = _right_of(poll, wish, named)
        except Refusal as refusal:
            answers[place] = refusal
    used = {c.right_id: c for c in Cast.objects.filter(right__in=list(rights.values()))}
    accepted: list[Admitted] = []
    taken: set[UUID] = set()
    seen = _seen(poll, wishes)
    now = clock.now()
    for place, right in rights.items():
        try:
            choice = _admit(poll, wishes[place], right, used.get(right.pk), now)
            one = Admitted(place, wishes[place], right, choice, _letter(poll, wishes[place], right))
            if right.pk in taken:
                raise already_used(None)
            if one.envelope_hash in seen:
                raise seen_envelope()
        except Refusal as refusal:
            answers[place] = refusal
        else:
            taken.add(right.pk)
            if one.envelope_hash:
                seen.add(one.envelope_hash)
            accepted.append(one)
    if accepted:
        answers.update(_keep(poll, accepted))
    return answers


def _seen(poll: Poll, wishes: dict[int, Wish]) -> set[str]:
    """Hashes of those envelopes that are in the box already: whoever copies one would find its code twice in the end."""
    if not poll.sealed:
        return set()
    given = [sha256(wish.envelope).hexdigest() for wish in wishes.values() if wish.envelope is not None]
    found = Cast.objects.filter(poll=poll, envelope_hash__in=given)
    return set(found.values_list("envelope_hash", flat=True))


def _right_of(poll: Poll, wish: Wish, named: dict[UUID, VotingRight]) -> VotingRight:
    """The right this wish is to use: the one the desk names, or the voter's own."""
    if VERBS[wish.channel] == "ballot.cast":
        rights = held(poll, wish.voter)
        if wish.right is not None:
            rights = [right for right in rights if right.pk == wish.right]
    else:
        found = named.get(wish.right) if wish.right else None
        rights = [found] if found and found.poll_id == poll.pk else []
    left = [right for right in rights if not right.struck]
    if not left:
        raise no_right(rights[0] if rights else None)
    if len(left) > 1:
        raise which_right(left)
    return left[0]


def _letter(poll: Poll, wish: Wish, right: VotingRight) -> Proxy | None:
    return proxy_of(poll, wish.voter, right) if VERBS[wish.channel] == "ballot.cast" else None


def _admit(poll: Poll, wish: Wish, right: VotingRight, before: Cast | None, now: datetime) -> Choice | None:
    """The choice in normal form, or the Refusal of this one cast."""
    if before is not None:
        raise already_used(before)
    if poll.stage in ("closed", "shut", "unopenable") or (
        poll.closes_at is not None and poll.closes_at <= now
    ):
        raise closed()
    given = {"right": right, "means": Poll.Means.HANDS_NAMED, "witness": wish.witness}
    check(Act(verb=VERBS[wish.channel], actor=wish.actor, on=poll, given=given))
    if right.paper:
        raise paper_issued()
    if not may_answer(poll, right):
        raise not_present()
    if poll.sealed != (wish.envelope is not None):
        raise sealed_instead(sealed=poll.sealed)
    kind, options = BallotKind(poll.rule_text["ballot"]), options_of(poll)
    if wish.envelope is not None:
        if len(wish.envelope) != envelope_length(kind, options.codes if options else ()):
            raise not_sealed_to_fit()
        return None
    try:
        return validate_choice(kind, options, wish.choice)
    except RuleError as error:
        raise Refusal(error.code, error.zh, error.en, status=422) from error


def may_answer(poll: Poll, right: VotingRight) -> bool:
    """Where those present are the denominator, only they vote."""
    return right.present or not counts_those_present(poll)


def _keep(poll: Poll, accepted: list[Admitted]) -> Answers:
    """Log, register and box, in one transaction. The box gets its rows in the order of their random keys."""
    assert poll.log_id is not None
    entries = log.append(poll.log_id, [_draft(poll, one) for one in accepted])
    head = ledger.sign_head(poll.log_id)
    casts = [_register(poll, one, entry, head) for one, entry in zip(accepted, entries, strict=True)]
    Cast.objects.bulk_create(casts)
    letters = [one.proxy.pk for one in accepted if one.proxy]
    if letters:
        Proxy.objects.filter(pk__in=letters).update(used=True)
    if poll.hidden:
        put_in_box(poll, [one.choice for one in accepted if one.choice is not None])
    if poll.weighed_in_secret:
        weigh(poll, [(str(one.choice), one.right.area_cm2) for one in accepted])
    return {one.place: receipt_of(kept) for one, kept in zip(accepted, casts, strict=True)}


def _draft(poll: Poll, one: Admitted) -> log.Draft:
    assisted = one.wish.channel == Cast.Channel.ASSISTED
    return log.Draft(
        verb="CAST",
        actor=one.wish.voter if assisted else None,
        data={
            "right": commit(one.right),
            "channel": str(one.wish.channel),
            **({} if poll.secret else {"number": one.right.number, "choice": one.choice}),
            **({"envelope": one.envelope_hash} if poll.sealed else {}),
            **({"witness": str(one.wish.witness)} if assisted else {}),
            **({"proxy": one.proxy.sha256} if one.proxy else {}),
        },
    )


def _register(poll: Poll, one: Admitted, entry: LogEntry, head: Head) -> Cast:
    return Cast(
        poll=poll,
        right=one.right,
        voter=one.wish.voter,
        witness_id=one.wish.witness,
        proxy=one.proxy,
        key=one.wish.key,
        channel=one.wish.channel,
        at=entry.at,
        choice=None if poll.secret else one.choice,
        envelope=one.wish.envelope,
        envelope_hash=one.envelope_hash,
        log_seq=entry.seq,
        receipt=written(entry, head),
    )


def put_in_box(poll: Poll, choices: Sequence[Choice]) -> None:
    keyed = sorted((random_key(), number) for number in range(len(choices)))
    HiddenBallot.objects.bulk_create(
        [HiddenBallot(key=key, poll=poll, choice=choices[number]) for key, number in keyed]
    )


def weigh(poll: Poll, ballots: Sequence[tuple[str, int]]) -> None:
    """Add a batch's areas to the sums of their choices; the poll's row is held."""
    sums: dict[str, int] = defaultdict(int)
    for choice, cm2 in ballots:
        sums[choice] += cm2
    for choice, cm2 in sorted(sums.items()):
        if not HiddenArea.objects.filter(poll=poll, choice=choice).update(area_cm2=F("area_cm2") + cm2):
            HiddenArea.objects.create(poll=poll, choice=choice, area_cm2=cm2)


def _already(wish: Wish) -> Receipt | Refusal:
    """A constraint refused it: another process used this key, or this right, a moment before."""
    kept = only(Cast.objects.filter(voter=wish.voter, key=wish.key))
    return _again(kept, wish) if kept else already_used(None)
