"""Who hears of a session on a participant's behalf: the person, the household's own people, or those who act for a body."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from consult.kernel import clock
from consult.people.models import Holding, Residency

from .models import Participant


def people_of(participants: Iterable[Participant]) -> dict[UUID, list[UUID]]:
    """Participant → the people to tell, of a participant queryset with its households at hand. Two statements more.

    A household hears through its representative, or through all its adults while none is named.
    """
    rows = list(participants)
    homes = [
        row.household_id
        for row in rows
        if row.person_id is None and row.household is not None and row.household.representative_id is None
    ]
    bodies = {row.body_id for row in rows if row.person_id is None and row.household_id is None}
    today = clock.today()
    adults: dict[UUID, list[UUID]] = {}
    for home, person in Residency.objects.filter(
        household__in=homes, state=Residency.State.CONFIRMED, person__of_age_on__lte=today
    ).values_list("household_id", "person_id"):
        adults.setdefault(home, []).append(person)
    acting: dict[UUID, list[UUID]] = {}
    for body, person in (
        Holding.objects.filter(body__in=bodies, starts__lte=today)
        .filter(Q(ends__isnull=True) | Q(ends__gt=today))
        .values_list("body_id", "person_id")
    ):
        if body is not None:
            acting.setdefault(body, []).append(person)
    told: dict[UUID, list[UUID]] = {}
    for row in rows:
        if row.person_id is not None:
            told[row.pk] = [row.person_id]
        elif row.household is not None:
            representative = row.household.representative_id
            told[row.pk] = [representative] if representative else adults.get(row.household.pk, [])
        elif row.body_id is not None:
            told[row.pk] = acting.get(row.body_id, [])
    return told
