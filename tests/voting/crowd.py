"""Many voters at once: people made in bulk, and real threads that each have their own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from django.db import connection

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.permits import Actor
from consult.meeting.models import Presence, Room
from consult.people.models import Account, Building, BuildingUnit, Holding, Household, Person, Role
from tests.world import World

T = TypeVar("T")


def seated(
    world: World, count: int, *, room: Room | None = None, accounts: Sequence[Account] = ()
) -> list[Person]:
    """`count` more representatives, in the hall where a room is given, each with an account where there are any."""
    people = Person.objects.bulk_create(
        [
            Person(
                community=world.community,
                account=accounts[n] if accounts else None,
                name=f"代表{n:04d}",
                of_age_on=date(1980, 1, 1),
                demo=True,
            )
            for n in range(count)
        ]
    )
    Holding.objects.bulk_create(
        [
            Holding(
                person=person,
                role=Role.RESIDENT_REP,
                subdistrict=world.community.subdistrict,
                community=world.community,
                starts=date(2025, 1, 1),
            )
            for person in people
        ]
    )
    if room is not None:
        Presence.objects.bulk_create(
            [
                Presence(room=room, person=person, mode="on_site", signed_in_at=clock.now())
                for person in people
            ]
        )
    return people


def representatives(world: World, count: int, room: Room | None = None) -> list[Actor]:
    """As many as actors."""
    return [
        Actor(person=person.pk, community=world.community.pk, name=person.name, of_age=True, demo=True)
        for person in seated(world, count, room=room)
    ]


def households(world: World, count: int) -> None:
    """`count` more doors, each with a representative of its own."""
    building = Building.objects.create(
        community=world.community, compound=world.compound, grid=world.grids[0], name="100号楼", number=100
    )
    unit = BuildingUnit.objects.create(building=building, number=1)
    people = Person.objects.bulk_create(
        [Person(community=world.community, name=f"户代表{n}", demo=True) for n in range(count)]
    )
    Household.objects.bulk_create(
        [
            Household(
                community=world.community,
                grid=world.grids[0],
                building=building,
                unit=unit,
                room=f"{n:05d}",
                representative=person,
            )
            for n, person in enumerate(people)
        ]
    )


def at_once(calls: Sequence[Callable[[], T]], *, threads: int = 0) -> list[T | Refusal]:
    """Run them in real threads that start together; what each returned, or the Refusal it met.

    With fewer `threads` than calls the threads take one after the other.
    """
    gate = threading.Barrier(threads or len(calls))

    def run(call: Callable[[], T]) -> T | Refusal:
        if not threads:
            gate.wait()
        try:
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(threads or len(calls)) as pool:
        return list(pool.map(run, calls))
