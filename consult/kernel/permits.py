"""Who acts, and the predicates that say whether they may.

Predicates are `rules` predicates of (actor, thing), named in `flow.py` and resolved by `config/wiring.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import rules


@dataclass(frozen=True)
class Held:
    """A role held now: where it reaches. None means no narrower than the level above."""

    role: str
    community: UUID | None = None
    subdistrict: UUID | None = None
    grid: UUID | None = None
    building: UUID | None = None
    body: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """The person who acts, with the roles they hold at this moment. `person` None is the system itself.

    `hands`: all who act by the same sign-in, themselves included. One number may serve several people, or be one human
    with several records: where two different people are asked for, it is one hand.
    """

    person: UUID | None
    community: UUID | None = None
    name: str = ""
    held: tuple[Held, ...] = ()
    of_age: bool = False
    factor_at: datetime | None = None
    homes: frozenset[UUID] = field(default_factory=frozenset)
    demo: bool = False
    hands: frozenset[UUID] = field(default_factory=frozenset)

    def among(self, people: Collection[UUID | None]) -> bool:
        """Whether the actor, or somebody on the same sign-in, is one of these people."""
        return self.person is not None and any(one in people for one in {self.person, *self.hands})

    def roles(self, community: UUID | None = None) -> Iterator[str]:
        return (h.role for h in self.held if community is None or h.community in (None, community))

    def holds(self, role: str, *, community: UUID | None = None) -> bool:
        return role in self.roles(community)


SYSTEM = Actor(person=None)
ANYBODY = Actor(person=None, name="公众")


Predicate = Callable[[Actor, Any], bool]
PREDICATES: dict[str, Predicate] = {}


def predicate(name: str) -> Callable[[Predicate], Predicate]:
    """Register a named predicate for `flow.py`."""

    def register(test: Predicate) -> Predicate:
        wrapped: Predicate = rules.predicate(test, name=name)
        PREDICATES[name] = wrapped
        return wrapped

    return register


def any_of(names: tuple[str, ...], actor: Actor, thing: Any) -> bool:
    return any(PREDICATES[name](actor, thing) for name in names)
