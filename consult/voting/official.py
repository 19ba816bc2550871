"""poll.record_official: an owners' vote held in the city's own system, entered with its proof. We do not decide it."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import Refusal
from consult.kernel.permits import Actor
from consult.kernel.text import plain

from .models import Poll
from .rules import Force, verdict
from .rules_counts import Counts
from .rules_error import RuleError
from .rules_record import outcome_record, rule_from_record
from .rules_wording import explain


def record_official(*, actor: Actor, poll: Poll, counts: Counts, proof: str, proof_sha256: str) -> Poll:
    """Enter the official figures and where they are published; the rule is applied to them and shown beside."""
    source = plain(proof, field="proof", limit=300)
    with act("poll.record_official", actor=actor, on=poll) as a:
        try:
            outcome = verdict(rule_from_record(a.on.rule_text), counts, force=Force.RECORDED)
        except RuleError as error:
            raise Refusal(error.code, error.zh, error.en, status=422) from error
        a.on.means, a.on.force = Poll.Means.OFFICIAL, Poll.Force.RECORDED
        a.on.entitled, a.on.closed_at = counts.entitled, clock.now()
        a.on.counts, a.on.verdict = outcome_record(outcome), str(outcome.verdict)
        a.on.sentence, a.on.sentence_en = explain(outcome, "zh"), explain(outcome, "en")
        a.entry(
            data={
                "motion": a.on.motion.title,
                "verdict": a.on.verdict,
                "sentence": a.on.sentence,
                "proof": source,
                "sha256": proof_sha256,
            },
            about=[a.on.motion_id, a.on.motion.matter_id],
        )
    return poll
