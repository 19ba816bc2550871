"""Snapshot bytes, cached by (room, epoch, audience, position): a thousand phones arriving at once cost one rendering."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from uuid import UUID

from django.db import transaction

from consult.kernel.models import Log

from . import stream
from .models import Room
from .tickets import Ticket, issue

_KEPT: OrderedDict[tuple[UUID, UUID, str, int], bytes] = OrderedDict()
_MOST = 256


CONTENT_TYPE = "application/json; charset=utf-8"


def answer(shared: bytes, own: dict[str, Any], ticket: Ticket) -> bytes:
    """The whole: with a ticket, so that entering takes one request. What is one's own is read after the position, never
    before: whatever concerns one after it comes over the socket."""
    return b'{%s,"mine":%s,"audience":"%s","ticket":"%s"}' % (
        shared,
        stream.encode(own),
        ticket.audience.encode(),
        issue(ticket).encode(),
    )


def shared_bytes(room: Room, audience: str) -> bytes:
    """`"epoch":…,"pos":…,"shared":{…}` as it goes into the answer, of the position that was read with the room or a later
    one. No statement where it is kept."""
    kept = _KEPT.get((room.pk, room.epoch, audience, room.stream.size))
    if kept is not None:
        return kept
    with transaction.atomic():
        # The row lock keeps a verb from moving the stream between reading its position and rendering the room; and
        # whoever waited for it finds what the first one rendered.
        locked = Room.objects.select_for_update(of=("self",)).select_related("session").get(pk=room.pk)
        position = Log.objects.values_list("size", flat=True).get(pk=locked.stream_id)
        key = (locked.pk, locked.epoch, audience, position)
        if key not in _KEPT:
            position, shared = stream.snapshot(locked, audience)
            head = b'"epoch":"%s","pos":%d,"shared":' % (str(locked.epoch).encode(), position)
            _KEPT[key] = head + stream.encode(shared)
            while len(_KEPT) > _MOST:
                _KEPT.popitem(last=False)
        return _KEPT[key]
