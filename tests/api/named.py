"""Ids of a town's things by the names under which the API's bodies ask for them."""

from __future__ import annotations

from typing import Any

from consult.voting.models import VotingRight
from tests.api.town import Town
from tests.world import World

PEOPLE = (
    "person",
    "owner",
    "witness",
    "proposer",
    "delegate",
    "chair",
    "recorder",
    "mover",
    "named",
    "scrutineer",
)


def places(world: World) -> dict[str, str]:
    """By the name of a field, in the singular: where things are, and somebody."""
    found = {
        "community": world.community,
        "grid": world.grids[0],
        "building": world.buildings[0],
        "unit": world.units[0],
        "household": world.homes[0],
        "compound": world.compound,
        "group": world.group,
        "body": world.bodies["council"],
        "bodie": world.bodies["council"],
        **dict.fromkeys(PEOPLE, world.people["小谷"]),
    }
    return {name: str(thing.pk) for name, thing in found.items()}


def ids(town: Town) -> dict[str, str]:
    """The same with what goes on in a town."""
    things = town.things
    found: dict[str, Any] = {
        "matter": things["matters"][0],
        "merge_into": things["matters"][0],
        "session": things["sessions"][0],
        "follows": things["sessions"][0],
        "item": things["sessions"][0].items.order_by("position")[0],
        "invitation": things["invitations"][0],
        "motion": things["motions"][0],
        "resolution": things["resolutions"][0],
        "photo": things["photos"][0],
        "right": VotingRight.objects.filter(poll=things["polls"][1])[0],
    }
    return {**places(town.world), **{name: str(thing.pk) for name, thing in found.items()}}
