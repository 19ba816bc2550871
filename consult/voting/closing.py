"""poll.close: results exist only from here on, and every close returns the same tally."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from consult.agenda.models import Motion
from consult.kernel import clock, ledger, log
from consult.kernel.act import Act, act
from consult.kernel.errors import Refusal
from consult.kernel.permits import SYSTEM, Actor

from .casting import put_in_box
from .counting import absent_served, ballot_lines, count, present_at_close
from .following import matters_freed, move_motion
from .models import Cast, HiddenArea, HiddenBallot, OpenedBallot, PaperBatch, Poll
from .paper_desk import forget_typing, reconciliation
from .rules import BallotKind, quorum
from .rules_counts import Counts
from .rules_record import rule_from_record
from .rules_stages import motion_after_ordering
from .sealing import digest_of_envelopes

# What becomes of the motion, unless it goes into its second round. Without a quorum nothing was decided: it may be convened again, with a new notice.
MOTION_AFTER: dict[str, str] = {
    Poll.Verdict.PASSED: "carried",
    Poll.Verdict.ORDERED: "carried",
    Poll.Verdict.FAILED: "defeated",
    Poll.Verdict.INQUORATE: "lapsed",
}
# Where a close finds that another one came first.
OVER = ("closed", "shut")


def close(*, actor: Actor, poll: Poll) -> Poll:
    """Close and count in one transaction. Closing a closed poll returns it as it is: everybody gets one tally.

    A sealed poll is shut and not counted: `unsealing.py` counts it.
    """
    current = Poll.objects.get(pk=poll.pk)
    if current.stage in OVER:
        return current
    try:
        return _close(actor, poll)
    except Refusal as refusal:
        # Another close came first while this one waited for the row.
        current = Poll.objects.get(pk=poll.pk)
        if refusal.code == "wrong_stage" and current.stage in OVER:
            return current
        raise


def _close(actor: Actor, poll: Poll) -> Poll:
    with act("poll.close", actor=actor, on=poll) as a:
        if a.on.sealed and (paper_is_out(a.on) or quorate_unopened(a.on)):
            a.to = "shut"
            shut(a)
        else:
            a.to = "closed"
            finish(a)
    return poll


def finish(a: Act, *, unseal: dict[str, Any] | None = None) -> None:
    """Count and write down the result; `unseal` is what the log says of a sealed box that was opened for it."""
    rule = rule_from_record(a.on.rule_text)
    consensus = rule.ballot is BallotKind.CONSENSUS
    a.on.closed_at = clock.now()
    paper = reconciliation(a.on)
    closed = {
        "cast": Cast.objects.filter(poll=a.on).count(),
        "paper": paper,
        "absent_served": absent_served(a.on) if consensus else [],
    }
    if a.on.hidden:
        check_box(a.on, HiddenBallot.objects.filter(poll=a.on).count() + paper["invalid"])
        rewrite_box(a.on)
    unopened = a.on.sealed and unseal is None
    if unopened:
        OpenedBallot.objects.filter(poll=a.on).delete()
    if a.on.hidden or unopened:
        closed["ballots"] = sha256(ballot_lines(a.on)).hexdigest()
    log.append(a.on.log_id, [log.Draft(verb="CLOSE", actor=a.actor.person, data=closed)])
    # What nobody could know while the poll was open decides lots.
    a.on.seed = ledger.sign_head(a.on.log_id).root
    if unseal is not None:
        log.append(a.on.log_id, [log.Draft(verb="UNSEAL", actor=a.actor.person, data=unseal)])
    counted = count(a.on, rule, unopened=unopened)
    HiddenArea.objects.filter(poll=a.on).delete()
    a.on.counts, a.on.verdict = counted.record, counted.verdict
    a.on.sentence, a.on.sentence_en = counted.zh, counted.en
    result = {
        "verdict": a.on.verdict,
        "counts": a.on.counts,
        "sentence": a.on.sentence,
        "sentence_en": a.on.sentence_en,
    }
    log.append(a.on.log_id, [log.Draft(verb="RESULT", data=result)])
    head = ledger.sign_head(a.on.log_id)
    motion = move_motion(a, to=_motion_after(a.on))
    a.carry(matters_freed(a.on, motion))
    a.entry(
        data={
            "motion": motion.title,
            "number": a.on.number,
            "verdict": a.on.verdict,
            "force": a.on.force,
            "sentence": a.on.sentence,
            "sentence_en": a.on.sentence_en,
            "head": ledger.head_json(head),
        },
        about=[motion.pk, motion.matter_id, a.on.session_id],
    )


def _motion_after(poll: Poll) -> str:
    if poll.verdict != Poll.Verdict.ORDERED:
        return MOTION_AFTER[poll.verdict]
    motion, first = poll.motion, poll.counts["first"]
    stage = motion_after_ordering(then_rule=motion.then_rule, preferred=motion.preferred, first=first)
    if stage == "pending":
        Motion.objects.filter(pk=motion.pk).update(preferred=first)
    return stage


def quorate_unopened(poll: Poll) -> bool:
    """Whether enough took part for a sealed box to be opened. If not, nothing was decided and it stays shut for good."""
    rule = rule_from_record(poll.rule_text)
    counts = Counts(entitled=poll.entitled, present=present_at_close(poll, rule))
    return all(each.holds for each in quorum(rule, counts))


def paper_is_out(poll: Poll) -> bool:
    """Whether sheets of a sealed poll are still to be counted: who returned one took part."""
    return PaperBatch.objects.filter(poll=poll).exclude(state=PaperBatch.State.CONFIRMED).exists()


def lapse_without_quorum(a: Act) -> None:
    """Downstream of paper.confirm: with the paper counted it is known whether enough took part to open a sealed box."""
    if a.on.stage == "shut" and not paper_is_out(a.on) and not quorate_unopened(a.on):
        with act("poll.close", actor=SYSTEM, on=a.on) as closing:
            finish(closing)


def shut(a: Act) -> None:
    """已封箱: the voting of a sealed poll is over. The paper is counted now, and two custodians are called."""
    a.on.shut_at = clock.now()
    sealed = digest_of_envelopes(a.on)
    cast = Cast.objects.filter(poll=a.on).count()
    log.append(
        a.on.log_id,
        [log.Draft(verb="SHUT", actor=a.actor.person, data={"cast": cast, "envelopes": sealed})],
    )
    head = ledger.sign_head(a.on.log_id)
    motion = a.on.motion
    a.entry(
        data={
            "motion": motion.title,
            "number": a.on.number,
            "sentence": "投票已截止，票箱封存，等候两名保管人开箱",
            "sentence_en": "Voting has ended; the box is shut and waits for two custodians",
            "head": ledger.head_json(head),
        },
        about=[motion.pk, motion.matter_id, a.on.session_id],
    )


def check_box(poll: Poll, held: int) -> None:
    """A secret poll's box and register must tell of the same number of ballots (cf. Election Law art. 44)."""
    used = Cast.objects.filter(poll=poll).count()
    if held != used:
        raise Refusal(
            "box_and_register_differ",
            f"票箱 {held} 张，登记 {used} 票，对不上，不能计票",
            f"The box holds {held} ballots and the register {used}: they cannot be counted",
            next_zh="请作废这次表决，并请监督委员会查明",
            next_en="Void this vote and ask the supervisory committee to look into it",
        )


def rewrite_box(poll: Poll) -> None:
    """Write the ballots of a hidden poll anew under new keys, in their order.

    Neither a ballot's place, nor the transaction it was written in, nor a copy of the box taken before, tells after this
    when it came.
    """
    choices = list(HiddenBallot.objects.filter(poll=poll).order_by("key").values_list("choice", flat=True))
    HiddenBallot.objects.filter(poll=poll).delete()
    put_in_box(poll, choices)
    for batch in PaperBatch.objects.filter(poll=poll):
        forget_typing(batch)
