"""What may be wrong with a request's body: one value at a time, by what the API's schema says of it.

`good` makes a body that fits the schema; `spoiled` yields bodies that differ from it in one value. Some of these are
fine after all (an optional field left out); none may end in anything but an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tests.api.addresses import SCHEMA

Schema = dict[str, Any]
NOBODYS = str(UUID(int=1))
HUGE = 10**30
LONG = "长" * 100_000


def resolved(schema: Schema) -> Schema:
    """The schema behind a reference; of several, the first that is not null."""
    if "$ref" in schema:
        return resolved(SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    for way in ("anyOf", "oneOf", "allOf"):
        if way in schema:
            some = [one for one in schema[way] if one.get("type") != "null"]
            return resolved(some[0])
    return schema


def shapes_of(schema: Any) -> Iterator[Schema]:
    """Every object with fields in it, at any depth."""
    if isinstance(schema, list):
        for one in schema:
            yield from shapes_of(one)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            schema = resolved(schema)
        if "properties" in schema:
            yield schema
        for one in schema.values():
            yield from shapes_of(one)


def good(schema: Schema, ids: dict[str, str], name: str = "") -> Any:
    """A value that fits. Ids are those of things there are, by the name of the field."""
    schema = resolved(schema)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        wanted = schema.get("properties", {})
        return {each: good(one, ids, each) for each, one in wanted.items()}
    if kind == "array":
        return [good(schema.get("items", {}), ids, name.rstrip("s"))]
    if kind == "integer" or kind == "number":
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return True
    return _text(schema, ids, name)


def _text(schema: Schema, ids: dict[str, str], name: str) -> str:
    form = schema.get("format")
    if form == "uuid":
        return ids.get(name, NOBODYS)
    if form == "date":
        return "2026-03-20"
    if form == "date-time":
        return "2026-04-01T19:00:00+08:00"
    if "pattern" in schema:
        first = schema["pattern"].strip("^$").strip("()").split("|")[0]
        return first if first.isidentifier() else "12345678"
    return "写一句话"


# What the parser or the schema refuses before any verb is asked, alike for every field of a kind: the first such field of
# a body says it for the others. So it is with null where a field may not be null, and with a field that must be there.
BEFORE_ANY_VERB = {"huge", "nested", "text", "fraction", "no id", "no day", "words", "nul", "surrogate"}
# Wrong for whatever kind of value was asked for.
ANY: dict[str, Any] = {
    "null": None,
    "huge": HUGE,
    "nested": [[[[{"a": [None]}]]]],
}
TEXTS: dict[str, Any] = {
    "empty": "",
    "long": LONG,
    "nul": "有\x00字",
    "surrogate": "\ud800",
    "controls": "\u202e\u200b\x1b[2J",
}
BY_KIND: dict[str, dict[str, Any]] = {
    "integer": {
        "negative": -1,
        "beyond 64 bits": 2**63,
        "text": "seven",
        "fraction": 1.5,
    },
    "number": {"negative": -1, "beyond": 1e308, "text": "seven"},
    "boolean": {"text": "maybe"},
    "uuid": {"unknown": NOBODYS, "no id": "abc"},
    "date": {"no day": "2026-02-30", "first": "0001-01-01", "last": "9999-12-31", "words": "昨天"},
    "date-time": {
        "no zone": "2026-04-01T19:00:00",
        "first": "0001-01-01T00:00:00+14:00",
        "last": "9999-12-31T23:59:59-12:00",
        "words": "昨天",
    },
    "string": TEXTS,
    "array": {"many": ["x"] * 5_000, "nulls": [None]},
    "object": {"deep": {"a": {"b": {"c": {}}}}},
}


def spoiled(schema: Schema, ids: dict[str, str], others: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """(what is wrong, the body). `others`: the ids of things of another community, by the name of the field."""
    schema = resolved(schema)
    whole = good(schema, ids)
    yield "nothing", whole
    yield "no fields", {}
    yield "unknown field", {**whole, "surprise": "💥"}
    yield "list", [whole]
    yield "null", None
    tried: set[tuple[str, str]] = set()
    for name, one in schema.get("properties", {}).items():
        kind = str(resolved(one).get("format", resolved(one).get("type")))
        alike = BEFORE_ANY_VERB | ({"null"} if not nullable(one) else set())
        if name not in schema.get("required", ()) or ("", "without") not in tried:
            yield f"without {name}", {other: value for other, value in whole.items() if other != name}
        if name in schema.get("required", ()):
            tried.add(("", "without"))
        for what, value in wrong(resolved(one), name, others):
            if (kind, what) not in tried:
                yield f"{name}: {what}", {**whole, name: value}
            if what.strip("[]") in alike:
                tried.add((kind, what))


def nullable(schema: Schema) -> bool:
    return any(one.get("type") == "null" for one in schema.get("anyOf", ()))


def wrong(schema: Schema, name: str, others: dict[str, str]) -> Iterator[tuple[str, Any]]:
    yield from ANY.items()
    kind = schema.get("format") if schema.get("format") in BY_KIND else schema.get("type", "string")
    yield from BY_KIND.get(str(kind), TEXTS).items()
    if kind == "uuid" and name in others:
        yield "of another community", others[name]
    if kind == "array":
        inner = resolved(schema.get("items", {}))
        for what, value in wrong(inner, name.rstrip("s"), others):
            yield f"[{what}]", [value]
        for each, one in inner.get("properties", {}).items():
            for what, value in wrong(resolved(one), each, others):
                yield f"[{each}: {what}]", [{**good(inner, {}), each: value}]
    if "properties" in schema:
        for each, one in schema["properties"].items():
            for what, value in wrong(resolved(one), each, others):
                yield f"{each}: {what}", {**good(schema, {}), each: value}
