"""Who is asking: from a signed-in session to an Actor with the roles held today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from consult.kernel import clock
from consult.kernel.errors import Refusal, not_signed_in
from consult.kernel.permits import ANYBODY, Actor, Held

from .models import Holding, Person, Residency

# Where the session keeps who of the account's people acts, and when a second factor was last shown.
PERSON_KEY = "person"
FACTOR_KEY = "factor_at"


def actor_of(person: Person, *, factor_at: datetime | None = None) -> Actor:
    """The actor a person is now."""
    return replace(actors_of([person])[person.pk], factor_at=factor_at)


def actors_of(people: Sequence[Person]) -> dict[UUID, Actor]:
    """The actors people are now, without a second factor. Two statements for any number: their roles, their homes."""
    today = clock.today()
    held: dict[UUID, list[Held]] = {person.pk: [] for person in people}
    # Whole rows, looked through here: every request asks this, and the question is written out in half the time.
    for h in Holding.objects.filter(person__in=held):
        if h.starts <= today and (h.ends is None or h.ends > today):
            where = (h.community_id, h.subdistrict_id, h.grid_id, h.building_id, h.body_id)
            held[h.person_id].append(Held(h.role, *where))
    homes: dict[UUID, set[UUID]] = {person.pk: set() for person in people}
    for lives in Residency.objects.filter(person__in=homes, state=Residency.State.CONFIRMED):
        homes[lives.person_id].add(lives.household_id)
    return {
        person.pk: Actor(
            person=person.pk,
            community=person.community_id,
            name=person.name,
            held=tuple(held[person.pk]),
            of_age=person.of_age_on is not None and person.of_age_on <= today,
            homes=frozenset(homes[person.pk]),
            demo=person.demo,
        )
        for person in people
    }


def actor_from(request: HttpRequest) -> Actor:
    """The actor behind a request; ANYBODY for a visitor, or for an account whose person is not chosen yet."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANYBODY
    chosen = request.session.get(PERSON_KEY)
    people = list(Person.objects.filter(account_id=user.pk)[:20])
    if chosen is None and len(people) == 1:
        chosen = str(people[0].pk)
    person = next((p for p in people if str(p.pk) == chosen), None)
    if person is None:
        return ANYBODY
    shown = request.session.get(FACTOR_KEY)
    actor = actor_of(person, factor_at=datetime.fromisoformat(shown) if shown else None)
    return replace(actor, hands=frozenset(other.pk for other in people))


class ActorMiddleware:
    """Gives every request a lazy `actor`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_from(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class SessionAuth(APIKeyCookie):
    """The session's cookie as ninja's authentication, for the CSRF check that comes with it and nothing else.

    ninja exempts its views from Django's own check, so a router without this takes a foreign site's POST. Who is
    signed in, and what a visitor may do, is each endpoint's own question: everybody passes here.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> str:
        if check_csrf(request):
            raise Refusal(
                "csrf",
                "页面已经过期，这一步没有完成",
                "This page has expired; nothing was done",
                next_zh="请刷新页面后再试",
                next_en="Reload the page and try again",
                status=403,
            )
        return "session"

    def authenticate(self, request: HttpRequest, key: str | None) -> str:
        return "session"


def signed_in(request: Any) -> Actor:
    """The actor of a request that must be signed in as somebody; refuses otherwise."""
    actor: Actor = request.actor
    if actor.person is None:
        raise not_signed_in()
    return actor


def person_id(actor: Actor) -> UUID:
    if actor.person is None:
        raise not_signed_in()
    return actor.person
