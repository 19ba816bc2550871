"""发言权: asking for it, giving it, the clock on it. One waiting entry a person and one speaker a room (constraints)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from consult.agenda.forms import FORMS
from consult.kernel import clock
from consult.kernel.errors import invalid, not_found, not_permitted
from consult.kernel.models import Log
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Person
from consult.people.who import person_id

from .acting import in_room, in_stream
from .attending import at_the_desk
from .models import FloorEntry, Room
from .reads import last_side, turns_taken
from .rules import INTERJECTIONS, Asking, speaking_order

State = FloorEntry.State


def raise_hand(*, actor: Actor, room: Room, stance: str, person: Person | None = None) -> FloorEntry:
    """floor.raise 我要发言: with the form's own stance, or an interjection. Staff may ask for somebody in the hall."""
    speaker = _speaker(actor, room, person)
    if stance not in FORMS[room.session.form].stances and stance not in INTERJECTIONS:
        raise invalid("stance", "请选择发言的类别", "Choose what kind of turn this is")
    with in_room("floor.raise", actor=actor, room=room, given={"speaker": speaker, "stance": stance}) as a:
        entry = FloorEntry.objects.create(
            room=a.on,
            item_id=a.on.item_id,
            motion_id=a.on.motion_id,
            person_id=speaker,
            stance=stance,
            asked_at=clock.now(),
            place=Log.objects.values_list("size", flat=True).get(pk=a.on.stream_id),
            allotted=a.on.turn_seconds,
            entered_by_id=actor.person if speaker != actor.person else None,
        )
        a.note(entry=str(entry.pk), person=str(speaker), stance=stance)
        a.touch(f"floor.entries.{entry.pk}", "floor.order")
        a.tell(speaker, waiting=str(entry.pk))
    return entry


def lower_hand(*, actor: Actor, room: Room, person: Person | None = None) -> None:
    """floor.lower: withdraw one's waiting request."""
    speaker = _speaker(actor, room, person)
    with in_room("floor.lower", actor=actor, room=room) as a:
        entry = FloorEntry.objects.filter(room=a.on, person_id=speaker, state=State.WAITING).first()
        if entry is None:
            raise not_found()
        _end(entry, State.WITHDRAWN)
        a.note(entry=str(entry.pk))
        a.touch(f"floor.entries.{entry.pk}", "floor.order")
        a.tell(speaker, waiting=None)


def next_speaker(*, actor: Actor, room: Room, entry: UUID | None = None) -> FloorEntry | None:
    """floor.next 请下一位: end the present turn and give the floor to the first in order, or to the one named."""
    with in_room("floor.next", actor=actor, room=room) as a:
        ended = FloorEntry.objects.filter(room=a.on, state=State.SPEAKING).first()
        if ended:
            _end(ended, State.DONE)
            a.touch(f"floor.entries.{ended.pk}")
        order = queue(a.on)
        chosen = next((e for e in order if e.pk == entry), None) if entry else (order[0] if order else None)
        if entry and chosen is None:
            raise not_found()
        if chosen:
            chosen.state, chosen.started_at = State.SPEAKING, clock.now()
            chosen.save(update_fields=["state", "started_at"])
            a.touch(f"floor.entries.{chosen.pk}")
            a.tell(chosen.person_id, waiting=None, speaking=True)
        if ended:
            a.tell(ended.person_id, speaking=False)
        a.note(
            entry=str(chosen.pk) if chosen else None,
            ended=str(ended.pk) if ended else None,
            out_of_order=bool(entry and order and order[0].pk != entry),
        )
        a.touch("floor.current", "floor.order", "floor.times")
    return chosen


def hold(*, actor: Actor, room: Room, resume: bool) -> None:
    """floor.hold: stop the clock (a point of order, a disturbance), or let it run on."""
    with in_room("floor.hold", actor=actor, room=room) as a:
        entry = FloorEntry.objects.get(room=a.on, state=State.SPEAKING)
        if resume and entry.held_at:
            entry.held_at, entry.started_at = None, clock.now()
        elif not resume and not entry.held_at:
            entry.spoken, entry.held_at = spoken_seconds(entry, clock.now()), clock.now()
        entry.save(update_fields=["held_at", "started_at", "spoken"])
        a.note(entry=str(entry.pk), resume=resume)
        a.touch("floor.current")


def extend(*, actor: Actor, room: Room, seconds: int) -> None:
    """floor.extend: more time, once or again; elders may be given it freely (rules.md §2.14)."""
    if not 10 <= seconds <= 600:
        raise invalid("seconds", "延长 10 秒到 10 分钟", "Extend by 10 seconds to 10 minutes")
    with in_room("floor.extend", actor=actor, room=room) as a:
        entry = FloorEntry.objects.get(room=a.on, state=State.SPEAKING)
        entry.allotted += seconds
        entry.save(update_fields=["allotted"])
        a.note(entry=str(entry.pk), seconds=seconds)
        a.touch("floor.current")


def cut(*, actor: Actor, room: Room, reason: str) -> None:
    """floor.cut: end a turn, for a stated reason that stays on record."""
    reason = plain(reason, field="reason", limit=200)
    with in_room("floor.cut", actor=actor, room=room) as a:
        entry = FloorEntry.objects.get(room=a.on, state=State.SPEAKING)
        _end(entry, State.DONE)
        a.note(entry=str(entry.pk), reason=reason)
        a.touch("floor.current", f"floor.entries.{entry.pk}", "floor.times")
        a.tell(entry.person_id, speaking=False, cut=reason)


def empty(*, actor: Actor, room: Room) -> None:
    """The queue was for the question before: who waits withdraws, who speaks has spoken, and each of them is told.

    For verbs that go on to another question, inside their transaction.
    """
    told: dict[UUID, dict[str, Any]] = {}
    for entry in FloorEntry.objects.filter(room=room, state__in=[State.WAITING, State.SPEAKING]):
        speaking = entry.state == State.SPEAKING
        told.setdefault(entry.person_id, {}).update({"speaking": False} if speaking else {"waiting": None})
        _end(entry, State.DONE if speaking else State.WITHDRAWN)
    if told:
        in_stream(room, verb="floor.empty", actor=actor, parts=["floor"], told=told)


def queue(room: Room) -> list[FloorEntry]:
    """Those who wait, in the order they would be called."""
    waiting = {str(e.pk): e for e in FloorEntry.objects.filter(room=room, state=State.WAITING)}
    asking = [Asking(str(e.pk), str(e.person_id), e.stance, e.place) for e in waiting.values()]
    return [waiting[one.id] for one in speaking_order(asking, turns_taken(room), last_side(room))]


def spoken_seconds(entry: FloorEntry, at: datetime) -> int:
    """Seconds spoken so far in this turn, the held time left out."""
    if entry.started_at is None or entry.held_at is not None:
        return entry.spoken
    return entry.spoken + max(0, int(((entry.ended_at or at) - entry.started_at).total_seconds()))


def _end(entry: FloorEntry, state: str) -> None:
    now = clock.now()
    entry.spoken = spoken_seconds(entry, now)
    entry.state, entry.ended_at, entry.held_at = state, now, now
    entry.save(update_fields=["state", "ended_at", "held_at", "spoken"])


def _speaker(actor: Actor, room: Room, person: Person | None) -> UUID:
    if person is None or person.pk == actor.person:
        return person_id(actor)
    if not at_the_desk(actor, room):
        raise not_permitted("floor.raise")
    return person.pk
