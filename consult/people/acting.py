"""Doing a verb to people and places. They have no flow of stages, so what `kernel.act` reads from a row stands here in
the verb itself; the order is the same: permit → check → change → entry → (on commit) notify.

    with doing("grid.add", actor=actor, communities=[community.pk], permitted=may_build(actor, community)) as deed:
        …
        deed.entry(data={…}, about=[grid.pk])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from consult.kernel import ledger
from consult.kernel.errors import not_permitted
from consult.kernel.log import Draft
from consult.kernel.permits import Actor


@dataclass
class Deed:
    """A verb being done; `draft` is the entry it will leave."""

    verb: str
    actor: Actor
    draft: Draft | None = None

    def entry(
        self, *, data: dict[str, Any], about: Iterable[UUID], hidden: dict[str, str] | None = None
    ) -> None:
        """What the ledger will say: `data` are public facts, `hidden` personal text behind salted commitments."""
        self.draft = Draft(
            verb=self.verb, actor=self.actor.person, data=data, hidden=hidden or {}, about=list(about)
        )


@contextmanager
def doing(verb: str, *, actor: Actor, communities: Iterable[UUID], permitted: bool) -> Iterator[Deed]:
    """One transaction. The entry goes to each of these communities' ledgers: one, or all below a subdistrict."""
    with transaction.atomic():
        if not permitted:
            raise not_permitted(verb)
        deed = Deed(verb=verb, actor=actor)
        yield deed
        assert deed.draft is not None, f"{verb} wrote no entry"
        # In one order everywhere: two verbs that write to the same two ledgers must not wait for each other.
        for community in sorted(communities):
            ledger.write(community=community, draft=deed.draft)
