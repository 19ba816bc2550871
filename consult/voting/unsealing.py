"""poll.unseal, poll.unopenable: the end of a sealed box, by two custodians of three, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from consult.kernel import clock, ledger, log
from consult.kernel.act import Act, act
from consult.kernel.permits import SYSTEM, Actor
from consult.kernel.text import plain

from .closing import check_box, finish
from .counting import ballot_lines, spoiled
from .custody import formats
from .custody.ceremony import in_order
from .custody.formats import Record
from .following import matters_freed, move_motion
from .models import Custody, OpenedBallot, Poll
from .paper_desk import put_out
from .questions import options_of
from .rules import BallotKind
from .rules_choices import Choice, validate_choice
from .rules_error import RuleError
from .sealing import attested, digest_of_envelopes, read_file

# What was opened and reads as a ballot, but marks what was not on offer.
NOT_A_CHOICE = "not_a_choice"


def unseal(*, actor: Actor, poll: Poll, file: bytes) -> Poll:
    """poll.unseal 开箱: what two custodians opened is checked, put beside the paper in the order of its codes, and counted.

    Unsealing a poll that is closed returns it as it is.
    """
    opened = read_file(file, formats.OPENED)
    current = Poll.objects.get(pk=poll.pk)
    if current.stage == "closed":
        return current
    with act("poll.unseal", actor=actor, on=poll, given={"opened": opened}) as a:
        custody = Custody.objects.select_for_update().get(poll=a.on)
        custody.malformed = take_out(a.on, opened)
        custody.save(update_fields=["malformed"])
        check_box(a.on, OpenedBallot.objects.filter(poll=a.on).count() + spoiled(a.on))
        finish(
            a,
            unseal={
                **attested(opened),
                "envelopes": digest_of_envelopes(a.on),
                "malformed": custody.malformed,
                "ballots": sha256(ballot_lines(a.on)).hexdigest(),
            },
        )
    return poll


def take_out(poll: Poll, opened: Record) -> list[Record]:
    """Write the ballots down; what is none of this question's, listed: by its envelope, or by the code that was in it."""
    kind, options = BallotKind(poll.rule_text["ballot"]), options_of(poll)
    found: list[tuple[str, Choice]] = []
    malformed = list(opened["malformed"])
    for ballot in opened["ballots"]:
        try:
            found.append((ballot["code"], validate_choice(kind, options, ballot["choice"])))
        except RuleError:
            malformed.append({"code": ballot["code"], "why": NOT_A_CHOICE})
    # Paper stands there already, under codes nobody has; written anew, nothing tells it from the rest.
    paper = OpenedBallot.objects.filter(poll=poll)
    found += list(paper.values_list("code", "choice"))
    paper.delete()
    put_out(poll, found)
    return in_order(malformed)


def give_up(*, actor: Actor, poll: Poll, lost: Sequence[str], reason: str) -> Poll:
    """poll.unopenable 无法开箱: two custodians' keys are lost, so nobody can open the box, and nobody guesses what is in it.

    Roll and log stay as they are. The motion is pending again, and a vote on paper alone is prepared in its place.
    """
    said = plain(reason, field="reason", limit=300)
    with act("poll.unopenable", actor=actor, on=poll, given={"lost": list(lost)}) as a:
        custody = Custody.objects.get(poll=a.on)
        names = [each["name"] for each in custody.custodians if each["name"] in set(lost)]
        data = {"lost": names, "reason": said, "envelopes": digest_of_envelopes(a.on)}
        log.append(a.on.log_id, [log.Draft(verb="UNOPENABLE", actor=actor.person, data=data)])
        head = ledger.sign_head(a.on.log_id)
        motion = move_motion(a)
        a.carry(matters_freed(a.on, motion))
        # The next poll may stand only once this one is out of its way.
        a.on.stage = "unopenable"
        a.on.save(update_fields=["stage"])
        again = _on_paper(a, motion_number=motion.number)
        a.entry(
            data={
                "motion": motion.title,
                "number": a.on.number,
                "lost": names,
                "reason": said,
                "again": again.number,
                "head": ledger.head_json(head),
            },
            about=[motion.pk, motion.matter_id, a.on.session_id, again.pk],
        )
    return poll


def _on_paper(a: Act, *, motion_number: str) -> Poll:
    """The same question under the same rule, prepared once more: secret, on paper alone, with a roll of its own."""
    old: Poll = a.on
    again = Poll(
        community_id=old.community_id,
        session_id=old.session_id,
        statutory_id=old.statutory_id,
        motion_id=old.motion_id,
        number=f"{motion_number}-P{Poll.objects.filter(motion=old.motion_id).count() + 1}",
        rule=old.rule,
        rule_is_statutory=old.rule_is_statutory,
        rule_text=old.rule_text,
        unit=old.unit,
        secrecy=Poll.Secrecy.HIDDEN,
        means=old.means,
        force=old.force,
        scope=old.scope,
        options=old.options,
        at_most=old.at_most,
        budget_fen=old.budget_fen,
        recused=old.recused,
        prepared_at=clock.now(),
        closes_at=_as_long_again(old),
        revote_of=old,
    )
    with act("poll.prepare", actor=SYSTEM, on=again, new=True) as made:
        made.entry(
            data={
                "motion": old.motion.title,
                "number": again.number,
                "rule": again.rule,
                "secrecy": again.secrecy,
                "means": again.means,
                "force": again.force,
                "scope": again.scope,
                "after": old.number,
            },
            about=[old.motion_id, old.motion.matter_id, old.session_id],
        )
    return again


def _as_long_again(old: Poll) -> datetime | None:
    """Where opinions are gathered over days, as many days from now."""
    if old.closes_at is None or old.opened_at is None:
        return None
    return clock.now() + (old.closes_at - old.opened_at)
