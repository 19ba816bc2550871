"""Coming into rooms in a crowd: the snapshots of all who wait at the door, made together.

Each for itself asked the database fifteen times; a thousand together ask a few hundred times in all. What each may see is
decided by the same functions as for one alone, on what the database says at that moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consult.kernel.permits import Actor
from consult.people.crowd import actors_behind

from . import stream
from .models import Room
from .snapshots import answer, shared_bytes
from .tickets import Ticket, audience_of, may_enter


@dataclass(frozen=True)
class Arrival:
    """Somebody at the door: which room, and the key of the session their cookie names."""

    room: UUID
    session: str


def snapshots(arrivals: Sequence[Arrival]) -> list[bytes | None]:
    """The body of each one's answer; None where it is not certain that they may come in, which is not yet a refusal."""
    actors = actors_behind({arrival.session for arrival in arrivals})
    rooms = Room.objects.select_related("session", "stream").in_bulk({arrival.room for arrival in arrivals})
    entering: dict[UUID, list[tuple[int, Actor]]] = defaultdict(list)
    for number, arrival in enumerate(arrivals):
        actor, room = actors.get(arrival.session), rooms.get(arrival.room)
        if actor is not None and room is not None and may_enter(actor, room):
            entering[room.pk].append((number, actor))
    bodies: list[bytes | None] = [None] * len(arrivals)
    for pk, crowd in entering.items():
        for number, body in _of_one_room(rooms[pk], crowd, arrivals):
            bodies[number] = body
    return bodies


def _of_one_room(
    room: Room, crowd: Sequence[tuple[int, Actor]], arrivals: Sequence[Arrival]
) -> list[tuple[int, bytes]]:
    tickets = [
        (number, Ticket(room.pk, audience_of(actor, room), actor.person, arrivals[number].session))
        for number, actor in crowd
    ]
    shared = {
        audience: shared_bytes(room, audience) for audience in {ticket.audience for _, ticket in tickets}
    }
    # After the position, never before: whatever concerns somebody after it comes over the socket.
    own = stream.own(room, {ticket.person for _, ticket in tickets if ticket.person})
    return [
        (number, answer(shared[ticket.audience], own[ticket.person], ticket))
        for number, ticket in tickets
        if ticket.person
    ]
