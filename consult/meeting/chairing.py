"""What the chair does besides giving the floor: items and motions, the chair itself, the room's arrangements."""

from __future__ import annotations

from consult.agenda.models import AgendaItem, Motion
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import Refusal, invalid
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Person
from consult.people.who import person_id

from . import floor
from .acting import in_room
from .models import FloorEntry, Presence, Room
from .reads import here


def take_up_item(*, actor: Actor, room: Room, item: AgendaItem) -> None:
    """item.take_up: go to an item of the agenda. The queue of the one before is emptied: it was for that item."""
    with in_room("item.take_up", actor=actor, room=room) as a:
        if item.session_id != a.on.session_id:
            raise invalid("item", "不是本次会议的议程", "Not an item of this session")
        a.on.item, a.on.motion = item, None
        a.on.save(update_fields=["item", "motion"])
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
        floor.empty(actor=actor, room=room)
        a.entry(data={"title": a.on.title, "session": str(a.on.session_id)}, about=[a.on.matter_id])
    return motion


def hand_over(*, actor: Actor, room: Room, to: Person) -> None:
    """chair.hand_over 移交主持: to somebody present, so that the chair may speak on the motion."""
    with in_room("chair.hand_over", actor=actor, room=room) as a:
        if not here(a.on, to.pk):
            raise Refusal("not_here", "接任的人还没有签到", "They have not signed in")
        a.on.chair = to
        a.on.save(update_fields=["chair"])
        a.note(to=str(to.pk))
        a.touch("room")
        a.tell(to.pk, chair=True)


def take_back(*, actor: Actor, room: Room) -> None:
    """chair.take_back: the appointed chair returns, not before the motion they spoke on is settled."""
    with in_room("chair.take_back", actor=actor, room=room) as a:
        spoke = a.on.motion_id and FloorEntry.objects.filter(
            room=a.on, motion_id=a.on.motion_id, person_id=person_id(actor), started_at__isnull=False
        )
        if spoke and spoke.exists():
            raise Refusal(
                "motion_unsettled",
                "您已就这个动议发言，表决后再收回主持",
                "You have spoken on this motion; take the chair back once it is settled",
            )
        a.on.chair = a.on.session.chair
        a.on.save(update_fields=["chair"])
        a.note()
        a.touch("room")


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


def remove(*, actor: Actor, room: Room, person: Person, reason: str) -> None:
    """person.remove 请离会场: presence ends, with a reason on record; the right to vote is untouched (principle 9)."""
    reason = plain(reason, field="reason", limit=200)
    with in_room("person.remove", actor=actor, room=room) as a:
        now = clock.now()
        Presence.objects.filter(room=a.on, person=person, signed_out_at__isnull=True).update(
            signed_out_at=now
        )
        FloorEntry.objects.filter(room=a.on, person=person, state__in=["waiting", "speaking"]).update(
            state=FloorEntry.State.WITHDRAWN, ended_at=now
        )
        a.note(person=str(person.pk), reason=reason)
        a.touch("floor")
        a.tell(person.pk, presence=None, waiting=None, speaking=False, removed=reason)
