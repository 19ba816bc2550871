"""session.reply 回执: attend, send somebody, send an opinion, or decline; by whoever is invited, or typed in from paper."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.kernel.words import say
from consult.notice.outbox import tell
from consult.people.models import Person, Residency
from consult.people.who import person_id

from .models import Invitation, Participant, Session
from .permits import invited_as

Reply = Invitation.Reply
REPLIES = frozenset(Reply.values) - {Reply.NONE}


def reply(
    *,
    actor: Actor,
    session: Session,
    invitation: Invitation,
    reply: str,
    delegate: Person | None = None,
    opinion: str = "",
) -> Session:
    """回执. A later reply replaces an earlier one until the session opens.

    `delegate` is who comes instead: an adult of the same household, or somebody who acts for the same body. A written
    opinion may come with any reply, and makes the reply "written"; it is shown to the session and answered there.
    """
    if reply not in REPLIES:
        raise invalid("reply", "请选择参加、委派、书面意见或不参加", "Choose a reply")
    if invitation.session_id != session.pk:
        raise not_found()
    words = plain(opinion, field="opinion", limit=1000, required=reply == Reply.WRITTEN)
    own = Participant.objects.filter(invited_as(actor), pk=invitation.participant_id).exists()
    given = {"invitations": [invitation], "own": own, "reply": reply}
    with act("session.reply", actor=actor, on=session, given=given) as a:
        locked = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("participant")
            .get(pk=invitation.pk)
        )
        sent = _sent(locked.participant, delegate) if reply == Reply.DELEGATE else None
        locked.reply = reply
        locked.delegate = sent
        locked.written_opinion = words
        locked.replied_at = clock.now()
        locked.replied_by_id = person_id(actor)
        locked.save(update_fields=["reply", "delegate", "written_opinion", "replied_at", "replied_by"])
        a.entry(
            data={
                "number": locked.number,
                "reply": reply,
                "reply_zh": say(f"reply.{reply}", "zh"),
                "reply_en": say(f"reply.{reply}", "en"),
                "on_paper": not own,
            },
            hidden={"opinion": words} if words else {},
            behalf=locked.participant.person_id if not own else None,
        )
        if sent is not None:
            tell(
                community=a.on.community_id,
                person=sent.pk,
                template="session.delegated",
                facts={"title": a.on.title, "number": locked.number},
                about=a.on.pk,
            )
    invitation.refresh_from_db()
    return session


def may_send(participant: Participant) -> QuerySet[Person]:
    """Whom a participant may send instead: nobody for an office held in person."""
    today = clock.today()
    people = Person.objects.filter(of_age_on__lte=today)
    if participant.household_id is not None:
        at_home = people.filter(
            residencies__household=participant.household_id,
            residencies__state=Residency.State.CONFIRMED,
        )
        return at_home.exclude(pk=participant.person_id) if participant.person_id else at_home
    if participant.body_id is not None and participant.person_id is None:
        return people.filter(
            Q(holdings__ends__isnull=True) | Q(holdings__ends__gt=today),
            holdings__body=participant.body_id,
            holdings__starts__lte=today,
        ).distinct()
    return people.none()


def _sent(participant: Participant, delegate: Person | None) -> Person:
    if delegate is None or not may_send(participant).filter(pk=delegate.pk).exists():
        raise invalid(
            "delegate",
            "只能委派同户的成年人，或本单位登记的人员",
            "Only an adult of the same household, or somebody on file for the same body, can be sent",
        )
    return delegate
