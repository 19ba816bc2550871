"""What this stage adds to earlier stages' pages: a matter's sessions and papers, and what asks the reader for a reply."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q

from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.act import waits
from consult.kernel.numbered import by_number
from consult.kernel.permits import Actor

from .forms import FORMS
from .models import AgendaItem, Invitation, Participant, Session
from .permits import invited_as, know
from .reads import WITH, rooms_of, rows, visible

MOST_ASKED = 5


def matter_parts(matter: Matter, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """{"documents", "links"} of the sessions on a matter that the reader may see. Two statements."""
    items = AgendaItem.objects.filter(matter=matter)
    sessions = list(
        Session.objects.filter(visible(reader), pk__in=items.values("session")).order_by("starts_at", "pk")
    )
    published = [session for session in sessions if session.published_at is not None]
    documents = [
        {
            "name": f"{session.number} 议程",
            "name_en": f"Agenda {session.number}",
            "url": f"/api/v1/sessions/{session.pk}/agenda.pdf",
        }
        for session in published
    ]
    papers = items.filter(session__in=published, motion__isnull=False).values_list(
        "motion_id", "motion__number"
    )
    documents += [
        {
            "name": f"明白纸 {number}",
            "name_en": f"Plain page {number}",
            "url": f"/api/v1/motions/{motion}/plain_page.pdf",
        }
        for motion, number in papers.order_by(*by_number("motion__number"))
    ]
    links = [
        {
            "kind": "session",
            "id": session.pk,
            "name": f"{FORMS[session.form].zh} {session.title}",
            "name_en": f"{FORMS[session.form].en}: {session.title}",
        }
        for session in sessions
    ]
    return {"documents": documents, "links": links}


def waiting(actor: Actor) -> list[dict[str, Any]]:
    """Sessions the reader is invited to: those that sit now, with their room; then those ahead, until they decline."""
    if actor.person is None:
        return []
    asked = Invitation.objects.filter(
        participant__in=Participant.objects.filter(invited_as(actor)).values("pk")
    ).exclude(reply__in=["decline", "written"])
    # One that is opened late is still to come.
    today = datetime.combine(clock.today(), time(), clock.BEIJING)
    ahead = Q(stage="published", starts_at__gte=today) | Q(stage__in=["open", "adjourned"])
    found = list(
        Session.objects.filter(ahead, pk__in=asked.values("session"))
        .select_related(*WITH)
        .order_by("starts_at", "pk")[:MOST_ASKED]
    )
    rooms = rooms_of(found)
    return [
        {
            **row,
            "room": rooms.get(row["id"]) if row["stage"] != "published" else None,
            # The slip is filled in: nothing is asked any more.
            "allowed": [v for v in row["allowed"] if v != "session.reply" or row["reply"] == ""],
        }
        for row in rows(found, actor)
    ]


def desk_figures(actor: Actor) -> dict[str, int]:
    """Sessions that wait at this desk: being prepared, and sitting. A published one waits for its day, not for somebody.

    Who is whose chair and guest differs from one to the next, so they are read, those alive alone. Four statements.
    """
    near = ~Q(stage="published") | Q(starts_at__lt=clock.now() + timedelta(days=1))
    alive = Q(stage__in=["drafted", "published", "open", "adjourned"])
    found = list(Session.objects.filter(visible(actor), alive, near).select_related("community"))
    know(found, actor)
    sitting = [session.stage in ("open", "adjourned") for session in found if waits(session, actor)]
    return {"sessions": sitting.count(False), "rooms": sitting.count(True)}
