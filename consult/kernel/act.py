"""Doing a verb: permit → guard → change → entry → (on commit) notify and push, in one transaction.

    with act("matter.accept", actor=actor, on=matter) as a:
        a.on.accepted_at = clock.now()
        a.entry(data={...})

`act` locks the thing, reads its row of `flow.py` for the stage it stands in, asks the permits and the guards, runs the
block, moves the thing (and the matters it carries) to the next stage, writes the entry to the community's ledger and
runs what `wiring.py` names downstream. A Refusal anywhere undoes all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction

from consult import flow

from . import ledger
from .errors import Refusal, not_permitted, wrong_stage
from .found import existing
from .log import Draft
from .models import LogEntry
from .permits import SYSTEM, Actor, any_of


@dataclass
class Act:
    """A verb being done. `given` holds the arguments guards may look at."""

    verb: str
    actor: Actor
    on: Any
    given: dict[str, Any] = field(default_factory=dict)
    row: flow.Row | None = None
    to: str | None = None
    draft: Draft | None = None
    carried: list[Any] = field(default_factory=list)
    written: LogEntry | None = None
    community: UUID | None = None

    def entry(
        self,
        *,
        data: dict[str, Any] | None = None,
        hidden: dict[str, str] | None = None,
        about: list[UUID] | None = None,
        behalf: UUID | None = None,
    ) -> None:
        """What the ledger will say. The thing itself and the matters carried are always in `about`."""
        subjects = [self.on.pk, *(matter.pk for matter in self.carried), *(about or [])]
        self.draft = Draft(
            verb=self.verb,
            actor=self.actor.person,
            behalf=behalf,
            data=data or {},
            hidden=hidden or {},
            about=list(dict.fromkeys(subjects)),
        )

    def carry(self, matters: list[Any]) -> None:
        """Name the matters this verb moves along, where `flow.MATTER` has a row for it."""
        self.carried += matters


GuardTest = Callable[[Act], "bool | Refusal"]


@dataclass(frozen=True)
class Guard:
    """A condition named in `flow.py`: a test, and the sentences that refuse when it fails."""

    test: GuardTest
    zh: str
    en: str
    next_zh: str
    next_en: str
    needs: str

    def refusal(self, name: str, a: Act) -> Refusal | None:
        verdict = self.test(a)
        if isinstance(verdict, Refusal):
            return verdict
        if verdict:
            return None
        return Refusal(
            name.rsplit(".", 1)[-1], self.zh, self.en, next_zh=self.next_zh, next_en=self.next_en, status=409
        )


def guard(
    zh: str, en: str, *, next_zh: str = "", next_en: str = "", needs: str = ""
) -> Callable[[GuardTest], Guard]:
    """Make a guard of a test of (act). `needs` names the argument without which it cannot be asked in advance."""

    def make(test: GuardTest) -> Guard:
        return Guard(test=test, zh=zh, en=en, next_zh=next_zh, next_en=next_en, needs=needs)

    return make


# Filled by config/wiring.py at start-up: guards by their dotted name, what follows downstream by verb.
GUARDS: dict[str, Guard] = {}
DOWNSTREAM: dict[str, list[Callable[[Act], None]]] = {}


def table_of(thing: Any) -> tuple[flow.Row, ...]:
    """The table of `flow.py` a thing lives by, named by its model's `flow_table`."""
    return flow.TABLES[thing.flow_table]


def row_for(verb: str, thing: Any) -> flow.Row:
    rows = [row for row in table_of(thing) if row.verb == verb]
    for row in rows:
        if not row.stages or thing.stage in row.stages:
            return row
    raise wrong_stage(verb, thing.stage)


def check(a: Act) -> None:
    """Permit, then guards. Raises the first refusal. What a row lets nobody do, the system alone does (deadlines, carries)."""
    a.row = row_for(a.verb, a.on)
    if a.actor is not SYSTEM and not any_of(a.row.who, a.actor, a.on):
        raise not_permitted(a.verb)
    for name in a.row.guards:
        refused = GUARDS[name].refusal(name, a)
        if refused:
            raise refused


@contextmanager
def act(
    verb: str, *, actor: Actor, on: Any, given: dict[str, Any] | None = None, new: bool = False
) -> Iterator[Act]:
    """Do `verb` to `on`. `new` is for a thing this verb makes: it is not saved yet and cannot be locked."""
    with transaction.atomic():
        thing = on if new else _locked(on)
        a = Act(verb=verb, actor=actor, on=thing, given=given or {}, community=thing.community_id)
        check(a)
        yield a
        _settle(a)
    if not new and thing is not on:
        on.refresh_from_db()


def _locked(thing: models.Model) -> Any:
    return existing(type(thing)._default_manager.select_for_update().filter(pk=thing.pk))


def _settle(a: Act) -> None:
    assert a.row is not None
    assert a.community is not None
    assert a.draft is not None, f"{a.verb} wrote no entry"
    target = a.to or (a.row.to[0] if len(a.row.to) == 1 else None)
    if a.row.to:
        assert target in a.row.to, f"{a.verb} cannot lead to {target}"
        a.on.stage = target
    a.on.save()
    for matter in a.carried:
        move_along(a.verb, matter)
    a.written = ledger.write(community=a.community, draft=a.draft)
    for follow in DOWNSTREAM.get(a.verb, []):
        follow(a)


def move_along(verb: str, matter: Any) -> None:
    """Take a matter where `flow.MATTER` says this verb of something else carries it; elsewhere it stays."""
    locked = _locked(matter)
    for row in flow.TABLES["matter"]:
        if row.verb == verb and locked.stage in row.stages and row.to:
            locked.stage = row.to[0]
            locked.save(update_fields=["stage"])
            matter.stage = locked.stage
            return


def allowed(thing: Any, actor: Actor) -> list[str]:
    """The verbs this actor may do to this thing at its stage, in the order of the flow. Guards are not asked."""
    return list(dict.fromkeys(row.verb for row in _here(thing) if any_of(row.who, actor, thing)))


def waits(thing: Any, actor: Actor) -> bool:
    """Whether the thing waits at this actor's desk: a verb they are allowed is work, and no side step.

    Of the others' permits none is asked.
    """
    return any(
        any_of(row.who, actor, thing)
        for row in _here(thing)
        if row.verb not in flow.RESIDENTS and row.verb not in flow.ASIDE
    )


def _here(thing: Any) -> Iterator[flow.Row]:
    """The rows that give somebody a button at the stage the thing stands in."""
    for row in table_of(thing):
        if row.who and (thing.stage in row.stages or (not row.stages and row.verb not in flow.MAKERS)):
            yield row


def blocked(thing: Any, actor: Actor) -> dict[str, dict[str, Any]]:
    """Why an allowed verb would be refused now, by verb: shown beside its button before anybody presses it."""
    reasons: dict[str, dict[str, Any]] = {}
    for verb in allowed(thing, actor):
        a = Act(verb=verb, actor=actor, on=thing, community=thing.community_id)
        for name in row_for(verb, thing).guards:
            if GUARDS[name].needs:
                continue
            refused = GUARDS[name].refusal(name, a)
            if refused:
                reasons[verb] = refused.envelope()
                break
    return reasons
