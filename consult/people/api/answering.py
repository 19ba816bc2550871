"""How the verbs of people and places answer, and how their things are found: only within the actor's reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from consult.kernel.errors import not_found
from consult.kernel.found import existing, only
from consult.kernel.http import things_of
from consult.kernel.once import once
from consult.kernel.permits import Actor

from .. import permits, reads
from ..models import Body, Community, Person, Subdistrict
from ..who import person_id, signed_in

M = TypeVar("M", bound=Model)


def answer(
    request: HttpRequest, verb: str, do: Callable[[Actor], tuple[Model, str, dict[str, Any]]]
) -> dict[str, Any]:
    """Do a verb that gives (thing, stage, facts); things without stages give an empty one."""
    actor = signed_in(request)

    def run() -> dict[str, Any]:
        thing, stage, facts = do(actor)
        return {"id": str(thing.pk), "stage": stage, "allowed": [], "facts": facts}

    key = request.headers.get("Idempotency-Key")
    return once(actor=person_id(actor), key=key, verb=verb, do=run, about=things_of(request))


def built(actor: Actor, rows: Any, pk: UUID | None, community: Callable[[Any], Community]) -> Any:
    """A thing of a community the actor builds; another community's does not exist for them. None stays None."""
    if pk is None:
        return None
    found = only(rows.filter(pk=pk))
    if found is None or not permits.may_build(actor, community(found)):
        raise not_found()
    return found


def building(actor: Actor, community: UUID) -> Community:
    """A community the actor builds."""
    found = reads.community(community)
    if not permits.may_build(actor, found):
        raise not_found()
    return found


def level(
    actor: Actor, subdistrict: UUID | None, community: UUID | None
) -> tuple[Subdistrict, Community | None]:
    """A community the actor builds, or, without one, the subdistrict they administer."""
    if community is not None:
        found = building(actor, community)
        return found.subdistrict, found
    above = only(Subdistrict.objects.filter(pk=subdistrict)) if subdistrict else None
    if above is None or not permits.administers(actor, above.pk):
        raise not_found()
    return above, None


def builds(actor: Actor, subdistrict: Subdistrict, community: Community | None) -> bool:
    if community:
        return permits.may_build(actor, community)
    return permits.administers(actor, subdistrict.pk)


def reaches(actor: Actor, person: Person, subdistrict: Subdistrict, community: Community | None) -> bool:
    if community and person.community_id == community.pk:
        return True
    home = person.community.subdistrict_id if person.community else subdistrict.pk
    return permits.administers(actor, subdistrict.pk) and home == subdistrict.pk


def body_of(subdistrict: Subdistrict, pk: UUID | None) -> Body | None:
    """A body of the subdistrict; which community it may serve is the verb's own check."""
    if pk is None:
        return None
    return existing(Body.objects.filter(pk=pk, subdistrict=subdistrict))
