"""共识点、保留意见、诉求: recorded while the session runs, confirmed by the chair before everybody."""

from __future__ import annotations

from consult.kernel import clock
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.people.models import Person

from .acting import in_room
from .models import Point, Room


def record(*, actor: Actor, room: Room, kind: str, text: str, by: Person | None = None) -> Point:
    words = plain(text, field="text", limit=500)
    with in_room("point.record", actor=actor, room=room, given={"kind": kind}) as a:
        point = Point.objects.create(room=a.on, kind=Point.Kind(kind), text=words, by=by, at=clock.now())
        a.note(point=str(point.pk), kind=kind, text=words)
        a.touch(f"points.{point.pk}")
    return point


def confirm(*, actor: Actor, room: Room, point: Point) -> Point:
    """The chair reads it out and nobody objects: it stands."""
    with in_room("point.confirm", actor=actor, room=room) as a:
        kept = Point.objects.select_for_update().get(pk=point.pk, room=a.on)
        kept.confirmed = True
        kept.save(update_fields=["confirmed"])
        a.note(point=str(kept.pk))
        a.touch(f"points.{kept.pk}")
    return kept


def drop(*, actor: Actor, room: Room, point: Point) -> None:
    with in_room("point.drop", actor=actor, room=room) as a:
        Point.objects.filter(pk=point.pk, room=a.on).delete()
        a.note(point=str(point.pk), text=point.text)
        a.touch(f"points.{point.pk}")
