"""The papers of this stage, as PDF: invitation letter 邀约书, plain page 明白纸, agenda 议程, sign-in sheet 签到表.

The caller has checked who may have them: the sign-in sheet names people and is never published.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.numbered import by_number
from consult.kernel.permits import ANYBODY
from consult.paper.documents import sessions as paper
from consult.paper.documents.parts import Head
from consult.people.models import Body, Household, Person
from consult.people.naming import names
from consult.people.reads import household_label

from .checkin import code_of
from .models import Invitation, Motion, Participant, Session
from .phases import DEBATE
from .standing import form_of
from .wording import decides

_ORDER = (
    "先动议后讨论，一次只议一件事",
    "举手发言，先说赞成、反对还是提问，再说理由",
    "没有发过言的先说，赞成反对轮流",
    "对主持人说话，不打断，不质疑动机",
    "主持人中立，不参加讨论",
    "怎样算通过，按每个动议写明的规则；票数相等为不通过，弃权不算赞成",
)
_TALK = ("大家都有机会说，请先听完别人的话", "说事不说人", "谈成的、没谈成的都如实记下来")
_BLANK_LINES = 6


def letter_pdf(invitation: Invitation) -> bytes:
    """会议邀约书, to one addressee, with its reply slip."""
    session, participant = invitation.session, invitation.participant
    form = form_of(session)
    items = list(session.items.select_related("matter").order_by("position"))
    ways = ["现场参加"]
    if session.link:
        ways.append(f"线上参加：{session.link}")
    ways.append("书面意见：写在回执上，或在网页上提交")
    return paper.invitation_letter(
        paper.InvitationLetter(
            head=_head(session, invitation.number, invitation.issued_at),
            addressee=addressee(participant),
            reason=participant.why,
            session_title=session.title,
            form=form.zh,
            topic="；".join(dict.fromkeys(item.matter.title for item in items if item.matter))
            or session.title,
            starts_at=session.starts_at,
            place=session.place,
            ways=tuple(ways),
            agenda=tuple(f"{item.title}（{item.minutes} 分钟）" for item in items),
            materials=tuple(session.materials.order_by("at").values_list("title", flat=True)),
            materials_url=page_of(session.pk),
            reply_by=_reply_by(session, invitation.issued_at),
            may_delegate=form.may_delegate,
            contact=_organ(session),
            contact_phone=session.community.office_phone,
            issuer=_organ(session),
            issued_at=invitation.issued_at,
            checkin_code=code_of(invitation.pk),
        )
    )


# Whose meeting it is, where it is not the residents' committee's: its letters go out in that body's name.
_ORGANS = {"party_branch": Body.Kind.PARTY, "owners_assembly": Body.Kind.OWNERS_COMMITTEE}


def _organ(session: Session) -> str:
    kind = _ORGANS.get(session.form)
    own = Body.objects.filter(community=session.community_id, kind=kind).order_by("name") if kind else None
    body = (
        (session.body if session.body and session.body.kind == kind else own.first())
        if own is not None
        else None
    )
    return body.name if body else f"{session.community.name}居民委员会"


def plain_page_pdf(motion: Motion) -> bytes:
    """明白纸. Fields that are not written yet are printed as a dash."""
    page = motion.page
    return paper.plain_page(
        paper.PlainPage(
            head=_head(motion.session, motion.number, motion.session.published_at or clock.now()),
            motion_number=motion.number,
            question=page.get("what") or motion.title,
            if_passed=page.get("if_passed") or "—",
            if_failed=page.get("if_failed") or "—",
            affected=page.get("who_touched") or "—",
            money=page.get("whose_money") or "—",
            how_to_vote=page.get("how_to_vote") or "—",
            how_to_object=page.get("how_to_object") or "—",
            rule=decides(motion),
            url=page_of(motion.session_id),
        )
    )


def agenda_pdf(session: Session) -> bytes:
    """议程 as it was locked. Raises Refusal `not_published` before that: nothing is final yet."""
    if session.published_at is None:
        raise Refusal(
            "not_published",
            "议程还没有公布，现在打印的不算数",
            "The agenda is not published yet; a print would not be final",
            next_zh="请公布后再打印",
            next_en="Print it once it is published",
        )
    form = form_of(session)
    # Everybody may have this paper: officials by office, a resident who keeps the record masked.
    called = names([session.chair_id, session.recorder_id], ANYBODY)
    items = session.items.select_related("motion", "matter").order_by("position")
    return paper.agenda(
        paper.Agenda(
            head=_head(session, session.number, session.published_at),
            session_title=session.title,
            form=form.zh,
            starts_at=session.starts_at,
            place=session.place,
            link=session.link,
            chair=called.get(session.chair_id, "") if session.chair_id else "",
            recorder=called.get(session.recorder_id, "") if session.recorder_id else "",
            quorum=_quorum(session),
            items=tuple(
                paper.AgendaItem(
                    title=item.title,
                    minutes=item.minutes,
                    presenter="",
                    motion=f"动议 {item.motion.number}：{item.motion.who}，{item.motion.when}，{item.motion.what}"
                    if item.motion
                    else None,
                )
                for item in items
            ),
            rules_of_order=_ORDER if form.stances == DEBATE else _TALK,
            locked_at=session.published_at,
            url=page_of(session.pk),
        )
    )


def sign_in_sheet_pdf(session: Session) -> bytes:
    """会议签到表 (不公开): one line an invited participant, by part, and empty ones for who comes unannounced."""
    seated = session.participants.select_related(
        "person", "body", "household__building__compound", "household__representative"
    ).order_by(
        "part",
        "household__building__compound__name",
        "household__building__number",
        "household__unit__number",
        "household__room",
        "pk",
    )
    return paper.sign_in_sheet(
        paper.SignInSheet(
            head=_head(session, session.number or "（未公布）", session.published_at or clock.now()),
            session_title=session.title,
            starts_at=session.starts_at,
            place=session.place,
            lines=tuple(
                paper.SignInLine(
                    name=_signs(participant),
                    standing=participant.why,
                    building=_building(participant.household) if participant.household else "",
                )
                for participant in seated
            ),
            blank_lines=_BLANK_LINES,
        )
    )


def addressee(participant: Participant) -> str:
    """Whom a letter is addressed to, in full: it goes to that door, or to that person."""
    if participant.person is not None:
        return participant.person.name
    if participant.household is not None:
        return door(participant.household)
    return participant.body.name if participant.body else ""


def door(home: Household) -> str:
    """槐安里3号楼2单元301户."""
    return f"{household_label(home)}户"


def _building(home: Household) -> str:
    return f"{home.building.compound.name}{home.building.name}"


def page_of(session: UUID) -> str:
    """The session's page, where its papers and its materials are."""
    return f"{settings.ORIGINS[0]}/session/{session}"


def _signs(participant: Participant) -> str:
    if participant.person is not None:
        return participant.person.name
    if participant.household is not None:
        return _name(participant.household.representative)
    return participant.body.name if participant.body else ""


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _head(session: Session, number: str, made: datetime) -> Head:
    return Head(number=number, community=session.community.name, generated_at=made)


def _reply_by(session: Session, issued: datetime) -> datetime:
    """The day before, where there is one."""
    day_before = session.starts_at - timedelta(days=1)
    return day_before if day_before > issued else session.starts_at


def _quorum(session: Session) -> str:
    """What the motions on the agenda need, each rule once."""
    motions = session.motions.filter(agenda_items__isnull=False).order_by(*by_number())
    return "；".join(dict.fromkeys(decides(motion) for motion in motions)) or "本次会议不付表决"
