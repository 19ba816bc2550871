"""poll.close: the count. Results exist only from here on, and every close returns the same tally."""

from __future__ import annotations

from collections import Counter
from typing import Any

from consult.agenda.models import Motion
from consult.kernel import clock, ledger, log
from consult.kernel.act import act
from consult.kernel.errors import Refusal
from consult.kernel.permits import Actor

from .casting import options_of
from .models import Cast, HiddenBallot, Poll, VotingRight
from .rules import BallotKind, Force, VoteRule, verdict
from .rules_budget import fund_by_votes
from .rules_choices import Choice
from .rules_counts import Counts
from .rules_error import RuleError
from .rules_ranking import instant_runoff
from .rules_record import outcome_record, rule_from_record
from .rules_standings import by_scores, by_votes
from .rules_wording import explain


def close(*, actor: Actor, poll: Poll) -> Poll:
    """Close and count in one transaction. Closing a closed poll returns it as it is: everybody gets one tally."""
    current = Poll.objects.get(pk=poll.pk)
    if current.stage == "closed":
        return current
    try:
        return _close(actor, poll)
    except Refusal as refusal:
        # Another close came first while this one waited for the row.
        current = Poll.objects.get(pk=poll.pk)
        if refusal.code == "wrong_stage" and current.stage == "closed":
            return current
        raise


def _close(actor: Actor, poll: Poll) -> Poll:
    with act("poll.close", actor=actor, on=poll) as a:
        rule = rule_from_record(a.on.rule_text)
        assert a.on.log_id is not None
        log.append(a.on.log_id, [log.Draft(verb="CLOSE", actor=actor.person)])
        # What nobody could know while the poll was open decides lots.
        a.on.seed = ledger.sign_head(a.on.log_id).root
        a.on.closed_at = clock.now()
        rewrite_box(a.on)
        counted = count(a.on, rule)
        a.on.counts, a.on.verdict = counted["record"], counted["verdict"]
        a.on.sentence, a.on.sentence_en = counted["zh"], counted["en"]
        log.append(
            a.on.log_id, [log.Draft(verb="RESULT", data={"verdict": a.on.verdict, "counts": a.on.counts})]
        )
        head = ledger.sign_head(a.on.log_id)
        motion = Motion.objects.select_for_update().get(pk=a.on.motion_id)
        motion.stage = (
            "carried" if a.on.verdict in (Poll.Verdict.PASSED, Poll.Verdict.ORDERED) else "defeated"
        )
        motion.save(update_fields=["stage"])
        a.carry([motion.matter])
        a.entry(
            data={
                "motion": motion.title,
                "verdict": a.on.verdict,
                "force": a.on.force,
                "sentence": a.on.sentence,
                "sentence_en": a.on.sentence_en,
                "head": ledger.head_json(head),
            },
            about=[motion.pk, a.on.session_id],
        )
    return poll


def rewrite_box(poll: Poll) -> None:
    """Put the ballots of a hidden poll back in key order: neither their place nor their transaction tells when they came."""
    rows = sorted(HiddenBallot.objects.filter(poll=poll).values_list("key", "choice"))
    HiddenBallot.objects.filter(poll=poll).delete()
    HiddenBallot.objects.bulk_create(
        [HiddenBallot(key=key, poll=poll, choice=choice) for key, choice in rows]
    )


def count(poll: Poll, rule: VoteRule) -> dict[str, Any]:
    """{record, verdict, zh, en} from what was cast; integers only."""
    if rule.decides:
        return _decide(poll, rule)
    ballots = choices(poll)
    ordered = _order(poll, rule, ballots)
    return {
        "record": {"kind": str(rule.ballot), **ordered},
        "verdict": Poll.Verdict.ORDERED,
        "zh": f"排序结果(咨询性):收到 {len(ballots)} 票",
        "en": f"Advisory ordering from {len(ballots)} ballots",
    }


def _decide(poll: Poll, rule: VoteRule) -> dict[str, Any]:
    counts = tally(poll, rule)
    try:
        outcome = verdict(rule, counts, force=Force(poll.force))
    except RuleError as error:
        raise Refusal(error.code, error.zh, error.en) from error
    return {
        "record": outcome_record(outcome),
        "verdict": str(outcome.verdict),
        "zh": explain(outcome, "zh"),
        "en": explain(outcome, "en"),
    }


def tally(poll: Poll, rule: VoteRule) -> Counts:
    """What was counted. Struck rights are out of the entitled; who may not vote stays in, as the law counts them."""
    rights = VotingRight.objects.filter(poll=poll, struck="")
    entitled = rights.count()
    if poll.means == Poll.Means.HANDS_COUNTED:
        hands = poll.hands
        return Counts(
            entitled=entitled, present=poll.present, yes=hands.yes, no=hands.no, abstain=hands.abstain
        )
    found: Counter[str] = Counter(str(choice) for choice in choices(poll))
    numbers = {name: found[name] for name in ("yes", "no", "abstain")}
    invalid = sum(batch.first.get("invalid", 0) for batch in poll.batches.filter(state="confirmed"))
    area = _area(poll, rights) if rule.by_area else None
    return Counts(
        entitled=entitled,
        present=present_at_close(poll, rule),
        invalid=invalid,
        area_cm2=area,
        **numbers,
    )


def present_at_close(poll: Poll, rule: VoteRule) -> int:
    """到会 as frozen; where opinions are gathered over days by phone and slip, a household that answered took part."""
    if not rule.counts_presence:
        return 0
    if rule.statutory or poll.closes_at is None:
        return poll.present
    return (
        VotingRight.objects.filter(poll=poll, struck="")
        .filter(present=True)
        .union(VotingRight.objects.filter(poll=poll, struck="", casts__isnull=False))
        .count()
    )


def _area(poll: Poll, rights: Any) -> Counts:
    """The same for owners, in cm²: only a named poll can weigh its ballots."""
    by_choice: Counter[str] = Counter()
    for choice, cm2 in Cast.objects.filter(poll=poll).values_list("choice", "right__area_cm2"):
        by_choice[str(choice)] += cm2
    return Counts(
        entitled=sum(rights.values_list("area_cm2", flat=True)),
        yes=by_choice["yes"],
        no=by_choice["no"],
        abstain=by_choice["abstain"],
    )


def choices(poll: Poll) -> list[Choice]:
    """Every ballot's choice, in no order that says anything."""
    if poll.secrecy == Poll.Secrecy.NAMED:
        cast = Cast.objects.filter(poll=poll, choice__isnull=False).order_by("right__number")
        return [choice for choice in cast.values_list("choice", flat=True) if choice is not None]
    return list(HiddenBallot.objects.filter(poll=poll).order_by("key").values_list("choice", flat=True))


def _order(poll: Poll, rule: VoteRule, ballots: list[Choice]) -> dict[str, Any]:
    options = options_of(poll)
    assert options is not None
    match rule.ballot:
        case BallotKind.RANK:
            runoff = instant_runoff(options, ballots, seed=poll.seed)
            return {
                "order": [list(tied) for tied in runoff.order],
                "winner": runoff.winner,
                "rounds": [
                    {"number": r.number, "votes": dict(r.votes), "eliminated": r.eliminated}
                    for r in runoff.rounds
                ],
                "ballots": runoff.ballots,
                "abstained": runoff.abstained,
            }
        case BallotKind.BUDGET:
            funding = fund_by_votes(options, ballots, seed=poll.seed)
            return {
                "chosen": list(funding.chosen),
                "spent": funding.spent,
                "left": funding.left,
                "steps": [
                    {"option": s.option, "votes": s.votes, "cost": s.cost, "funded": s.funded}
                    for s in funding.steps
                ],
                "ballots": funding.ballots,
                "abstained": funding.abstained,
            }
        case _:
            standings = (by_scores if rule.ballot is BallotKind.SCORE else by_votes)(options, ballots)
            return {
                "standings": [
                    {"option": row.option, "place": row.place, "points": row.points, "given": list(row.given)}
                    for row in standings.rows
                ],
                "winner": standings.winner(poll.seed),
                "ballots": standings.ballots,
                "abstained": standings.abstained,
            }
