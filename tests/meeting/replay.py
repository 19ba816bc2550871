"""`verify_events`: do something, apply the frames it pushed to the state before, and require a fresh snapshot.

The reducer here is written from docs/protocol.md alone, as a stranger's client would be. A test that does this for a verb
says so with `@replays("floor.raise")`; test_every_verb.py knows by it that no verb is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from consult.kernel.models import LogEntry
from consult.meeting import stream
from consult.meeting.models import Presence, Room
from consult.people.models import Person
from consult.people.who import actor_of

replays = pytest.mark.replays
# The verbs whose events were verified in the test that runs.
VERIFIED: set[str] = set()


def apply(shared: dict[str, Any], patch: dict[str, Any]) -> None:
    """Apply one event's `d` to a snapshot's `shared`, in place."""
    for path, value in patch.get("set", {}).items():
        *way, last = path.split(".")
        place = shared
        for key in way:
            place = place.setdefault(key, {})
        place[last] = value
    for path in patch.get("del", ()):
        *way, last = path.split(".")
        place = shared
        for key in way:
            place = place.get(key, {})
        place.pop(last, None)


def state(room: Room, audience: str) -> tuple[int, dict[str, Any]]:
    with transaction.atomic():
        fresh = Room.objects.select_related("session").get(pk=room.pk)
        position, shared = stream.snapshot(fresh, audience)
    return position, json.loads(stream.encode(shared))


def own(room: Room) -> dict[UUID, dict[str, Any]]:
    """What everybody who has been in the room sees of themselves, as a fresh snapshot has it. Rights in a poll are read
    with the poll when it opens: telling each of a thousand would be a thousand frames."""
    fresh = Room.objects.select_related("session").get(pk=room.pk)
    people = Person.objects.filter(pk__in=Presence.objects.filter(room=room).values("person_id"))
    seen = {person.pk: json.loads(stream.encode(stream.mine(fresh, actor_of(person)))) for person in people}
    return {
        person: {key: value for key, value in mine.items() if not key.startswith("poll.")}
        for person, mine in seen.items()
    }


def verify_events(
    room: Room, commit: DjangoCaptureOnCommitCallbacks, do: Callable[[], Any], *, moves: bool = True
) -> dict[UUID, dict[str, Any]]:
    """Run `do`; for every audience, old snapshot + pushed frames == fresh snapshot; and for everybody who has been in
    the room, what they saw of themselves + what they were sent == what they see afresh. What single people were sent."""
    before = {audience: state(room, audience) for audience in stream.AUDIENCES}
    mine = own(room)
    pushed: list[tuple[int, Mapping[str, bytes]]] = []
    personal: dict[UUID, dict[str, Any]] = {}

    def publish(made: stream.Committed) -> None:
        assert made.room == room.pk
        pushed.append((made.position, made.shared))
        for person, frame in made.persons.items():
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
    for person, fresh in own(room).items():
        # Somebody who was never here before had no screen yet: only what they were sent can be compared.
        seen = {**mine.get(person, fresh), **personal.get(person, {})}
        assert {key: seen.get(key) for key in fresh} == fresh, f"own screen: {seen} is not {fresh}"
    if moves:
        assert pushed, "nothing was pushed"
    told = LogEntry.objects.filter(log=room.stream_id, seq__in=[at - 1 for at, _ in pushed])
    VERIFIED.update(told.values_list("verb", flat=True))
    return personal
