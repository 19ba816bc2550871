"""Where people can be reached: what the outbox asks when it sends."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from consult.notice.addresses import Address

from .models import Person


def addresses_of(people: Iterable[UUID]) -> dict[UUID, Address]:
    """The numbers of those who have one. One statement."""
    reachable = Person.objects.filter(pk__in=list(people), account__isnull=False).select_related("account")
    return {
        person.pk: Address(
            phone=person.account.phone,
            demo=person.demo or person.account.demo,
            language="en" if person.language.startswith("en") else "zh",
        )
        for person in reachable
        if person.account is not None
    }
