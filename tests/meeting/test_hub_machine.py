"""Random verbs, and three clients of different audiences whose network does everything networks do.

The room, its verbs and the database are real; the hub is in this process; only the wire is the adversary's. At the end
each client must know what a fresh snapshot says, and must never have been sent what its audience may not see.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.meeting import attending, chairing, floor, minutes, points, remarks, stream
from consult.meeting.client import State
from consult.meeting.hub import Hub
from consult.meeting.hubs import Hubs
from consult.meeting.live_speech import RemarksFold
from consult.meeting.member import Member
from consult.meeting.models import Point, Remark, Room
from consult.meeting.stream import Committed
from consult.meeting.tickets import Ticket
from consult.people.models import Person
from consult.voting import casting, closing, preparing
from consult.voting.casting import Wish
from tests.meeting.made import Hall, hall, seat
from tests.meeting.replay import state
from tests.meeting.serving import signed_in
from tests.voting.made import CHAIR, OTHER_DESK, RECORDER, REPS, representatives
from tests.world import World

RESIDENTS = ("王阿姨", "小谷", "老尹")


class Leak(AssertionError):
    """Somebody was sent what they may not see."""


class Client:
    """A client, what is on its way to it, and what it was ever sent."""

    def __init__(self, audience: str, person: Person | None) -> None:
        self.audience, self.person = audience, person
        self.session = signed_in(person) if person else ""
        self.state = State()
        self.air: list[str] = []
        self.member: Member | None = None
        self.asks: int | None = None
        self.secrets: Callable[[], set[str]] = set
        # What should never have been sent. Whoever sends looks no exception in the face: the machine asks for it.
        self.leaks: list[str] = []

    async def send(self, event: dict[str, Any]) -> None:
        text = str(event.get("text", ""))
        self.see(text)
        self.air.append(text)

    def see(self, text: str) -> None:
        if any(secret in text for secret in self.secrets()):
            self.leaks.append(text)

    def check(self) -> None:
        if self.leaks:
            raise Leak(f"{self.audience} was sent {self.leaks}")


class Network(RuleBasedStateMachine):
    """`world`, `commit` and `runner` are put there by the test that runs it."""

    world: World
    commit: DjangoCaptureOnCommitCallbacks
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.moment = clock.now()
        representatives(self.world)
        self.here: Hall = hall(self.world)
        Room.objects.filter(pk=self.here.room.pk).update(remarks_held=True)
        seat(self.here.room, *(self.world.people[name] for name in (*REPS, CHAIR, OTHER_DESK, RECORDER)))
        self.poll = preparing.prepare(actor=self.world.actor(CHAIR), motion=self.here.motion)
        self.flying: list[Committed] = []
        self.hidden: set[str] = set()
        self.number = 0
        stream.PUBLISHERS.append(self.publish)
        self.hubs = Hubs(database=self.later)
        self.waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self.clients = [
            Client("residents", self.world.people["王阿姨"]),
            Client("staff", self.world.people[RECORDER]),
            Client("screen", None),
        ]
        for client in self.clients:
            client.secrets = partial(self.secrets_from, client.audience)

    def secrets_from(self, audience: str) -> set[str]:
        """What may not be sent to an audience now: what is held, but to the staff; and to nobody how an open poll stands."""
        held = set() if audience == "staff" else self.hidden
        return held | {'"result":{', '"result": {'} if self.poll.stage == "open" else held

    async def later(self, work: Callable[[], Any]) -> Any:
        """The hub's database work is done between two turns of the loop, on the test's own connection."""
        done = asyncio.get_running_loop().create_future()
        self.waiting.append((work, done))
        return await done

    def publish(self, made: Committed) -> None:
        self.flying.append(made)

    # Verbs

    def do(self, verb: Callable[..., Any], by: str, **arguments: Any) -> Any:
        self.moment += timedelta(seconds=7)
        try:
            with clock.at(self.moment), self.commit(execute=True), transaction.atomic():
                return verb(actor=self.world.actor(by), **arguments)
        except Refusal:
            return None

    @property
    def room(self) -> Room:
        return self.here.fresh()

    @rule(
        who=st.sampled_from(RESIDENTS),
        stance=st.sampled_from(["for", "against", "question", "point_of_order"]),
    )
    def raise_hand(self, who: str, stance: str) -> None:
        self.do(floor.raise_hand, who, room=self.room, stance=stance)

    @rule(who=st.sampled_from(RESIDENTS))
    def lower_hand(self, who: str) -> None:
        self.do(floor.lower_hand, who, room=self.room)

    @rule(what=st.sampled_from(["next", "hold", "resume", "extend", "cut"]))
    def chair(self, what: str) -> None:
        match what:
            case "next":
                self.do(floor.next_speaker, CHAIR, room=self.room)
            case "hold" | "resume":
                self.do(floor.hold, CHAIR, room=self.room, resume=what == "resume")
            case "extend":
                self.do(floor.extend, CHAIR, room=self.room, seconds=30)
            case "cut":
                self.do(floor.cut, CHAIR, room=self.room, reason="超时")

    @rule(item=st.integers(0, 1))
    def take_up(self, item: int) -> None:
        self.do(chairing.take_up_item, CHAIR, room=self.room, item=self.here.items[item])

    @rule(held=st.booleans())
    def arrange(self, held: bool) -> None:
        self.do(chairing.arrange, CHAIR, room=self.room, remarks_held=held)

    @rule(who=st.sampled_from(RESIDENTS[1:]))
    def send_remark(self, who: str) -> None:
        """What is held is a secret from the moment it is written until it is shown."""
        self.number += 1
        text = f"书面第{self.number}号"
        if self.room.remarks_held:
            self.hidden.add(text)
        self.do(remarks.send, who, room=self.room, text=text)

    @rule(show=st.booleans(), which=st.integers(0, 5))
    def settle_remark(self, show: bool, which: int) -> None:
        rows = list(Remark.objects.filter(room=self.room).order_by("at"))
        if not rows:
            return
        remark = rows[which % len(rows)]
        if show:
            self.hidden.discard(remark.text)
            self.do(remarks.show, RECORDER, room=self.room, remark=remark)
        else:
            self.do(remarks.refuse, RECORDER, room=self.room, remark=remark, reason="与议题无关")

    @rule()
    def write_minutes(self) -> None:
        self.number += 1
        text = f"记录草稿第{self.number}稿"
        self.hidden.add(text)
        self.do(minutes.edit, RECORDER, session=self.here.session, text=text)

    @rule(who=st.sampled_from(REPS), choice=st.sampled_from(["yes", "no", "abstain", "and it is over"]))
    def vote(self, who: str, choice: str) -> None:
        """The motion is put, answered by one after the other, and at some time closed and counted."""
        if self.poll.stage == "prepared":
            self.do(preparing.open_poll, CHAIR, poll=self.poll)
        elif choice == "and it is over":
            self.do(closing.close, CHAIR, poll=self.poll)
        else:
            self.number += 1
            wish = partial(Wish, poll=self.poll.pk, key=f"key-{self.number}", choice=choice)
            self.do(lambda actor: casting.cast(wish(actor=actor)), who)
        self.poll.refresh_from_db()

    @rule(kind=st.sampled_from(["record", "confirm", "drop"]))
    def point(self, kind: str) -> None:
        found = Point.objects.filter(room=self.room).first()
        if kind == "record":
            self.do(points.record, RECORDER, room=self.room, kind="consensus", text="先装一处灯")
        elif found is not None:
            self.do(points.confirm if kind == "confirm" else points.drop, CHAIR, room=self.room, point=found)

    @rule(who=st.sampled_from(RESIDENTS), leaves=st.booleans())
    def come_or_go(self, who: str, leaves: bool) -> None:
        if leaves:
            self.do(attending.sign_out, who, room=self.room)
        else:
            self.do(attending.sign_in, who, room=self.room, mode="online")

    # Between processes

    @rule(data=st.data())
    def deliver_a_push(self, data: st.DataObject) -> None:
        """What was committed reaches the hub: in any order, twice, or not at all."""
        if not self.flying:
            return
        which = data.draw(st.integers(0, min(4, len(self.flying) - 1)))
        fate = data.draw(st.sampled_from(["arrives", "arrives", "arrives", "twice", "lost"]))
        pushed = self.flying[which] if fate == "twice" else self.flying.pop(which)
        if fate != "lost":
            self.in_loop(lambda _: self.hubs.deliver(pushed))

    @rule()
    def look_after(self) -> None:
        looking = self.runner.get_loop().create_task(self.hubs.look())
        self.turn()
        assert looking.done()
        looking.result()

    def turn(self) -> None:
        """Let the hub do all it has to do."""

        async def some() -> None:
            for _ in range(12):
                await asyncio.sleep(0)

        self.runner.run(some())
        while self.waiting:
            for work, done in [self.waiting.pop(0) for _ in self.waiting]:
                done.set_result(work())
            self.runner.run(some())
        for client in self.clients:
            client.check()

    # Between the hub and a client

    @initialize()
    def everybody_enters(self) -> None:
        for client in self.clients:
            self.snapshot(client)
            self.join(client)

    def snapshot(self, client: Client) -> None:
        position, shared = self.fresh(client)
        own: dict[str, Any] = {}
        if client.person:
            own = json.loads(stream.encode(stream.mine(self.room, self.world.actor(client.person.name))))
        client.state.take({"epoch": str(self.room.epoch), "pos": position, "shared": shared, "mine": own})

    def fresh(self, client: Client) -> tuple[int, dict[str, Any]]:
        """The room as a snapshot would show it to this client now."""
        position, shared = state(self.room, client.audience)
        client.see(json.dumps(shared, ensure_ascii=False))
        client.check()
        return position, shared

    def join(self, client: Client) -> None:
        async def go() -> None:
            hub = await self.hubs.of(self.here.room.pk)
            assert hub is not None
            person = client.person.pk if client.person else None
            ticket = Ticket(hub.room, client.audience, person, client.session)
            client.member = Member(client.send, ticket)
            hub.join(client.member, client.state.epoch, client.state.pos)

        client.air.clear()
        joining = self.runner.get_loop().create_task(go())
        self.turn()
        joining.result()

    def in_loop(self, doing: Callable[[Hub], None]) -> None:
        async def go() -> None:
            doing(self.hubs.hubs[self.here.room.pk])

        self.runner.run(go())
        self.turn()

    def leave(self, client: Client) -> None:
        member = client.member
        if member is not None:
            self.in_loop(lambda hub: hub.leave(member))
            member.closed, client.member = True, None

    @rule(which=st.integers(0, 2))
    def drop(self, which: int) -> None:
        client = self.clients[which]
        if client.member is not None:
            self.leave(client)
            client.air.clear()

    @rule(which=st.integers(0, 2))
    def come_back(self, which: int) -> None:
        if self.clients[which].member is None:
            self.join(self.clients[which])

    @precondition(lambda self: any(client.air for client in self.clients))
    @rule(which=st.integers(0, 2), data=st.data())
    def disturb(self, which: int, data: st.DataObject) -> None:
        """A client that loses, mixes up or hears twice what was sent: a wire that does this is worse than any."""
        air = self.clients[which].air
        if not air:
            return
        at = data.draw(st.integers(0, len(air) - 1))
        match data.draw(st.sampled_from(["drop", "double", "swap"])):
            case "drop":
                air.pop(at)
            case "double":
                air.insert(at, air[at])
            case "swap":
                air.insert(0, air.pop(at))

    @rule(which=st.integers(0, 2), many=st.integers(1, 6))
    def hear(self, which: int, many: int) -> None:
        client = self.clients[which]
        for _ in range(min(many, len(client.air))):
            self.hear_one(client)

    def hear_one(self, client: Client) -> None:
        said = json.loads(client.air.pop(0))
        for frame in said if isinstance(said, list) else [said]:
            need = client.state.hear(frame)
            if need == "snapshot":
                self.snapshot(client)
            elif need == "since" and client.member is not None and client.asks != client.state.pos:
                client.asks = client.state.pos
                self.in_loop(lambda hub: hub.since(client.member, client.state.pos))

    # In the end

    def teardown(self) -> None:
        try:
            self.settle()
            for client in self.clients:
                assert (client.state.pos, client.state.shared) == self.fresh(client), client.audience
            self.check_mine()
        finally:
            stream.PUBLISHERS.remove(self.publish)
            self.runner.run(self.stop())
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    async def stop(self) -> None:
        self.hubs.hubs[self.here.room.pk].stop()

    def settle(self) -> None:
        """The network is well again: everybody comes back, nothing more is lost, and the room is looked after."""
        for client in self.clients:
            self.leave(client)
            self.join(client)
        for _ in range(3):
            self.look_after()
            for client in self.clients:
                while client.air:
                    self.hear_one(client)

    def check_mine(self) -> None:
        client = self.clients[0]
        own = json.loads(stream.encode(stream.mine(self.room, self.world.actor("王阿姨"))))
        # Rights in a poll are read with the poll when it opens.
        own = {key: value for key, value in own.items() if not key.startswith("poll.")}
        assert {key: client.state.mine.get(key) for key in own} == own


def run_machine(world: World, commit: Any, **options: Any) -> None:
    with asyncio.Runner() as runner:
        machine = type(
            "Network", (Network,), {"world": world, "commit": staticmethod(commit), "runner": runner}
        )
        run_state_machine_as_test(
            machine,
            settings=settings(
                deadline=None,
                suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
                **{"max_examples": 15, "stateful_step_count": 40, **options},
            ),
        )


def test_whatever_the_network_does_everybody_ends_with_the_same_room(
    world: World,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run_machine(world, django_capture_on_commit_callbacks)


def test_a_fold_that_shows_held_remarks_to_everybody_is_caught(
    world: World,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Leaky(RemarksFold):
        def whole(self, room: Room, audience: str) -> Any:
            return super().whole(room, "staff")

    monkeypatch.setitem(stream.FOLDS, "remarks", Leaky())
    with pytest.raises(Leak):
        run_machine(
            world,
            django_capture_on_commit_callbacks,
            phases=[Phase.generate],
            max_examples=200,
            database=None,
        )


def test_a_verb_that_forgets_what_it_touched_is_caught(
    world: World,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patch = stream.patch

    def forgetful(room: Room, audience: str, parts: Any) -> dict[str, Any]:
        return patch(room, audience, [part for part in parts if not part.startswith("remarks.")])

    monkeypatch.setattr(stream, "patch", forgetful)
    with pytest.raises(AssertionError):
        run_machine(
            world,
            django_capture_on_commit_callbacks,
            phases=[Phase.generate],
            max_examples=200,
            database=None,
        )
