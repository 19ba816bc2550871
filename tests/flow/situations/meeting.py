"""The session while it is held, and its room."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from consult.kernel.permits import Actor
from consult.meeting import (
    attending,
    chairing,
    floor,
    kiosk,
    minutes,
    opening,
    opinions,
    phasing,
    photographing,
    points,
    remarks,
)
from consult.meeting.models import Room, SessionPhoto
from consult.paper.photos import Box
from tests.flow.situation import Situation, row
from tests.flow.situations.agenda import related
from tests.meeting.made import Hall, hall, seat
from tests.meeting.test_sessions import grid_session
from tests.world import World


def place(world: World, stage: str = "open", **how: Any) -> Hall:
    """A hall whose chair and recorder hold nothing else, with everybody who was there."""
    made = hall(world, stage=stage, **how)
    related(world, made.session)
    seat(made.room, *(world.people[name] for name in ("到会人", "主持人", "社工小李")))
    return made


def session(made: Hall, verb: Any, **given: Any) -> Situation:
    return Situation(made.session, lambda actor, thing: verb(actor=actor, session=thing, **given))


def room(made: Hall, verb: Any, **given: Any) -> Situation:
    return Situation(made.fresh(), lambda actor, thing: verb(actor=actor, room=thing, **given))


@row("session.open")
def open_(world: World) -> Situation:
    return session(place(world, "published"), opening.open_session)


@row("session.adjourn")
def adjourn(world: World) -> Situation:
    return session(place(world), opening.adjourn, until="下周一")


@row("session.close")
def close(world: World) -> Situation:
    return session(place(world), opening.close)


def closed(world: World, *, written: bool = True) -> Hall:
    made = place(world)
    if written:
        minutes.edit(actor=world.actor("记录人"), session=made.session, text="到会三人。")
    opening.close(actor=world.actor("主持人"), session=made.session)
    return made


@row("minutes.edit")
def edit(world: World) -> Situation:
    return session(place(world), minutes.edit, text="到会三人。")


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return out.getvalue()


@row("minutes.add_photo")
def add_photo(world: World) -> Situation:
    return session(place(world), photographing.add, data=photo(), boxes=[Box(0, 0, 500, 500)])


@row("minutes.drop_photo")
def drop_photo(world: World) -> Situation:
    made = place(world)
    kept = SessionPhoto.objects.create(
        session=made.session,
        sha256="0" * 64,
        covered=1,
        by=world.people["社工小李"],
        at=made.session.starts_at,
    )
    return session(made, photographing.drop, photo=kept)


@row("minutes.approve")
def approve(world: World) -> Situation:
    return session(closed(world), minutes.approve)


@row("minutes.freeze")
def freeze(world: World) -> Situation:
    return session(closed(world), minutes.freeze)


@row("session.fail")
def fail(world: World) -> Situation:
    made = grid_session(world, stage="closed", kind="reservation")
    related(world, made.session)
    return session(made, opening.fail, reason="没有谈成")


@row("session.agree")
def agree(world: World) -> Situation:
    made = grid_session(world, stage="closed")
    related(world, made.session)
    return session(made, opening.agree)


@row("presence.sign_in")
def sign_in(world: World) -> Situation:
    return room(place(world), attending.sign_in, mode="on_site")


@row("presence.sign_out")
def sign_out(world: World) -> Situation:
    return room(place(world), attending.sign_out)


@row("floor.raise")
def raise_hand(world: World) -> Situation:
    """Everybody is in the hall: who may speak is asked, not who has come."""
    made = place(world)

    def do(actor: Actor, thing: Room) -> Any:
        come(made, actor)
        return floor.raise_hand(actor=actor, room=thing, stance="for")

    return Situation(made.fresh(), do)


def come(made: Hall, actor: Actor) -> None:
    if actor.person and not made.room.presences.filter(person=actor.person).exists():
        made.room.presences.create(
            person_id=actor.person, mode="on_site", signed_in_at=made.session.starts_at
        )


def speaking(world: World) -> Hall:
    """到会人 has the floor."""
    made = place(world)
    floor.raise_hand(actor=world.actor("到会人"), room=made.fresh(), stance="for")
    floor.next_speaker(actor=world.actor("主持人"), room=made.fresh())
    return made


@row("floor.lower")
def lower(world: World) -> Situation:
    made = place(world)

    def do(actor: Actor, thing: Room) -> None:
        if actor.person:
            thing.floor.create(person_id=actor.person, stance="for", asked_at=made.session.starts_at, place=1)
        floor.lower_hand(actor=actor, room=thing)

    return Situation(made.fresh(), do)


@row("floor.next")
def next_(world: World) -> Situation:
    return room(place(world), floor.next_speaker)


@row("floor.hold")
def hold(world: World) -> Situation:
    return room(speaking(world), floor.hold, resume=False)


@row("floor.extend")
def extend(world: World) -> Situation:
    return room(speaking(world), floor.extend, seconds=60)


@row("floor.cut")
def cut(world: World) -> Situation:
    return room(speaking(world), floor.cut, reason="离题")


@row("remark.send")
def send(world: World) -> Situation:
    made = place(world)

    def do(actor: Actor, thing: Room) -> Any:
        come(made, actor)
        return remarks.send(actor=actor, room=thing, text="油烟怎么办？")

    return Situation(made.fresh(), do)


def held(world: World) -> tuple[Hall, Any]:
    made = place(world)
    chairing.arrange(actor=world.actor("主持人"), room=made.fresh(), remarks_held=True)
    return made, remarks.send(actor=world.actor("到会人"), room=made.fresh(), text="油烟怎么办？")


@row("remark.show")
def show(world: World) -> Situation:
    made, remark = held(world)
    return room(made, remarks.show, remark=remark)


@row("remark.refuse")
def refuse(world: World) -> Situation:
    made, remark = held(world)
    return room(made, remarks.refuse, remark=remark, reason="请勿质疑动机")


@row("remark.report")
def report(world: World) -> Situation:
    made = place(world)
    remark = remarks.send(actor=world.actor("到会人"), room=made.fresh(), text="油烟怎么办？")
    return room(made, remarks.report, remark=remark, reason="说的是别的事")


@row("opinion.write")
def write_opinion(world: World) -> Situation:
    return room(place(world, "published"), opinions.write, text="上夜班来不了")


@row("opinion.answer")
def answer_opinion(world: World) -> Situation:
    made = place(world)
    kept = opinions.write(actor=world.actor("到会人"), room=made.fresh(), text="上夜班来不了")
    return room(made, opinions.answer, opinion=kept, text="通道留四米")


@row("point.record")
def record(world: World) -> Situation:
    return room(place(world), points.record, kind="consensus", text="不设灶具")


def recorded(world: World) -> tuple[Hall, Any]:
    made = place(world)
    given = {"kind": "consensus", "text": "不设灶具"}
    return made, points.record(actor=world.actor("记录人"), room=made.fresh(), **given)


@row("point.confirm")
def confirm(world: World) -> Situation:
    made, point = recorded(world)
    return room(made, points.confirm, point=point)


@row("point.drop")
def drop(world: World) -> Situation:
    made, point = recorded(world)
    return room(made, points.drop, point=point)


def at_the_table(world: World, phase: str) -> Hall:
    made = place(world, form="round_table")
    Room.objects.filter(pk=made.room.pk).update(phase=phase)
    return made


@row("phase.enter")
def enter_phase(world: World) -> Situation:
    return room(at_the_table(world, "introduce"), phasing.enter, phase="rounds")


@row("round.begin")
def begin_round(world: World) -> Situation:
    return room(at_the_table(world, "rounds"), phasing.begin_round)


@row("item.take_up")
def take_up_item(world: World) -> Situation:
    made = place(world)
    return room(made, chairing.take_up_item, item=made.items[1])


@row("chair.hand_over")
def hand_over(world: World) -> Situation:
    return room(place(world), chairing.hand_over, to=world.people["到会人"])


@row("chair.take_back")
def take_back(world: World) -> Situation:
    made = place(world)
    chairing.hand_over(actor=world.actor("主持人"), room=made.fresh(), to=world.people["到会人"])
    return room(made, chairing.take_back)


@row("room.arrange")
def arrange(world: World) -> Situation:
    return room(place(world), chairing.arrange, turns_each=3)


@row("person.remove")
def remove(world: World) -> Situation:
    return room(place(world), chairing.remove, person=world.people["到会人"], reason="两次警告后仍打断")


@row("motion.take_up")
def take_up_motion(world: World) -> Situation:
    made = place(world)
    return Situation(made.motion, lambda actor, thing: chairing.take_up_motion(actor=actor, motion=thing))


@row("person.warn")
def warn(world: World) -> Situation:
    return room(place(world), chairing.warn, person=world.people["到会人"], reason="打断别人发言")


@row("person.readmit")
def readmit(world: World) -> Situation:
    made, person = place(world), world.people["到会人"]
    chairing.remove(actor=world.actor("主持人"), room=made.fresh(), person=person, reason="仍打断别人")
    return room(made, chairing.readmit, person=person)


@row("kiosk.open")
def open_kiosk(world: World) -> Situation:
    return room(place(world), kiosk.open_kiosk)
