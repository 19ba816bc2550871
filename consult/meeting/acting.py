"""Doing a verb in a room: like `kernel.act`, but written to the room's stream under the room's row lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from consult.kernel.act import Act, check
from consult.kernel.permits import Actor

from .models import Room
from .stream import Event, happened


@dataclass
class RoomAct(Act):
    """`touch` names the parts of the room's state that changed; `tell` what one person's own screen is to show."""

    parts: list[str] = field(default_factory=list)
    mine: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    position: int = 0

    def touch(self, *parts: str) -> None:
        self.parts += parts

    def tell(self, person: UUID, **facts: Any) -> None:
        self.mine.setdefault(person, {}).update(facts)

    def note(self, *, hidden: dict[str, str] | None = None, **data: Any) -> None:
        """What the stream keeps: public data, and texts behind commitments."""
        self.data.update(data)
        self.hidden.update(hidden or {})


@contextmanager
def in_room(verb: str, *, actor: Actor, room: Room, given: dict[str, Any] | None = None) -> Iterator[RoomAct]:
    """Lock the room, ask permit and guards, run the block, append to the stream, push on commit."""
    with transaction.atomic():
        locked = Room.objects.select_for_update(of=("self",)).select_related("session").get(pk=room.pk)
        a = RoomAct(verb=verb, actor=actor, on=locked, given=given or {}, community=locked.community_id)
        check(a)
        yield a
        a.position = happened(
            locked,
            Event(verb=verb, actor=actor.person, data=a.data, hidden=a.hidden, parts=a.parts, mine=a.mine),
        )


def in_stream(
    room: Room,
    *,
    verb: str,
    actor: Actor,
    parts: list[str],
    data: dict[str, Any] | None = None,
    told: Mapping[UUID, dict[str, Any]] | None = None,
) -> None:
    """For verbs of other things (a session, a motion, a poll) that the room shows: the room's side of them.

    `told`: what single people's own screens are to show of it.
    """
    locked = Room.objects.select_for_update(of=("self",)).select_related("session").get(pk=room.pk)
    happened(locked, Event(verb=verb, actor=actor.person, data=data or {}, parts=parts, mine=told or {}))
