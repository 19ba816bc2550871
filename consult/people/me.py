"""Who is signed in: the account, its people, which of them acts, and what they hold. A fixed number of statements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest

from consult.kernel import clock
from consult.kernel.errors import not_signed_in
from consult.kernel.found import existing
from consult.notice.addresses import masked

from . import offices, second_factor
from .models import Account, Holding, Person, Residency
from .permits import DESK_ROLES
from .reads import household_said
from .signals import signed_out
from .signin import FACTOR_LASTS
from .who import FACTOR_KEY, PERSON_KEY, actor_of

LANGUAGES = ("zh-CN", "en")


def account_of(request: HttpRequest) -> Account:
    """The account of a session; refuses a visitor. It may have no person yet."""
    user = request.user
    if not isinstance(user, Account):
        raise not_signed_in()
    return user


def people_of(account: Account) -> list[Person]:
    """The account's people, with their confirmed homes."""
    homes = Residency.objects.filter(state=Residency.State.CONFIRMED).select_related(
        "household__building__compound", "household__unit", "household__grid"
    )
    return list(
        Person.objects.filter(account=account)
        .select_related("community__subdistrict")
        .prefetch_related(
            Prefetch("residencies", queryset=homes.order_by("settled_at", "id"), to_attr="homes")
        )
        .order_by("name", "id")[:20]
    )


def choose(request: HttpRequest, person_id: Any) -> Person:
    """Act as this person of one's own account from now on; the rooms of whoever acted before are left."""
    account = account_of(request)
    person = existing(Person.objects.filter(pk=person_id, account=account))
    before = request.session.get(PERSON_KEY)
    request.session[PERSON_KEY] = str(person.pk)
    if before and before != str(person.pk):
        # Whoever showed the second factor may not be who signs next.
        request.session.pop(FACTOR_KEY, None)
        signed_out.send(sender=None, session=request.session.session_key, person=before)
    return person


def said(request: HttpRequest) -> dict[str, Any]:
    """`GET /me`. Six statements at most."""
    account = account_of(request)
    people = people_of(account)
    person = _acting(request, people)
    roles = _roles(person) if person else []
    shown = request.session.get(FACTOR_KEY) if person else None
    return {
        "account": {"phone_masked": masked(account.phone)},
        "persons": [_choice(each) for each in people],
        "person": _choice(person) if person else None,
        "roles": [offices.said(role) for role in roles],
        "community": _community(person),
        "elder_mode": person.elder_mode if person else False,
        "needs_paper": person.needs_paper if person else False,
        "language": person.language if person else LANGUAGES[0],
        "second_factor": {
            "enrolled": second_factor.enrolled(account),
            "fresh_until": _fresh_until(shown),
        },
        "allowed": _allowed(people, person, roles),
    }


def _acting(request: HttpRequest, people: list[Person]) -> Person | None:
    chosen = request.session.get(PERSON_KEY)
    if chosen is None and len(people) == 1:
        return people[0]
    return next((person for person in people if str(person.pk) == chosen), None)


def _roles(person: Person) -> list[Holding]:
    today = clock.today()
    held = Holding.objects.filter(person=person, starts__lte=today).filter(
        Q(ends__isnull=True) | Q(ends__gt=today)
    )
    return list(held.select_related(*offices.RELATED).order_by("role", "id"))


def _choice(person: Person) -> dict[str, Any]:
    homes: list[Residency] = person.homes  # type: ignore[attr-defined]
    return {
        "id": person.pk,
        "name": person.name,
        "household": household_said(homes[0].household) if homes else None,
    }


def _community(person: Person | None) -> dict[str, Any] | None:
    community = person.community if person else None
    if community is None:
        return None
    return {
        "id": community.pk,
        "name": community.name,
        "code": community.code,
        "subdistrict": community.subdistrict.name,
    }


def _fresh_until(shown: str | None) -> datetime | None:
    if shown is None:
        return None
    until = datetime.fromisoformat(shown) + FACTOR_LASTS
    return until if until > clock.now() else None


def _allowed(people: list[Person], person: Person | None, roles: list[Holding]) -> list[str]:
    """What this session may do to itself, for the buttons of one's own page."""
    verbs = ["person.introduce"]
    if len(people) > 1:
        verbs.append("me.choose")
    if person is None:
        return verbs
    verbs += ["me.preferences", "residency.claim", "person.phone_code", "person.change_phone"]
    if not roles:
        verbs.append("person.erase")
    actor = actor_of(person)
    if actor.of_age and actor.homes:
        verbs.append("household.name_representative")
    if any(role.role in DESK_ROLES for role in roles):
        verbs.append("person.register")
    return verbs
