"""poll.record_official: an owners' vote held in the city's own system, entered with its proof. We do not decide it."""

from __future__ import annotations

from hashlib import sha256

from django.core.files.base import ContentFile

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.kernel.text import plain

from .closing import MOTION_AFTER
from .following import matters_freed, move_motion
from .models import OfficialProof, Poll
from .proofs import kept_as
from .rules import Force, verdict
from .rules_counts import Counts
from .rules_error import RuleError
from .rules_record import outcome_record, rule_from_record
from .rules_wording import explain


def record_official(*, actor: Actor, poll: Poll, counts: Counts, source: str, file: bytes) -> Poll:
    """Enter the official figures, where they are published and the paper that shows it (PDF or picture, 10 MB at most).

    The rule is applied to them and shown beside; the force is "recorded".
    """
    origin = plain(source, field="source", limit=300)
    kind, suffix, content = kept_as(file)
    with act("poll.record_official", actor=actor, on=poll) as a:
        try:
            outcome = verdict(rule_from_record(a.on.rule_text), counts, force=Force.RECORDED)
        except RuleError as error:
            raise Refusal(error.code, error.zh, error.en, status=422) from error
        a.on.means, a.on.force = Poll.Means.OFFICIAL, Poll.Force.RECORDED
        a.on.entitled, a.on.closed_at = counts.entitled, clock.now()
        a.on.counts, a.on.verdict = outcome_record(outcome), str(outcome.verdict)
        a.on.sentence, a.on.sentence_en = explain(outcome, "zh"), explain(outcome, "en")
        a.on.save()
        proof = OfficialProof(
            poll=a.on,
            source=origin,
            content_type=kind,
            size=len(content),
            sha256=sha256(content).hexdigest(),
        )
        # The name on disk is ours: nothing of what was uploaded decides a path.
        proof.file.save(f"{a.on.pk}.{suffix}", ContentFile(content), save=False)
        proof.save()
        motion = move_motion(a, to=MOTION_AFTER[a.on.verdict])
        a.carry(matters_freed(a.on, motion))
        a.entry(
            data={
                "motion": motion.title,
                "number": a.on.number,
                "verdict": a.on.verdict,
                "sentence": a.on.sentence,
                "sentence_en": a.on.sentence_en,
                "source": origin,
                "sha256": proof.sha256,
            },
            about=[motion.pk, motion.matter_id, a.on.session_id],
        )
    return poll


def proof_of(poll: Poll) -> OfficialProof | None:
    return only(OfficialProof.objects.filter(poll=poll))
