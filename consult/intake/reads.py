"""Lists of matters: what is found, what waits for whom. Each page takes a fixed number of statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from consult.kernel.act import allowed
from consult.kernel.errors import invalid
from consult.kernel.found import existing
from consult.kernel.models import Gram
from consult.kernel.paging import LIMIT, page
from consult.kernel.permits import Actor
from consult.kernel.search import grams
from consult.people.models import Role

from .models import Contest, Endorsement, Matter, Petition
from .rail import STATION_OF, Rail, rails
from .standing import sentence
from .touched import mark_reader
from .visible import ABOVE, GRID_HANDLERS, visible

# Who follows the Party organization's review.
REVIEWERS = frozenset(
    {
        Role.PARTY_SECRETARY,
        Role.PARTY_DEPUTY,
        Role.PARTY_MEMBER,
        Role.PARTY_PART_TIME,
        Role.COMMITTEE_STAFF,
        Role.COMMITTEE_DIRECTOR,
        Role.SUPERVISOR,
    }
)
_NUMBER = re.compile(r"[A-Za-z0-9-]{3,24}")
MEMBERS = frozenset({Role.PARTY_MEMBER, Role.PARTY_PART_TIME, Role.PARTY_DEPUTY})
# What a row or a page names: joined, so that no row asks again.
PLACES = ("community", "community__subdistrict", "grid", "building", "unit", "merged_into", "proposer")


def find(actor: Actor, matter: UUID) -> Matter:
    """A matter the actor may see, to do something to. Raises not_found."""
    return existing(Matter.objects.filter(visible(actor), pk=matter))


def find_whole(actor: Actor, matter: UUID) -> Matter:
    """A matter the actor may see, with its places: for its page. Raises not_found."""
    return existing(Matter.objects.filter(visible(actor), pk=matter).select_related(*PLACES))


def find_petition(actor: Actor, petition: UUID) -> Petition:
    """A petition on a matter the actor may see. Raises not_found."""
    seen = Matter.objects.filter(visible(actor)).values("pk")
    return existing(
        Petition.objects.filter(matter__in=seen, pk=petition).select_related("community", "matter")
    )


def matters(
    actor: Actor,
    *,
    community: UUID | None = None,
    stage: str = "",
    grid: UUID | None = None,
    mine: Literal["", "raised", "endorsed", "entered"] = "",
    q: str = "",
    cursor: str | None = None,
    limit: int = LIMIT,
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of rows, newest first, and the next cursor. `q` finds a number or every pair of characters in it."""
    found = Matter.objects.filter(visible(actor))
    if community is not None:
        found = found.filter(community=community)
    if stage:
        found = found.filter(stage__in=_stages(stage))
    if grid is not None:
        found = found.filter(grid=grid)
    if mine == "raised":
        found = found.filter(proposer=actor.person)
    elif mine == "entered":
        found = found.filter(entered_by=actor.person)
    elif mine == "endorsed":
        found = found.filter(pk__in=Endorsement.objects.filter(person=actor.person).values("matter"))
    if q.strip():
        found = found.filter(_spoken_of(q))
    return _page(found, actor, cursor, limit)


def _stages(given: str) -> list[str]:
    stages = given.split(",")
    if not set(stages) <= STATION_OF.keys():
        raise invalid("stage", "没有这个阶段", "There is no such stage")
    return stages


def _spoken_of(q: str) -> Q:
    asked = grams(q)
    holding = (
        Gram.objects.filter(gram__in=asked)
        .values("document")
        .annotate(n=Count("id"))
        .filter(n=len(asked))
        .values("document")
    )
    spoken = Q(pk__in=holding) if asked else Q(pk__in=[])
    # Nothing but a number is compared with one: PostgreSQL takes no NUL in a text, and people paste anything.
    return spoken | Q(number__iexact=q.strip()) if _NUMBER.fullmatch(q.strip()) else spoken


def inbox(
    actor: Actor, *, cursor: str | None = None, limit: int = LIMIT
) -> tuple[list[dict[str, Any]], str | None]:
    """What waits for this person's work, with its clock; `waits_for` names the roles in which it does."""
    wanted = _waiting(actor)
    if not wanted:
        return [], None
    rows, following = _page(in_inbox(actor), actor, cursor, limit)
    # One statement a role held, however many matters wait.
    ids = [row["id"] for row in rows]
    for role, condition in wanted.items():
        theirs = set(Matter.objects.filter(condition, pk__in=ids).values_list("pk", flat=True))
        for row in rows:
            if row["id"] in theirs:
                row["waits_for"].append(role)
    return rows, following


def in_inbox(actor: Actor) -> QuerySet[Matter]:
    """The matters that wait for somebody in one of the actor's roles."""
    any_of = Q(pk__in=[])
    for condition in _waiting(actor).values():
        any_of |= condition
    return Matter.objects.filter(visible(actor)).filter(any_of).distinct()


def _waiting(actor: Actor) -> dict[str, Q]:
    """Role → which matters wait for somebody in it."""
    contested = Q(
        pk__in=Contest.objects.filter(decided_at__isnull=True, kind=Contest.Kind.ROUTE)
        .exclude(against=actor.person)
        .values("matter")
    )
    appealed = Q(
        pk__in=Contest.objects.filter(decided_at__isnull=True, kind=Contest.Kind.REVIEW).values("matter")
    )
    wanted: dict[str, Q] = {}
    for held in actor.held:
        here = Q(community=held.community)
        if held.role in GRID_HANDLERS and held.grid is not None:
            work = ["unconfirmed", "submitted", "accepted", "with_grid"]
            _add(wanted, held.role, Q(grid=held.grid, stage__in=work, disputed=False))
        elif held.role == Role.COMMITTEE_STAFF:
            mine = Q(stage__in=["submitted", "accepted", "referred", "transferred"], disputed=False)
            _add(wanted, held.role, here & (mine | contested))
        elif held.role == Role.COMMITTEE_DIRECTOR:
            _add(wanted, held.role, here & contested)
        elif held.role == Role.PARTY_SECRETARY:
            _add(wanted, held.role, here & (Q(stage="in_review") | Q(disputed=True) | contested))
        elif held.role in MEMBERS:
            unsaid = ~Q(opinions__person=actor.person)
            _add(wanted, held.role, here & Q(stage="in_review") & unsaid)
        elif held.role in ABOVE:
            below = Q(community__subdistrict=held.subdistrict)
            heard = held.role == Role.WORKING_COMMITTEE_SECRETARY
            _add(
                wanted,
                held.role,
                below & (Q(stage="transferred") | appealed if heard else Q(stage="transferred")),
            )
    return wanted


def _add(wanted: dict[str, Q], role: str, condition: Q) -> None:
    wanted[role] = wanted[role] | condition if role in wanted else condition


def topics(
    actor: Actor, *, cursor: str | None = None, limit: int = LIMIT
) -> tuple[list[dict[str, Any]], str | None]:
    """议题审核 queue: matters under review where the actor follows the review; for others it is empty."""
    return _page(in_review(actor), actor, cursor, limit)


def in_review(actor: Actor) -> QuerySet[Matter]:
    places = [held.community for held in actor.held if held.role in REVIEWERS and held.community is not None]
    return Matter.objects.filter(visible(actor), community__in=places, stage="in_review")


def _page(
    found: QuerySet[Matter], actor: Actor, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    listed, following = page(found.select_related(*PLACES), by="-raised_at", cursor=cursor, limit=limit)
    return rows(listed, actor), following


def rows(listed: Sequence[Matter], actor: Actor) -> list[dict[str, Any]]:
    """Matters as list rows: where each stands and what this actor may do. Four statements, however many."""
    mark_reader(listed, actor)
    lines = rails(listed)
    endorsed = dict(
        Endorsement.objects.filter(matter__in=[matter.pk for matter in listed])
        .values_list("matter")
        .annotate(n=Count("id"))
    )
    return [_row(matter, actor, lines[matter.pk], endorsed.get(matter.pk, 0)) for matter in listed]


def _row(matter: Matter, actor: Actor, line: Rail, endorsements: int) -> dict[str, Any]:
    said = sentence(matter, line)
    return {
        "kind": "matter",
        "id": matter.pk,
        "number": matter.number,
        "title": matter.title,
        "category": matter.category,
        "stage": matter.stage,
        "tier": tier(matter),
        "urgent": matter.urgent,
        "raised_at": matter.raised_at,
        "sentence": said["zh"],
        "sentence_en": said["en"],
        "due": line.due,
        "rail": line.stops,
        "endorsements": endorsements,
        "waits_for": [],
        "allowed": allowed(matter, actor),
    }


def tier(matter: Matter) -> str | None:
    return matter.route if matter.route in ("small", "large") else None
