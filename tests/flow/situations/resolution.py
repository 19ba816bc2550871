"""Resolutions from the draft to the board, and objections to them."""

from __future__ import annotations

from typing import Any

from consult.resolution import editing, objecting, publishing, signing
from consult.resolution.models import Objection, Resolution
from tests.flow.situation import Situation, row
from tests.resolution import made
from tests.supervision.made import AFTER
from tests.world import START, World


def on(resolution: Resolution, verb: Any, **given: Any) -> Situation:
    return Situation(resolution, lambda actor, thing: verb(actor=actor, resolution=thing, **given))


def posted(world: World) -> Resolution:
    resolution = made.signed(world, made.decision(world))
    return publishing.publish(actor=world.actor("社工小李"), resolution=resolution)


@row("resolution.edit")
def edit(world: World) -> Situation:
    return on(made.decision(world), editing.edit, words=editing.Words(title="关于开设老年助餐点的决议"))


@row("duty.set")
def set_duty(world: World) -> Situation:
    return on(made.decision(world), editing.set_duty, position=None, row=made.ROW)


@row("duty.drop")
def drop_duty(world: World) -> Situation:
    resolution = made.decision(world)
    made.listed(world, resolution)
    return on(resolution, editing.drop_duty, position=1)


@row("resolution.check_legality")
def check(world: World) -> Situation:
    resolution = made.decision(world)
    made.listed(world, resolution)
    return on(resolution, editing.check_legality, favourable=True, opinion="程序和内容合法")


@row("resolution.reopen_text")
def reopen_text(world: World) -> Situation:
    return on(made.checked(world, made.decision(world)), editing.reopen_text, reason="漏写期限")


@row("resolution.sign")
def sign(world: World) -> Situation:
    return on(made.checked(world, made.decision(world)), signing.sign)


@row("resolution.refuse")
def refuse(world: World) -> Situation:
    return on(made.checked(world, made.decision(world)), signing.refuse, reason="涉及业主共有部分")


@row("resolution.countersign")
def countersign(world: World) -> Situation:
    made.one_head(world)
    return on(made.signed(world, made.decision(world)), signing.countersign)


@row("resolution.publish")
def publish(world: World) -> Situation:
    return on(made.signed(world, made.decision(world)), publishing.publish)


@row("objection.raise")
def raise_objection(world: World) -> Situation:
    return on(posted(world), objecting.raise_objection, reason="担心油烟")


@row("resolution.file")
def file(world: World) -> Situation:
    resolution = posted(world)
    Resolution.objects.filter(pk=resolution.pk).update(needs_filing=True)
    return on(resolution, publishing.file, filing_number="青榆街备〔2026〕1号")


@row("resolution.reopen")
def reopen(world: World) -> Situation:
    objection = asked(world)
    objecting.review(actor=world.actor("吕监督"), objection=objection, upheld=True, finding="程序有误")
    return on(objection.resolution, publishing.reopen, reason="复核成立")


@row("resolution.take_down")
def take_down(world: World) -> Situation:
    situation = on(posted(world), publishing.take_down)
    situation.at = AFTER
    return situation


def objected(world: World) -> Objection:
    return objecting.raise_objection(
        actor=world.actor("异议人"), resolution=posted(world), reason="担心油烟和人流"
    )


def answered(world: World) -> Objection:
    return objecting.answer(actor=world.actor("社工小李"), objection=objected(world), answer="不设灶具")


def asked(world: World) -> Objection:
    return objecting.ask_review(actor=world.actor("异议人"), objection=answered(world), reason="没有说清")


def to(objection: Objection, verb: Any, **given: Any) -> Situation:
    return Situation(objection, lambda actor, thing: verb(actor=actor, objection=thing, **given), START)


@row("objection.answer")
def answer(world: World) -> Situation:
    return to(objected(world), objecting.answer, answer="不设灶具，只分餐")


@row("objection.ask_review")
def ask_review(world: World) -> Situation:
    return to(answered(world), objecting.ask_review, reason="没有说清")


@row("objection.review")
def review(world: World) -> Situation:
    return to(asked(world), objecting.review, upheld=True, finding="程序有误")


@row("objection.settle")
def settle(world: World) -> Situation:
    return to(answered(world), objecting.settle)
