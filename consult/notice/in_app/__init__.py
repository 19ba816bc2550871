"""In-app messages (站内消息): read on the person's own page, in both languages at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from consult.kernel import clock, words
from consult.kernel.found import existing
from consult.kernel.paging import page

from ..models import Message


def mine(person: UUID, *, cursor: str | None, limit: int) -> tuple[list[Message], str | None, int]:
    """One page of a person's messages, newest first, and how many are unread. Two statements."""
    own = Message.objects.filter(person=person, channel=Message.Channel.IN_APP)
    items, following = page(own, by="-at", cursor=cursor, limit=limit)
    return items, following, own.filter(read_at__isnull=True).count()


def read(person: UUID, message: UUID) -> Message:
    """Mark one of one's own messages read. The first reading's time is kept."""
    own = Message.objects.filter(pk=message, person=person, channel=Message.Channel.IN_APP)
    own.filter(read_at__isnull=True).update(read_at=clock.now())
    return existing(own)


def read_until(person: UUID, moment: datetime) -> int:
    """Mark one's own messages up to a moment read, as somebody does who has the list before them. Answers how many stay unread."""
    own = Message.objects.filter(person=person, channel=Message.Channel.IN_APP, read_at__isnull=True)
    # Answers carry milliseconds, rows microseconds: the newest message the reader saw is later than they can say.
    own.filter(at__lt=moment + timedelta(milliseconds=1)).update(read_at=clock.now())
    return own.count()


def said(message: Message) -> dict[str, Any]:
    """A message as the API answers it."""
    key = f"notice.{message.template}"
    return {
        "id": message.pk,
        "template": message.template,
        "zh": words.say(key, "zh", **message.facts),
        "en": words.say(key, "en", **message.facts),
        "about": message.about,
        "at": message.at,
        "read_at": message.read_at,
    }
