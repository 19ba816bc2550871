"""What many tests arrange first, put there again: the rows that it changed are written, and its verbs are not done anew.

Only in a small community in which nothing has been done yet, at the time at which it was made: elsewhere an arrangement is
done as it stands. So is one the first time; from the second on it is known what comes of it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import pytest
from django.apps import apps
from django.db import connection, transaction

from consult.kernel import clock
from tests.kept import Rows, rows

if TYPE_CHECKING:
    from tests.world import World

How = ParamSpec("How")
Given = TypeVar("Given")
ONCE, NEVER = "done once", "cannot be kept"


def begin(world: World, request: pytest.FixtureRequest) -> None:
    """Nothing has been done in this world yet. Not where a server runs: it may know things of another test by the same ids."""
    apart = {"settings", "transactional_db"}.intersection(request.fixturenames)
    if connection.vendor == "sqlite" and not apart and not request.config.option.without_guards:
        world.untouched = Untouched(request.getfixturevalue("monkeypatch"))


class Untouched:
    """True until something is done: a row written, the clock moved, or the program changed for the test."""

    def __init__(self, patches: pytest.MonkeyPatch) -> None:
        self.patches = patches
        self.begin()

    def begin(self) -> None:
        self.first = _moment()

    def __bool__(self) -> bool:
        return not self.patches._setattr and not self.patches._setitem and self.first == _moment()


def _moment() -> Any:
    return connection.connection.total_changes, clock.now()


@dataclass
class Change:
    """What an arrangement wrote, and what it gave: things of the world by where they stand in it, all others as they are."""

    statements: list[tuple[str, list[Any]]]
    given: bytes

    def again(self, world: World) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in self.statements:
                cursor.executemany(statement, values)
        given, people = _Reader(BytesIO(self.given), world).load()
        world.people.update(people)
        return given


def arranged(arrange: Callable[Concatenate[World, How], Given]) -> Callable[Concatenate[World, How], Given]:
    """`arrange(world, …)`, which comes to the same whenever it is asked the same."""
    known: dict[Any, Change | str] = {}

    @wraps(arrange)
    def again(world: World, *args: How.args, **kwargs: How.kwargs) -> Given:
        asked = _asked(world, args, kwargs)
        change = known.get(asked, "") if asked else NEVER
        if isinstance(change, Change):
            given: Given = change.again(world)
        elif change == ONCE:
            given, known[asked] = _observed(world, lambda: arrange(world, *args, **kwargs))
        else:
            given = arrange(world, *args, **kwargs)
            known.setdefault(asked, ONCE) if asked else None
        return given

    return again


def _asked(world: World, args: Any, kwargs: Any) -> Any:
    """To find it by; None where something was done before, or what is asked has no hash."""
    if not world.untouched:
        return None
    asked = tuple((name, type(one), one) for name, one in (*enumerate(args), *sorted(kwargs.items())))
    try:
        hash(asked)
    except TypeError:
        return None
    return (world.community.pk, *asked)


def _observed(world: World, do: Callable[[], Given]) -> tuple[Given, Change | str]:
    before, stood, named = rows(), _fields(world), set(world.people)
    given = do()
    if any(fields != stood[at] for at, fields in _fields(world).items() if at in stood):
        return given, NEVER
    statements = _written(before, rows())
    kept = BytesIO()
    people = {name: person for name, person in world.people.items() if name not in named}
    try:
        _Writer(kept, world, named).dump((given, people))
    except (pickle.PicklingError, TypeError, AttributeError):
        return given, NEVER
    return given, NEVER if statements is None else Change(statements, kept.getvalue())


def _written(before: Rows, after: Rows) -> list[tuple[str, list[Any]]] | None:
    """The statements that lead from these rows to those; None where a row is gone."""
    statements: list[tuple[str, list[Any]]] = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if before[table] == after[table]:
            continue
        with connection.cursor() as cursor:
            columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
        key = columns.index(model._meta.pk.column)  # type: ignore[union-attr]
        was, now = ({row[key]: row for row in some[table]} for some in (before, after))
        if was.keys() - now.keys():
            return None
        changed = [(*row, row[key]) for at, row in now.items() if was.get(at, row) != row]
        new = [row for at, row in now.items() if at not in was]
        if changed:
            sets = ", ".join(f'"{column}" = %s' for column in columns)
            statements.append((f'UPDATE "{table}" SET {sets} WHERE "{columns[key]}" = %s', changed))  # noqa: S608
        if new:
            places = ", ".join(["%s"] * len(columns))
            statements.append((f'INSERT INTO "{table}" VALUES ({places})', new))  # noqa: S608
    return statements


def _things(world: World) -> dict[str, Any]:
    """By where it stands in the world."""
    found: dict[str, Any] = {"": world}
    for name, there in vars(world).items():
        some = (
            there.items()
            if isinstance(there, dict)
            else enumerate(there)
            if isinstance(there, list)
            else [("", there)]
        )
        found |= {f"{name} {at}": one for at, one in some if hasattr(one, "_meta")}
    return found


def _fields(world: World) -> dict[str, str]:
    """What is written in each thing of the world."""
    return {
        at: repr([getattr(thing, field.attname) for field in thing._meta.concrete_fields])
        for at, thing in _things(world).items()
        if at
    }


class _Writer(pickle.Pickler):
    def __init__(self, to: BytesIO, world: World, named: set[str]) -> None:
        super().__init__(to)
        new = {id(person) for name, person in world.people.items() if name not in named}
        self.places = {id(thing): at for at, thing in _things(world).items() if id(thing) not in new}

    def persistent_id(self, thing: Any) -> str | None:
        return self.places.get(id(thing))


class _Reader(pickle.Unpickler):
    def __init__(self, source: BytesIO, world: World) -> None:
        super().__init__(source)
        self.things = _things(world)

    def persistent_load(self, at: Any) -> Any:
        return self.things[at]
