"""poll.prepare, poll.open: a question under a named rule, and the moment its roll and presence are frozen."""

from __future__ import annotations

import platform
from datetime import datetime
from typing import Any

from consult.agenda.models import Motion, StatutoryMeeting
from consult.kernel import clock, ledger, log
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.models import Log
from consult.kernel.packs import load
from consult.kernel.permits import Actor
from consult.meeting.models import Room

from . import roll
from .models import Poll
from .rules import VoteRule
from .rules_named import RULES
from .rules_pack import tighten
from .rules_record import rule_record

# What counted the votes, said in the log's first entry.
SOFTWARE = f"consult/1 python/{platform.python_version()}"


def rule_for(code: str, pack_code: str) -> VoteRule:
    """A named rule as the community's pack tightens it."""
    if code not in RULES:
        raise invalid("rule", "没有这条表决规则", "There is no such rule")
    changes = load(pack_code).get("votes").get(code, {})
    return tighten(RULES[code], changes)


def prepare(
    *,
    actor: Actor,
    motion: Motion,
    rule: str = "",
    secrecy: str = Poll.Secrecy.NAMED,
    means: str = Poll.Means.BALLOTS,
    force: str = "",
    scope: dict[str, Any] | None = None,
    closes_at: datetime | None = None,
    at_most: int | None = None,
    budget_fen: int = 0,
) -> Poll:
    """poll.prepare: under the motion's rule unless another fits; owners' matters are advisory unless the city says otherwise."""
    code = rule or motion.rule
    chosen = rule_for(code, motion.session.pack)
    poll = Poll(
        community_id=motion.community_id,
        session=motion.session,
        statutory=StatutoryMeeting.objects.filter(session_id=motion.session_id).first(),
        motion=motion,
        rule=code,
        rule_is_statutory=chosen.statutory,
        rule_text=rule_record(chosen),
        secrecy=Poll.Secrecy(secrecy),
        means=Poll.Means(means),
        force=Poll.Force(force or str(chosen.forces[0])),
        scope=scope or motion.matter.affected or {"kind": "community"},
        options=motion.options,
        closes_at=closes_at,
        at_most=at_most,
        budget_fen=budget_fen,
    )
    with act("poll.prepare", actor=actor, on=poll, new=True) as a:
        a.entry(
            data={"motion": motion.title, "rule": code, "secrecy": poll.secrecy, "force": poll.force},
            about=[motion.pk, motion.matter_id, motion.session_id],
        )
    return poll


def open_poll(*, actor: Actor, poll: Poll) -> Poll:
    """poll.open 提请表决: the roll, and who is present, are frozen in this transaction; the poll's own log begins."""
    with act("poll.open", actor=actor, on=poll) as a:
        room = Room.objects.select_for_update(of=("self",)).filter(session_id=a.on.session_id).first()
        rule = rule_for(a.on.rule, a.on.session.pack)
        roll.freeze(a.on, rule, room)
        a.on.rule_text = rule_record(rule)
        a.on.opened_at = clock.now()
        opened = log.open_log(kind=Log.Kind.POLL, community=a.on.community_id)
        a.on.log = opened
        log.append(
            opened.pk,
            [
                log.Draft(
                    verb="OPEN",
                    data={
                        "poll": str(a.on.pk),
                        "motion": {"title": a.on.motion.title, "what": a.on.motion.what},
                        "rule": a.on.rule_text,
                        "options": a.on.options,
                        "secrecy": a.on.secrecy,
                        "means": a.on.means,
                        "force": a.on.force,
                        "roll": {"hash": a.on.roll_hash, "size": a.on.entitled},
                        "present": a.on.present,
                        "software": SOFTWARE,
                    },
                )
            ],
        )
        head = ledger.sign_head(opened.pk)
        motion = Motion.objects.select_for_update().get(pk=a.on.motion_id)
        motion.stage = "put"
        motion.save(update_fields=["stage"])
        a.carry([motion.matter])
        a.entry(
            data={
                "motion": motion.title,
                "rule": a.on.rule,
                "entitled": a.on.entitled,
                "present": a.on.present,
                "roll": a.on.roll_hash,
                "head": ledger.head_json(head),
            },
            about=[motion.pk, a.on.session_id],
        )
    return poll
