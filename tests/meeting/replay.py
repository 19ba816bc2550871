"""`verify_events`: do something, apply the frames it pushed to the state before, and require a fresh snapshot.

The reducer here is written from docs/protocol.md alone, as a stranger's client would be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.meeting import stream
from consult.meeting.models import Room


def apply(shared: dict[str, Any], patch: dict[str, Any]) -> None:
    """Apply one event's `d` to a snapshot's `shared`, in place."""
    for path in patch.get("del", ()):
        *way, last = path.split(".")
        place = shared
        for key in way:
            place = place.get(key, {})
        place.pop(last, None)
    for path, value in patch.get("set", {}).items():
        *way, last = path.split(".")
        place = shared
        for key in way:
            place = place.setdefault(key, {})
        place[last] = value


def state(room: Room, audience: str) -> tuple[int, dict[str, Any]]:
    with transaction.atomic():
        fresh = Room.objects.select_related("session").get(pk=room.pk)
        position, shared = stream.snapshot(fresh, audience)
    return position, json.loads(stream.encode(shared))


def verify_events(
    room: Room, commit: DjangoCaptureOnCommitCallbacks, do: Callable[[], Any], *, moves: bool = True
) -> dict[UUID, dict[str, Any]]:
    """Run `do`; for every audience, old snapshot + pushed frames == fresh snapshot. What single people were sent."""
    before = {audience: state(room, audience) for audience in stream.AUDIENCES}
    pushed: list[tuple[int, Mapping[str, bytes]]] = []
    personal: dict[UUID, dict[str, Any]] = {}

    def publish(
        room_id: UUID, epoch: UUID, position: int, frames: Mapping[str, bytes], persons: Mapping[UUID, bytes]
    ) -> None:
        assert room_id == room.pk
        pushed.append((position, frames))
        for person, frame in persons.items():
            personal.setdefault(person, {}).update(json.loads(frame)["mine"])

    stream.PUBLISHERS.append(publish)
    try:
        with commit(execute=True):
            do()
    finally:
        stream.PUBLISHERS.remove(publish)
    for audience in stream.AUDIENCES:
        position, shared = before[audience]
        for at, frames in pushed:
            frame = json.loads(frames[audience])
            assert frame["p"] == at == position + 1, "positions are dense"
            position = at
            apply(shared, frame.get("d", {}))
        assert (position, shared) == state(room, audience), (
            f"{audience}: replay differs from a fresh snapshot"
        )
    if moves:
        assert pushed, "nothing was pushed"
    return personal
