"""What every stage's `api.py` uses: parse, call one verb or read, answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, ValidationInfo, model_validator

from .act import allowed, blocked
from .errors import invalid, not_signed_in
from .once import once
from .permits import Actor


def _within_reach(moment: datetime) -> datetime:
    if not 2000 <= moment.year < 2200:
        raise ValueError("a time between the years 2000 and 2200 is meant")
    return moment


_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

# A time with its zone; years beyond these are slips of the pen, and no calendar can reckon with the very last.
Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]


class Taken(Schema):
    """What a verb takes. Unknown fields are refused, not overlooked, and so is a body that is no object."""

    model_config = ConfigDict(extra="forbid")


class TakenForm(Taken):
    """The fields beside a file. Ninja hands on those it knows; the others are put beside them, to be refused as well."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, values: Any, info: ValidationInfo) -> Any:
        if isinstance(values, dict) and info.context:
            return {**values, **dict.fromkeys(_beside(info.context["request"], cls.model_fields))}
        return values


def only_a_file(request: HttpRequest) -> None:
    """Refuse what was sent beside the file where nothing else is asked for."""
    for name in _beside(request, ()):
        raise invalid(name, "填写的内容不合要求", "Something filled in is not as required")


def _beside(request: HttpRequest, fields: Iterable[str]) -> list[str]:
    return sorted({*request.POST, *request.FILES} - {*fields, "file"})


class Next(Schema):
    zh: str = ""
    en: str = ""


class Problem(Schema):
    """The one error envelope."""

    code: str
    message: str
    message_en: str
    next: Next
    facts: dict[str, Any] = {}


class Done(Schema):
    """What a verb answers: the thing, where it stands now, and what may be done to it next."""

    id: UUID
    stage: str
    allowed: list[str]
    facts: dict[str, Any] = {}


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request, signed in or not (`people/who.py` sets it)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def verb(request: HttpRequest, name: str, do: Callable[[Actor], Any]) -> dict[str, Any]:
    """Do a verb once per Idempotency-Key and answer with `Done`. `do` returns the thing, or (thing, facts)."""
    key = request.headers.get("Idempotency-Key")
    return perform(actor_of(request), key=key, name=name, do=do, about=things_of(request))


def things_of(request: HttpRequest) -> str:
    """The ids in a request's address: what its verb is done to."""
    return " ".join(_ID.findall(request.path))


def perform(
    actor: Actor, *, key: str | None, name: str, do: Callable[[Actor], Any], about: str
) -> dict[str, Any]:
    """The same by whatever way the verb came. `about`: the ids of what it is done to."""
    if actor.person is None:
        raise not_signed_in()

    def run() -> dict[str, Any]:
        result = do(actor)
        thing, facts = result if isinstance(result, tuple) else (result, {})
        return {"id": str(thing.pk), "stage": thing.stage, "allowed": allowed(thing, actor), "facts": facts}

    return once(actor=actor.person, key=key, verb=name, do=run, about=about)


def verbs_of(thing: Model, actor: Actor) -> dict[str, Any]:
    """`allowed` and `blocked` for a thing's own page."""
    return {"allowed": allowed(thing, actor), "blocked": blocked(thing, actor)}
