"""What each row of flow.py answers to everybody: asked of the verbs themselves, written as text.

matter.accept  submitted → accepted
  allowed          grid_worker grid_lead committee_staff
  not_permitted    everybody else
  at unconfirmed accepted with_grid …: wrong_stage            what somebody who may is answered there
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import CheckConstraint, Model

from consult import flow
from consult.kernel import clock
from consult.kernel.act import act, allowed
from consult.kernel.errors import Refusal
from consult.kernel.permits import Actor
from consult.meeting.models import Room
from tests.flow.situation import Situation

ALLOWED = "allowed"


def stages_of(table: str) -> list[str]:
    """Every stage a thing of this table can stand at, in the order of the flow. A room's are its session's."""
    rows = flow.TABLES["session" if table == "room" else table]
    return list(dict.fromkeys(stage for row in rows for stage in (*row.stages, *row.to)))


def head(row: flow.Row) -> str:
    return f"{row.verb}  {'|'.join(row.stages) or '·'} → {'|'.join(row.to) or '='}"


def answers(situation: Situation, cast: dict[str, Actor]) -> dict[str, str]:
    """What the verb answers to each of the cast; nothing of it stays."""
    said: dict[str, str] = {}
    with clock.at(situation.at):
        thing = situation.fresh()
        for name, actor in cast.items():
            said[name] = outcome(situation, fresh(actor), thing)
            if said[name] == ALLOWED:
                # Whoever may has changed it.
                thing = situation.fresh()
    return said


def fresh(actor: Actor) -> Actor:
    """With a second factor just shown: what refuses is the role, not a missing code."""
    return replace(actor, factor_at=clock.now()) if actor.person else actor


class Undo(Exception):
    pass


def outcome(situation: Situation, actor: Actor, thing: Any) -> str:
    """ "allowed", or the code of the refusal."""
    try:
        with transaction.atomic():
            situation.do(actor, thing)
            raise Undo
    except Undo:
        return ALLOWED
    except Refusal as refusal:
        return refusal.code


def buttons(situation: Situation, verb: str, cast: dict[str, Actor]) -> set[str]:
    """To whom the API would offer this verb."""
    with clock.at(situation.at):
        thing = situation.fresh()
        return {name for name, actor in cast.items() if verb in allowed(thing, actor)}


def elsewhere(row: flow.Row, table: str, situation: Situation, actor: Actor) -> dict[str, str]:
    """What somebody who may do it is answered at each stage that no row of this verb names."""
    named = {stage for other in flow.TABLES[table] if other.verb == row.verb for stage in other.stages}
    found = {}
    with clock.at(situation.at):
        for stage in stages_of(table):
            if stage not in named:
                with at_stage(situation.on, stage):
                    found[stage] = outcome(situation, fresh(actor), situation.fresh())
    return found


@contextmanager
def at_stage(thing: Any, stage: str) -> Iterator[None]:
    """The thing stands at another stage, whatever else about it that stage would require."""
    holder = thing.session if isinstance(thing, Room) else thing
    before = type(holder)._default_manager.values_list("stage", flat=True).get(pk=holder.pk)
    with unchecked(type(holder)):
        type(holder)._default_manager.filter(pk=holder.pk).update(stage=stage)
    try:
        yield
    finally:
        with unchecked(type(holder)):
            type(holder)._default_manager.filter(pk=holder.pk).update(stage=before)


@contextmanager
def unchecked(model: type[Model]) -> Iterator[None]:
    """Without its table's CHECK constraints, which tie a stage to what must have happened before it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            try:
                yield
            finally:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
            return
        # Gone for the rest of the test, which is undone whole. What is deferred is looked at first: it would forbid this.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for constraint in model._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                cursor.execute(
                    f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT IF EXISTS "{constraint.name}"'
                )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield


def by_hand(row: flow.Row, thing: Any, actor: Actor) -> str:
    """A row without anybody: what its verb answers to somebody who tries it on the thing itself."""
    try:
        with transaction.atomic(), act(row.verb, actor=actor, on=thing):
            raise Undo
    except Undo:
        return ALLOWED
    except Refusal as refusal:
        return refusal.code


def section(row: flow.Row, said: dict[str, str], wrong: dict[str, str]) -> str:
    """A row's part of matrix.txt: a line an answer, the names in the order of the cast, the commonest answer last."""
    by_answer = Counter(said.values())
    rest = by_answer.most_common(1)[0][0]
    lines = [head(row)]
    for code in sorted(by_answer, key=lambda code: (code == rest, code != ALLOWED, code)):
        names = [name for name, answer in said.items() if answer == code]
        lines.append(f"  {code:<16} {'everybody else' if code == rest else ' '.join(names)}")
    for stage, answer in wrong.items():
        if answer != "wrong_stage":
            lines.append(f"  at {stage}: {answer}")
    if "wrong_stage" in wrong.values():
        lines.append("  at every other stage: wrong_stage")
    return "\n".join(lines) + "\n"
