"""Who may see which session and motion, and lists of them: a page, a calendar. Each a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from consult.intake.models import Matter
from consult.intake.rail import rails
from consult.intake.standing import day
from consult.intake.visible import visible as matter_visible
from consult.kernel import clock
from consult.kernel.act import allowed
from consult.kernel.errors import invalid
from consult.kernel.found import existing
from consult.kernel.packs import load
from consult.kernel.paging import LIMIT, page
from consult.kernel.permits import Actor
from consult.kernel.words import say
from consult.people.models import Community, Role

from . import rules
from .forms import FORMS
from .models import AgendaItem, Invitation, Motion, Participant, PartyStudy, Session
from .permits import ABOVE, GRID_ROLES, OFFICE, OVERSEERS, invited_as, know
from .standing import form_of

LONGEST_CALENDAR = timedelta(days=92)
MOST_IN_CALENDAR = 200
WITH = (
    "community__subdistrict",
    "grid",
    "building",
    "chair",
    "recorder",
    "convener",
    "statutory__delegation",
    "consultation__led_by",
)
BESIDE_MOTION = (
    "matter__community__subdistrict",
    "matter__grid",
    "matter__merged_into",
    "session__community__subdistrict",
    "session__statutory__delegation",
    "mover",
    "legality_by",
    "split_from",
)


def visible(actor: Actor) -> Q:
    """The condition on `Session`. An agenda once published is for the whole community; a draft is for who prepares it,
    chairs or records it, and for those who oversee (列席、查档)."""
    if actor.person is None:
        return Q(pk__in=[])
    public = Q(published_at__isnull=False)
    seen = Q(convener=actor.person) | Q(chair=actor.person) | Q(recorder=actor.person)
    if actor.community is not None:
        seen |= public & Q(community=actor.community)
    bodies = [held.body for held in actor.held if held.body]
    if bodies:
        seen |= public & Q(pk__in=Participant.objects.filter(body__in=bodies).values("session"))
    for held in actor.held:
        here = Q(community=held.community) if held.community else None
        if held.role in ABOVE:
            seen |= public & Q(community__subdistrict=held.subdistrict)
        elif held.role in GRID_ROLES and held.grid:
            seen |= Q(grid=held.grid)
        elif held.role == Role.BUILDING_LEAD and held.building:
            seen |= Q(building=held.building)
        if here is not None:
            seen |= here if held.role in OFFICE | OVERSEERS else public & here
            if held.role == Role.OWNERS_COMMITTEE_MEMBER:
                seen |= here & Q(form="owners_assembly")
    return seen


def find(actor: Actor, session: UUID) -> Session:
    """A session the actor may see, to do something to. Raises not_found."""
    return existing(Session.objects.filter(visible(actor), pk=session))


def find_whole(actor: Actor, session: UUID) -> Session:
    """A session the actor may see, with its places and people: for its page. Raises not_found."""
    return existing(Session.objects.filter(visible(actor), pk=session).select_related(*WITH))


def find_motion(actor: Actor, motion: UUID) -> Motion:
    """A motion of a session the actor may see, to do something to. Raises not_found."""
    return existing(_motions(actor).filter(pk=motion).select_related("session", "matter"))


def find_whole_motion(actor: Actor, motion: UUID) -> Motion:
    """A motion of a session the actor may see, with all that its page names. Raises not_found."""
    return existing(_motions(actor).filter(pk=motion).select_related(*BESIDE_MOTION))


def _motions(actor: Actor) -> QuerySet[Motion]:
    return Motion.objects.filter(session__in=Session.objects.filter(visible(actor)).values("pk"))


def sessions(
    actor: Actor,
    *,
    community: UUID | None = None,
    form: str = "",
    stage: str = "",
    grid: UUID | None = None,
    matter: UUID | None = None,
    when: Literal["", "upcoming", "past"] = "",
    mine: bool = False,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of rows, the latest first, and the next cursor. `mine`: those the reader is invited to."""
    found = Session.objects.filter(visible(actor))
    if community is not None:
        found = found.filter(community=community)
    if form:
        if form not in FORMS:
            raise invalid("form", "没有这种会议形式", "There is no such form of session")
        found = found.filter(form=form)
    if stage:
        found = found.filter(stage__in=stage.split(","))
    if grid is not None:
        found = found.filter(grid=grid)
    if matter is not None:
        found = found.filter(pk__in=AgendaItem.objects.filter(matter=matter).values("session"))
    if when == "upcoming":
        found = found.filter(starts_at__gte=clock.now())
    elif when == "past":
        found = found.filter(starts_at__lt=clock.now())
    if mine:
        found = found.filter(pk__in=Participant.objects.filter(invited_as(actor)).values("session"))
    listed, following = page(found.select_related(*WITH), by="-starts_at", cursor=cursor, limit=limit)
    return rows(listed, actor), following


def rows(listed: Sequence[Session], actor: Actor) -> list[dict[str, Any]]:
    """Sessions as list rows: when and where, on which matters, what this actor may do. Seven statements at most."""
    know(listed, actor)
    on_agenda: dict[UUID, list[Matter]] = {session.pk: [] for session in listed}
    for item in (
        AgendaItem.objects.filter(session__in=listed, matter__isnull=False)
        .select_related("matter")
        .order_by("session", "position")
    ):
        if item.matter is not None and item.matter not in on_agenda[item.session_id]:
            on_agenda[item.session_id].append(item.matter)
    lines = rails({matter for matters in on_agenda.values() for matter in matters})
    # Of several letters to one reader the one still unanswered is the one to show: "" comes last.
    replies = dict(
        Invitation.objects.filter(
            session__in=listed, participant__in=Participant.objects.filter(invited_as(actor)).values("pk")
        )
        .order_by("-reply")
        .values_list("session_id", "reply")
    )
    return [
        {
            **head(session),
            "matters": [link(matter) for matter in on_agenda[session.pk]],
            "rail": lines[on_agenda[session.pk][0].pk].stops if on_agenda[session.pk] else [],
            "invited": session.pk in replies,
            "reply": replies.get(session.pk, ""),
            "allowed": allowed(session, actor),
        }
        for session in listed
    ]


def rooms_of(sessions: Sequence[Session]) -> dict[UUID, UUID]:
    """The live side of each. The room is a later stage's: its table is asked by name, not imported."""
    found = apps.get_model("meeting", "Room")._default_manager.filter(session__in=sessions)
    return dict(found.values_list("session_id", "pk"))


def head(session: Session) -> dict[str, Any]:
    """What a row and the session's own page both say of it."""
    form = form_of(session)
    return {
        "kind": "session",
        "id": session.pk,
        "number": session.number,
        "title": session.title,
        "form": session.form,
        "form_zh": form.zh,
        "form_en": form.en,
        "statutory": form.statutory,
        "stage": session.stage,
        "starts_at": session.starts_at,
        "ends_at": ends_at(session),
        "due": session.starts_at if session.stage == "published" else None,
        "place": session.place,
        "grid": {"id": session.grid.pk, "name": session.grid.name} if session.grid else None,
        "building": {"id": session.building.pk, "name": session.building.name} if session.building else None,
        "sentence": _stands(session, "zh"),
        "sentence_en": _stands(session, "en"),
    }


def ends_at(session: Session) -> datetime:
    return session.starts_at + timedelta(minutes=session.minutes)


def link(matter: Matter) -> dict[str, Any]:
    return {"kind": "matter", "id": matter.pk, "name": matter.title, "name_en": matter.title}


def calendar(actor: Actor, *, first: date, last: date) -> dict[str, Any]:
    """协商日历: the sessions between two days, the fixed deliberation days, and what is admitted and waits for one (B35)."""
    if not timedelta(0) <= last - first <= LONGEST_CALENDAR:
        raise invalid("to", "日历一次最多看三个月", "A calendar shows three months at most")
    begin = datetime.combine(first, time(), tzinfo=clock.BEIJING)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=clock.BEIJING)
    found = (
        Session.objects.filter(visible(actor), starts_at__gte=begin, starts_at__lt=end)
        .exclude(stage="cancelled")
        .select_related(*WITH)
        .order_by("starts_at", "pk")[:MOST_IN_CALENDAR]
    )
    return {
        "deliberation_days": _deliberation_days(actor, first, last),
        "items": rows(list(found), actor),
        "waiting": [link(matter) for matter in _waiting(actor)[:50]],
    }


def _deliberation_days(actor: Actor, first: date, last: date) -> list[date]:
    """Those of the reader's own community, by its pack; none for readers above the communities."""
    if actor.community is None:
        return []
    pack = load(Community.objects.get(pk=actor.community).pack)
    week, weekday = pack.number("deliberation_day.week"), pack.number("deliberation_day.weekday")
    months = {(first + timedelta(days=n)).replace(day=1) for n in range((last - first).days + 1)}
    days = sorted(rules.deliberation_day(m.year, m.month, week=week, weekday=weekday) for m in months)
    return [one for one in days if first <= one <= last]


def _waiting(actor: Actor) -> QuerySet[Matter]:
    """Admitted matters that stand on no live agenda, the longest waiting first."""
    scheduled = AgendaItem.objects.filter(
        session__stage__in=["drafted", "published", "open", "adjourned"], matter__isnull=False
    ).values("matter")
    return (
        Matter.objects.filter(matter_visible(actor), stage="listed", restricted=False)
        .exclude(pk__in=scheduled)
        .order_by("raised_at", "pk")
    )


def studies(
    actor: Actor, matter: UUID, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """党组织研究讨论记录 of a matter the actor may see, the earliest first. Raises not_found."""
    found = existing(Matter.objects.filter(matter_visible(actor), pk=matter))
    oversees = any(held.role in OVERSEERS and held.community == found.community_id for held in actor.held)
    recorded = PartyStudy.objects.filter(matter=found)
    listed, following = page(recorded, by="held_on at", cursor=cursor, limit=limit)
    return [
        {
            "id": study.pk,
            "matter": study.matter_id,
            "held_on": study.held_on,
            "attended": study.attended if oversees else [],
            "conclusion": study.conclusion,
            "at": study.at,
        }
        for study in listed
    ], following


def _stands(session: Session, language: str) -> str:
    return say(
        f"session_stands.{session.stage}",
        language,
        date=day(session.starts_at, language),
        reason=session.cancel_reason,
    )
