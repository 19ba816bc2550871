"""诉求: told in a session and at the studio's desk, and what becomes of them."""

from __future__ import annotations

from typing import Any

from consult.kernel.permits import Actor
from consult.meeting import concerns
from consult.meeting.models import Concern
from tests.flow.situation import Situation, row
from tests.flow.situations.agenda import related
from tests.flow.situations.meeting import come
from tests.meeting.gathering import gathering
from tests.meeting.made import Hall
from tests.world import World


def place(world: World) -> Hall:
    made = gathering(world)
    related(world, made.session)
    return made


def heard(world: World) -> Concern:
    made = place(world)
    return concerns.tell(actor=world.actor("王阿姨"), room=made.fresh(), text="三号楼电梯老是停")


def on(concern: Concern, verb: Any, **given: Any) -> Situation:
    return Situation(concern, lambda actor, thing: verb(actor=actor, concern=thing, **given))


@row("concern.tell")
def tell(world: World) -> Situation:
    made = place(world)

    def do(actor: Actor, _: None) -> Concern:
        come(made, actor)
        return concerns.tell(actor=actor, room=made.fresh(), text="三号楼电梯老是停")

    return Situation(None, do)


@row("concern.note")
def note(world: World) -> Situation:
    def do(actor: Actor, _: None) -> Concern:
        return concerns.note(
            actor=actor, community=world.community, text="三号楼电梯老是停", person_name="冯师傅"
        )

    return Situation(None, do)


@row("concern.bring")
def bring(world: World) -> Situation:
    made = place(world)
    kept = concerns.note(
        actor=world.actor("社工小李"), community=world.community, text="电梯老是停", person_name="冯师傅"
    )
    return on(kept, concerns.bring, room=made.fresh())


@row("concern.group")
def group(world: World) -> Situation:
    return on(heard(world), concerns.group, label="电梯", category="住房与电梯")


@row("concern.raise")
def raise_(world: World) -> Situation:
    return on(heard(world), concerns.raise_, title="三号楼电梯", category="住房与电梯")


@row("concern.keep")
def keep(world: World) -> Situation:
    return on(heard(world), concerns.keep, reason="本人表示只作记录")
