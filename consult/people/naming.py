"""What a person is called, by who reads it (实名在后台,前台自愿).

Officials act in public and are named by office; residents' names are personal information (PIPL §25) and leave the
community's desks only masked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Count, Q

from consult.kernel import clock
from consult.kernel.permits import Actor

from .models import Holding, Person, Residency, Role
from .permits import DESK_ROLES
from .titles import OFFICES, masked, titled

# Fewer doors than this on one staircase, and a surname is as good as a name.
FEW_HOUSEHOLDS = 5
SOMEBODY = "一位居民"
SOME_HOUSEHOLD = "某户居民"
GONE = "已注销的居民"


def names(ids: Iterable[UUID | None], reader: Actor, *, hidden: Collection[UUID] = ()) -> dict[UUID, str]:
    """What each of these people is called to `reader`; at most three statements, however many people.

    `hidden` are those who asked not to be named: "一位居民" to all but themselves and the desks. Every id given has a
    name in the answer, also of people who are no longer there. None is passed over.
    """
    asked = {pk for pk in ids if pk is not None}
    if not asked:
        return {}
    people = (
        Person.objects.filter(pk__in=asked, erased_at=None)
        .select_related("community")
        .only("name", "community__subdistrict")
    )
    offices = _offices(asked)
    unknown = [person for person in people if not _knows(reader, person) and not offices.get(person.pk)]
    homes = _homes([person.pk for person in unknown])
    called = dict.fromkeys(asked, GONE)
    for person in people:
        called[person.pk] = _called(
            person, reader, offices.get(person.pk, ()), homes.get(person.pk, ()), hidden=person.pk in hidden
        )
    return called


def shown(
    person: Person | UUID | None,
    reader: Actor,
    *,
    holdings: Iterable[Holding] | None = None,
    hidden: bool = False,
) -> str:
    """What one person is called to `reader`. For several, `names` asks the database once.

    `holdings`, where the caller has them at hand, spares the statement that looks for offices.
    """
    if person is None or (isinstance(person, Person) and person.erased_at):
        return GONE
    if not isinstance(person, Person):
        return names([person], reader, hidden=[person] if hidden else [])[person]
    roles = _offices([person.pk]).get(person.pk, ()) if holdings is None else [h.role for h in holdings]
    known = _knows(reader, person) or bool(OFFICES & set(roles))
    homes = () if known else _homes([person.pk]).get(person.pk, ())
    return _called(person, reader, roles, homes, hidden=hidden)


def reads_full(reader: Actor, community: UUID | None) -> bool:
    """Whether this reader works at a desk of that community and sees its residents' names in full."""
    return community is not None and any(
        h.role in DESK_ROLES and h.community == community for h in reader.held
    )


def _knows(reader: Actor, person: Person) -> bool:
    if person.pk == reader.person or reads_full(reader, person.community_id):
        return True
    # Asked last: only an administrator's reading looks up which subdistrict the person's community is in.
    over = {h.subdistrict for h in reader.held if h.role == Role.ADMINISTRATOR}
    return bool(over) and person.community is not None and person.community.subdistrict_id in over


def _called(
    person: Person,
    reader: Actor,
    roles: Collection[str],
    homes: Collection[tuple[UUID, int]],
    *,
    hidden: bool,
) -> str:
    if _knows(reader, person):
        return person.name
    if hidden:
        return SOMEBODY
    official = titled(person.name, roles)
    if official:
        return official
    # Who lives behind the same door knows the name.
    if any(home in reader.homes for home, _ in homes):
        return person.name
    if any(doors < FEW_HOUSEHOLDS for _, doors in homes):
        return SOME_HOUSEHOLD
    return masked(person.name)


def _offices(people: Collection[UUID]) -> dict[UUID, list[str]]:
    today = clock.today()
    held = Holding.objects.filter(person__in=people, role__in=OFFICES, starts__lte=today).filter(
        Q(ends__isnull=True) | Q(ends__gt=today)
    )
    found: dict[UUID, list[str]] = {}
    for person, role in held.values_list("person_id", "role"):
        found.setdefault(person, []).append(role)
    return found


def _homes(people: Collection[UUID]) -> dict[UUID, list[tuple[UUID, int]]]:
    """Each person's confirmed households, with how many doors their staircase has."""
    found: dict[UUID, list[tuple[UUID, int]]] = {}
    if not people:
        return found
    rows = (
        Residency.objects.filter(person__in=people, state=Residency.State.CONFIRMED)
        .annotate(doors=Count("household__unit__households"))
        .values_list("person_id", "household_id", "doors")
    )
    for person, home, doors in rows:
        found.setdefault(person, []).append((home, doors))
    return found
