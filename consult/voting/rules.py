"""Whether a vote has passed.

A `VoteRule` says who votes, how many must be there and how many must agree; `Counts` are what was counted;
`verdict` compares the two in integers. The named rules are in `rules_named.py`, the sentence for people in
`rules_wording.py`. Verdict and force are two things: an advisory vote of owners has a verdict too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from consult.voting.rules_counts import Counts, check_counts
from consult.voting.rules_error import NoVerdictError, Words
from consult.voting.rules_share import Inequality, Share, measure


class Unit(StrEnum):
    """What one vote stands for (计票单位)."""

    PERSON = "person"
    HOUSEHOLD = "household"
    REPRESENTATIVE = "representative"  # 居民代表会议组成人员: representatives and committee members alike
    MEMBER = "member"
    OWNER = "owner"  # an ownership party: one head, its areas added up
    AFFECTED_OWNER = "affected_owner"
    PARTY_MEMBER = "party_member"  # 有表决权的党员
    STAKEHOLDER = "stakeholder"  # 利益相关方, the X of 1+N+X


class BallotKind(StrEnum):
    """What a voter is asked to fill in."""

    YES_NO = "yes_no"
    CONSENSUS = "consensus"  # 同意、反对, or abstain as 保留意见
    SINGLE_CHOICE = "single_choice"
    APPROVAL = "approval"
    CHOOSE_UP_TO_K = "choose_up_to_k"
    SCORE = "score"
    RANK = "rank"
    BUDGET = "budget"
    NONE = "none"


class Base(StrEnum):
    """A number that a share is taken of. From the first to the last each includes the next."""

    ENTITLED = "entitled"  # 应到、全体
    PRESENT = "present"  # 到会, signed in, frozen when the question is put
    TOOK_PART = "took_part"  # 参与表决
    VALID = "valid"  # yes, no and abstain
    YES_AND_NO = "yes_and_no"


class Force(StrEnum):
    BINDING = "binding"
    ADVISORY = "advisory"  # 意向
    RECORDED = "recorded"  # an official result typed in with its proof


class Verdict(StrEnum):
    PASSED = "PASSED"
    FAILED = "FAILED"
    INQUORATE = "INQUORATE"


@dataclass(frozen=True, slots=True)
class Quorum:
    """Enough of the entitled must be PRESENT (a meeting) or have TOOK_PART (owners)."""

    of_whom: Base
    share: Share

    def __post_init__(self) -> None:
        if self.of_whom not in (Base.PRESENT, Base.TOOK_PART):
            raise ValueError("a quorum counts those present or those who took part")


@dataclass(frozen=True, slots=True)
class PassCondition:
    """The yes votes must be `share` of `base`."""

    base: Base
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRule:
    code: str
    title: Words
    electorate: Words
    units: tuple[Unit, ...]  # the first is the usual one
    ballot: BallotKind
    quorum: Quorum | None
    passes: PassCondition | None  # None: the rule orders options, seeks consensus or forbids a vote
    by_area: bool = False  # quorum and pass are measured a second time, in cm² of exclusive area
    abstain_takes_part: bool = True  # among owners; who is present stays present in any case
    invalid_takes_part: bool = False
    article: str
    clause: Words | None = (
        None  # the article in short, for a sentence; None where no law lies behind the rule
    )
    evidence: str  # mark of the domain text: V seen, P one place's practice, D design
    statutory: bool
    forces: tuple[Force, ...]  # permitted; the first is the default
    secrecy: bool
    proxies: bool = False

    def __post_init__(self) -> None:
        if (self.passes is not None) != (self.ballot is BallotKind.YES_NO):
            raise ValueError("a yes/no rule has a pass condition, and no other rule has")
        if self.by_area and (self.quorum is None or self.quorum.of_whom is not Base.TOOK_PART):
            raise ValueError("areas are counted of those who took part")

    @property
    def decides(self) -> bool:
        """Whether a count by this rule has a verdict; the others order options or forbid a vote."""
        return self.passes is not None or self.ballot is BallotKind.CONSENSUS

    @property
    def counts_presence(self) -> bool:
        quorum_present = self.quorum is not None and self.quorum.of_whom is Base.PRESENT
        return quorum_present or (self.passes is not None and self.passes.base is Base.PRESENT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and what it was measured by; `could_pass`: whether those present could have carried it."""

    rule: VoteRule
    force: Force
    counts: Counts
    verdict: Verdict
    quorum: tuple[Inequality, ...]
    passing: tuple[Inequality, ...]
    could_pass: bool

    @property
    def inequalities(self) -> tuple[Inequality, ...]:
        return self.quorum + self.passing


def base_of(rule: VoteRule, counts: Counts, base: Base) -> int:
    """The size of a base: the denominator of a share."""
    match base:
        case Base.ENTITLED:
            return counts.entitled
        case Base.PRESENT:
            return counts.present
        case Base.TOOK_PART:
            abstained = counts.abstain if rule.abstain_takes_part else 0
            spoiled = counts.invalid if rule.invalid_takes_part else 0
            return counts.yes + counts.no + abstained + spoiled
        case Base.VALID:
            return counts.yes + counts.no + counts.abstain
        case Base.YES_AND_NO:
            return counts.yes + counts.no


def quorum(rule: VoteRule, counts: Counts) -> tuple[Inequality, ...]:
    """The inequalities that must hold before a question is put (present) or counts at all (took part)."""
    if rule.quorum is None:
        return ()
    share, of_whom = rule.quorum.share, rule.quorum.of_whom
    if rule.ballot is BallotKind.CONSENSUS:
        # A party that stayed away after two services no longer holds up the others, and is never counted as
        # agreeing; but somebody must have come.
        reached = counts.present + counts.absent_served
        return (
            measure("quorum_heads", reached, counts.entitled, share),
            Inequality(
                "anyone_present",
                counts.present,
                counts.entitled,
                None,
                counts.present,
                ">",
                0,
                counts.present > 0,
            ),
        )
    return tuple(
        measure(f"quorum_{name}", base_of(rule, each, of_whom), each.entitled, share)
        for name, each in _measures(counts)
    )


def verdict(rule: VoteRule, counts: Counts, *, force: Force | None = None) -> Outcome:
    """Judge `counts` by `rule`; `force` is the rule's default unless another permitted one is given.

    A tie fails and the chair has no second vote: yes votes have to be more than half, or the stated share or
    more. Raises CountsError for impossible counts, NoVerdictError for a rule that does not decide.
    """
    if not rule.decides:
        raise _no_verdict(rule)
    force = rule.forces[0] if force is None else force
    if force not in rule.forces:
        raise NoVerdictError(
            "force_not_allowed",
            f"“{rule.title.zh}”不能作为 {force} 使用；可用：{'、'.join(rule.forces)}。",
            f"'{rule.title.en}' cannot be used as {force}; permitted: {', '.join(rule.forces)}.",
        )
    check_counts(
        counts,
        presence=rule.counts_presence,
        area=rule.by_area,
        absent_served=rule.ballot is BallotKind.CONSENSUS,
    )
    reached = quorum(rule, counts)
    passing = _passing(rule, counts)
    if not all(each.holds for each in reached):
        found = Verdict.INQUORATE
    elif all(each.holds for each in passing):
        found = Verdict.PASSED
    else:
        found = Verdict.FAILED
    able = (
        could_pass(rule, entitled=counts.entitled, present=counts.present) if rule.counts_presence else True
    )
    return Outcome(rule, force, counts, found, reached, passing, able)


def could_pass(rule: VoteRule, *, entitled: int, present: int) -> bool:
    """Whether the question could pass if everybody present said yes.

    False for a Party branch of 46 with 23 present: a vote is allowed, but 24 are needed. The chair should
    know before putting the question.
    """
    if not rule.counts_presence:
        raise ValueError(f"{rule.code} has no presence to judge by")
    counts = Counts(entitled=entitled, present=present, yes=present)
    return all(each.holds for each in (*quorum(rule, counts), *_passing(rule, counts)))


def _passing(rule: VoteRule, counts: Counts) -> tuple[Inequality, ...]:
    if rule.ballot is BallotKind.CONSENSUS:
        return (
            Inequality("no_objection", counts.no, counts.present, None, counts.no, "=", 0, counts.no == 0),
        )
    assert rule.passes is not None  # only yes/no rules come this far
    base, share = rule.passes.base, rule.passes.share
    return tuple(
        measure(f"pass_{name}", each.yes, base_of(rule, each, base), share)
        for name, each in _measures(counts)
    )


def _measures(counts: Counts) -> Iterator[tuple[str, Counts]]:
    yield "heads", counts
    if counts.area_cm2 is not None:
        yield "area", counts.area_cm2


def _no_verdict(rule: VoteRule) -> NoVerdictError:
    if rule.ballot is BallotKind.NONE:
        return NoVerdictError(
            "not_votable",
            f"此事不得付表决（{rule.article}）；请转办或答复。",
            "This may not be put to a vote; refer it or answer it.",
        )
    return NoVerdictError(
        "orders_only",
        f"“{rule.title.zh}”只排序，不产生通过或不通过；请另付一次赞成反对的表决。",
        f"'{rule.title.en}' only orders the options; put the result to a yes/no vote.",
    )
