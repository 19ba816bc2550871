"""The API's schema: what the pages' types are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ninja import Schema

from consult.config.api import api


def shapes(base: type[Schema] = Schema) -> Iterator[type[Schema]]:
    """Every shape the project takes or answers."""
    for shape in base.__subclasses__():
        if shape.__module__.startswith("consult."):
            yield shape
        yield from shapes(shape)


def test_no_two_shapes_have_one_name() -> None:
    """The schema keeps one component a name: of two, the pages' types would know the later one alone."""
    assert api.get_openapi_schema()["paths"]
    named: dict[str, set[str]] = defaultdict(set)
    for shape in shapes():
        named[shape.__name__].add(shape.__module__)
    assert {name: sorted(modules) for name, modules in named.items() if len(modules) > 1} == {}
