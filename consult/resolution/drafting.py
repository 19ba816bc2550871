"""What a result becomes: the draft of a resolution, or the end of the matter.

These follow verbs of earlier stages (`config/wiring.py`): a poll that was closed, a session that agreed without one.
The system drafts; people complete and sign.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from consult import flow
from consult.agenda.forms import FORMS
from consult.agenda.models import Motion, Session
from consult.intake.models import Matter
from consult.kernel import clock, workdays
from consult.kernel.act import Act, act
from consult.kernel.numbered import by_number
from consult.kernel.packs import load
from consult.kernel.permits import SYSTEM
from consult.meeting.models import Point, Proposal
from consult.notice.outbox import tell_all
from consult.people.models import Grid, Role
from consult.voting.models import Poll
from consult.voting.rules_named import RULES

from . import rules
from .deadlines import await_signature
from .models import Duty, Resolution
from .reads import goes_to_a_meeting, grid_holders, holders

# Votes inside a consultation about how to go on: they settle nothing of the matter.
PROCEDURAL = "PROCEDURAL_MAJ"


def on_poll_closed(a: Act) -> None:
    """After poll.close: what passed is drafted; a matter advances, fails or stays when its last motion is settled.

    A lack of quorum is no failure: it can be called again. An advisory vote that fails leaves the matter where it can
    be talked over again, unless it asked owners as §278 would: nothing more can be asked of them here.
    A sealed box that is shut has no result yet: this runs when it is opened.
    """
    if a.on.stage != "closed":
        return
    poll = Poll.objects.select_related("motion__matter__community", "session").get(pk=a.on.pk)
    matter = Matter.objects.select_for_update().get(pk=poll.motion.matter_id)
    if poll.rule == PROCEDURAL or _kind(poll.session, poll.force) is None:
        return
    if poll.verdict == Poll.Verdict.ORDERED and poll.motion.stage == "pending":
        return
    last = not _unsettled(matter, besides=poll.motion).exists()
    if poll.verdict == Poll.Verdict.PASSED and _draft_from_poll(poll, matter, advance=last):
        return
    if not last:
        return
    if _may("resolution.draft", matter) and matter.resolutions.filter(session=poll.session).exists():
        with act("resolution.draft", actor=SYSTEM, on=matter) as moved:
            moved.entry(data={"title": matter.title, "settled": str(poll.motion_id)})
    elif poll.verdict == Poll.Verdict.FAILED and _ends_the_matter(poll) and _may("matter.fail", matter):
        with act("matter.fail", actor=SYSTEM, on=matter) as failed:
            failed.entry(data={"title": matter.title, "tally": poll.sentence})


def on_session_agreed(a: Act) -> None:
    """After session.agree: agreement without a vote becomes an opinion, or what the grid settled."""
    session: Session = a.on
    _draft_opinions(session, _kind(session, Poll.Force.ADVISORY))


def _draft_opinions(session: Session, kind: str | None) -> None:
    """A draft for each matter of the session that may have one now and is not on its way to a residents' meeting."""
    if kind is None:
        return
    for matter in Matter.objects.filter(agenda_items__session=session).distinct().order_by(*by_number()):
        if not _may("resolution.draft", matter) or (kind == "opinion" and goes_to_a_meeting(matter)):
            continue
        _draft(
            Resolution(
                community=session.community,
                matter=matter,
                session=session,
                kind=kind,
                title=_title(matter.title, kind),
                decided_at=session.closed_at or clock.now(),
            ),
            advance=not _unsettled(matter).exists(),
        )


def on_proposal_decided(a: Act) -> None:
    """After the last proposal of a review was answered: what was adopted becomes the draft of an opinion, its rows the
    responsibility list; a matter on its way to a residents' meeting takes the list along to it."""
    session: Session = a.on.session
    if session.proposals.filter(stage="ranked").exists():
        return
    if session.proposals.filter(stage="adopted").exists():
        _draft_opinions(session, _kind(session, Poll.Force.ADVISORY))


def _draft_from_poll(poll: Poll, matter: Matter, *, advance: bool) -> bool:
    """Whether a draft was made. An ordering only advises, and an opinion on its way to a meeting is not signed."""
    kind = _kind(poll.session, poll.force)
    if (
        kind is None
        or not RULES[poll.rule].decides
        or (kind == "opinion" and _waits_for_meeting(poll, matter))
    ):
        return False
    _draft(
        Resolution(
            community=poll.community,
            matter=matter,
            session=poll.session,
            motion=poll.motion,
            poll=poll,
            kind=kind,
            title=_title(poll.motion.title, kind),
            tally=poll.sentence,
            decided_at=poll.closed_at or clock.now(),
        ),
        advance=advance,
    )
    return True


def _kind(session: Session, force: str) -> str | None:
    form = FORMS[session.form]
    return rules.kind_of(level=form.level, form=form.code, output=form.output, force=force)


def _may(verb: str, matter: Matter) -> bool:
    return any(row.verb == verb and matter.stage in row.stages for row in flow.MATTER)


def _waits_for_meeting(poll: Poll, matter: Matter) -> bool:
    return not FORMS[poll.session.form].statutory and goes_to_a_meeting(matter)


def _draft(resolution: Resolution, *, advance: bool) -> None:
    """Fill in what follows from the result and write it down; `advance` takes the matter to `resolving`."""
    session = resolution.session
    assert session is not None
    pack = load(session.pack)
    points = Point.objects.filter(room__session=session).order_by("at")
    small = resolution.kind == Resolution.Kind.GRID
    # A meeting called by petition on a matter already posted decides beside its course.
    advance = advance and _may("resolution.draft", resolution.matter)
    resolution.grid = _grid(resolution) if small else None
    adopted = _adopted(resolution.matter)
    resolution.consensus = [
        *(p.text for p in points if p.kind == Point.Kind.CONSENSUS and p.confirmed),
        *(f"采纳提案 {p.number}“{p.title}”：{p.who}{p.when}{p.what}" for p in adopted),
    ]
    # 保留意见 stand whether or not the chair confirmed them: a minority needs nobody's leave.
    resolution.reservations = [p.text for p in points if p.kind == Point.Kind.RESERVATION]
    resolution.waits = pack.flag("small_waits_for_publication" if small else "large_waits_for_publication")
    resolution.needs_filing = rules.needs_filing(kind=resolution.kind, title=resolution.title)
    decided = resolution.decided_at.astimezone(clock.BEIJING).date()
    resolution.sign_by = workdays.add_workdays(decided, pack.number("sign_workdays"))
    with act("resolution.draft", actor=SYSTEM, on=resolution, new=True) as a:
        if advance:
            a.carry([resolution.matter])
        a.entry(
            data={
                "title": resolution.title,
                "kind": resolution.kind,
                "tally": resolution.tally,
                "sign_by": resolution.sign_by.isoformat(),
                "to": "resolving" if advance else rules.UNMOVED,
            },
            about=[resolution.matter_id, session.pk],
        )
    _duties(resolution, adopted)
    await_signature(resolution)
    tell_all(
        community=resolution.community_id,
        people=_drafters(resolution),
        template="resolution.draft",
        facts={"title": resolution.title, "sign_by": resolution.sign_by.isoformat()},
        about=resolution.pk,
    )


def _adopted(matter: Matter) -> list[Proposal]:
    """What was adopted for the matter and no resolution has taken up yet, by rank."""
    adopted = Proposal.objects.filter(session__items__matter=matter, stage="adopted", duties=None)
    return list(adopted.distinct().order_by("rank", "number"))


def _duties(resolution: Resolution, adopted: list[Proposal]) -> None:
    """What its proposer promised begins the row; the deadline is set as a date when the list is completed."""
    Duty.objects.bulk_create(
        Duty(
            resolution=resolution,
            position=position,
            proposal=proposal,
            what=f"{proposal.title}：{proposal.what}"[:200],
            person_name=proposal.who[:60],
            money=f"{Decimal(proposal.cost_fen) / 100:,.2f} 元" if proposal.cost_fen is not None else "",
            standard=f"按提案 {proposal.number}，{proposal.when}"[:200],
        )
        for position, proposal in enumerate(adopted, 1)
    )


def _grid(resolution: Resolution) -> Grid | None:
    session = resolution.session
    assert session is not None
    return session.grid or (session.building.grid if session.building else resolution.matter.grid)


def _drafters(resolution: Resolution) -> list[UUID]:
    staff = holders(resolution.community_id, Role.COMMITTEE_STAFF)
    if resolution.grid_id is None:
        return staff
    return [*grid_holders(resolution.grid_id, Role.GRID_LEAD, Role.GRID_WORKER), *staff]


def _title(subject: str, kind: str) -> str:
    return f"关于{subject[:60]}的{rules.NAMES[kind]}"


def _unsettled(matter: Matter, *, besides: Motion | None = None) -> QuerySet[Motion]:
    """Motions of the matter still to be decided. One that its session never reached is decided by nobody."""
    waiting = Q(stage="put") | Q(
        stage__in=["drafted", "pending"], session__stage__in=["drafted", "published", "open", "adjourned"]
    )
    found = Motion.objects.filter(waiting, matter=matter)
    return found.exclude(pk=besides.pk) if besides else found


def _ends_the_matter(poll: Poll) -> bool:
    return poll.force == Poll.Force.BINDING or RULES[poll.rule].by_area
