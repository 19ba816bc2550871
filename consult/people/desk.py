"""What the desks read of people: names in full, numbers always masked, nothing of another community.

Each read takes a fixed number of statements.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from consult.kernel import clock
from consult.kernel.errors import invalid, not_found
from consult.kernel.found import existing, only
from consult.kernel.paging import MOST, page
from consult.kernel.permits import Actor
from consult.notice.addresses import masked

from . import leaving, offices, renumbering, residing
from .models import (
    Body,
    Community,
    Holding,
    Household,
    OwnershipParty,
    Person,
    PhoneCode,
    Residency,
    ResidentialCompound,
    Role,
)
from .naming import names
from .permits import administers, at_desk, may_build
from .reads import community as find_community
from .reads import household_label, household_said, now_held

# The number that waits for a second pair of eyes, with who asked for it.
WAITING = ("number_to_be__asked_by",)


def desk_of(actor: Actor, community: UUID | None) -> Community:
    """The community at whose desk the actor sits: the one asked for, or their own. Another's does not exist for them."""
    asked = community or actor.community
    if asked is None:
        raise invalid("community", "请说明是哪个社区", "Say which community")
    found = find_community(asked)
    if not at_desk(actor, found):
        raise not_found()
    return found


def people(
    actor: Actor, community: UUID | None, *, q: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """The people of a community by name, part of a name, room, or the last four digits of a number."""
    desk = desk_of(actor, community)
    rows = Person.objects.filter(community=desk, erased_at=None)
    if q:
        rows = rows.filter(_called(q))
    related = rows.select_related("account", *WAITING).prefetch_related(_homes(), _roles())
    items, following = page(related, by="name", cursor=cursor, limit=limit)
    return [_person_said(person, actor, desk) for person in items], following


def _called(q: str) -> Q:
    """Whom somebody at a desk means: part of a name, a room, or the last four digits of a number."""
    found = Q(name__icontains=q)
    if q.isascii() and q.isdigit() and len(q) == 4:
        found |= Q(account__phone__endswith=q)
    live = Residency.objects.filter(state=Residency.State.CONFIRMED, household__room=q)
    return found | Q(pk__in=live.values("person"))


def person_page(actor: Actor, pk: UUID, community: UUID | None) -> dict[str, Any]:
    """One of the people of the desk's community, as `people` lists them; others do not exist."""
    desk = desk_of(actor, community)
    rows = Person.objects.filter(pk=pk, community=desk, erased_at=None)
    found = existing(rows.select_related("account", *WAITING).prefetch_related(_homes(), _roles()))
    return _person_said(found, actor, desk)


def person(actor: Actor, pk: UUID, may: Callable[[Actor, Person], bool] = renumbering.may_change) -> Person:
    """Somebody whose number is this actor's to change, or who is this actor's to erase; others do not exist."""
    found = only(Person.objects.select_related("community").filter(pk=pk, erased_at=None))
    if found is None or not may(actor, found):
        raise not_found()
    return found


def claims(
    actor: Actor, state: Residency.State, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """The household claims of the grids one keeps, the oldest first."""
    worked = _grids_kept(actor)
    found = Residency.objects.filter(household__grid__in=worked, state=state).select_related(
        "person__account",
        "household__community",
        "household__building__compound",
        "household__unit",
        "household__grid",
    )
    rows, following = page(found, by="claimed_at", cursor=cursor, limit=limit)
    staffed = set(now_held().filter(role=Role.GRID_WORKER, grid__in=worked).values_list("grid_id", flat=True))
    return [_claim_said(row, actor, workers=row.household.grid_id in staffed) for row in rows], following


def _grids_kept(actor: Actor) -> set[UUID]:
    return {h.grid for h in actor.held if h.role in (Role.GRID_WORKER, Role.GRID_LEAD) and h.grid}


def claim(actor: Actor, pk: UUID) -> Residency:
    """One claim in the grids one keeps; others' do not exist."""
    claimed = Residency.objects.select_related("household").filter(household__grid__in=_grids_kept(actor))
    return existing(claimed.filter(pk=pk))


def lived(actor: Actor, pk: UUID) -> Residency:
    """A residency of one's own, or in the grids one keeps; others' do not exist."""
    own = only(Residency.objects.select_related("household").filter(pk=pk, person=actor.person))
    return own or claim(actor, pk)


def own_claims(person: UUID, *, cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Where one has said to live, and what became of it, the latest first."""
    found = Residency.objects.filter(person=person).select_related(
        "household__community", "household__building__compound", "household__unit", "household__grid"
    )
    rows, following = page(found, by="-claimed_at", cursor=cursor, limit=limit)
    return [
        {
            "id": row.pk,
            "household": household_said(row.household),
            "relation": row.relation,
            "state": row.state,
            "claimed_at": row.claimed_at,
            "due_at": residing.deadline(row.household.community, row.claimed_at),
            "allowed": ["residency.end"] if row.state in residing.LIVE else [],
        }
        for row in rows
    ], following


def household(actor: Actor, pk: UUID) -> dict[str, Any]:
    """A household as its own people see it: who lives there, who represents it, whom each adult named."""
    if pk not in actor.homes:
        raise not_found()
    home = Household.objects.select_related("building__compound", "unit", "grid").get(pk=pk)
    lives = list(
        Residency.objects.filter(household=home, state=Residency.State.CONFIRMED)
        .select_related("person")
        .order_by("person__name", "id")
    )
    words = dict(home.nominations.values_list("adult_id", "named_id"))
    return {
        **household_said(home),
        "representative": home.representative_id,
        "members": [
            {
                "id": row.person_id,
                "name": row.person.name,
                "relation": row.relation,
                "of_age": residing.is_of_age(row.person),
                "named": words.get(row.person_id),
            }
            for row in lives
        ],
        "allowed": ["household.name_representative"] if actor.of_age else [],
    }


def bodies(
    actor: Actor, community: Community, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """The bodies of a community and those above it, kind by kind, with their members as the reader may know them.

    Of a body's members as many are named as a page holds; `more` says how many there are besides.
    """
    found = Body.objects.filter(
        Q(community=community) | Q(community__isnull=True, subdistrict=community.subdistrict_id)
    ).select_related("parent")
    rows, following = page(found, by="kind name", cursor=cursor, limit=limit)
    members: dict[UUID, list[Holding]] = {}
    held = now_held().filter(body__in=[row.pk for row in rows]).order_by(*offices.ORDER)
    for holding in held:
        assert holding.body_id is not None
        members.setdefault(holding.body_id, []).append(holding)
    called = names([holding.person_id for each in members.values() for holding in each[:MOST]], actor)
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "name": row.name,
            "community": row.community_id,
            "parent": {"id": row.parent.pk, "name": row.parent.name} if row.parent else None,
            "members": [
                {"name": called[holding.person_id], "role": holding.role}
                for holding in members.get(row.pk, [])[:MOST]
            ],
            "more": max(0, len(members.get(row.pk, [])) - MOST),
        }
        for row in rows
    ], following


def holdings(
    actor: Actor,
    community: UUID | None,
    *,
    role: Role | None,
    person: UUID | None,
    q: str,
    cursor: str | None,
    limit: int,
) -> tuple[list[dict[str, Any]], str | None]:
    """Who holds what now, in a community and above it, by their names; `q` as `people` takes it."""
    desk = desk_of(actor, community)
    held = now_held().filter(Q(community=desk) | Q(community__isnull=True, subdistrict=desk.subdistrict_id))
    if role:
        held = held.filter(role=role)
    if person:
        held = held.filter(person=person)
    if q:
        held = held.filter(person__in=Person.objects.filter(_called(q)))
    related = held.select_related("person", *offices.RELATED)
    rows, following = page(related, by="person__name", cursor=cursor, limit=limit)
    called = names([row.person_id for row in rows], actor)
    verbs = ["role.end"] if may_build(actor, desk) else []
    return [
        {
            **offices.said(row),
            "person": {"id": row.person_id, "name": called[row.person_id]},
            "allowed": verbs,
        }
        for row in rows
    ], following


def owners(
    actor: Actor, community: UUID | None, compound: UUID, *, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """业主名册 of a compound: each owner once, with their units and areas in cm²."""
    desk = desk_of(actor, community)
    if not ResidentialCompound.objects.filter(pk=compound, community=desk).exists():
        raise not_found()
    rows = OwnershipParty.objects.filter(compound=compound)
    units = Prefetch("units__household", queryset=_with_places(Household.objects.all()))
    items, following = page(rows.prefetch_related("units", units), by="name", cursor=cursor, limit=limit)
    return [
        {
            "id": party.pk,
            "name": party.name,
            "voter": party.voter_id,
            "units": [
                {
                    "id": unit.household_id,
                    "household": household_label(unit.household),
                    "area_cm2": unit.area_cm2,
                }
                for unit in party.units.all()
            ],
        }
        for party in items
    ], following


def _with_places(rows: QuerySet[Household]) -> QuerySet[Household]:
    return rows.select_related("building__compound", "unit", "grid")


def _homes() -> Prefetch[Any]:
    live = Residency.objects.filter(state=Residency.State.CONFIRMED).select_related(
        "household__building__compound", "household__unit"
    )
    return Prefetch("residencies", queryset=live.order_by("settled_at", "id"), to_attr="homes")


def _roles() -> Prefetch[Any]:
    return Prefetch(
        "holdings",
        queryset=now_held().select_related(*offices.RELATED).order_by("role", "id"),
        to_attr="roles",
    )


def _person_said(person: Any, actor: Actor, desk: Community) -> dict[str, Any]:
    builds = may_build(actor, desk)
    verbs = ["role.give"] if builds else []
    officer = any(role.role in renumbering.OFFICERS for role in person.roles)
    waiting = _number_to_be(person)
    if person.pk != actor.person and (administers(actor, desk.subdistrict_id) if officer else builds):
        verbs += ["person.phone_code", "person.ask_phone"]
        verbs += ["person.release_phone"] if person.account else []
        verbs += [] if person.roles else ["person.erase"]
    if waiting and actor.person not in (person.pk, waiting.asked_by_id):
        # What waits comes first.
        verbs.insert(0, "person.change_phone")
    return {
        "id": person.pk,
        "name": person.name,
        "phone": masked(person.account.phone) if person.account else "",
        "number_to_be": {"phone": masked(waiting.phone), "asked_by": waiting.asked_by.name}
        if waiting and waiting.asked_by
        else None,
        "households": [household_label(row.household) for row in person.homes],
        "residencies": [
            {
                "id": row.pk,
                "label": household_label(row.household),
                "allowed": ["residency.end"] if leaving.keeps_grid(actor, row) else [],
            }
            for row in person.homes
        ],
        "of_age": residing.is_of_age(person),
        "needs_paper": person.needs_paper,
        "roles": [offices.said(role) for role in person.roles],
        "allowed": verbs,
        "blocked": {},
    }


def _number_to_be(person: Person) -> PhoneCode | None:
    """What waits for a second pair of eyes at the desk."""
    kept: PhoneCode | None = getattr(person, "number_to_be", None)
    return kept if kept and not kept.digest and kept.expires_at > clock.now() else None


def _claim_said(row: Residency, actor: Actor, *, workers: bool) -> dict[str, Any]:
    due_at = residing.deadline(row.household.community, row.claimed_at)
    open_now = row.state == Residency.State.CLAIMED
    mine = open_now and residing.keeps(actor, row, workers=workers)
    return {
        "id": row.pk,
        "person": {"id": row.person_id, "name": row.person.name},
        "phone": masked(row.person.account.phone) if row.person.account else "",
        "of_age": residing.is_of_age(row.person),
        "household": household_said(row.household),
        "relation": row.relation,
        "state": row.state,
        "claimed_at": row.claimed_at,
        "due_at": due_at,
        "overdue": open_now and clock.now() >= due_at,
        "allowed": ["residency.confirm", "residency.refuse"] if mine else [],
    }
