"""会议与表决: agenda, the register of letters, minutes, and a count sheet for each poll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Sum

from consult.agenda import documents
from consult.agenda.forms import FORMS
from consult.agenda.models import Invitation, Session
from consult.intake.models import Matter
from consult.kernel import clock, log
from consult.kernel.found import only
from consult.kernel.models import LogEntry
from consult.kernel.numbered import by_number
from consult.meeting import opinions
from consult.meeting.drafting import rulings
from consult.meeting.live_readers import by_full_name
from consult.meeting.models import Minutes, Point, Presence, Room
from consult.paper import sheets_out, written
from consult.paper.documents import sessions as paper
from consult.paper.documents.parts import Head
from consult.resolution.models import Duty
from consult.voting import documents as votes
from consult.voting.models import Poll

from ..models import AppraisalScore
from .attendance import by_presence, of_roll, there
from .raised import name_of, times
from .sign_in import sheet

_WORDING = {"title": "标题", "who": "办理人", "when": "时限", "what": "内容"}
_LETTERS = ("编号", "被邀人", "邀请理由", "送达", "回执", "回执时间")


def papers(matter: Matter) -> Iterator[tuple[str, bytes]]:
    held = (
        Session.objects.filter(items__matter=matter)
        .exclude(stage__in=["drafted", "cancelled"])
        .select_related("community", "chair", "recorder")
        .distinct()
        .order_by("starts_at")
    )
    for number, session in enumerate(held, start=1):
        folder = f"02-会议与表决/{number:02d}-{FORMS[session.form].zh}"
        yield f"{folder}/议程.pdf", documents.agenda_pdf(session)
        yield f"{folder}/邀约书登记.csv", _letters(session)
        for motion in session.motions.filter(matter=matter).exclude(page={}).order_by(*by_number()):
            yield f"{folder}/明白纸-{motion.number}.pdf", documents.plain_page_pdf(motion)
        if session.opened_at and session.closed_at:
            record = minutes_of(session)
            yield f"{folder}/签到表.pdf", paper.sign_in_sheet(sheet(session, record))
            yield f"{folder}/会议记录.pdf", paper.minutes(record)
            for count, photo in enumerate(session.photos.order_by("at", "pk"), start=1):
                with photo.file.open() as kept:
                    yield f"{folder}/会议照片-{count}.jpg", kept.read()
        polls = session.polls.filter(motion__matter=matter, stage="closed").select_related(
            "motion", "session"
        )
        for count, poll in enumerate(polls.order_by("closed_at"), start=1):
            yield f"{folder}/计票单-{count}.pdf", votes.count_sheet_pdf(poll)


def _letters(session: Session) -> bytes:
    """The register of letters 邀约书登记: who was invited, how each was served, what each replied."""
    sent = (
        Invitation.objects.filter(session=session)
        .select_related(
            "participant__person",
            "participant__body",
            "participant__household__building__compound",
            "participant__household__unit",
        )
        .prefetch_related("services")
        .order_by(*by_number())
    )
    return sheets_out.csv(
        _LETTERS,
        [
            (
                letter.number,
                documents.addressee(letter.participant),
                letter.participant.why,
                "、".join(
                    f"{service.get_means_display()} {service.at.astimezone(clock.BEIJING):%m-%d %H:%M}"
                    for service in letter.services.all()
                    if service.reached
                ),
                Invitation.Reply(letter.reply).label,
                letter.replied_at,
            )
            for letter in sent
        ],
    )


def minutes_of(session: Session) -> paper.Minutes:
    """The minutes, frozen or as they stand; the text as the recorder wrote it stands as one remark."""
    assert session.opened_at is not None
    assert session.closed_at is not None
    record = only(Minutes.objects.filter(session=session))
    came = Presence.objects.filter(room__session=session).select_related("person").order_by("signed_in_at")
    points = Point.objects.filter(room__session=session).select_related("by").order_by("at")
    polls = list(session.polls.filter(stage="closed").select_related("motion").order_by("closed_at"))
    room = only(Room.objects.filter(session=session).select_related("stream"))
    # Those who may have this paper were there: names stand in it in full, as on the sign-in sheet.
    named = by_full_name(session.community_id)
    written = opinions.shown(room, named) if room else {}
    who = there(session, came)
    # A vote that asked people over days says nothing of who was to be in the room.
    counted = next((poll for poll in polls if by_presence(poll)), None)
    return paper.Minutes(
        head=Head(
            number=session.number or session.title,
            community=session.community.name,
            generated_at=session.closed_at,
            version=times("minutes.edit", session.pk) or None,
        ),
        session_title=session.title,
        form=FORMS[session.form].zh,
        started_at=session.opened_at,
        ended_at=session.closed_at,
        place=session.place,
        chair=name_of(session.chair),
        recorder=name_of(session.recorder),
        eligible=of_roll(counted, counted.entitled) if counted else who.eligible,
        present=of_roll(counted, counted.present) if counted else who.present,
        attendees=who.attendees,
        absences=who.absences,
        observers=who.observers,
        pack_version=session.pack,
        agenda=tuple(session.items.order_by("position").values_list("title", flat=True)),
        remarks=(paper.Remark(at=session.opened_at, speaker="会议记录", stance="", words=record.text),)
        if record and record.text
        else (),
        rulings=tuple(rulings(room, named)) if room else (),
        opinions=tuple(
            paper.WrittenOpinion(name=one["name"], text=one["text"], answer=one["answer"])
            for one in written.values()
        ),
        points=tuple(
            f"{p.get_kind_display()}{f'（{name_of(p.by)}）' if p.by else ''}：{p.text}" for p in points
        )
        + tuple(_scores(session)),
        approved=record.approved.count() if record else 0,
        objections=tuple(
            paper.Objection(
                name=each.person.name,
                text=f"{'' if each.sha256 == record.hash else '（对修改前的文字）'}{each.objection}",
            )
            for each in record.approvals.exclude(objection="").select_related("person").order_by("at")
        )
        if record
        else (),
        sha256=record.sha256 if record else "",
        votes=tuple(_vote(poll) for poll in polls),
        reservations=tuple(p.text for p in points if p.kind == Point.Kind.RESERVATION),
        follow_ups=(*_taken_on(points), *_followed(session)),
        attachments=tuple(
            f"{material.title}（SHA-256 {material.sha256[:16]}…）" if material.sha256 else material.title
            for material in session.materials.order_by("at")
        )
        + tuple(
            f"会议照片 {photo.caption}（SHA-256 {photo.sha256[:16]}…，已遮盖人脸）"
            for photo in session.photos.order_by("at", "pk")
        ),
        scrutineers=tuple(session.scrutineers.values_list("name", flat=True)),
    )


def _taken_on(points: Iterable[Point]) -> Iterator[paper.FollowUp]:
    """认领任务 and 整改项, by whoever took them on in the room; when was not asked there."""
    for point in points:
        if point.kind in (Point.Kind.COMMITMENT, Point.Kind.RECTIFICATION):
            yield paper.FollowUp(what=point.text, who=point.by.name if point.by else "未认领", due="未记")


def _followed(session: Session) -> Iterator[paper.FollowUp]:
    """The responsibility lists of what it decided, as signed, and each row's order with its present deadline.

    By the responsible party: those who were there may have this paper, and persons are named to those who follow the matter.
    """
    listed = Duty.objects.filter(resolution__session=session).exclude(resolution__sha256="")
    for duty in listed.select_related("order").order_by("resolution__decided_at", "position"):
        order = getattr(duty, "order", None)
        day = order.deadline if order else duty.deadline
        yield paper.FollowUp(
            what=f"{duty.what}（督办单 {order.number}）" if order else duty.what,
            who=Duty.Party(duty.party).label,
            due=written.day(day) if day else "未记",
        )


def _scores(session: Session) -> Iterator[str]:
    """评议打分, duty by duty, to hundredths of a point rounded down: what the room was shown when it was over."""
    given = AppraisalScore.objects.filter(room__session=session)
    summed = given.values_list("duty__what").annotate(n=Count("pk"), points=Sum("points"))
    for what, n, total in summed.order_by("duty__resolution__decided_at", "duty__position"):
        hundredths = total * 100 // n
        yield f"评议打分（{what}）：{n} 人打分，平均 {hundredths // 100}.{hundredths % 100:02} 分"


def _vote(poll: Poll) -> paper.MotionVote:
    counted, amended = _counts(poll), _amended(poll)
    return paper.MotionVote(
        number=poll.motion.number,
        text=next((each["before"]["what"] for each in amended if "what" in each["before"]), poll.motion.what),
        amendments=tuple(
            "；".join(f"{_WORDING[name]}改为“{text}”" for name, text in each["after"].items())
            + f"（理由：{each['reason']}）"
            for each in amended
        ),
        method=f"{poll.get_means_display()}（{poll.get_secrecy_display()}）",
        yes=counted.get("yes"),
        no=counted.get("no"),
        abstain=counted.get("abstain"),
        result=poll.sentence,
    )


def _amended(poll: Poll) -> list[dict[str, Any]]:
    """What the meeting changed of the motion before it voted: {"before", "after", "reason"}, in order.

    What was changed before it sat was on nobody's agenda yet.
    """
    entries = LogEntry.objects.filter(
        verb="motion.amend", abouts__subject=poll.motion_id, at__gte=poll.session.opened_at
    )
    # An official result has no moment at which the question was put here.
    if poll.opened_at is not None:
        entries = entries.filter(at__lte=poll.opened_at)
    return [log.parsed(entry)["data"] for entry in entries.order_by("pk")]


def _counts(poll: Poll) -> dict[str, Any]:
    """The counts as `rules_record` wrote them; empty for an ordering."""
    found = poll.counts.get("counts", {})
    return found if isinstance(found, dict) else {}
