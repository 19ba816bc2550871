"""提案评议: the call, proposals, scores, and the list drawn from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from consult.kernel.permits import Actor
from consult.meeting import opening, proposing, ranking
from consult.meeting.models import Proposal, Room
from tests.flow.situation import Situation, row
from tests.flow.situations.agenda import related
from tests.flow.situations.meeting import come
from tests.meeting import reviewing
from tests.meeting.made import Hall
from tests.world import START, World


def announced(world: World, *, called: bool = True) -> Hall:
    made = reviewing.announced(world, called=called)
    related(world, made.session)
    return made


def brought(world: World, phase: str = "") -> tuple[Hall, list[Proposal]]:
    """Three proposals, the first of 王阿姨; with a phase, in an open room."""
    made, proposals = reviewing.sitting(world, phase) if phase else (announced(world), [])
    if not phase:
        proposals = [reviewing.bring(world, made, name) for name in reviewing.BROUGHT]
    related(world, made.session)
    return made, proposals


def submitted(world: World) -> Proposal:
    return brought(world)[1][0]


@row("proposal.call")
def call(world: World) -> Situation:
    made = announced(world, called=False)
    given = {"text": "民生项目", "closes_at": START + timedelta(days=2), "criteria": reviewing.CRITERIA}
    return Situation(made.session, lambda actor, thing: proposing.call(actor=actor, session=thing, **given))


@row("proposal.submit")
def submit(world: World) -> Situation:
    made = announced(world)

    def do(actor: Actor, _: None) -> Proposal:
        title, who, when, what, cost = reviewing.BROUGHT["王阿姨"]
        return proposing.submit(
            actor=actor, session=made.session, title=title, who=who, when=when, what=what, cost_fen=cost
        )

    return Situation(None, do)


def on(proposal: Proposal, verb: Any, **given: Any) -> Situation:
    return Situation(proposal, lambda actor, thing: verb(actor=actor, proposal=thing, **given))


@row("proposal.amend")
def amend(world: World) -> Situation:
    _, [first, *_] = brought(world)
    return on(first, proposing.amend, title="楼道装扶手")


@row("proposal.withdraw")
def withdraw(world: World) -> Situation:
    _, [first, *_] = brought(world)
    return on(first, proposing.withdraw)


@row("proposal.merge")
def merge(world: World) -> Situation:
    _, [first, second, _] = brought(world)
    return on(first, proposing.merge, into=second, agreed=True)


@row("score.give")
def give_score(world: World) -> Situation:
    made, [_, second, _] = brought(world, "score")

    def do(actor: Actor, thing: Room) -> Any:
        come(made, actor)
        return ranking.give_score(actor=actor, room=thing, proposal=second, points={"1": 4, "2": 5})

    return Situation(made.fresh(), do)


def scored(world: World) -> Hall:
    made, _ = reviewing.scored(world)
    related(world, made.session)
    return made


@row("ranking.draw")
def draw(world: World) -> Situation:
    made = scored(world)
    return Situation(made.session, lambda actor, thing: ranking.draw(actor=actor, session=thing))


def sent(world: World) -> Proposal:
    made = scored(world)
    ranking.draw(actor=world.actor("主持人"), session=made.session)
    opening.close(actor=world.actor("主持人"), session=made.session)
    return Proposal.objects.get(session=made.session, rank=1)


@row("proposal.adopt")
def adopt(world: World) -> Situation:
    return on(sent(world), ranking.adopt, reason="受益面大")


@row("proposal.decline")
def decline(world: World) -> Situation:
    return on(sent(world), ranking.decline, reason="与街道的改造计划重复")
