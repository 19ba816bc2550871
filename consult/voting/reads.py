"""What is asked of polls: lists, a poll's own page, its roll, its ballots. Each a fixed number of statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from consult.agenda.models import Session
from consult.agenda.reads import visible as session_visible
from consult.kernel import ledger, log, words
from consult.kernel.act import allowed
from consult.kernel.errors import Refusal, not_found
from consult.kernel.found import existing, only
from consult.kernel.http import verbs_of
from consult.kernel.paging import LIMIT, MOST, page
from consult.kernel.permits import Actor, any_of

from . import evidence
from .evidence import STEP, last_minute
from .holding import hold, standing
from .live import shown
from .mine import mine
from .models import Cast, Custody, OpenedBallot, Poll, VotingRight
from .paper_desk import reconciliation
from .rules_record import rule_from_record
from .rules_sentence import sentence
from .secrecy import box_of, warnings

# Who keeps the roll, and who looks over their shoulder.
DESK = ("session_staff", "session_recorder", "supervisor")


def visible(actor: Actor) -> QuerySet[Poll]:
    """A poll is seen by whoever sees its session: the whole community, once the agenda is published."""
    seen = Session.objects.filter(session_visible(actor)).values("pk")
    return Poll.objects.filter(session__in=seen).select_related(
        "motion__matter", "session__community", "revote_of"
    )


def find(actor: Actor, poll: UUID) -> Poll:
    """A poll the actor may see. Raises not_found."""
    return existing(visible(actor).filter(pk=poll))


def polls(
    actor: Actor,
    *,
    stage: str = "",
    session: UUID | None = None,
    motion: UUID | None = None,
    mine_only: bool = False,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of rows, the latest prepared first, and the next cursor. `mine_only`: open, with a right still to use."""
    rows = visible(actor)
    if stage:
        rows = rows.filter(stage__in=stage.split(","))
    if session is not None:
        rows = rows.filter(session=session)
    if motion is not None:
        rows = rows.filter(motion=motion)
    if mine_only:
        waiting = rows.filter(stage="open")
        rights = mine(list(waiting), actor)
        rows = waiting.filter(pk__in=[pk for pk, held in rights.items() if any(r["usable"] for r in held)])
    found, following = page(rows, by="-prepared_at", cursor=cursor, limit=limit)
    if actor.person is not None:
        hold(found, [actor.person])
    return [row(poll, actor) for poll in found], following


def row(poll: Poll, actor: Actor) -> dict[str, Any]:
    return {
        **shown(poll),
        "session": poll.session_id,
        "matter": poll.motion.matter_id,
        "prepared_at": poll.prepared_at,
        "closed_at": poll.closed_at,
        "allowed": allowed(poll, actor),
    }


def detail(poll: Poll, actor: Actor) -> dict[str, Any]:
    """A poll's own page: itself, my rights and receipts, and for the desk the paper account."""
    rule, motion = sentence(rule_from_record(poll.rule_text)), poll.motion
    account = any_of(DESK, actor, poll)
    return {
        **row(poll, actor),
        **verbs_of(poll, actor),
        "unit": poll.unit,
        "scope": poll.scope,
        "budget_fen": poll.budget_fen,
        "rule_sentence": rule.zh,
        "rule_sentence_en": rule.en,
        "secrecy_sentence": words.say(f"secrecy.{poll.secrecy}", "zh"),
        "secrecy_sentence_en": words.say(f"secrecy.{poll.secrecy}", "en"),
        "secrecy_warnings": warnings(poll),
        "box": box_of(poll),
        "revote": _again(only(Poll.objects.filter(revote_of=poll))) if poll.stage == "unopenable" else None,
        "revote_of": _again(poll.revote_of),
        "motion_text": {
            "id": motion.pk,
            "number": motion.number,
            "title": motion.title,
            "who": motion.who,
            "when": motion.when,
            "what": poll.asks,
            "page": motion.page,
        },
        "turnout": turnout(poll),
        "mine": mine([poll], actor)[poll.pk],
        "desk": {"paper": reconciliation(poll), "batches": _batches(poll)} if account else None,
    }


def evidence_page(poll: Poll) -> dict[str, Any]:
    """What anybody may see of a poll (evidence.find has looked whether it is public)."""
    rule = sentence(rule_from_record(poll.rule_text))
    opened = log.parsed(evidence.entries_of(poll).get(verb="OPEN"))["data"]
    head = evidence.heads_of(poll, evidence.shown_size(poll)).last()
    assert head is not None, "every poll is opened with a head"
    return {
        **shown(poll),
        "what": opened["motion"]["what"],
        "community": poll.community.name,
        "rule_sentence": rule.zh,
        "rule_sentence_en": rule.en,
        "secrecy_sentence": words.say(f"secrecy.{poll.secrecy}", "zh"),
        "secrecy_sentence_en": words.say(f"secrecy.{poll.secrecy}", "en"),
        "turnout": turnout(poll),
        "closed_at": poll.closed_at,
        "roll_root": poll.roll_root,
        "software": opened["software"],
        "head": ledger.head_json(head),
    }


def _again(poll: Poll | None) -> dict[str, Any] | None:
    return {"id": poll.pk, "number": poll.number} if poll is not None else None


def turnout(poll: Poll) -> int:
    """How many rights are used; while the poll is open, as it stood at the last full minute, rounded down to fives."""
    used = Cast.objects.filter(poll=poll)
    if poll.stage != "open":
        return used.count()
    seen = used.filter(at__lte=last_minute()).count()
    return seen - seen % STEP


def _batches(poll: Poll) -> list[dict[str, Any]]:
    """The paper batches as the desk sees them: whose, and how far; never what was typed, which is typed again blind."""
    return [
        {
            "id": batch.pk,
            "number": batch.number,
            "state": batch.state,
            "numbers": sorted(right.number for right in batch.rights.all()),
            "issued_at": batch.issued_at,
            "entered_by": batch.first_by_id,
            "confirmed_by": batch.second_by_id,
        }
        for batch in poll.batches.prefetch_related("rights").order_by("number")
    ]


def roll(
    poll: Poll, actor: Actor, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of the frozen roll by number, for the desk: who has used their right, and never how they chose."""
    if not any_of(DESK, actor, poll):
        raise not_found()
    found, following = _by_number(VotingRight.objects.filter(poll=poll), cursor, limit)
    used = dict(Cast.objects.filter(right__in=found).values_list("right_id", "channel"))
    letters = standing(found) if poll.rule_text.get("proxies") else {}
    rows = [
        {
            "id": right.pk,
            "number": right.number,
            "label": right.label,
            "used": used.get(right.pk),
            "paper": right.paper,
            "present": right.present,
            "on_site": right.on_site,
            "struck": right.struck,
            "conflict": right.conflict,
            "area_cm2": right.area_cm2,
            "proxy": letters.get(right.pk),
        }
        for right in found
    ]
    return rows, following


def ballots(
    poll: Poll, actor: Actor, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """记名: who voted how, for the electorate and the desk, once the poll is closed. Of a secret poll there is nothing."""
    entitled = actor.person is not None and any_of(("voter", *DESK), actor, poll)
    if poll.secret or not entitled or not poll.roll_root:
        raise not_found()
    if poll.stage != "closed":
        raise Refusal(
            "results_after_closing",
            "表决结束前不公布任何票",
            "No ballot is shown before the poll is closed",
            next_zh="请等表决结束",
            next_en="Wait until it is closed",
        )
    found, following = _by_number(VotingRight.objects.filter(poll=poll), cursor, limit)
    cast = {c.right_id: c for c in Cast.objects.filter(right__in=found)}
    rows = [
        {
            "number": right.number,
            "label": right.label,
            "channel": cast[right.pk].channel if right.pk in cast else None,
            "choice": cast[right.pk].choice if right.pk in cast else None,
            "invalid": right.pk in cast and cast[right.pk].choice is None,
            "conflict": right.conflict,
            "struck": right.struck,
        }
        for right in found
    ]
    return rows, following


def opened(
    poll: Poll, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None, list[dict[str, Any]]]:
    """The ballots of a sealed poll by their codes, a page of them, and what was no ballot: for whoever sees the poll.

    A voter who kept a personal code finds their own.
    """
    if not poll.sealed or poll.stage != "closed":
        raise not_found()
    size, after = max(1, min(limit, MOST)), _position(cursor)
    # They were written in the order of their codes, all at once: so their rows are in that order too.
    rows = OpenedBallot.objects.filter(poll=poll, pk__gt=after).order_by("pk")[: size + 1]
    found = list(rows)
    custody = only(Custody.objects.filter(poll=poll))
    return (
        [{"code": ballot.code, "choice": ballot.choice} for ballot in found[:size]],
        str(found[size - 1].pk) if len(found) > size else None,
        list(custody.malformed) if custody else [],
    )


def _by_number(
    rights: QuerySet[VotingRight], cursor: str | None, limit: int
) -> tuple[list[VotingRight], str | None]:
    """A page in the order of the roll; the cursor is the last number shown."""
    size = max(1, min(limit, MOST))
    found = list(rights.filter(number__gt=_position(cursor)).order_by("number")[: size + 1])
    return found[:size], str(found[size - 1].number) if len(found) > size else None


def _position(cursor: str | None) -> int:
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 12):
        raise Refusal(
            "invalid",
            "翻页的位置不对，请从头看起",
            "This page position is not valid; start again",
            status=422,
            facts={"field": "cursor"},
        )
    return int(cursor or 0)
