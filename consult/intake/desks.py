"""Whose desk a matter lies on: the people to be told of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from consult.kernel import clock
from consult.notice.outbox import tell, tell_all
from consult.people.models import Holding, Role

from .models import Matter

GRID = (Role.GRID_WORKER, Role.GRID_LEAD)
STAFF = (Role.COMMITTEE_STAFF,)
SECRETARY = (Role.PARTY_SECRETARY,)
PARTY = (Role.PARTY_SECRETARY, Role.PARTY_MEMBER, Role.PARTY_DEPUTY, Role.PARTY_PART_TIME)
SUBDISTRICT = (Role.SUBDISTRICT_OFFICER,)
# 街道党工委, which alone looks again at what a Party organization has reviewed (§2.17).
WORKING_COMMITTEE = (Role.WORKING_COMMITTEE_SECRETARY,)


def at_desk(matter: Matter, roles: tuple[str, ...]) -> list[UUID]:
    """Who holds one of these roles where the matter belongs, today. One statement."""
    today = clock.today()
    held = Holding.objects.filter(role__in=roles, starts__lte=today).filter(
        Q(ends__isnull=True) | Q(ends__gt=today)
    )
    if roles == GRID:
        held = held.filter(grid=matter.grid_id)
    elif roles in (SUBDISTRICT, WORKING_COMMITTEE):
        held = held.filter(subdistrict=matter.community.subdistrict_id)
    else:
        held = held.filter(community=matter.community_id)
    return list(held.values_list("person_id", flat=True).distinct())


def first_desk(matter: Matter) -> list[UUID]:
    """Who answers a matter first (首接负责): its grid, or the committee's staff where it has none."""
    return at_desk(matter, GRID if matter.grid_id else STAFF)


def tell_desk(matter: Matter, people: list[UUID], template: str, **facts: Any) -> None:
    tell_all(
        community=matter.community_id,
        people=people,
        template=template,
        facts={**_name_of(matter), **facts},
        about=matter.pk,
    )


def tell_proposer(matter: Matter, template: str, **facts: Any) -> None:
    tell(
        community=matter.community_id,
        person=matter.proposer_id,
        template=template,
        facts={**_name_of(matter), **facts},
        about=matter.pk,
    )


def tell_followers(matter: Matter, template: str, **facts: Any) -> None:
    """The proposer and everybody who endorsed it."""
    endorsers = matter.endorsements.values_list("person_id", flat=True)
    tell_desk(matter, [matter.proposer_id, *endorsers], template, **facts)


def _name_of(matter: Matter) -> dict[str, Any]:
    """A restricted matter is named by its number alone: a message outlives the day its text is erased."""
    return {"number": matter.number, "title": "" if matter.restricted else f"“{matter.title}”"}
