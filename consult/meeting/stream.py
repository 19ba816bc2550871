"""A room's stream: what happened in it, at which position, and what each audience is to be shown of it.

A room's state is divided into parts ("floor.current", "remarks.<id>"). A verb says which parts it touched; each is
rendered by the same function that renders it for a snapshot, so replaying events onto a snapshot cannot drift from a
fresh one unless a verb forgets a part, which `verify_events` in the tests finds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from consult.kernel import log
from consult.kernel.models import Log
from consult.kernel.permits import Actor

from .models import Room

# Who may see what: filtering happens once per audience, never per phone.
AUDIENCES = ("residents", "staff", "screen")
# Beyond this many missed events a fresh snapshot is cheaper than catching up.
CATCH_UP = 500


class Fold(Protocol):
    """One part of what a room shows. `name` is its key in the snapshot's `shared`."""

    name: str

    def whole(self, room: Room, audience: str) -> Any:
        """All of it, as one audience sees it."""
        ...

    def mine(self, room: Room, actor: Actor) -> dict[str, Any]:
        """What of it concerns one person."""
        ...


# Filled by config/wiring.py, in the order of the snapshot.
FOLDS: dict[str, Fold] = {}

# Set by hub.py where a server runs: takes (room id, epoch, position, frame by audience, frame by person).
Publish = Callable[[UUID, UUID, int, Mapping[str, bytes], Mapping[UUID, bytes]], None]
PUBLISHERS: list[Publish] = []


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
    merged: dict[str, Any] = {}
    for fold in FOLDS.values():
        merged.update(fold.mine(room, actor))
    return merged


def happened(room: Room, event: Event) -> int:
    """Append to the stream and, on commit, push. The caller holds the room's row in its transaction. The position."""
    [entry] = log.append(
        room.stream_id,
        [
            log.Draft(
                verb=event.verb,
                actor=event.actor,
                data={**event.data, "parts": list(event.parts)},
                hidden=event.hidden,
            )
        ],
    )
    position = entry.seq + 1
    frames = {
        audience: frame(position, event.verb, patch(room, audience, event.parts)) for audience in AUDIENCES
    }
    persons = {person: encode({"mine": facts}) for person, facts in event.mine.items()}
    room_id, epoch = room.pk, room.epoch
    # robust: a push that fails must not make a committed verb look refused; the hub heals from the stream's head.
    transaction.on_commit(
        lambda: [publish(room_id, epoch, position, frames, persons) for publish in PUBLISHERS] and None,
        robust=True,
    )
    return position


def patch(room: Room, audience: str, parts: Iterable[str]) -> dict[str, Any]:
    """{"set": {path: value}, "del": [path]} for the parts as this audience sees them now."""
    sets: dict[str, Any] = {}
    gone: list[str] = []
    wholes: dict[str, Any] = {}
    for path in dict.fromkeys(parts):
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
    found: dict[str, Any] = {}
    if sets:
        found["set"] = sets
    if gone:
        found["del"] = gone
    return found


def catch_up(room: Room, position: int, audience: str) -> tuple[int, bytes] | None:
    """One frame that takes a client from `position` to the head: the touched parts as they are now.

    None where too much was missed, or the client is ahead: it takes a snapshot.
    """
    head: int = Log.objects.values_list("size", flat=True).get(pk=room.stream_id)
    if not 0 <= head - position <= CATCH_UP:
        return None
    stream = Log.objects.get(pk=room.stream_id)
    parts: dict[str, None] = {}
    for body in (
        stream.entries.filter(seq__gte=position, seq__lt=head).order_by("seq").values_list("body", flat=True)
    ):
        parts.update(dict.fromkeys(json.loads(body)["data"].get("parts", ())))
    found = {"p": head, "since": position, "t": "catch_up", "d": patch(room, audience, parts)}
    return head, encode(found)


def frame(position: int, kind: str, found: dict[str, Any]) -> bytes:
    """One position's frame. An audience that may see nothing of it gets the bare position, never a hole."""
    return encode({"p": position, "t": kind, "d": found} if found else {"p": position})


def encode(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()
