"""A session's own page: everything one reader may know of it, in a fixed number of statements.

Residents are shown by building and staircase, never by name; offices and bodies by what they are. Written opinions are
for those who sit at the table and those who prepare it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count

from consult.intake.rail import rails
from consult.kernel.act import allowed
from consult.kernel.http import verbs_of
from consult.kernel.numbered import by_number
from consult.kernel.paging import page
from consult.kernel.permits import Actor
from consult.kernel.words import say
from consult.people.naming import names
from consult.people.reads import household_label

from .because import why_en
from .models import AgendaItem, Invitation, Motion, Participant, Session
from .opinions import opinions_by_letter
from .permits import invited_as, know, session_staff
from .reads import head, link, rooms_of
from .replying import may_send
from .rules_motion import missing_of_page
from .standing import form_of
from .wording import decides

PARTS = {"1": "core", "N": "functional", "X": "stakeholders", "O": "observers"}


def session_page(session: Session, reader: Actor) -> dict[str, Any]:
    """The whole page; `session` as `reads.find_whole` gives it."""
    know([session], reader)
    form = form_of(session)
    items = list(session.items.select_related("matter", "motion").order_by("position"))
    for item in items:
        # What a motion decides, and who may what to it, asks for its session: this one, not read again for each.
        if item.motion and item.motion.session_id == session.pk:
            item.motion.session = session
    matters = list({item.matter_id: item.matter for item in items if item.matter is not None}.values())
    letters = list(
        Invitation.objects.filter(
            session=session, participant__in=Participant.objects.filter(invited_as(reader))
        )
        .select_related(
            "participant__household__building__compound", "participant__household__unit", "participant__body"
        )
        .order_by(*by_number())
    )
    staff = session_staff(reader, session)
    at_table = staff or bool(letters) or reader.person in (session.chair_id, session.recorder_id)
    called = names(
        [session.chair_id, session.recorder_id, *(i.motion.mover_id for i in items if i.motion)],
        reader,
        # Who raised a matter without their name does not get it back by moving the motion on it.
        hidden={matter.proposer_id for matter in matters if matter.hide_name},
    )
    lines = rails(matters)
    statutory = getattr(session, "statutory", None)
    consultation = getattr(session, "consultation", None)
    return {
        **head(session),
        "link": session.link or None,
        "chair": called.get(session.chair_id) if session.chair_id else None,
        "recorder": called.get(session.recorder_id) if session.recorder_id else None,
        "led_by": consultation.led_by.name if consultation and consultation.led_by else None,
        "petition_obliged": bool(statutory and statutory.petition_obliged),
        "delegation": _delegation(statutory.delegation) if statutory and statutory.delegation else None,
        "follows": session.follows_id,
        "short_notice_reason": session.short_notice_reason,
        "published_at": session.published_at,
        "agenda_sha256": session.agenda_sha256,
        "may_vote": form.may_vote,
        "votes": [{"rule": rule, "force": force} for rule, force in form.votes.items()],
        "stances": list(form.stances),
        "phases": [asdict(phase) for phase in form.phases],
        "rail": lines[matters[0].pk].stops if matters else [],
        "matters": [
            {**link(matter), "number": matter.number, "stage": matter.stage, "rail": lines[matter.pk].stops}
            for matter in matters
        ],
        "agenda": _agenda(items, called, reader),
        "participants": _groups(session),
        "materials": _materials(session),
        "invitations": [_letter(letter, form.may_delegate) for letter in letters],
        "opinions": opinions_by_letter(session, reader) if at_table else [],
        "replies": _replies(session) if staff else None,
        "room": rooms_of([session]).get(session.pk),
        **verbs_of(session, reader),
    }


def motion_out(motion: Motion, mover: str) -> dict[str, Any]:
    """A motion as every page shows it."""
    return {
        "id": motion.pk,
        "number": motion.number,
        "title": motion.title,
        "stage": motion.stage,
        "who": motion.who,
        "when": motion.when,
        "what": motion.what,
        "rule": motion.rule,
        "then_rule": motion.then_rule,
        "decides": decides(motion, "zh"),
        "decides_en": decides(motion, "en"),
        "options": motion.options,
        "preferred": motion.preferred,
        "mover": mover,
        "page": motion.page if motion.page and not missing_of_page(motion.page) else None,
        "legality_favourable": motion.legality_favourable,
    }


def _agenda(items: list[AgendaItem], called: dict[UUID, str], reader: Actor) -> list[dict[str, Any]]:
    polls = _polls([item.motion_id for item in items if item.motion_id])
    return [
        {
            "id": item.pk,
            "position": item.position,
            "title": item.title,
            "minutes": item.minutes,
            "matter": link(item.matter) if item.matter else None,
            "motion": motion_out(item.motion, called[item.motion.mover_id]) if item.motion else None,
            "poll": polls.get(item.motion_id) if item.motion_id else None,
            "allowed": _of_mover(item.motion, reader),
        }
        for item in items
    ]


def _of_mover(motion: Motion | None, reader: Actor) -> list[str]:
    """What its mover may do to a motion; others have the motion's own page for it."""
    if motion is None or reader.person is None or motion.mover_id != reader.person:
        return []
    return allowed(motion, reader)


def _polls(motions: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """The latest poll of each motion. Voting is a later stage: its table is asked by name, not imported."""
    found = (
        apps.get_model("voting", "Poll")
        ._default_manager.filter(motion__in=motions)
        .exclude(stage="void")
        .order_by("opened_at")
        .values_list("motion_id", "pk", "stage")
    )
    return {
        motion: {"kind": "poll", "id": pk, "name": stage, "name_en": stage} for motion, pk, stage in found
    }


def _groups(session: Session) -> list[dict[str, Any]]:
    """Participants by part: bodies by name, offices by office, households by building and staircase. One statement."""
    counted = (
        session.participants.values(
            "part",
            "why",
            "body__name",
            "household__building__compound__name",
            "household__building__name",
            "household__building__number",
            "household__unit__number",
        )
        .annotate(n=Count("pk"))
        .order_by(
            "part",
            "household__building__compound__name",
            "household__building__number",
            "household__unit__number",
            "body__name",
            "why",
        )
    )
    # Every compound has its building 1: where several are touched, each building says which it belongs to.
    compounds = {row["household__building__compound__name"] for row in counted} - {None}
    groups: dict[tuple[str, str, str, str], int] = {}
    for row in counted:
        what = "person"
        if row["household__building__name"]:
            what = "household"
            compound = row["household__building__compound__name"] if len(compounds) > 1 else ""
            name = f"{compound}{row['household__building__name']}{row['household__unit__number']}单元"
        else:
            what = "body" if row["body__name"] else "person"
            name = row["body__name"] or row["why"]
        key = (row["part"], name, row["why"], what)
        groups[key] = groups.get(key, 0) + row["n"]
    order = list(PARTS)
    return [
        {
            "kind": PARTS[part],
            "part": part,
            "part_zh": say(f"participants.{PARTS[part]}", "zh"),
            "part_en": say(f"participants.{PARTS[part]}", "en"),
            "name": name,
            "why": why,
            "why_en": why_en(why),
            "count": count,
            "counted": what,
        }
        for (part, name, why, what), count in sorted(groups.items(), key=lambda each: order.index(each[0][0]))
    ]


def _materials(session: Session) -> list[dict[str, Any]]:
    return [
        {
            "id": material.pk,
            "name": material.title,
            "source": material.source,
            "content_type": material.content_type or "text/html",
            "size": material.size,
            "sha256": material.sha256,
            "at": material.at,
            "readers": material.readers,
            "url": f"/api/v1/materials/{material.pk}",
        }
        for material in session.materials.annotate(readers=Count("readings")).order_by("at", "pk")
    ]


def _letter(letter: Invitation, may_delegate: bool) -> dict[str, Any]:
    """One of the reader's own invitations. `delegates` is asked for where somebody may be sent at all."""
    participant = letter.participant
    home, body = participant.household, participant.body
    return {
        "id": letter.pk,
        "number": letter.number,
        "part": participant.part,
        "why": participant.why,
        "why_en": why_en(participant.why),
        "for_whom": household_label(home) if home else body.name if body else None,
        "reply": letter.reply,
        "replied_at": letter.replied_at,
        "replies": [
            reply
            for reply in ("attend", "delegate", "written", "decline")
            if reply != "delegate" or may_delegate
        ],
        "delegate": letter.delegate_id,
        "opinion": letter.written_opinion,
        "answer": letter.opinion_answer,
        "letter_url": f"/api/v1/invitations/{letter.pk}/letter.pdf",
    }


def delegates(
    letter: Invitation, reader: Actor, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Whom the holder of a letter may send instead, by name."""
    people, following = page(may_send(letter.participant), by="name", cursor=cursor, limit=limit)
    called = names([person.pk for person in people], reader)
    return [{"id": person.pk, "name": called[person.pk]} for person in people], following


def _replies(session: Session) -> dict[str, int]:
    """How the letters stand: by reply, and how many were served at all. Two statements."""
    counted = Counter(dict(session.invitations.values_list("reply").annotate(n=Count("pk"))))
    served = session.invitations.filter(services__reached=True).distinct().count()
    return {
        "letters": sum(counted.values()),
        "served": served,
        "none": counted[""],
        **{reply: counted[reply] for reply in ("attend", "delegate", "written", "decline")},
    }


def _delegation(delegation: Any) -> dict[str, Any]:
    return {
        "id": delegation.pk,
        "subjects": delegation.subjects,
        "decided_on": delegation.decided_on,
        "valid_until": delegation.valid_until,
        "record": delegation.record,
    }
