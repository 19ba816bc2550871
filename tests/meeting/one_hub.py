"""One hub with sockets that only write down what they are sent, and a database that answers what a test says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from consult.meeting import frames
from consult.meeting.hub import Hub
from consult.meeting.member import Member, Straight
from consult.meeting.stream import AUDIENCES, CaughtUp
from consult.meeting.tickets import Ticket

EPOCH = uuid4()


class Pressure:
    """A socket's unsent bytes, as the test would have them."""

    def __init__(self) -> None:
        self.lagging_since: float | None = None
        self.drained: Callable[[], None] | None = None
        self.straight: Straight | None = None
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True


class Phone:
    """A socket in a room: the messages it was sent, and the frames in them."""

    def __init__(self, room: Room, audience: str = "residents", person: UUID | None = None) -> None:
        self.pressure, self.messages, self.code = Pressure(), [], 0
        self.member = Member(self.send, Ticket(room.hub.room, audience, person), self.pressure)
        self.pressure.drained = lambda: room.hub.pump(self.member, room.hub.head)

    async def send(self, event: dict[str, Any]) -> None:
        if event["type"] == "websocket.close":
            self.code = event["code"]
        else:
            self.messages.append(str(event["text"]))

    @property
    def frames(self) -> list[dict[str, Any]]:
        found = [json.loads(message) for message in self.messages]
        return [frame for one in found for frame in (one if isinstance(one, list) else [one])]

    @property
    def positions(self) -> list[int]:
        return [frame["p"] for frame in self.frames if "p" in frame]


class Room:
    """A hub, its clock, and what the database would answer."""

    def __init__(self, head: int = 0) -> None:
        self.time = 1000.0
        self.caught: CaughtUp | None = None
        self.queries: list[tuple[int, str, UUID | None]] = []
        self.answering = asyncio.Event()
        self.answering.set()
        self.hub = Hub(uuid4(), EPOCH, head, self.catch_up, now=lambda: self.time)

    async def catch_up(self, position: int, audience: str, person: UUID | None) -> CaughtUp | None:
        self.queries.append((position, audience, person))
        await self.answering.wait()
        return self.caught

    def commit(self, *positions: int, persons: dict[UUID, bytes] | None = None) -> None:
        for position in positions:
            shared = {audience: frames.encode({"p": position, "to": audience}) for audience in AUDIENCES}
            self.hub.offer(position, shared, persons or {})

    def enter(self, position: int = 0, audience: str = "residents", person: UUID | None = None) -> Phone:
        phone = Phone(self, audience, person)
        self.hub.join(phone.member, str(EPOCH), position)
        return phone


async def settle() -> None:
    """Until nothing is left to do."""
    for _ in range(30):
        await asyncio.sleep(0)


def caught_up(since: int, head: int, told: frozenset[UUID] = frozenset(), **persons: bytes) -> CaughtUp:
    shared = {audience: frames.encode({"p": head, "since": since}) for audience in AUDIENCES}
    return CaughtUp(head, shared, dict.fromkeys(told, b'{"mine":{"whole":true}}'), told)
