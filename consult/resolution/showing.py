"""Resolutions as the API answers them: to the public, and to those who work on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from consult.kernel import clock
from consult.kernel.act import allowed
from consult.kernel.http import verbs_of
from consult.kernel.permits import Actor
from consult.kernel.words import say
from consult.people.models import Role
from consult.people.naming import names
from consult.people.offices import ENGLISH

from . import documents, rules
from .freezing import current_text, hash_of
from .models import Duty, Objection, Resolution, Signature
from .permits import SIGNERS
from .reads import duty_rows, state_of, study_day


def board_row(resolution: Resolution, reader: Actor) -> dict[str, Any]:
    return {
        **_state(resolution),
        "community": {"id": resolution.community_id, "name": resolution.community.name},
        "decided_on": resolution.decided_at.astimezone(clock.BEIJING).date(),
        "allowed": allowed(resolution, reader),
    }


def board_item(resolution: Resolution, reader: Actor) -> dict[str, Any]:
    """The printed notice: what anybody may read, names masked as this reader may see them.

    Of what nobody has signed it says what was voted and no more: the rest is still being written.
    """
    text, community = current_text(resolution), resolution.community
    if resolution.frozen is None:
        text = {**text, "consensus": [], "reservations": [], "legality": None, "duties": []}
    called = _names(resolution, reader)
    return {
        **board_row(resolution, reader),
        **verbs_of(resolution, reader),
        "matter": _matter(resolution),
        "poll": resolution.poll_id if resolution.poll and resolution.poll.log_id else None,
        "issuer": documents.issuer(community),
        "text": text,
        "duties": [{**duty, "deadline": duty["deadline"] or None} for duty in text["duties"]],
        "takes_effect": documents.takes_effect(resolution),
        "refusal": resolution.refusal,
        "filing_number": resolution.filing_number,
        "sha256": resolution.sha256,
        "signatures": _signatures(resolution, called),
        "objections": _objections(resolution, reader, called),
        "office_phone": community.office_phone,
        "supervision_phone": community.supervision_phone,
        "url": documents.page_url(resolution),
    }


def row(resolution: Resolution, reader: Actor) -> dict[str, Any]:
    return {
        **_state(resolution),
        "matter": _matter(resolution),
        "decided_at": resolution.decided_at,
        "objections_open": sum(o.stage in ("raised", "answered") for o in resolution.objections.all()),
        "allowed": allowed(resolution, reader),
    }


def page(resolution: Resolution, reader: Actor) -> dict[str, Any]:
    """For the desk and for signing: the page as it will be, with the evidence beside it."""
    called = _names(resolution, reader)
    session, poll = resolution.session, resolution.poll
    text = current_text(resolution)
    return {
        **row(resolution, reader),
        **verbs_of(resolution, reader),
        "text": text,
        "text_sha256": hash_of(text),
        "supervisor_name": resolution.supervisor_name,
        "needs_filing": resolution.needs_filing,
        "filing_number": resolution.filing_number,
        "waits": resolution.waits,
        "duties": [
            {**_shown(duty), "person_name": duty.person_name, "owner": duty.owner_id}
            for duty in resolution.duties.all()
        ],
        "evidence": {
            "session": {"id": session.pk, "name": session.title} if session else None,
            "poll": poll.pk if poll else None,
            "verdict": poll.verdict if poll else "",
            "counts": poll.counts if poll else {},
            "party_study_on": study_day(resolution),
            "legality_favourable": resolution.legality_favourable,
            "needs_countersign": resolution.needs_countersign,
            "empty": [
                {"row": number, "column": column}
                for number, column in rules.empty_columns(duty_rows(resolution))
            ],
        },
        "refusal": resolution.refusal,
        "sha256": resolution.sha256,
        "signatures": _signatures(resolution, called),
        "objections": _objections(resolution, reader, called),
        "url": documents.page_url(resolution),
    }


def _state(resolution: Resolution) -> dict[str, Any]:
    state, until = state_of(resolution), resolution.publish_until
    facts = {
        "sign_by": resolution.sign_by.isoformat(),
        "until": until.isoformat() if until else "",
    }
    return {
        "id": resolution.pk,
        "number": resolution.number,
        "title": resolution.title,
        "kind": resolution.kind,
        "state": state,
        "zh": say(f"state.resolution.{state}", "zh", **facts),
        "en": say(f"state.resolution.{state}", "en", **facts),
        "sign_by": resolution.sign_by,
        "published_on": resolution.published_on,
        "until": until,
        "days_left": rules.days_left(until=until, today=clock.today())
        if until and resolution.stage == "published"
        else None,
    }


def _matter(resolution: Resolution) -> dict[str, Any]:
    matter = resolution.matter
    return {"id": matter.pk, "number": matter.number, "title": matter.title}


def _shown(duty: Duty) -> dict[str, Any]:
    return {
        "position": duty.position,
        "what": duty.what,
        "party": duty.party,
        "deadline": duty.deadline,
        "money": duty.money,
        "standard": duty.standard,
    }


def _names(resolution: Resolution, reader: Actor) -> dict[UUID, str]:
    """Everybody named on the page, asked for once."""
    people: set[UUID | None] = {s.person_id for s in resolution.signatures.all()}
    for objection in resolution.objections.all():
        people |= {objection.person_id, objection.answered_by_id, objection.reviewed_by_id}
    return names(people, reader)


def _signatures(resolution: Resolution, called: dict[UUID, str]) -> list[dict[str, Any]]:
    return [
        {
            "act": signature.act,
            "office": signature.office,
            "office_en": ENGLISH[_office(resolution, signature)],
            "name": called[signature.person_id],
            "at": signature.at,
            "sha256": signature.sha256,
            "signature": signature.signature,
            "key": signature.key,
        }
        for signature in resolution.signatures.all()
    ]


def _office(resolution: Resolution, signature: Signature) -> str:
    """The role behind the office a signature names (in the words it was signed with)."""
    return Role.SUPERVISOR if signature.act == Signature.Act.COUNTERSIGN else SIGNERS[resolution.kind]


def _objections(resolution: Resolution, reader: Actor, called: dict[UUID, str]) -> list[dict[str, Any]]:
    return [objection_shown(o, reader, called) for o in _own(resolution)]


def _own(resolution: Resolution) -> Iterable[Objection]:
    for objection in resolution.objections.all():
        objection.resolution = resolution
        yield objection


def objection_shown(objection: Objection, reader: Actor, called: dict[UUID, str]) -> dict[str, Any]:
    answered, reviewed = objection.answered_by_id, objection.reviewed_by_id
    return {
        "id": objection.pk,
        "stage": objection.stage,
        "name": called[objection.person_id],
        "mine": objection.person_id == reader.person,
        "text": objection.text,
        "at": objection.at,
        "answer_by": objection.answer_by,
        "overdue": objection.stage == "raised" and clock.today() > objection.answer_by,
        "answer": objection.answer,
        "answered_by": called[answered] if answered else None,
        "answered_at": objection.answered_at,
        "review_asked": objection.review_asked,
        "review_reason": objection.review_reason,
        "review": objection.review,
        "reviewed_by": called[reviewed] if reviewed else None,
        "reviewed_at": objection.reviewed_at,
        **verbs_of(objection, reader),
    }
