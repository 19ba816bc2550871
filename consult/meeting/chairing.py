"""What the chair does besides giving the floor: items and motions, the chair itself, the room's arrangements."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from consult.agenda.models import AgendaItem, Motion
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Person

from . import floor, phasing
from .acting import RoomAct, in_room
from .models import Presence, Room
from .reads import counted


def take_up_item(*, actor: Actor, room: Room, item: AgendaItem) -> None:
    """item.take_up: go to an item of the agenda. The queue of the one before is emptied: it was for that item."""
    with in_room("item.take_up", actor=actor, room=room) as a:
        if item.session_id != a.on.session_id:
            raise invalid("item", "不是本次会议的议程", "Not an item of this session")
        a.on.item, a.on.motion = item, None
        a.on.save(update_fields=["item", "motion"])
        phasing.move_to_debate(a.on)
        floor.empty(actor=actor, room=a.on)
        a.note(item=str(item.pk), title=item.title)
        a.touch("room", "motion", "floor")


def take_up_motion(*, actor: Actor, motion: Motion) -> Motion:
    """motion.take_up: one pending motion at a time; the debate that follows is on it."""
    with act("motion.take_up", actor=actor, on=motion) as a:
        room = Room.objects.select_for_update(of=("self",)).get(session_id=a.on.session_id)
        room.motion = a.on
        room.item = a.on.agenda_items.filter(session_id=a.on.session_id).first()
        room.save(update_fields=["motion", "item"])
        phasing.move_to_debate(room)
        floor.empty(actor=actor, room=room)
        a.entry(data={"title": a.on.title, "session": str(a.on.session_id)}, about=[a.on.matter_id])
    return motion


def hand_over(*, actor: Actor, room: Room, to: Person) -> None:
    """chair.hand_over 移交主持: to somebody present and neutral, so that the chair may speak on the motion."""
    with in_room("chair.hand_over", actor=actor, room=room, given={"to": to}) as a:
        _seat(a, to.pk)
        a.note(to=str(to.pk))


def take_back(*, actor: Actor, room: Room) -> None:
    """chair.take_back: the appointed chair returns, not before the motion they spoke on is settled."""
    with in_room("chair.take_back", actor=actor, room=room) as a:
        _seat(a, a.on.session.chair_id)
        a.note()


def _seat(a: RoomAct, chair: UUID | None) -> None:
    if a.on.chair_id:
        a.tell(a.on.chair_id, chair=False)
    a.on.chair_id = chair
    a.on.save(update_fields=["chair"])
    a.touch("room")
    if chair:
        a.tell(chair, chair=True)


def arrange(
    *,
    actor: Actor,
    room: Room,
    remarks_held: bool | None = None,
    turn_seconds: int | None = None,
    turns_each: int | None = None,
) -> None:
    """room.arrange: whether remarks are held, how long a turn is and how many there are."""
    with in_room("room.arrange", actor=actor, room=room) as a:
        if remarks_held is not None:
            a.on.remarks_held = remarks_held
        if turn_seconds is not None:
            if not 30 <= turn_seconds <= 1800:
                raise invalid("turn_seconds", "每次 30 秒到 30 分钟", "A turn is 30 seconds to 30 minutes")
            a.on.turn_seconds = turn_seconds
        if turns_each is not None:
            if not 1 <= turns_each <= 20:
                raise invalid("turns_each", "每人 1 到 20 次", "1 to 20 turns each")
            a.on.turns_each = turns_each
        a.on.save(update_fields=["remarks_held", "turn_seconds", "turns_each"])
        a.note(remarks_held=a.on.remarks_held, turn_seconds=a.on.turn_seconds, turns_each=a.on.turns_each)
        a.touch("room")


def warn(*, actor: Actor, room: Room, person: Person, reason: str) -> None:
    """person.warn 警告: told to the person alone, and on record (principle 9)."""
    reason = plain(reason, field="reason", limit=200)
    with in_room("person.warn", actor=actor, room=room) as a:
        _presence(a.on, person, removed=False).update(warned=reason)
        a.note(person=str(person.pk), reason=reason)
        a.tell(person.pk, warned=reason)


def remove(*, actor: Actor, room: Room, person: Person, reason: str) -> None:
    """person.remove 请离会场: no more speaking, with a reason on record. They still count as having come, and their vote
    is untouched (principle 9)."""
    reason = plain(reason, field="reason", limit=200)
    with in_room("person.remove", actor=actor, room=room) as a:
        _presence(a.on, person, removed=False).update(removed_at=clock.now(), removed_why=reason)
        a.note(person=str(person.pk), reason=reason)
        floor.leave(a, person.pk)
        a.tell(person.pk, presence=None, removed=reason)


def readmit(*, actor: Actor, room: Room, person: Person) -> None:
    """person.readmit: let somebody back in who was sent out."""
    with in_room("person.readmit", actor=actor, room=room) as a:
        found = _presence(a.on, person, removed=True)
        mode = found.values_list("mode", flat=True)[0]
        found.update(removed_at=None, removed_why="")
        a.note(person=str(person.pk))
        a.tell(person.pk, presence=mode, removed="")


def _presence(room: Room, person: Person, *, removed: bool) -> QuerySet[Presence]:
    """The one row of somebody who is in the room, or who was sent out of it. Raises `not_found`."""
    found = counted(room).filter(person=person, removed_at__isnull=not removed)
    if not found.exists():
        raise not_found()
    return found
