"""Who may use which right at this moment.

A household may name another representative until its vote is cast, and so may owners and bodies: so this is asked when
casting, and not frozen with the roll. Where the rule allows proxies, whoever was given one in writing may use that right
too, beside whose it is: the first of them to press uses its one vote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from consult.kernel import clock
from consult.kernel.log import stamp
from consult.people.models import Holding, Household, OwnershipParty, Role
from consult.people.naming import GONE

from .models import Poll, Proxy, VotingRight


def hold(polls: Iterable[Poll], persons: Collection[UUID]) -> None:
    """Leave on each poll what these people hold in it: four statements, however many polls and people; five with proxies."""
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
    by_proxy: dict[UUID, dict[tuple[UUID, UUID], Proxy]] = {pk: {} for pk in asked}
    letters = {
        proxy.right_id: proxy
        for proxy in given_to(persons, [poll for poll in asked.values() if poll.rule_text.get("proxies")])
    }
    theirs = Q(person__in=persons) | Q(household__in=households) | Q(party__in=parties)
    theirs |= Q(pk__in=letters)
    for right in VotingRight.objects.filter(theirs | Q(body__in=spokesmen), poll__in=asked).order_by(
        "number"
    ):
        one = right.person_id or households.get(right.household_id) or parties.get(right.party_id)
        # Several may speak for a body; the first of them to press uses its one vote.
        own = {one} if one else spokesmen[right.body_id]
        for holder in own:
            found[right.poll_id][holder].append(right)
        letter = letters.get(right.pk)
        if letter is not None and letter.agent_id not in own:
            found[right.poll_id][letter.agent_id].append(right)
            by_proxy[right.poll_id][letter.agent_id, right.pk] = letter
    for pk, poll in asked.items():
        poll.__dict__["held"] = {**poll.__dict__.get("held", {}), **found[pk]}
        poll.__dict__["by_proxy"] = {**poll.__dict__.get("by_proxy", {}), **by_proxy[pk]}


def held(poll: Poll, person: UUID) -> list[VotingRight]:
    """The rights this person may use, by their numbers; struck ones too, for which the refusal has its reason."""
    known: dict[UUID, list[VotingRight]] = poll.__dict__.get("held", {})
    if person not in known:
        hold([poll], [person])
        known = poll.__dict__["held"]
    return known[person]


def proxy_of(poll: Poll, person: UUID, right: VotingRight) -> Proxy | None:
    """The letter by which this person may use a right that is not their own; None where it is their own."""
    held(poll, person)
    found: dict[tuple[UUID, UUID], Proxy] = poll.__dict__["by_proxy"]
    return found.get((person, right.pk))


def own(poll: Poll, person: UUID) -> list[VotingRight]:
    """What this person holds in their own name."""
    return [right for right in held(poll, person) if proxy_of(poll, person, right) is None]


def given_to(persons: Collection[UUID], polls: Collection[Poll]) -> list[Proxy]:
    """The live proxies these people hold; no statement where no poll allows any."""
    if not polls:
        return []
    return list(Proxy.objects.filter(poll__in=polls, agent__in=persons, revoked_at__isnull=True))


def standing(rights: Collection[VotingRight]) -> dict[UUID, dict[str, Any]]:
    """By right: the proxy that stands on it. Whose right it is and who is to use it know each other's names."""
    live = Proxy.objects.filter(right__in=rights, revoked_at__isnull=True).select_related("agent")
    return {
        proxy.right_id: {
            "id": str(proxy.pk),
            "agent": proxy.agent.name or GONE,
            "at": stamp(proxy.at),
            "used": proxy.used,
        }
        for proxy in live
    }


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
