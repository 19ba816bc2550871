"""书面意见: written by those who cannot come, shown to the session, and answered in its minutes.

Source: practices B33, B46 (asynchronous opinions beside the session); rules.md §2.5 principle 3, for those on night shift
and those without a phone, whose slips the desk types in.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from consult.agenda.models import Session
from consult.agenda.opinions import opinions_by_letter
from consult.kernel import clock
from consult.kernel.act import Act
from consult.kernel.errors import not_permitted
from consult.kernel.found import existing, only
from consult.kernel.log import stamp
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell
from consult.people.models import Person
from consult.people.naming import names
from consult.people.who import person_id

from .acting import in_room, in_stream
from .models import Opinion, Room
from .permits import at_the_desk

# 会后三日: as long as the minutes are not frozen.
AFTER = timedelta(days=3)


def window(session: Session) -> Opinion.Window:
    return Opinion.Window.AFTER if session.stage == "closed" else Opinion.Window.BEFORE


def taken_until(session: Session) -> datetime | None:
    """Until when opinions are taken after a session; None before its end."""
    return session.closed_at + AFTER if session.stage == "closed" and session.closed_at else None


def write(*, actor: Actor, room: Room, text: str, person: Person | None = None) -> Opinion:
    """opinion.write 写书面意见; the desk types in somebody's slip. A later one replaces an earlier until it is answered."""
    author = person.pk if person else person_id(actor)
    if author != actor.person and not at_the_desk(actor, room):
        raise not_permitted("opinion.write")
    words = plain(text, field="text", limit=1000)
    with in_room("opinion.write", actor=actor, room=room, given={"speaker": author}) as a:
        kept, _ = Opinion.objects.update_or_create(
            room=a.on,
            person_id=author,
            window=window(a.on.session),
            defaults={
                "text": words,
                "entered_by_id": actor.person if author != actor.person else None,
                "at": clock.now(),
            },
        )
        a.note(hidden={"text": words}, opinion=str(kept.pk), person=str(author), window=kept.window)
        a.touch(f"opinions.{kept.pk}")
        a.tell(author, **mine(kept))
    return kept


def answer(*, actor: Actor, room: Room, opinion: Opinion, text: str) -> Opinion:
    """opinion.answer 答复书面意见: at the session or after it; its author is told. Minutes with one unanswered stay open."""
    words = plain(text, field="text", limit=1000)
    with in_room("opinion.answer", actor=actor, room=room) as a:
        kept = existing(Opinion.objects.select_for_update().filter(pk=opinion.pk, room=a.on))
        kept.answer, kept.answered_at = words, clock.now()
        kept.save(update_fields=["answer", "answered_at"])
        a.note(hidden={"answer": words}, opinion=str(kept.pk))
        a.touch(f"opinions.{kept.pk}")
        a.tell(kept.person_id, **mine(kept))
        tell(
            community=a.on.community_id,
            person=kept.person_id,
            template="opinion.answered",
            facts={"title": a.on.session.title},
            about=a.on.session_id,
        )
    return kept


def mine(opinion: Opinion) -> dict[str, Any]:
    """What its author's own screen shows of it."""
    return {f"opinion.{opinion.window}": {"text": opinion.text, "answer": opinion.answer}}


def shown(room: Room, reader: Actor) -> dict[str, dict[str, Any]]:
    """All that came in writing, by id: with letters and without one."""
    written = list(Opinion.objects.filter(room=room).order_by("at", "pk"))
    named = names([one.person_id for one in written], reader)
    by_letter = {
        str(one["id"]): {
            "name": one["from_whom"],
            "text": one["text"],
            "answer": one["answer"],
            "window": Opinion.Window.BEFORE.value,
            "letter": one["number"],
            "at": stamp(one["at"]),
        }
        for one in opinions_by_letter(room.session, reader)
    }
    return by_letter | {
        str(one.pk): {
            "name": named.get(one.person_id, ""),
            "text": one.text,
            "answer": one.answer,
            "window": one.window,
            "letter": "",
            "at": stamp(one.at),
        }
        for one in written
    }


def own(room: UUID, persons: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What each of these people wrote, for their own screens."""
    found: dict[UUID, dict[str, Any]] = {person: {} for person in persons}
    for opinion in Opinion.objects.filter(room=room, person__in=persons):
        found[opinion.person_id].update(mine(opinion))
    return found


def show_opinions(a: Act) -> None:
    """Downstream of a reply slip and of answers to such: what came in writing is shown in the room."""
    before = any(letter.written_opinion for letter in a.given.get("invitations", ()))
    now = a.draft is not None and bool(a.draft.hidden)
    room = only(Room.objects.filter(session=a.on))
    if room is not None and (before or now):
        in_stream(room, verb=a.verb, actor=a.actor, parts=["opinions"])
