"""Matters from raising to the topic review, with contest, appeal and petition."""

from __future__ import annotations

from typing import Any

from consult.intake import (
    accepting,
    handling,
    petitions,
    pictures,
    powers,
    raising,
    referrals,
    review,
    triage,
)
from consult.intake.models import Matter
from consult.kernel.permits import Actor
from tests.flow.situation import Situation, row
from tests.intake import steps
from tests.intake.test_enter import entered
from tests.intake.test_revise import failed
from tests.world import World

TOLD = {"title": "公告栏换一块玻璃", "text": "一号楼门口的公告栏玻璃碎了一角。", "category": "其他"}


def on(matter: Matter, verb: Any, **given: Any) -> Situation:
    return Situation(matter, lambda actor, thing: verb(actor=actor, matter=thing, **given))


@row("matter.raise")
def raise_(world: World) -> Situation:
    def do(actor: Actor, _: None) -> Matter:
        return raising.raise_matter(
            actor=actor, community=world.community, building=world.buildings[0], **TOLD
        )

    return Situation(None, do)


@row("matter.enter")
def enter(world: World) -> Situation:
    def do(actor: Actor, _: None) -> Matter:
        return raising.enter(
            actor=actor,
            community=world.community,
            building=world.buildings[0],
            proposer=world.people["丁奶奶"],
            **TOLD,
        )

    return Situation(None, do)


@row("matter.confirm")
def confirm(world: World) -> Situation:
    matter = entered(world, proposer=world.people["王阿姨"])
    Matter.objects.filter(pk=matter.pk).update(entered_by=world.people["代录人"])
    return on(matter, raising.confirm, means="in_person", attested=True)


@row("matter.endorse")
def endorse(world: World) -> Situation:
    return on(steps.raised(world), raising.endorse)


@row("matter.withdraw")
def withdraw(world: World) -> Situation:
    return on(steps.raised(world), raising.withdraw)


@row("matter.accept")
def accept(world: World) -> Situation:
    return on(steps.raised(world), accepting.accept)


@row("matter.suggest")
def suggest(world: World) -> Situation:
    return on(steps.accepted(world), triage.suggest, route="small", owners_common=False)


@row("matter.route")
def route(world: World) -> Situation:
    return on(steps.accepted(world), triage.route, route="large", owners_common=False, reason="关系全体居民")


@row("matter.dispute")
def dispute(world: World) -> Situation:
    return on(steps.accepted(world), triage.dispute, route="large", reason="别的楼也有")


@row("matter.assign")
def assign(world: World) -> Situation:
    matter = steps.accepted(world)
    Matter.objects.filter(pk=matter.pk).update(disputed=True)
    return on(matter, triage.assign, route="large", reason="听了两边的意见", owners_common=False)


@row("matter.reassign")
def reassign(world: World) -> Situation:
    return on(steps.with_grid(world), triage.reassign, reason="应由那边办", grid=world.grids[1])


@row("matter.handle")
def handle(world: World) -> Situation:
    def do(actor: Actor, thing: Matter) -> Matter:
        # A photo of one's own: whoever may not handle it is refused for that, not for the photo.
        photo = pictures.take(actor=actor, community=world.community, data=shot) if actor.person else None
        photos = [photo.pk] if photo else []
        return handling.handle(actor=actor, matter=thing, result="已经换好", photos=photos)

    shot = steps.picture()

    return Situation(steps.with_grid(world), do)


@row("matter.escalate")
def escalate(world: World) -> Situation:
    given = {"reason": "三号楼也有同样情况", "touches": world.buildings[2]}
    return on(steps.with_grid(world), handling.escalate, **given)


@row("matter.delegate")
def delegate(world: World) -> Situation:
    return on(steps.in_review(world), handling.delegate, reason="一个网格可以办")


@row("matter.refer_up")
def refer_up(world: World) -> Situation:
    return on(steps.in_review(world), referrals.refer_up, reason="属于市政设施", refer_to="市政所")


@row("matter.hand_down")
def hand_down(world: World) -> Situation:
    return on(steps.routed(world, "government"), referrals.hand_down, reason="社区可以自己议")


@row("matter.answer")
def answer(world: World) -> Situation:
    return on(steps.routed(world, "government"), referrals.answer, text="已经修好")


@row("matter.track")
def track(world: World) -> Situation:
    return on(steps.routed(world, "government"), referrals.track, note="已派人看过")


@row("topic.opine")
def opine(world: World) -> Situation:
    return on(steps.in_review(world), review.opine, favours=True, text="同意")


@row("topic.admit")
def admit(world: World) -> Situation:
    given = {"reason": "关系全体居民", "checks": steps.CHECKS, "forms": ["round_table"]}
    return on(steps.in_review(world), review.admit, **given)


@row("topic.return")
def return_(world: World) -> Situation:
    given = {"reason": "请写明预算", "checks": {**steps.CHECKS, "feasible": False}}
    return on(steps.in_review(world), review.return_, **given)


@row("topic.decline")
def decline(world: World) -> Situation:
    given = {"reason": "法律不允许", "checks": {**steps.CHECKS, "legal": False}}
    return on(steps.in_review(world), review.decline, **given)


@row("matter.revise")
def revise(world: World) -> Situation:
    return on(steps.returned(world), review.revise, title="公告栏换玻璃", text="一号楼门口，预算八十元。")


@row("matter.again")
def again(world: World) -> Situation:
    return on(failed(world), review.again, ground="物价变了")


@row("matter.contest")
def contest(world: World) -> Situation:
    return on(steps.routed(world, "reject"), powers.contest, reason="没有看清我说的事")


@row("matter.rehear")
def rehear(world: World) -> Situation:
    return on(steps.contested(world), powers.rehear, upheld=True, decision="重新了解过")


@row("topic.appeal")
def appeal(world: World) -> Situation:
    return on(steps.declined(world), powers.appeal, reason="这是公共的事")


@row("topic.hear_appeal")
def hear_appeal(world: World) -> Situation:
    matter = powers.appeal(actor=world.actor("王阿姨"), matter=steps.declined(world), reason="这是公共的事")
    return on(matter, powers.hear_appeal, upheld=True, decision="应再研究一次")


@row("petition.start")
def start(world: World) -> Situation:
    steps.representatives(world, 7)
    return on(steps.declined(world), petitions.start, kind="representatives", text="请召集会议")


def gathering(world: World) -> Any:
    steps.representatives(world, 7)
    return petitions.start(
        actor=world.actor("发起人"), matter=steps.declined(world), kind="adults", text="请召集会议"
    )


@row("petition.sign")
def sign(world: World) -> Situation:
    return Situation(gathering(world), lambda actor, it: petitions.sign(actor=actor, petition=it))


@row("petition.withdraw")
def withdraw_petition(world: World) -> Situation:
    return Situation(gathering(world), lambda actor, it: petitions.withdraw(actor=actor, petition=it))
