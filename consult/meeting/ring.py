"""The last events of a room as finished frames: what a phone that was away is given without asking the database."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from . import frames

# A phone that comes back within this many events costs one write and no query.
RING = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """What takes everybody from `since` to `pos`: one position, or several where it is a catch-up.

    `shared` is by audience; `persons` ({"mine": …} as JSON) goes to those people alone, inside the same frame, so that
    whoever loses the one has lost the other and asks for both. `unread` are people whom it concerned and who were not
    here when it was caught up: what is theirs was not asked for.
    """

    since: int
    pos: int
    shared: Mapping[str, frames.Event]
    persons: Mapping[UUID, bytes]
    unread: frozenset[UUID] = frozenset()

    def event(self, audience: str, person: UUID | None) -> frames.Event:
        """As one socket is sent it."""
        own = self.persons.get(person) if person is not None and self.persons else None
        if own is None:
            return self.shared[audience]
        return frames.Event(frames.joined(self.shared[audience].body, own))


class Ring:
    """Entries without a gap: each follows the one before it."""

    def __init__(self, head: int) -> None:
        self.head = head
        self.entries: deque[Entry] = deque(maxlen=RING)

    def append(self, entry: Entry) -> None:
        """A catch-up may reach back before the head; it may never begin after it."""
        assert entry.since <= self.head < entry.pos, "the ring has no gaps"
        self.entries.append(entry)
        self.head = entry.pos

    def after(self, position: int) -> list[Entry] | None:
        """What somebody at `position` has not had, in order; None where the ring does not reach back that far."""
        if position >= self.head:
            return []
        found: list[Entry] = []
        for entry in reversed(self.entries):
            if entry.pos <= position:
                break
            found.append(entry)
        if not found or found[-1].since > position:
            return None
        found.reverse()
        return found
