"""A room's stream: what happened in it, at which position, and what each audience is to be shown of it.

A room's state is divided into parts ("floor.current", "remarks.<id>"). A verb says which parts it touched; each is
rendered by the same function that renders it for a snapshot, so replaying events onto a snapshot cannot drift from a
fresh one unless a verb forgets a part, which `verify_events` in the tests finds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from consult.kernel import log
from consult.kernel.models import Log, LogEntry
from consult.kernel.permits import Actor

from .frames import encode as encode
from .models import Room

# Who may see what: filtering happens once per audience, never per phone.
AUDIENCES = ("residents", "staff", "screen")
# Beyond this many missed events a fresh snapshot is cheaper than catching up.
CATCH_UP = 500


# What concerns single people, by person; whom it does not concern may be left out.
OwnParts = dict[UUID, dict[str, Any]]


class Fold(Protocol):
    """One part of what a room shows. `name` is its key in the snapshot's `shared`."""

    name: str

    def whole(self, room: Room, audience: str) -> Any:
        """All of it, as one audience sees it."""
        ...

    def own(self, room: Room, persons: Collection[UUID]) -> OwnParts:
        """What of it concerns each of these people alone; as many statements for a thousand of them as for one."""
        ...


# Filled by config/wiring.py, in the order of the snapshot.
FOLDS: dict[str, Fold] = {}

# Parts in which no figure beside the room's state is counted: what is said and who wants to speak, the most frequent.
WITHOUT_FIGURES = ("floor", "remarks", "points", "staff/")


@dataclass(frozen=True)
class Committed:
    """One event as it goes to the hubs: a frame for each audience, and what concerns single people ({"mine": …}).

    `figures`: whether the gauges may have moved with it.
    """

    room: UUID
    epoch: UUID
    position: int
    shared: Mapping[str, bytes]
    persons: Mapping[UUID, bytes]
    figures: bool = True


# Set where a server runs; called from any thread.
PUBLISHERS: list[Callable[[Committed], None]] = []


@dataclass(frozen=True)
class Event:
    """What happened: the verb, who did it, its public data, the parts it touched, and what concerns single people."""

    verb: str
    actor: UUID | None
    data: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    parts: Sequence[str] = ()
    mine: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)


def snapshot(room: Room, audience: str) -> tuple[int, dict[str, Any]]:
    """(position, shared): call in a transaction that holds the room's row, so that both are of one moment."""
    position = Log.objects.values_list("size", flat=True).get(pk=room.stream_id)
    return position, {name: fold.whole(room, audience) for name, fold in FOLDS.items()}


def mine(room: Room, actor: Actor) -> dict[str, Any]:
    return own(room, [actor.person])[actor.person] if actor.person else {}


def own(room: Room, persons: Collection[UUID]) -> OwnParts:
    """What concerns each of these people alone, as their snapshots' `mine`."""
    merged: OwnParts = {person: {} for person in persons}
    for fold in FOLDS.values() if persons else ():
        for person, facts in fold.own(room, persons).items():
            merged[person].update(facts)
    return merged


def happened(room: Room, event: Event) -> int:
    """Append to the stream and, on commit, push. The caller holds the room's row in its transaction. The position.

    The entry keeps which parts were touched and who was told something, so that whoever missed it can catch up.
    """
    data = {**event.data, "parts": list(event.parts)}
    if event.mine:
        data["told"] = [str(person) for person in event.mine]
    [entry] = log.append(
        room.stream_id, [log.Draft(verb=event.verb, actor=event.actor, data=data, hidden=event.hidden)]
    )
    position = entry.seq + 1
    if not PUBLISHERS:
        # A command or a worker: the servers notice by the stream's head, and render for those who are there.
        return position
    shared = {
        audience: frame(position, event.verb, patch(room, audience, event.parts)) for audience in AUDIENCES
    }
    persons = {person: encode({"mine": facts}) for person, facts in event.mine.items()}
    still = bool(event.parts) and all(part.startswith(WITHOUT_FIGURES) for part in event.parts)
    made = Committed(room.pk, room.epoch, position, shared, persons, figures=not still)
    # robust: a push that fails must not make a committed verb look refused; the hub heals from the stream's head.
    transaction.on_commit(lambda: [publish(made) for publish in PUBLISHERS] and None, robust=True)
    return position


def for_staff(part: str) -> str:
    """A part in which only the staff have anything new: the others are sent the bare position, not even a kind."""
    return f"staff/{part}"


def patch(room: Room, audience: str, parts: Iterable[str]) -> dict[str, Any]:
    """{"set": {path: value}, "del": [path]} for the parts as this audience sees them now."""
    sets: dict[str, Any] = {}
    gone: list[str] = []
    wholes: dict[str, Any] = {}
    for part in dict.fromkeys(parts):
        only, _, path = part.rpartition("/")
        if only not in ("", audience):
            continue
        name, *tail = path.split(".")
        if name not in wholes:
            wholes[name] = FOLDS[name].whole(room, audience)
        value = wholes[name]
        for key in tail:
            if not isinstance(value, dict) or key not in value:
                gone.append(path)
                break
            value = value[key]
        else:
            sets[path] = value
    return {**({"set": sets} if sets else {}), **({"del": gone} if gone else {})}


@dataclass(frozen=True)
class CaughtUp:
    """What takes everybody from a position to `head`: the touched parts as they are now, for each audience.

    `persons` holds all that concerns each of those asked about who was told something meanwhile; `told` names all such.
    """

    head: int
    shared: Mapping[str, bytes]
    persons: Mapping[UUID, bytes]
    told: frozenset[UUID]


def catch_up(
    room_id: UUID, position: int, *, audiences: Iterable[str] = AUDIENCES, persons: Collection[UUID] = ()
) -> CaughtUp | None:
    """From `position` to the head in one frame; None where too much was missed, or the position lies ahead."""
    with transaction.atomic():
        room = Room.objects.select_for_update(of=("self",)).select_related("session").get(pk=room_id)
        head: int = Log.objects.values_list("size", flat=True).get(pk=room.stream_id)
        if not 0 <= head - position <= CATCH_UP:
            return None
        parts, told = _touched(room, position)
        shared = {
            audience: frame(head, "catch_up", patch(room, audience, parts), since=position)
            for audience in audiences
        }
        found = own(room, told.intersection(persons))
        return CaughtUp(
            head, shared, {person: encode({"mine": facts}) for person, facts in found.items()}, told
        )


def _touched(room: Room, position: int) -> tuple[list[str], frozenset[UUID]]:
    """The parts touched, and the people told something, from `position` on."""
    missed = LogEntry.objects.filter(log=room.stream_id, seq__gte=position).order_by("seq")
    found = [json.loads(body)["data"] for body in missed.values_list("body", flat=True)]
    parts = dict.fromkeys(part for data in found for part in data.get("parts", ()))
    return list(parts), frozenset(UUID(person) for data in found for person in data.get("told", ()))


def frame(position: int, kind: str, found: dict[str, Any], *, since: int | None = None) -> bytes:
    """One position's frame. An audience that may see nothing of it gets the bare position, never a hole."""
    head: dict[str, Any] = {"p": position} if since is None else {"p": position, "since": since}
    return encode({**head, "t": kind, "d": found} if found else head)
