"""What was cast, counted: integers only, from the register of a named poll or the box of a secret one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from consult.agenda.models import Participant
from consult.kernel import merkle
from consult.kernel.errors import Refusal
from consult.kernel.found import only

from .models import Cast, Custody, HandCount, HiddenArea, HiddenBallot, OpenedBallot, Poll, VotingRight
from .ordering import ordered, sentence
from .rules import BallotKind, Force, VoteRule, verdict
from .rules_area import veiled
from .rules_choices import Choice
from .rules_counts import Counts
from .rules_error import RuleError
from .rules_record import outcome_record
from .rules_wording import explain

# 经两次送达 (consensus): served so often, a party that stays away no longer holds up the others.
SERVED_ENOUGH = 2


@dataclass(frozen=True)
class Counted:
    """What closing writes down: `record` is `rules_record`'s or the ordering's, with those who might not vote."""

    record: dict[str, Any]
    verdict: str
    zh: str
    en: str


def count(poll: Poll, rule: VoteRule, *, unopened: bool = False) -> Counted:
    """Raises Refusal where the figures cannot be (more votes than voters voids the count).

    `unopened`: a sealed box that too few took part in; its ballots, and the paper beside it, count as nothing.
    """
    if not rule.decides:
        record = {**ordered(poll, rule, choices(poll)), "invalid": spoiled(poll)}
        return Counted(record, Poll.Verdict.ORDERED, *sentence(poll, record))
    try:
        counts = nothing_opened(poll, rule) if unopened else tally(poll, rule)
        outcome = verdict(rule, counts, force=Force(poll.force))
        if poll.weighed_in_secret:
            outcome = veiled(outcome, taking_part(poll))
    except RuleError as error:
        raise Refusal(error.code, error.zh, error.en) from error
    rights = VotingRight.objects.filter(poll=poll)
    record = {
        **outcome_record(outcome),
        **({"took_part_cm2": sum(taking_part(poll))} if poll.weighed_in_secret else {}),
        **({"unopened": Cast.objects.filter(poll=poll).count()} if unopened else {}),
        "present_on_site": poll.present_on_site,
        "recused": rights.filter(struck="").exclude(conflict="").count(),
        "struck": rights.exclude(struck="").count(),
        **({"proxies": by_agents(poll)} if rule.proxies else {}),
    }
    return Counted(record, str(outcome.verdict), explain(outcome, "zh"), explain(outcome, "en"))


def by_agents(poll: Poll) -> int:
    """其中委托: how many rights were used by an agent, on a written proxy."""
    return Cast.objects.filter(poll=poll, proxy__isnull=False).count()


def nothing_opened(poll: Poll, rule: VoteRule) -> Counts:
    entitled = VotingRight.objects.filter(poll=poll, struck="").count()
    return Counts(entitled=entitled, present=present_at_close(poll, rule))


def tally(poll: Poll, rule: VoteRule) -> Counts:
    """What was counted. Struck rights are out of the entitled; who may not vote stays in, as the law counts them."""
    rights = VotingRight.objects.filter(poll=poll, struck="")
    entitled = rights.count()
    absent = len(absent_served(poll)) if rule.ballot is BallotKind.CONSENSUS else 0
    if poll.means == Poll.Means.HANDS_COUNTED:
        hands = HandCount.objects.get(poll=poll)
        return Counts(
            entitled=entitled,
            present=present_at_close(poll, rule),
            yes=hands.yes,
            no=hands.no,
            abstain=hands.abstain,
            absent_served=absent,
        )
    found: Counter[str] = Counter(str(choice) for choice in choices(poll))
    return Counts(
        entitled=entitled,
        present=present_at_close(poll, rule),
        yes=found["yes"],
        no=found["no"],
        abstain=found["abstain"],
        invalid=spoiled(poll),
        absent_served=absent,
        area_cm2=_area(poll, rights) if rule.by_area else None,
    )


def choices(poll: Poll) -> list[Choice]:
    """Every valid ballot's choice, in no order that says anything."""
    if poll.sealed:
        return list(OpenedBallot.objects.filter(poll=poll).order_by("code").values_list("choice", flat=True))
    if poll.hidden:
        return list(HiddenBallot.objects.filter(poll=poll).order_by("key").values_list("choice", flat=True))
    cast = Cast.objects.filter(poll=poll, choice__isnull=False).order_by("right__number")
    return [choice for choice in cast.values_list("choice", flat=True) if choice is not None]


def ballot_lines(poll: Poll) -> bytes:
    """The ballots of a closed secret poll as they are published: one a line, in the order of the lines' bytes."""
    return b"".join(sorted(merkle.canonical(ballot) + b"\n" for ballot in ballots(poll)))


def ballots(poll: Poll) -> list[dict[str, Any]]:
    """{choice}, or {choice, code} of a sealed poll."""
    if poll.sealed:
        opened = OpenedBallot.objects.filter(poll=poll).order_by("code")
        return [{"choice": choice, "code": code} for choice, code in opened.values_list("choice", "code")]
    return [{"choice": choice} for choice in choices(poll)]


def spoiled(poll: Poll) -> int:
    """无效票: paper that was spoiled, and what came out of a sealed box and is no ballot."""
    custody = only(Custody.objects.filter(poll=poll)) if poll.sealed else None
    malformed = len(custody.malformed) if custody else 0
    return malformed + sum(int(batch.first["invalid"]) for batch in poll.batches.filter(state="confirmed"))


def present_at_close(poll: Poll, rule: VoteRule) -> int:
    """到会 as frozen; where opinions are gathered over days by phone and slip, whoever answered took part."""
    if not rule.counts_presence:
        return 0
    return here(poll).count() if poll.over_days else poll.present


def here(poll: Poll) -> QuerySet[VotingRight]:
    answered = Exists(Cast.objects.filter(right=OuterRef("pk")))
    return VotingRight.objects.filter(poll=poll, struck="").filter(Q(present=True) | Q(answered))


def absent_served(poll: Poll) -> list[int]:
    """缺席未表态: the roll numbers of parties that did not come, nor answer, though served twice before it was too late."""
    until = poll.closed_at if poll.over_days else poll.opened_at
    assert until is not None
    absent = VotingRight.objects.filter(poll=poll, struck="").exclude(pk__in=here(poll).values("pk"))
    households, bodies = served_twice(poll, until)
    served = absent.filter(Q(household__in=households) | Q(body__in=bodies))
    return list(served.order_by("number").values_list("number", flat=True))


def served_twice(poll: Poll, until: datetime) -> tuple[set[Any], set[Any]]:
    """(households, bodies) among the session's stakeholders that were reached twice by then."""
    reached = Count(
        "invitation__services",
        filter=Q(invitation__services__reached=True, invitation__services__at__lte=until),
    )
    parties = Participant.objects.filter(session_id=poll.session_id, part=Participant.Part.X)
    rows = parties.annotate(reached=reached).filter(reached__gte=SERVED_ENOUGH)
    found = list(rows.values_list("household_id", "body_id"))
    return {h for h, _ in found if h}, {b for h, b in found if b and not h}


def taking_part(poll: Poll) -> list[int]:
    """The areas of the rights used, which are public: whose right was used is on record, and the roll says how large."""
    return list(Cast.objects.filter(poll=poll).values_list("right__area_cm2", flat=True))


def _area(poll: Poll, rights: QuerySet[VotingRight]) -> Counts:
    """The same for owners, in cm². Without a choice a named ballot is a spoiled one; a hidden poll has kept sums alone."""
    weighed: Counter[str] = Counter()
    if poll.hidden:
        weighed.update(dict(HiddenArea.objects.filter(poll=poll).values_list("choice", "area_cm2")))
    else:
        for choice, cm2 in Cast.objects.filter(poll=poll).values_list("choice", "right__area_cm2"):
            weighed["invalid" if choice is None else str(choice)] += cm2
    return Counts(
        entitled=sum(rights.values_list("area_cm2", flat=True)),
        yes=weighed["yes"],
        no=weighed["no"],
        abstain=weighed["abstain"],
        invalid=weighed["invalid"],
    )
