"""Polls from preparing to closing."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from consult.kernel.permits import Actor
from consult.people.models import OwnershipParty, Role
from consult.voting import (
    assisting,
    casting,
    closing,
    correcting,
    hands,
    official,
    paper_desk,
    preparing,
    proxying,
    sealing,
    unsealing,
)
from consult.voting.models import Poll, VotingRight
from tests.flow.situation import Situation, row
from tests.flow.situations.agenda import related
from tests.voting import proxied, sealed_made
from tests.voting.made import REPS, Vote, hall_for, meeting, representatives
from tests.voting.sealed_made import Sealed
from tests.voting.test_official import COUNTS, PDF
from tests.world import START, World

_keys = count(1)


def vote(world: World, *, opened: bool, **how: Any) -> Vote:
    """A representatives' meeting in which 有权人 sits among the representatives; its chair and recorder hold nothing else."""
    world.hold("有权人", Role.RESIDENT_REP)
    made = meeting(world, seated=(*REPS, "孙副主任", "何主任", "有权人"), **how)
    if opened:
        made.open()
    related(world, made.hall.session)
    return made


def on(made: Vote, verb: Any, **given: Any) -> Situation:
    return Situation(made.poll, lambda actor, thing: verb(actor=actor, poll=thing, **given))


@row("poll.prepare")
def prepare(world: World) -> Situation:
    representatives(world)
    made = hall_for(world)
    related(world, made.session)
    return Situation(None, lambda actor, _: preparing.prepare(actor=actor, motion=made.motion))


@row("poll.open")
def open_(world: World) -> Situation:
    return on(vote(world, opened=False), preparing.open_poll)


@row("poll.close")
def close(world: World) -> Situation:
    return on(vote(world, opened=True), closing.close)


@row("poll.void")
def void(world: World) -> Situation:
    return on(vote(world, opened=True), correcting.void, reason="动议文字有误")


def boxed(world: World, make: Any) -> Sealed:
    """A sealed poll as far as `make` takes it; the session's chair and recorder hold nothing else."""
    box: Sealed = make(world)
    related(world, box.vote.hall.session)
    return box


@row("poll.key")
def key(world: World) -> Situation:
    box = boxed(world, sealed_made.prepared)
    file = sealed_made.dumped(box.key_file())
    return Situation(box.poll, lambda actor, it: sealing.set_key(actor=actor, poll=it, file=file))


@row("poll.rehearse")
def rehearse(world: World) -> Situation:
    box = boxed(world, sealed_made.prepared)
    box.give_key()
    file = sealed_made.dumped(box.opened_by())
    return Situation(box.poll, lambda actor, it: sealing.rehearse(actor=actor, poll=it, file=file))


def shut(world: World) -> Sealed:
    """A box with one ballot, closed by the desk."""
    box = boxed(world, sealed_made.opened)
    box.cast("王阿姨", "yes")
    closing.close(actor=world.actor("社工小郑"), poll=box.poll)
    return box


@row("poll.unseal")
def unseal(world: World) -> Situation:
    box = shut(world)
    file = sealed_made.dumped(box.opened_by())
    return Situation(box.poll, lambda actor, it: unsealing.unseal(actor=actor, poll=it, file=file))


@row("poll.unopenable")
def give_up(world: World) -> Situation:
    given = {"lost": ["石律师", "王阿姨"], "reason": "两支优盘损坏"}
    return Situation(shut(world).poll, lambda actor, it: unsealing.give_up(actor=actor, poll=it, **given))


@row("ballot.cast")
def cast(world: World) -> Situation:
    def do(actor: Actor, thing: Poll) -> Any:
        wish = casting.Wish(poll=thing.pk, actor=actor, key=f"key-{next(_keys)}", choice="yes")
        return casting.cast(wish)

    return Situation(vote(world, opened=True).poll, do)


@row("hands.count")
def count_hands(world: World) -> Situation:
    made = vote(world, opened=True, means="hands_counted")
    return on(made, hands.count_hands, yes=5, no=2, abstain=1)


@row("paper.issue")
def issue(world: World) -> Situation:
    made = vote(world, opened=True)
    return on(made, paper_desk.issue, rights=[made.right("王阿姨").pk])


def issued(world: World) -> tuple[Vote, Any, dict[str, Any]]:
    made = vote(world, opened=True)
    right = made.right("王阿姨")
    batch = paper_desk.issue(actor=made.actor("社工小郑"), poll=made.poll, rights=[right.pk])
    sheet = {
        "returned": [right.number],
        "ballots": [{"number": right.number, "choice": "yes"}],
        "invalid_ballots": 0,
    }
    return made, batch, sheet


@row("paper.enter")
def enter(world: World) -> Situation:
    made, batch, sheet = issued(world)
    return Situation(made.poll, lambda actor, _: paper_desk.enter(actor=actor, batch=fresh(batch), **sheet))


@row("paper.confirm")
def confirm(world: World) -> Situation:
    made, batch, sheet = issued(world)
    paper_desk.enter(actor=made.actor("社工小郑"), batch=batch, **sheet)
    return Situation(made.poll, lambda actor, _: paper_desk.confirm(actor=actor, batch=fresh(batch), **sheet))


def fresh(batch: Any) -> Any:
    return type(batch).objects.get(pk=batch.pk)


@row("poll.assist")
def assist(world: World) -> Situation:
    made = vote(
        world,
        opened=True,
        form="grid_session",
        rule="GRID_HOUSEHOLDS_MAJ",
        closes_at=START + timedelta(days=3),
    )

    def do(actor: Actor, thing: Poll) -> Any:
        return assisting.assist(
            actor=actor,
            poll=thing,
            right=made.right("丁奶奶"),
            choice="yes",
            witness=world.people["石律师"].pk,
            key=f"assisted-{next(_keys)}",
        )

    return Situation(made.poll, do)


@row("roll.strike")
def strike(world: World) -> Situation:
    made = vote(world, opened=True)
    return on(made, correcting.strike, right=made.right("王阿姨"), reason="已不是代表")


@row("conflict.declare")
def declare(world: World) -> Situation:
    """Whoever has a right declares their own; everybody else tries that of 有权人."""

    def do(actor: Actor, thing: Poll) -> Any:
        rights = VotingRight.objects.filter(poll=thing)
        right = rights.filter(person=actor.person).first() or made.right("有权人")
        return correcting.declare_conflict(actor=actor, poll=thing, right=right, reason="本人承接工程")

    made = vote(world, opened=True)
    return Situation(made.poll, do)


def owners(world: World) -> Vote:
    """An owners' assembly; its chair and recorder hold nothing else."""
    made = proxied.of_owners(world)
    related(world, made.hall.session)
    return made


@row("proxy.record")
def record_proxy(world: World) -> Situation:
    made = owners(world)

    def do(actor: Actor, thing: Poll) -> Any:
        return proxied.given(made, actor=actor, poll=thing)

    return Situation(made.poll, do)


@row("proxy.revoke")
def revoke_proxy(world: World) -> Situation:
    """有权人 has given one: whose right it is revokes their own, everybody else tries that."""
    made = owners(world)
    OwnershipParty.objects.filter(pk=proxied.nth(made, 9).party_id).update(voter=world.people["有权人"])
    proxy = proxied.given(made, 9)
    return Situation(made.poll, lambda actor, it: proxying.revoke(actor=actor, poll=it, proxy=proxy.pk))


@row("poll.record_official")
def record(world: World) -> Situation:
    made = vote(world, opened=False, form="owners_assembly", rule="OWNERS_MAJ", means="official")
    return on(made, official.record_official, counts=COUNTS, source="云州市业主表决平台公告", file=PDF)
