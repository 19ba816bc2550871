"""Snapshot bytes, cached by (room, audience, position): a thousand phones arriving at once cost one rendering."""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID

from consult.kernel.models import Log

from . import stream
from .models import Room

_KEPT: OrderedDict[tuple[UUID, str, UUID, int], bytes] = OrderedDict()
_MOST = 256


def shared_bytes(room: Room, audience: str) -> bytes:
    """`"pos":…,"shared":{…}` as it goes into the answer. Called in a transaction."""
    # The row lock keeps a verb from moving the stream between reading its position and rendering the room.
    position = Log.objects.values_list("size", flat=True).get(pk=room.stream_id)
    key = (room.pk, audience, room.epoch, position)
    if key in _KEPT:
        _KEPT.move_to_end(key)
        return _KEPT[key]
    Room.objects.select_for_update(of=("self",)).get(pk=room.pk)
    position, shared = stream.snapshot(room, audience)
    rendered = b'"pos":%d,"shared":%s' % (position, stream.encode(shared))
    _KEPT[(room.pk, audience, room.epoch, position)] = rendered
    while len(_KEPT) > _MOST:
        _KEPT.popitem(last=False)
    return rendered
