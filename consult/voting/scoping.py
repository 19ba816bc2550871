"""Of which place the electorate is: {"kind": community|compound|grid|building|unit, "ids": [place]}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from consult.agenda.models import Motion
from consult.intake.touched import affected_households
from consult.kernel.errors import Refusal, invalid
from consult.people.models import Building, BuildingUnit, Grid, Household, ResidentialCompound

from .electorate import PLACES
from .rules import Unit, VoteRule

KINDS = ("community", *PLACES)
MOST_IDS = 200
_EVERYWHERE: dict[str, Any] = {"kind": "community", "ids": []}
# Whose electorate is read from places; the others are members of a body, or who was invited.
PLACED = (Unit.HOUSEHOLD, Unit.PERSON, Unit.OWNER, Unit.AFFECTED_OWNER)


def scope_of(motion: Motion, rule: VoteRule, unit: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The place that was named, or the one the matter touches. A residents' meeting is the whole community's (§27).

    Owners decide by compound (小区): theirs may not reach over two.
    """
    if rule.code.startswith("RESIDENT_MEETING"):
        if given is not None and given.get("kind") != "community":
            raise invalid(
                "scope",
                "居民会议由全社区居民参加，不能只限一部分",
                "A residents' meeting is the whole community's",
            )
        return _EVERYWHERE
    if unit not in PLACED:
        return _EVERYWHERE
    wanted = given if given is not None else motion.matter.affected
    scope = _checked(motion, wanted)
    if unit in (Unit.OWNER, Unit.AFFECTED_OWNER) and _compounds(motion, scope) != 1:
        raise invalid(
            "scope",
            "业主共同决定以一个小区为单位，请选定小区、楼栋或单元",
            "Owners decide compound by compound; choose one compound, its buildings or units",
        )
    return scope


def check_reach(motion: Motion, unit: str, scope: Mapping[str, Any]) -> None:
    """What binds is voted by all whom the matter touches: whoever prepares it does not choose the side of the stairs that
    agrees. A wider place may be named; a part of the question that touches fewer is split off as a matter of its own."""
    if unit not in (Unit.HOUSEHOLD, Unit.PERSON) or scope["kind"] == "community":
        return
    inside = Household.objects.filter(**{f"{PLACES[scope['kind']]}__in": scope["ids"]})
    left = affected_households(motion.matter).exclude(pk__in=inside.values("pk")).count()
    if left:
        raise invalid(
            "scope",
            f"这件事涉及的住户有 {left} 户不在所选的范围里，不能由一部分人替他们决定",
            f"{left} of the households this matter touches are outside the place chosen; a part cannot decide for them",
        )


def _checked(motion: Motion, wanted: Mapping[str, Any]) -> dict[str, Any]:
    kind = wanted.get("kind")
    if kind == "community":
        return _EVERYWHERE
    if kind not in PLACES:
        raise invalid("scope", "请选定由哪个范围的人表决", "Say whose vote it is: choose a place")
    try:
        ids = list(dict.fromkeys(UUID(str(each)) for each in wanted.get("ids") or ()))
    except (ValueError, TypeError):
        raise _unknown_place() from None
    if not 0 < len(ids) <= MOST_IDS or _known(str(kind), ids, motion) != len(ids):
        raise _unknown_place()
    return {"kind": kind, "ids": [str(each) for each in ids]}


def _known(kind: str, ids: list[UUID], motion: Motion) -> int:
    community = motion.community_id
    match kind:
        case "compound":
            return ResidentialCompound.objects.filter(pk__in=ids, community=community).count()
        case "grid":
            return Grid.objects.filter(pk__in=ids, community=community).count()
        case "building":
            return Building.objects.filter(pk__in=ids, community=community).count()
        case _:
            return BuildingUnit.objects.filter(pk__in=ids, building__community=community).count()


def _compounds(motion: Motion, scope: dict[str, Any]) -> int:
    households = Household.objects.filter(community_id=motion.community_id)
    if scope["kind"] != "community":
        households = households.filter(**{f"{PLACES[scope['kind']]}__in": scope["ids"]})
    return households.values("building__compound_id").distinct().count()


def _unknown_place() -> Refusal:
    return invalid(
        "scope",
        "所选的小区、网格、楼栋或单元不属于本社区",
        "A compound, grid, building or unit chosen is not in this community",
    )
