"""session.convene and session.cancel 召集、取消: a session comes to be, in a form, for a matter, at a time and place."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Body, Building, Community, Delegation, Grid
from consult.people.who import person_id

from .forms import FORMS, Form
from .models import AgendaItem, Consultation, Session, StatutoryMeeting
from .recipients import people_of
from .standing import authorized_subject, matters_of, moves_matters, obliged

SHORTEST, LONGEST = 15, 480
FARTHEST = timedelta(days=366)
_web = URLValidator(schemes=["http", "https"])


def convene(
    *,
    actor: Actor,
    community: Community,
    form: str,
    title: str,
    starts_at: datetime,
    place: str,
    link: str = "",
    minutes: int = 90,
    matter: Matter | None = None,
    grid: Grid | None = None,
    building: Building | None = None,
    body: Body | None = None,
    follows: Session | None = None,
    delegation: Delegation | None = None,
    subject: str = "",
    short_notice_reason: str = "",
) -> Session:
    """召集会议. A grid session takes a small matter of its grid, a building session one of its building; both find the
    place in the matter where none is given. `delegation` (and which of its `subjects`) authorizes a representatives'
    meeting to decide what 法 §30 reserves. `short_notice_reason` is the special case in which a residents' meeting may be
    called at less than ten days' notice (法 §26).
    """
    shape = FORMS.get(form)
    if shape is None:
        raise invalid("form", "没有这种会议形式", "There is no such form of session")
    session = Session(
        community=community,
        form=form,
        title=plain(title, field="title", limit=80),
        starts_at=_future(starts_at),
        minutes=_length(minutes),
        place=plain(place, field="place", limit=80),
        link=_link(link),
        convener_id=person_id(actor),
        short_notice_reason=plain(
            short_notice_reason, field="short_notice_reason", limit=300, required=False
        ),
        pack=community.pack,
        body=body,
        follows=follows,
    )
    for thing in (matter, grid, building, follows, delegation):
        if thing is not None and thing.community_id != community.pk:
            raise not_found()
    if body is not None and body.community_id not in (None, community.pk):
        raise not_found()
    _locate(session, shape, matter=matter, grid=grid, building=building)
    bound = obliged([matter] if matter else [], form)
    given = {"matter": matter, "delegation": delegation, "subject": subject, "obliged": bool(bound)}
    with act("session.convene", actor=actor, on=session, given=given, new=True) as a:
        a.on.save()
        covered = None
        if shape.statutory:
            StatutoryMeeting.objects.create(session=a.on, delegation=delegation, petition_obliged=bool(bound))
            if matter and delegation:
                _, covered = authorized_subject(
                    session=a.on, delegation=delegation, matter=matter, claimed=subject
                )
        else:
            # 会议由党组织牵头 (B09); who chairs is appointed apart, and is neutral.
            led_by = Body.objects.filter(community=community, kind=Body.Kind.PARTY).order_by("name").first()
            Consultation.objects.create(session=a.on, led_by=led_by)
        if matter is not None:
            AgendaItem.objects.create(session=a.on, position=1, title=matter.title[:80], matter=matter)
        a.entry(
            data={
                "title": a.on.title,
                "form": form,
                "form_zh": shape.zh,
                "form_en": shape.en,
                "starts_at": a.on.starts_at.astimezone(clock.BEIJING).isoformat(),
                "place": a.on.place,
                "delegation": str(delegation.pk) if delegation else None,
                "subject": covered,
                "petition_obliged": bool(bound),
                "short_notice_reason": a.on.short_notice_reason,
            },
            about=[matter.pk] if matter else [],
        )
    return session


def cancel(*, actor: Actor, session: Session, reason: str) -> Session:
    """取消会议. Its matters stand where they stood before it was published, unless another session has them; whoever was
    invited is told.
    """
    why = plain(reason, field="reason", limit=300)
    with act("session.cancel", actor=actor, on=session) as a:
        matters = matters_of(a.on)
        elsewhere = set(
            AgendaItem.objects.filter(
                matter__in=matters, session__stage__in=["published", "open", "adjourned"]
            )
            .exclude(session=a.on)
            .values_list("matter_id", flat=True)
        )
        a.on.cancel_reason = why
        if a.on.published_at and moves_matters(a.on):
            a.carry([matter for matter in matters if matter.pk not in elsewhere])
        a.entry(
            data={"title": a.on.title, "number": a.on.number, "reason": why},
            about=[matter.pk for matter in matters],
        )
        if a.on.published_at:
            told = people_of(a.on.participants.select_related("household"))
            tell_all(
                community=a.on.community_id,
                people={person for people in told.values() for person in people},
                template="session.cancelled",
                facts={"title": a.on.title, "reason": why, "number": a.on.number},
                about=a.on.pk,
            )
    return session


def _locate(
    session: Session, form: Form, *, matter: Matter | None, grid: Grid | None, building: Building | None
) -> None:
    """A building session belongs to its building's grid too; a community's session to neither."""
    if form.level == "building":
        session.building = building or (matter.building if matter else None)
        session.grid = session.building.grid if session.building else None
    elif form.level == "grid":
        session.grid = grid or (matter.grid if matter else None)


def _future(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise invalid("starts_at", "开会时间缺少时区", "The time of the session lacks its time zone")
    if not clock.now() < moment <= clock.now() + FARTHEST:
        raise invalid("starts_at", "开会时间须在今后一年以内", "The session must be within the coming year")
    return moment


def _length(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise invalid(
            "minutes",
            f"会议时长为 {SHORTEST} 至 {LONGEST} 分钟",
            f"A session takes {SHORTEST} to {LONGEST} minutes",
        )
    return minutes


def _link(link: str) -> str:
    address = plain(link, field="link", limit=200, required=False)
    if address:
        try:
            _web(address)
        except ValidationError as error:
            raise invalid(
                "link", "线上参会的网址不对，须以 http 开头", "The link must be a web address"
            ) from error
    return address
