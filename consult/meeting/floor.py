"""发言权: asking for it, giving it, the clock on it. One waiting entry a person and one speaker a room (constraints)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from consult.agenda.forms import FORMS
from consult.kernel import clock
from consult.kernel.errors import invalid, not_found, not_permitted
from consult.kernel.found import existing
from consult.kernel.models import Log
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Person
from consult.people.who import person_id

from .acting import RoomAct, in_room, in_stream
from .models import FloorEntry, Proposal, Room
from .permits import at_the_desk
from .reads import brought, last_side, turn_seconds, turns_taken, unheard
from .rules import INTERJECTIONS, PRESENT, Asking, interrupts, next_call, speaking_order

State = FloorEntry.State
# Turns begun and not over.
BEGUN = (State.SPEAKING, State.INTERRUPTED)


def raise_hand(*, actor: Actor, room: Room, stance: str, person: Person | None = None) -> FloorEntry:
    """floor.raise 我要发言: with the form's own stance, or an interjection. Staff may ask for somebody in the hall."""
    speaker = _speaker(actor, room, person)
    if stance not in FORMS[room.session.form].every_stance and stance not in INTERJECTIONS:
        raise invalid("stance", "请选择发言的类别", "Choose what kind of turn this is")
    with in_room("floor.raise", actor=actor, room=room, given={"speaker": speaker, "stance": stance}) as a:
        entry = FloorEntry.objects.create(
            room=a.on,
            item_id=a.on.item_id,
            motion_id=a.on.motion_id,
            person_id=speaker,
            proposal=_presented(a.on, speaker) if stance == PRESENT else None,
            stance=stance,
            asked_at=clock.now(),
            place=place_of(Log.objects.values_list("size", flat=True).get(pk=a.on.stream_id)),
            allotted=a.on.turn_seconds if stance in INTERJECTIONS else turn_seconds(a.on),
            entered_by_id=actor.person if speaker != actor.person else None,
        )
        a.note(entry=str(entry.pk), person=str(speaker), stance=stance)
        a.touch(f"floor.entries.{entry.pk}", "floor.order")
        a.tell(speaker, waiting=str(entry.pk), cut="")
    return entry


def _presented(room: Room, speaker: UUID) -> Proposal | None:
    """What somebody presents: the first of theirs that was not heard yet, or one again."""
    return unheard(room).filter(proposer=speaker).first() or brought(room).filter(proposer=speaker).first()


def lower_hand(*, actor: Actor, room: Room, person: Person | None = None) -> None:
    """floor.lower: withdraw one's waiting request."""
    speaker = _speaker(actor, room, person)
    with in_room("floor.lower", actor=actor, room=room) as a:
        entry = existing(FloorEntry.objects.filter(room=a.on, person_id=speaker, state=State.WAITING))
        _end(entry, State.WITHDRAWN)
        a.note(entry=str(entry.pk))
        a.touch(f"floor.entries.{entry.pk}", "floor.order")
        a.tell(speaker, waiting=None)


def next_speaker(*, actor: Actor, room: Room, entry: UUID | None = None) -> FloorEntry | None:
    """floor.next 请下一位: end the present turn and give the floor to the first in order, or to the one named.

    An interjection does not end the turn it breaks into: that clock stops, and runs on once the interjection is heard.
    """
    with in_room("floor.next", actor=actor, room=room) as a:
        begun = {row.state: row for row in FloorEntry.objects.filter(room=a.on, state__in=BEGUN)}
        current, interrupted = begun.get(State.SPEAKING), begun.get(State.INTERRUPTED)
        order = queue(a.on)
        chosen = next((e for e in order if e.pk == entry), None) if entry else None
        if entry and chosen is None:
            raise not_found()
        if chosen is None:
            first = order[0] if order else None
            waits = next_call(first.stance if first else None, interrupted=interrupted is not None)
            chosen = {"first": first, "interrupted": interrupted, None: None}[waits]
        ended = _make_way(a, current, interrupted, chosen)
        if chosen:
            chosen.state, chosen.started_at, chosen.held_at = State.SPEAKING, clock.now(), None
            chosen.save(update_fields=["state", "started_at", "held_at"])
            a.touch(f"floor.entries.{chosen.pk}")
            a.tell(chosen.person_id, speaking=True, interrupted=False)
            if chosen is not interrupted:
                a.tell(chosen.person_id, waiting=None)
        a.note(
            entry=str(chosen.pk) if chosen else None,
            ended=str(ended.pk) if ended else None,
            interrupted=str(current.pk) if current and current.state == State.INTERRUPTED else None,
            out_of_order=bool(entry and order and order[0].pk != entry),
        )
        a.touch("floor.current", "floor.interrupted", "floor.order", "floor.times")
    return chosen


def _make_way(
    a: RoomAct, current: FloorEntry | None, interrupted: FloorEntry | None, chosen: FloorEntry | None
) -> FloorEntry | None:
    """End or stop the turns before `chosen`'s. The turn that is over, if one is."""
    over: FloorEntry | None = None
    if current is not None:
        a.touch(f"floor.entries.{current.pk}")
        if chosen is not None and interrupted is None and interrupts(chosen.stance, current.stance):
            current.spoken, current.held_at = spoken_seconds(current, clock.now()), clock.now()
            current.state = State.INTERRUPTED
            current.save(update_fields=["state", "spoken", "held_at"])
            a.tell(current.person_id, speaking=False, interrupted=True)
            return None
        _end(current, State.DONE)
        a.tell(current.person_id, speaking=False)
        over = current
    # The chair called somebody else meanwhile: the turn that was broken into is not taken up again.
    if interrupted is not None and chosen is not interrupted and not _interjects(chosen):
        _end(interrupted, State.DONE)
        a.touch(f"floor.entries.{interrupted.pk}")
        a.tell(interrupted.person_id, interrupted=False)
    return over


def _interjects(entry: FloorEntry | None) -> bool:
    return entry is not None and entry.stance in INTERJECTIONS


def hold(*, actor: Actor, room: Room, resume: bool) -> None:
    """floor.hold: stop the clock (a disturbance), or let it run on."""
    with in_room("floor.hold", actor=actor, room=room) as a:
        entry = FloorEntry.objects.get(room=a.on, state=State.SPEAKING)
        if resume:
            run_on(entry)
        else:
            stand_still(entry)
        a.note(entry=str(entry.pk), resume=resume)
        a.touch("floor.current")


def stand_still(entry: FloorEntry) -> None:
    """Stop a turn's clock where it is."""
    if entry.held_at is None:
        entry.spoken, entry.held_at = spoken_seconds(entry, clock.now()), clock.now()
        entry.save(update_fields=["spoken", "held_at"])


def run_on(entry: FloorEntry) -> None:
    if entry.held_at is not None:
        entry.held_at, entry.started_at = None, clock.now()
        entry.save(update_fields=["held_at", "started_at"])


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
    """floor.cut: end a turn, for a stated reason that stays on record and that the speaker is told."""
    reason = plain(reason, field="reason", limit=200)
    with in_room("floor.cut", actor=actor, room=room) as a:
        entry = FloorEntry.objects.get(room=a.on, state=State.SPEAKING)
        _end(entry, State.DONE, reason=reason)
        a.note(entry=str(entry.pk), reason=reason)
        a.touch("floor.current", f"floor.entries.{entry.pk}", "floor.times")
        a.tell(entry.person_id, speaking=False, cut=reason)


def empty(*, actor: Actor, room: Room) -> None:
    """The queue was for the question before: who waits withdraws, who speaks has spoken, and each of them is told.

    For verbs that go on to another question, inside their transaction.
    """
    told: dict[UUID, dict[str, Any]] = {}
    for entry in FloorEntry.objects.filter(room=room, state__in=[State.WAITING, *BEGUN]):
        told.setdefault(entry.person_id, {}).update(_over(entry))
    if told:
        in_stream(room, verb="floor.empty", actor=actor, parts=["floor"], told=told)


def leave(a: RoomAct, person: UUID) -> None:
    """Somebody goes, or is sent out: what they waited for is withdrawn, what they were saying is over."""
    for entry in FloorEntry.objects.filter(room=a.on, person_id=person, state__in=[State.WAITING, *BEGUN]):
        a.tell(person, **_over(entry))
    a.touch("floor")


def _over(entry: FloorEntry) -> dict[str, Any]:
    """End an entry as what it was; what its owner's screen is to forget."""
    if entry.state == State.WAITING:
        _end(entry, State.WITHDRAWN)
        return {"waiting": None}
    spoke = entry.state == State.SPEAKING
    _end(entry, State.DONE)
    return {"speaking": False} if spoke else {"interrupted": False}


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


def place_of(size: int, seat: int = 0) -> int:
    """A place in the order of asking: by the stream's size at that moment, and by the seat where many ask at once."""
    return size * 1024 + seat


def withdraw(entry: FloorEntry) -> None:
    _end(entry, State.WITHDRAWN)


def _end(entry: FloorEntry, state: str, reason: str = "") -> None:
    now = clock.now()
    entry.spoken = spoken_seconds(entry, now)
    entry.state, entry.ended_at, entry.held_at, entry.reason = state, now, now, reason
    entry.save(update_fields=["state", "ended_at", "held_at", "spoken", "reason"])


def _speaker(actor: Actor, room: Room, person: Person | None) -> UUID:
    if person is None or person.pk == actor.person:
        return person_id(actor)
    if not at_the_desk(actor, room):
        raise not_permitted("floor.raise")
    return person.pk
