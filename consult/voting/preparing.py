"""poll.prepare, poll.open: a question under the named rule of its motion, and the moment its roll is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consult.agenda.models import Motion, StatutoryMeeting
from consult.agenda.motions import under_session
from consult.intake.models import Matter
from consult.kernel import clock, ledger, log
from consult.kernel.act import act, check
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.kernel.models import Log
from consult.kernel.permits import Actor
from consult.meeting.models import Room

from . import roll
from .following import move_motion
from .models import Poll
from .questions import (
    WITH_OPTIONS,
    check_hands,
    check_options,
    check_window,
    rule_for,
    unit_of,
    usual_force,
)
from .rules import VoteRule
from .rules_record import rule_record
from .rules_stages import rule_of_round
from .scoping import check_reach, scope_of
from .secrecy import unfit
from .software import software


def prepare(
    *,
    actor: Actor,
    motion: Motion,
    secrecy: str = Poll.Secrecy.NAMED,
    means: str = Poll.Means.BALLOTS,
    force: str = "",
    unit: str = "",
    scope: Mapping[str, Any] | None = None,
    closes_at: datetime | None = None,
    at_most: int | None = None,
    budget_fen: int = 0,
) -> Poll:
    """poll.prepare: under the rule the agenda was published with; of two, the one whose round it is. `scope` is {"kind", "ids"} as in scoping.py.

    `closes_at` is for opinions gathered over days; a vote in the hall ends when the chair closes it.
    """
    chosen = rule_asked(motion)
    asked = unit_of(chosen, unit, motion)
    with under_session(motion):
        poll = Poll(
            community_id=motion.community_id,
            session=motion.session,
            statutory=only(StatutoryMeeting.objects.filter(session_id=motion.session_id)),
            motion=motion,
            number=f"{motion.number}-P{Poll.objects.filter(motion=motion).count() + 1}",
            rule=chosen.code,
            rule_is_statutory=chosen.statutory,
            rule_text=rule_record(chosen),
            unit=asked,
            secrecy=Poll.Secrecy(secrecy),
            means=Poll.Means(means),
            force=Poll.Force(force) if force else usual_force(chosen, motion),
            scope=scope_of(motion, chosen, asked, scope),
            options=motion.options if chosen.ballot in WITH_OPTIONS else [],
            adopts=[option for option in motion.options if option["id"] in motion.preferred],
            prepared_at=clock.now(),
            closes_at=closes_at,
            at_most=at_most,
            budget_fen=budget_fen,
        )
        with act("poll.prepare", actor=actor, on=poll, new=True) as a:
            if poll.force == Poll.Force.BINDING:
                check_reach(motion, asked, poll.scope)
            check_window(poll, chosen)
            check_options(poll, chosen)
            check_hands(poll, chosen)
            never = unfit(chosen, poll.secrecy)
            if never is not None:
                raise never
            a.entry(
                data={
                    "motion": motion.title,
                    "number": poll.number,
                    "rule": poll.rule,
                    "secrecy": poll.secrecy,
                    "means": poll.means,
                    "force": poll.force,
                    "scope": poll.scope,
                },
                about=[motion.pk, motion.matter_id, motion.session_id],
            )
    return poll


def rule_asked(motion: Motion) -> VoteRule:
    """The rule of the motion's next vote: of two rounds the one whose turn it is, as the pack has it."""
    code = rule_of_round(rule=motion.rule, then_rule=motion.then_rule, preferred=motion.preferred)
    return rule_for(code, motion.session.pack)


def open_poll(*, actor: Actor, poll: Poll) -> Poll:
    """Put the question. Everything from here on is counted against the roll and the presence of this moment.

    Rows are locked in the order of most verbs: the thing, its motion and matter, the community's ledger, the room. With
    the room held nobody signs in or out and nobody asks to speak; so the conditions are asked once more.
    """
    with act("poll.open", actor=actor, on=poll) as a:
        rule = rule_for(a.on.rule, a.on.session.pack)
        if a.on.closes_at is not None and a.on.closes_at <= clock.now():
            raise Refusal(
                "already_over",
                "原定的截止时间已过",
                "The time set for its close has passed",
                next_zh="请作废后重新准备",
                next_en="Void it and prepare it anew",
            )
        motion = move_motion(a)
        Matter.objects.select_for_update(no_key=True).get(pk=motion.matter_id)
        rights = roll.freeze(a.on, rule)
        Log.objects.select_for_update(no_key=True).get(community=a.on.community_id, kind=Log.Kind.LEDGER)
        room = only(
            Room.objects.select_for_update(of=("self",), no_key=True).filter(session_id=a.on.session_id)
        )
        check(a)
        roll.mark_present(a.on, rule, room, rights)
        a.on.rule_text = rule_record(rule)
        a.on.opened_at = clock.now()
        # A sealed poll's log has begun with its key.
        opened = a.on.log or log.open_log(kind=Log.Kind.POLL, community=a.on.community_id, pk=a.on.pk)
        a.on.log = opened
        log.append(opened.pk, [log.Draft(verb="OPEN", data=_opening(a.on, motion))])
        head = ledger.sign_head(opened.pk)
        a.carry([motion.matter])
        a.entry(
            data={
                "motion": motion.title,
                "number": a.on.number,
                "rule": a.on.rule,
                "entitled": a.on.entitled,
                "present": a.on.present,
                "roll": a.on.roll_root,
                "head": ledger.head_json(head),
            },
            about=[motion.pk, a.on.session_id],
        )
    return poll


def _opening(poll: Poll, motion: Motion) -> dict[str, Any]:
    """The `OPEN` entry, by which anybody counts again: docs/voting-evidence.md §4."""
    return {
        "poll": str(poll.pk),
        "number": poll.number,
        "motion": {"number": motion.number, "title": motion.title, "what": poll.asks},
        **({"adopts": poll.adopts} if poll.adopts else {}),
        "rule": poll.rule_text,
        "unit": poll.unit,
        "scope": poll.scope,
        "options": poll.options,
        "at_most": poll.at_most,
        "budget_fen": poll.budget_fen,
        "secrecy": poll.secrecy,
        **({"key": poll.box_key} if poll.sealed else {}),
        **({"revote_of": str(poll.revote_of_id)} if poll.revote_of_id else {}),
        "means": poll.means,
        "force": poll.force,
        "roll": {
            "root": poll.roll_root,
            "size": poll.entitled,
            "present": poll.present,
            "on_site": poll.present_on_site,
        },
        "closes_at": log.stamp(poll.closes_at) if poll.closes_at else None,
        "signed_by": ledger.public_key_hex(),
        "software": software(),
    }
