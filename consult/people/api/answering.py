"""How the verbs of people and places answer: once an idempotency key, as `Done`, whatever they were done to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest

from consult.kernel.errors import not_found
from consult.kernel.once import once
from consult.kernel.permits import Actor

from .. import permits
from ..models import Community
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

    return once(actor=person_id(actor), key=request.headers.get("Idempotency-Key"), verb=verb, do=run)


def built(actor: Actor, rows: Any, pk: UUID | None, community: Callable[[Any], Community]) -> Any:
    """A thing of a community the actor builds; another community's does not exist for them. None stays None."""
    if pk is None:
        return None
    found = rows.filter(pk=pk).first()
    if found is None or not permits.may_build(actor, community(found)):
        raise not_found()
    return found
