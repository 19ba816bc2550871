"""Gauges: figures a room shows beside its state. They carry no position and may be lost, because the next one is whole.

Later stages add theirs by config/wiring.py. Everybody sees the same figures: names stay with the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from .frames import encode
from .models import Presence, Room
from .ranking_reads import scored
from .reads import counted, phase_of

# name → what it says of a room now; None where it has nothing to say.
GAUGES: dict[str, Callable[[Room], Any]] = {}


def presence(room: Room) -> dict[str, int]:
    """{"on_site", "online"}: how many are there by act, counted apart."""
    return counted(room).aggregate(
        on_site=Count("pk", filter=Q(mode=Presence.Mode.ON_SITE)),
        online=Count("pk", filter=Q(mode=Presence.Mode.ONLINE)),
    )


def scoring(room: Room) -> dict[str, dict[str, int]] | None:
    """{proposal: {"reviewers", "residents"}} while proposals are scored: how many have, never what they gave."""
    phase = phase_of(room)
    return scored(room.session_id) if phase is not None and "score" in phase.does else None


def gauges(room_id: UUID) -> bytes:
    """The frame: {"g": {name: value}}."""
    room = Room.objects.select_related("session").get(pk=room_id)
    said = {name: gauge(room) for name, gauge in GAUGES.items()}
    return encode({"g": {name: value for name, value in said.items() if value is not None}})
