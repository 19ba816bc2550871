"""A collection session in the phase a test asks for, and concerns told in it."""

from __future__ import annotations

from consult.agenda.models import AgendaItem, Session
from consult.meeting import concerns
from consult.meeting.models import Concern, Room
from tests.meeting.made import Hall, hall, seat
from tests.world import World

TOLD = {
    "王阿姨": "三号楼电梯老是停，老人上不去楼",
    "老尹": "电梯经常停，三号楼老人上下楼难",
    "小谷": "北门没有路灯，晚上太黑",
}


def gathering(world: World, *, form: str = "collection", phase: str = "gather") -> Hall:
    """An open session that takes no vote and is on no matter, with its tellers in the hall."""
    made = hall(world, form=form, rule="CONSENSUS")
    AgendaItem.objects.filter(session=made.session).update(matter=None, motion=None)
    Session.objects.filter(pk=made.session.pk).update(title="二季度诉求征集会")
    Room.objects.filter(pk=made.room.pk).update(phase=phase, item=None)
    made.session.refresh_from_db()
    seat(made.room, *(world.people[name] for name in (*TOLD, "丁奶奶", "孙副主任", "社工小李")))
    return made


def told(world: World, made: Hall, name: str) -> Concern:
    return concerns.tell(actor=world.actor(name), room=made.fresh(), text=TOLD[name])
