"""HTTP of this stage: what is read, and the papers. The verbs stand in `api_verbs.py`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Field, Query, Router

from consult.intake.found import body_of, building_of, community_of, grid_of
from consult.intake.reads import find as find_matter
from consult.kernel.errors import not_found
from consult.kernel.found import existing
from consult.kernel.http import Done, verb
from consult.kernel.packs import load
from consult.kernel.paging import LIMIT, MOST, page
from consult.kernel.permits import Actor
from consult.people.models import Community, Delegation, Role
from consult.people.who import signed_in

from . import convening, desk, documents, reads
from . import schemas as s
from .forms import FORMS, Form
from .materials import opened
from .models import Invitation, Material, Participant, Session
from .motion_page import motion_page
from .permits import OVERSEERS, holds_here, invited_as, session_staff
from .session_page import delegates as may_send
from .session_page import session_page
from .taken import Convene

router = Router(tags=["agenda"])
Limit = Annotated[int, Field(ge=1, le=MOST)]
router.add_router("", "consult.agenda.api_verbs.router")


@router.get("/sessions", response=s.SessionRows)
def sessions(
    request: HttpRequest,
    community: UUID | None = None,
    form: Annotated[str, Field(max_length=24)] = "",
    stage: Annotated[str, Field(max_length=200)] = "",
    grid: UUID | None = None,
    matter: UUID | None = None,
    when: Literal["", "upcoming", "past"] = "",
    mine: bool = False,
    cursor: str | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    items, following = reads.sessions(
        signed_in(request),
        community=community,
        form=form,
        stage=stage,
        grid=grid,
        matter=matter,
        when=when,
        mine=mine,
        cursor=cursor,
        limit=limit,
    )
    return {"items": items, "next": following}


# Here and not with the other verbs: two methods of one path stand in one router.
@router.post("/sessions", response=Done)
def convene(request: HttpRequest, body: Convene) -> dict[str, Any]:
    """A session in one of the forms; the answer is the session."""

    def do(actor: Actor) -> Session:
        community = community_of(actor, body.community)
        return convening.convene(
            actor=actor,
            community=community,
            form=body.form,
            title=body.title,
            starts_at=body.starts_at,
            place=body.place,
            link=body.link,
            minutes=body.minutes,
            matter=find_matter(actor, body.matter) if body.matter else None,
            grid=grid_of(community, body.grid),
            building=building_of(community, body.building),
            body=body_of(community, body.body),
            follows=reads.find(actor, body.follows) if body.follows else None,
            delegation=_delegation(community, body.delegation),
            subject=body.subject,
            short_notice_reason=body.short_notice_reason,
        )

    return verb(request, "session.convene", do)


@router.get("/sessions/forms", response=s.Forms)
def forms(request: HttpRequest, community: UUID | None = None) -> dict[str, Any]:
    """The forms a session can take, with the notice each needs in this community."""
    actor = signed_in(request)
    pack = load(community_of(actor, community).pack)
    return {"items": [_form(form, pack.number(form.notice), actor) for form in FORMS.values()]}


@router.get("/sessions/delegations", response=s.Delegations)
def delegations(
    request: HttpRequest, community: UUID | None = None, cursor: str | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """授权记录: public, the latest first."""
    actor = signed_in(request)
    recorded = Delegation.objects.filter(community=community_of(actor, community))
    found, following = page(recorded, by="-decided_on", cursor=cursor, limit=limit)
    return {
        "next": following,
        "items": [
            {
                "id": one.pk,
                "subjects": one.subjects,
                "decided_on": one.decided_on,
                "valid_until": one.valid_until,
                "record": one.record,
            }
            for one in found
        ],
    }


@router.get("/sessions/calendar", response=s.Calendar)
def calendar(request: HttpRequest, first: date, last: date) -> dict[str, Any]:
    return reads.calendar(signed_in(request), first=first, last=last)


@router.get("/sessions/{id}", response=s.SessionPage)
def session(request: HttpRequest, id: UUID) -> dict[str, Any]:
    actor = signed_in(request)
    return session_page(reads.find_whole(actor, id), actor)


@router.get("/sessions/{id}/composition", response=s.Composition)
def composition(request: HttpRequest, id: UUID, bodies: Query[list[UUID] | None] = None) -> dict[str, Any]:
    """Who would be invited, and why, before anybody is."""
    actor = signed_in(request)
    return desk.composition(reads.find_whole(actor, id), actor, bodies=bodies or [])


@router.get("/sessions/{id}/invitations", response=s.LetterRows)
def invitations(
    request: HttpRequest,
    id: UUID,
    part: Literal["", "1", "N", "X", "O"] = "",
    reply: Literal["", "none", "attend", "delegate", "written", "decline"] = "",
    served: bool | None = None,
    building: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    actor = signed_in(request)
    items, following = desk.letters(
        reads.find(actor, id),
        actor,
        part=part,
        reply=reply,
        served=served,
        building=building,
        cursor=cursor,
        limit=limit,
    )
    return {"items": items, "next": following}


@router.get("/sessions/{id}/agenda.pdf", response={200: bytes})
def agenda_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    return _pdf(documents.agenda_pdf(reads.find_whole(signed_in(request), id)), "agenda")


@router.get("/sessions/{id}/sign_in_sheet.pdf", response={200: bytes})
def sign_in_sheet_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """不公开: for those who prepare or record the session."""
    actor = signed_in(request)
    found = reads.find(actor, id)
    if not _prepares(actor, found):
        raise not_found()
    return _pdf(documents.sign_in_sheet_pdf(found), "sign-in")


@router.get("/materials/{id}", response=s.MaterialText)
def material(request: HttpRequest, id: UUID) -> Any:
    """A text as JSON, or the file itself; either way one more reader is counted."""
    actor = signed_in(request)
    seen = Session.objects.filter(reads.visible(actor)).values("pk")
    found = existing(Material.objects.filter(pk=id, session__in=seen))
    opened(material=found, reader=actor)
    if not found.file:
        return {
            "id": found.pk,
            "title": found.title,
            "source": found.source,
            "html": found.text,
            "sha256": found.sha256,
        }
    suffix = str(found.file.name).rsplit(".", 1)[-1]
    # Always a download under our own type: an uploaded file is never shown as a page of this site.
    answer = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=f"{found.title}.{suffix}",
        content_type=found.content_type,
    )
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@router.get("/invitations/{id}/letter.pdf", response={200: bytes})
def letter_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    return _pdf(documents.letter_pdf(_letter(signed_in(request), id)), "invitation")


@router.get("/invitations/{id}/delegates", response=s.Delegates)
def delegates(
    request: HttpRequest, id: UUID, cursor: str | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """Whom the holder of this letter may send instead, by name."""
    actor = signed_in(request)
    items, following = may_send(_letter(actor, id), actor, cursor=cursor, limit=limit)
    return {"items": items, "next": following}


@router.get("/motions/{id}", response=s.MotionPage)
def motion(request: HttpRequest, id: UUID) -> dict[str, Any]:
    actor = signed_in(request)
    return motion_page(reads.find_whole_motion(actor, id), actor)


@router.get("/motions/{id}/plain_page.pdf", response={200: bytes})
def plain_page_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    return _pdf(documents.plain_page_pdf(reads.find_whole_motion(signed_in(request), id)), "plain-page")


@router.get("/matters/{id}/studies", response=s.Studies)
def studies(
    request: HttpRequest, id: UUID, cursor: str | None = None, limit: Limit = LIMIT
) -> dict[str, Any]:
    """党组织研究讨论记录 of a matter: date and conclusion for everybody, who took part for those who oversee."""
    items, following = reads.studies(signed_in(request), id, cursor=cursor, limit=limit)
    return {"items": items, "next": following}


def _delegation(community: Community, id: UUID | None) -> Delegation | None:
    if id is None:
        return None
    return existing(Delegation.objects.filter(community=community, pk=id))


def _letter(actor: Actor, id: UUID) -> Invitation:
    """One's own letter, or one of those the desk or the building's lead serves. Raises not_found."""
    seen = Session.objects.filter(reads.visible(actor)).values("pk")
    found = existing(
        Invitation.objects.filter(pk=id, session__in=seen).select_related(
            "session__community__subdistrict",
            "participant__person",
            "participant__body",
            "participant__household__building__compound",
            "participant__household__unit",
        )
    )
    home = found.participant.household
    leads = home is not None and any(
        h.role == Role.BUILDING_LEAD and h.building == home.building_id for h in actor.held
    )
    own = Participant.objects.filter(invited_as(actor), pk=found.participant_id).exists()
    if not (own or leads or _prepares(actor, found.session)):
        raise not_found()
    return found


def _prepares(actor: Actor, session: Session) -> bool:
    return (
        session_staff(actor, session)
        or holds_here(actor, session, OVERSEERS)
        or actor.person in (session.chair_id, session.recorder_id)
    )


def _form(form: Form, notice_days: int, actor: Actor) -> dict[str, Any]:
    held = {h.role for h in actor.held}
    return {
        **{name: getattr(form, name) for name in ("code", "zh", "en", "level", "statutory", "members")},
        **{name: getattr(form, name) for name in ("needs_matter", "may_vote", "output", "short_notice")},
        **{name: getattr(form, name) for name in ("needs_stakeholders", "needs_materials", "needs_study")},
        "may_delegate": form.may_delegate,
        "votes": [{"rule": rule, "force": force} for rule, force in form.votes.items()],
        "stances": list(form.stances),
        "phases": [asdict(phase) for phase in form.phases],
        "notice_days": notice_days,
        "conveners": list(form.conveners),
        "chairs": list(form.chairs),
        "may_convene": bool(held & set(form.conveners)),
    }


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
