"""诉求: told in a session or at the talk studio's desk, grouped by likeness, raised as a matter with its teller's consent.

Source: 恳谈会 and 说事工作室 (practices B26, B27): no vote; the outcome is a list of what was heard, and each goes its way.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from consult.intake import raising
from consult.intake.models import Matter
from consult.kernel import clock, packs
from consult.kernel.act import Act, act
from consult.kernel.errors import invalid, not_found, not_permitted
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Community, Person
from consult.people.who import person_id

from .acting import in_stream
from .models import Concern, Room
from .permits import at_the_desk

TITLE = 60


def tell(*, actor: Actor, room: Room, text: str, person: Person | None = None) -> Concern:
    """concern.tell 说诉求, in a session that gathers them; the desk writes down what somebody says who has no phone."""
    teller = person.pk if person else person_id(actor)
    if teller != actor.person and not at_the_desk(actor, room):
        raise not_permitted("concern.tell")
    return _heard(
        "concern.tell",
        Concern(community_id=room.community_id, room=room, person_id=teller),
        actor=actor,
        text=text,
        given={"speaker": teller, "room": room},
    )


def note(
    *, actor: Actor, community: Community, text: str, person: Person | None = None, person_name: str = ""
) -> Concern:
    """concern.note 来访说事: at the talk studio's walk-in desk, by somebody known to the community or named here."""
    with transaction.atomic():
        teller = person or raising.newcomer(community, person_name)
        if teller.community_id != community.pk:
            raise not_found()
        return _heard(
            "concern.note", Concern(community=community, person=teller), actor=actor, text=text, given={}
        )


def _heard(verb: str, concern: Concern, *, actor: Actor, text: str, given: dict[str, Any]) -> Concern:
    words = plain(text, field="text", limit=500)
    concern.text, concern.at = words, clock.now()
    concern.entered_by_id = actor.person if actor.person != concern.person_id else None
    with act(verb, actor=actor, on=concern, given=given, new=True) as a:
        a.on.save()
        a.entry(
            data={"studio": concern.room_id is None},
            hidden={"text": words},
            about=[concern.room.session_id] if concern.room else [],
            behalf=concern.person_id if concern.entered_by_id else None,
        )
    return concern


def bring(*, actor: Actor, concern: Concern, room: Room) -> Concern:
    """concern.bring 带到会上: what was told at the studio joins what a session of the same community gathers."""
    if room.community_id != concern.community_id:
        raise not_found()
    with act("concern.bring", actor=actor, on=concern, given={"room": room}) as a:
        a.on.room = room
        a.entry(data={"title": room.session.title}, about=[room.session_id])
    return concern


def group(*, actor: Actor, concern: Concern, label: str, category: str) -> Concern:
    """concern.group 归类: put it with others under one label, in one of the community's categories."""
    words = plain(label, field="label", limit=40)
    if category not in packs.load(concern.community.pack).names("triage.categories"):
        raise invalid("category", "请选择一个类别", "Choose one of the categories")
    with act("concern.group", actor=actor, on=concern) as a:
        a.on.label, a.on.category = words, category
        a.entry(data={"label": words, "category": category}, about=_about(a.on))
    return concern


def raise_(
    *,
    actor: Actor,
    concern: Concern,
    title: str = "",
    category: str = "",
    affected: dict[str, Any] | None = None,
) -> Matter:
    """concern.raise 提出为事项: whoever told it raises it themselves, which is their consent; at the desk it is written down
    for them (代录) and waits for their own confirmation before it counts."""
    own = concern.person_id == actor.person
    with act("concern.raise", actor=actor, on=concern) as a:
        words: dict[str, Any] = {
            "community": a.on.community,
            "title": title or a.on.label or a.on.text[:TITLE],
            "text": a.on.text,
            "category": category or a.on.category,
            "affected": affected,
            "not_emergency": True,
        }
        if own:
            matter = raising.raise_matter(actor=actor, **words)
        else:
            matter = raising.enter(actor=actor, proposer=a.on.person, **words)
        a.on.matter = matter
        a.entry(data={"number": matter.number, "own": own}, about=[matter.pk, *_about(a.on)])
    return matter


def keep(*, actor: Actor, concern: Concern, reason: str) -> Concern:
    """concern.keep 只作记录: it goes no further, as its teller wishes, or because it was answered on the spot."""
    own = concern.person_id == actor.person
    why = plain(reason, field="reason", limit=300, required=not own) or "本人表示只作记录"
    with act("concern.keep", actor=actor, on=concern) as a:
        a.on.reason = why
        a.entry(data={"reason": why}, about=_about(a.on))
    return concern


def _about(concern: Concern) -> list[Any]:
    return [concern.room.session_id] if concern.room else []


def ask_tellers(a: Act) -> None:
    """Downstream of session.close: who told something is asked whether it is to become a matter of theirs."""
    waiting = Concern.objects.filter(room__session=a.on, stage="heard")
    people = list(waiting.values_list("person_id", flat=True).distinct())
    if people:
        tell_all(
            community=a.on.community_id,
            people=people,
            template="concern.ask",
            facts={"title": a.on.title},
            about=a.on.pk,
        )


def show_concern(a: Act) -> None:
    """Downstream of what is done to a concern: the room it was told in shows it."""
    concern: Concern = a.on
    if concern.room is not None:
        in_stream(
            concern.room,
            verb=a.verb,
            actor=a.actor,
            parts=[f"concerns.items.{concern.pk}", "concerns.groups"],
            data={"concern": str(concern.pk)},
        )
