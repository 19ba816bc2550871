"""Bad input from somebody who may do the verb, to a thing that stands where it may be done: as far in as it gets."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from consult import flow
from consult.agenda.models import Motion, Session
from consult.intake.models import Matter
from consult.kernel import clock
from consult.kernel.permits import Actor
from consult.meeting.models import Room
from consult.people.models import Account, Person
from consult.people.who import FACTOR_KEY, PERSON_KEY
from consult.resolution.models import Resolution
from consult.voting.models import Poll
from tests.api import bad, verbs
from tests.api.named import ids, places
from tests.api.test_bad_input import body_of, digest, refuse
from tests.api.town import Town
from tests.flow import golden, matrix, situations
from tests.flow.situation import arranged
from tests.world import World

for file in Path(situations.__path__[0]).glob("*.py"):
    import_module(f"{situations.__name__}.{file.stem}")

ROWS = [
    (table, row)
    for table, rows in flow.TABLES.items()
    for row in rows
    if row.who and verbs.endpoint_of(row.verb)
]
MATRIX = golden.read()


def named(one: object) -> str:
    return matrix.head(one) if isinstance(one, flow.Row) else str(one)


def test_every_verb_has_its_address() -> None:
    assert [verb for verb in verbs.by_hand() if verbs.endpoint_of(verb) is None] == []


def who_may(table: str, row: flow.Row) -> str:
    """The first of those whom matrix.txt lets through."""
    lines = MATRIX[table, matrix.head(row)].splitlines()
    allowed = next(line.split()[1:] for line in lines if line.split()[0] == matrix.ALLOWED)
    return "neighbour" if allowed == ["everybody", "else"] else allowed[0]


def browser_of(actor: Actor) -> Client:
    person = Person.objects.get(pk=actor.person)
    if person.account is None:
        person.account = Account.objects.create_user("+8619902000000", demo=True, phone_verified=True)
        person.save(update_fields=["account"])
    browser = Client(raise_request_exception=False)
    browser.force_login(person.account)
    session = browser.session
    session[PERSON_KEY] = str(person.pk)
    session[FACTOR_KEY] = clock.now().isoformat()
    session.save()
    return browser


def ids_here(world: World, thing: Any) -> dict[str, str]:
    """What there is, by the names of fields: the places, people, and what the situation made."""
    session = thing if isinstance(thing, Session) else getattr(thing, "session", None)
    made = {
        name: model.objects.filter(community=world.community).first()
        for name, model in (
            ("matter", Matter),
            ("session", Session),
            ("motion", Motion),
            ("resolution", Resolution),
        )
    }
    if session is not None:
        made |= {"item": session.items.first(), "invitation": session.invitations.first()}
    if isinstance(thing, Poll):
        made["right"] = thing.rights.order_by("number").first()
    if isinstance(thing, Room):
        made["entry"] = thing.floor.first()
    return {**places(world), **{name: str(one.pk) for name, one in made.items() if one is not None}}


def address(endpoint: Any, thing: Any) -> str:
    """Some are done to what belongs to the thing."""
    if endpoint.collection == "remarks":
        thing = thing.remarks.get()
    elif endpoint.collection == "points":
        thing = thing.points.get()
    return str(endpoint.address(thing.pk if thing else ""))


@pytest.mark.parametrize(("table", "row"), ROWS, ids=named)
def test_one_wrong_value_from_whoever_may(
    stage: tuple[World, dict[str, Actor], Town], table: str, row: flow.Row
) -> None:
    world, people, there = stage
    endpoint, arrange = verbs.endpoint_of(row.verb), arranged(row)
    assert endpoint
    assert arrange
    situation = arrange(world)
    with clock.at(situation.at):
        browser = browser_of(people[who_may(table, row)])
        at, schema = address(endpoint, situation.on), body_of(endpoint)
        known = ids_here(world, situation.on)
        bodies = list(bad.spoiled(schema, known, ids(there))) if schema else [("nothing", {})]
        before = digest()
        found = {what: problem for what, body in bodies if (problem := refuse(browser, at, body))}
        named_stages = {each for one in flow.TABLES[table] if one.verb == row.verb for each in one.stages}
        others = [each for each in matrix.stages_of(table) if each not in named_stages and situation.on]
        # matrix.txt says what the verb answers at every one; here it is the envelope, at the first and the last.
        for stage_ in {*others[:1], *others[-1:]}:
            with matrix.at_stage(situation.on, stage_):
                found |= {f"at {stage_}": one for one in [refuse(browser, at, bodies[0][1])] if one}
        assert found == {}
        assert digest() == before, "something changed although it was refused"
