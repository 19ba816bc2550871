"""评议会: what was promised comes back beside what was done, is scored by those who came, and falls short at a price.

Source: 评议会 (practices A24 点菜人验收, B28; rules.md §2.6, 事后考评): each duty of the resolutions on the session's matters, and
with it the proposal it carries out; a rectification the chair confirmed opens one (E09).
"""

from __future__ import annotations

from django.db.models import QuerySet

from consult.agenda.standing import matters_of
from consult.kernel import clock
from consult.kernel.act import Act
from consult.kernel.errors import invalid, not_found, not_permitted
from consult.kernel.found import only
from consult.kernel.permits import Actor
from consult.meeting.acting import in_room, in_stream
from consult.meeting.models import Point, Room
from consult.meeting.permits import at_the_desk
from consult.people.models import Person
from consult.people.who import person_id
from consult.resolution.models import Duty

from .evaluating import fall_short
from .models import AppraisalScore, Round

FORM = "appraisal"
MOST = 100


def promised(room: Room) -> QuerySet[Duty]:
    """The duties an appraisal session looks at: of what was published on its matters, in the order of the lists."""
    matters = room.session.items.filter(matter__isnull=False).values("matter")
    return (
        Duty.objects.filter(resolution__matter__in=matters, resolution__stage__in=["published", "in_force"])
        .select_related("proposal", "order")
        .order_by("resolution__decided_at", "resolution", "position")
    )


def score(
    *, actor: Actor, room: Room, duty: Duty, points: int, person: Person | None = None
) -> AppraisalScore:
    """appraisal.score 评议打分: 1 to 5 for one duty, given anew until the session ends. The desk types in a slip.

    The stream keeps that somebody scored, and the points behind a commitment.
    """
    judge = person.pk if person else person_id(actor)
    if judge != actor.person and not at_the_desk(actor, room):
        raise not_permitted("appraisal.score")
    if not 1 <= points <= 5:
        raise invalid("points", "请打 1 到 5 分", "Give 1 to 5 points")
    with in_room("appraisal.score", actor=actor, room=room, given={"speaker": judge}) as a:
        if a.on.session.form != FORM or not promised(a.on).filter(pk=duty.pk).exists():
            raise not_found()
        given, _ = AppraisalScore.objects.update_or_create(
            room=a.on,
            duty=duty,
            person_id=judge,
            defaults={
                "points": points,
                "entered_by_id": actor.person if judge != actor.person else None,
                "at": clock.now(),
            },
        )
        a.note(hidden={"points": str(points)}, duty=str(duty.pk), person=str(judge))
        a.touch(f"appraisal.{duty.pk}")
        a.tell(judge, **{f"appraisal.{duty.pk}": points})
    return given


def conclude(a: Act) -> None:
    """Downstream of session.close: the scores are shown, and each matter whose rectifications were confirmed is put right."""
    if a.on.form != FORM:
        return
    room = Room.objects.select_related("session").get(session=a.on)
    in_stream(room, verb="appraisal.conclude", actor=a.actor, parts=["appraisal"])
    said = Point.objects.filter(room=room, kind=Point.Kind.RECTIFICATION, confirmed=True).order_by("at")
    asked = "；".join(said.values_list("text", flat=True))
    if not asked:
        return
    for matter in matters_of(a.on):
        running = only(Round.objects.filter(matter=matter, judged_at__isnull=True))
        if matter.stage == "evaluating" and running is not None:
            fall_short(running, trigger=f"评议会提出：{asked}"[:300])


def show_promised(a: Act) -> None:
    """Downstream of what is done to a resolution and to its orders: an appraisal session that sits sees what is promised
    and how far it is."""
    rooms = Room.objects.filter(
        session__form=FORM,
        session__stage__in=["published", "open", "adjourned"],
        session__items__matter=a.on.matter_id,
    )
    for room in rooms.distinct():
        in_stream(room, verb=a.verb, actor=a.actor, parts=["appraisal"])
