"""Who may use which right at this moment.

A household may name another representative until its vote is cast, and so may owners and bodies: so this is asked when
casting, and not frozen with the roll.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from consult.kernel import clock
from consult.people.models import Holding, Household, OwnershipParty, Role

from .models import Poll, VotingRight


def hold(polls: Iterable[Poll], persons: Collection[UUID]) -> None:
    """Leave on each poll what these people hold in it: four statements, however many polls and people."""
    asked = {poll.pk: poll for poll in polls}
    households: dict[UUID | None, UUID | None] = dict(
        Household.objects.filter(representative__in=persons).values_list("pk", "representative")
    )
    parties: dict[UUID | None, UUID | None] = dict(
        OwnershipParty.objects.filter(voter__in=persons).values_list("pk", "voter")
    )
    spokesmen: dict[UUID | None, set[UUID]] = defaultdict(set)
    for body, person in speaking_for_bodies(persons=persons):
        spokesmen[body].add(person)
    found: dict[UUID, dict[UUID, list[VotingRight]]] = {
        pk: {person: [] for person in persons} for pk in asked
    }
    theirs = Q(person__in=persons) | Q(household__in=households) | Q(party__in=parties)
    for right in VotingRight.objects.filter(theirs | Q(body__in=spokesmen), poll__in=asked).order_by(
        "number"
    ):
        one = right.person_id or households.get(right.household_id) or parties.get(right.party_id)
        # Several may speak for a body; the first of them to press uses its one vote.
        for holder in [one] if one else spokesmen[right.body_id]:
            found[right.poll_id][holder].append(right)
    for pk, poll in asked.items():
        poll.__dict__["held"] = {**poll.__dict__.get("held", {}), **found[pk]}


def held(poll: Poll, person: UUID) -> list[VotingRight]:
    """The rights this person may use, by their numbers; struck ones too, for which the refusal has its reason."""
    known: dict[UUID, list[VotingRight]] = poll.__dict__.get("held", {})
    if person not in known:
        hold([poll], [person])
        known = poll.__dict__["held"]
    return known[person]


def speaking_for_bodies(
    *, persons: Collection[UUID] | None = None, bodies: Collection[UUID] | None = None
) -> list[tuple[UUID, UUID]]:
    """(body, person) of those who represent a body today."""
    today = clock.today()
    rows = Holding.objects.filter(role=Role.ORG_REP, body__isnull=False, starts__lte=today).filter(
        Q(ends__isnull=True) | Q(ends__gt=today)
    )
    if persons is not None:
        rows = rows.filter(person__in=persons)
    if bodies is not None:
        rows = rows.filter(body__in=bodies)
    return [(body, person) for body, person in rows.values_list("body_id", "person_id") if body]


def holders(poll: Poll) -> list[UUID]:
    """The people who may use a right now, by the roll; nobody twice."""
    rights = VotingRight.objects.filter(poll=poll).order_by("number")
    rows = rights.values_list("person", "household__representative", "party__voter", "body")
    spokesmen: dict[UUID | None, list[UUID]] = {}
    for body, person in speaking_for_bodies(bodies=[row[3] for row in rows if row[3]]):
        spokesmen.setdefault(body, []).append(person)
    found = [
        holder
        for person, representative, voter, body in rows
        for holder in (person, representative, voter, *spokesmen.get(body, ()))
        if holder is not None
    ]
    return list(dict.fromkeys(found))
