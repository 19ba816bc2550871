"""The roll of voting rights: who may vote, frozen with its hash when the question is put."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

from django.db.models import Q, QuerySet

from consult.agenda.models import Participant
from consult.kernel import clock, merkle
from consult.kernel.log import commitment
from consult.meeting.models import Room
from consult.meeting.reads import present
from consult.people.models import ExclusiveUnit, Holding, Household, Person, Residency, Role

from .models import Poll, VotingRight
from .rules import Unit, VoteRule

# 居民代表会议由居委会成员和居民代表组成 (§28).
COMMITTEE = (Role.COMMITTEE_DIRECTOR, Role.COMMITTEE_DEPUTY, Role.COMMITTEE_MEMBER)


@dataclass(frozen=True)
class Entitled:
    """One right to be: exactly one of the three is set."""

    label: str
    person: UUID | None = None
    household: UUID | None = None
    party: UUID | None = None
    area_cm2: int = 0


def electorate(poll: Poll, rule: VoteRule) -> list[Entitled]:
    """Everybody entitled under the rule within the poll's scope, in the order the roll prints them."""
    match rule.units[0]:
        case Unit.HOUSEHOLD:
            return _households(within(poll))
        case Unit.PERSON:
            return _adults(within(poll))
        case Unit.OWNER | Unit.AFFECTED_OWNER:
            return _owners(within(poll))
        case Unit.REPRESENTATIVE:
            return _holders(_held(poll, (Role.RESIDENT_REP, *COMMITTEE)))
        case Unit.PARTY_MEMBER | Unit.MEMBER:
            return _holders(_members(poll, rule))
        case Unit.STAKEHOLDER:
            return _stakeholders(poll)


def within(poll: Poll) -> QuerySet[Household]:
    """The households of the poll's scope: {"kind": community|compound|grid|building|unit, "ids": […]}."""
    households = Household.objects.filter(community_id=poll.community_id)
    kind, ids = poll.scope.get("kind", "community"), poll.scope.get("ids", [])
    if kind == "community":
        return households
    field = {
        "compound": "building__compound_id",
        "grid": "grid_id",
        "building": "building_id",
        "unit": "unit_id",
    }[kind]
    return households.filter(**{f"{field}__in": ids})


def _households(places: QuerySet[Household]) -> list[Entitled]:
    rows = places.order_by("building__number", "unit__number", "room").values_list(
        "pk", "building__name", "unit__number", "room"
    )
    return [Entitled(f"{building}{unit}单元{room}", household=pk) for pk, building, unit, room in rows]


def _adults(places: QuerySet[Household]) -> list[Entitled]:
    """18 岁以上居民 with a confirmed home in the scope; one right a person however many homes."""
    people = (
        Person.objects.filter(
            residencies__household__in=places,
            residencies__state=Residency.State.CONFIRMED,
            of_age_on__lte=clock.today(),
        )
        .distinct()
        .order_by("name", "pk")
    )
    return [Entitled(name, person=pk) for pk, name in people.values_list("pk", "name")]


def _owners(places: QuerySet[Household]) -> list[Entitled]:
    """One ownership party one head, the areas of its units within the scope added up."""
    area: dict[UUID, int] = defaultdict(int)
    label: dict[UUID, str] = {}
    units = ExclusiveUnit.objects.filter(household__in=places).order_by(
        "household__building__number", "household__unit__number", "household__room"
    )
    for party, cm2, building, number, room in units.values_list(
        "party_id", "area_cm2", "household__building__name", "household__unit__number", "household__room"
    ):
        area[party] += cm2
        label.setdefault(party, f"{building}{number}单元{room}产权人")
    return [Entitled(label[party], party=party, area_cm2=cm2) for party, cm2 in area.items()]


def _held(poll: Poll, roles: Iterable[str]) -> QuerySet[Holding]:
    today = clock.today()
    return Holding.objects.filter(community_id=poll.community_id, role__in=roles, starts__lte=today).filter(
        Q(ends__isnull=True) | Q(ends__gt=today)
    )


def _members(poll: Poll, rule: VoteRule) -> QuerySet[Holding]:
    """The members of the body that meets; a committee without a body named is the residents' committee."""
    body = poll.session.body_id
    if body is not None:
        today = clock.today()
        return Holding.objects.filter(body_id=body, starts__lte=today).filter(
            Q(ends__isnull=True) | Q(ends__gt=today)
        )
    party = (Role.PARTY_SECRETARY, Role.PARTY_DEPUTY, Role.PARTY_MEMBER)
    return _held(poll, party if Unit.PARTY_MEMBER in rule.units else COMMITTEE)


def _holders(holdings: QuerySet[Holding]) -> list[Entitled]:
    rows = holdings.order_by("person__name", "person_id").values_list("person_id", "person__name")
    return [Entitled(name, person=pk) for pk, name in dict.fromkeys(rows)]


def _stakeholders(poll: Poll) -> list[Entitled]:
    """利益相关方: the X of the session, a household each; a body votes by its representative."""
    found: list[Entitled] = []
    parties = Participant.objects.filter(session_id=poll.session_id, part=Participant.Part.X)
    households = parties.filter(household__isnull=False).values("household_id")
    found += _households(Household.objects.filter(pk__in=households))
    bodies = parties.filter(body__isnull=False).values("body_id")
    found += _holders(Holding.objects.filter(body_id__in=bodies, role=Role.ORG_REP))
    return found


def freeze(poll: Poll, rule: VoteRule, room: Room | None) -> None:
    """Write the roll, mark on it who is present now, and hash it; the poll takes the figures."""
    entitled = electorate(poll, rule)
    representatives: dict[UUID, UUID | None] = dict(
        Household.objects.filter(pk__in=[e.household for e in entitled if e.household]).values_list(
            "pk", "representative_id"
        )
    )
    rights = [
        VotingRight(
            poll=poll,
            number=number,
            person_id=e.person,
            household_id=e.household,
            party_id=e.party,
            salt=token_bytes(16),
            label=e.label[:60],
            area_cm2=e.area_cm2,
        )
        for number, e in enumerate(entitled, 1)
    ]
    modes = _presence(room)
    here = [modes.get(right.household_id) or modes.get(_holder(right, representatives)) for right in rights]
    for right, mode in zip(rights, here, strict=True):
        right.present = mode is not None
    VotingRight.objects.bulk_create(rights, batch_size=2000)
    poll.roll_hash = roll_hash(rights)
    poll.entitled = len(rights)
    poll.present = sum(mode is not None for mode in here)
    poll.present_on_site = here.count("on_site")


def present_of(entitled: list[Entitled], room: Room | None) -> int:
    """How many of the entitled are present now: what the chair sees before putting the question."""
    modes = _presence(room)
    homes = [e.household for e in entitled if e.household]
    named = (
        dict(Household.objects.filter(pk__in=homes).values_list("pk", "representative_id")) if modes else {}
    )
    return sum(
        bool(
            modes.get(e.household) or modes.get(e.person or (named.get(e.household) if e.household else None))
        )
        for e in entitled
    )


def _presence(room: Room | None) -> dict[UUID | None, str]:
    """How each person, and each household somebody stands for, is present."""
    found: dict[UUID | None, str] = {}
    for person, household, mode in (
        present(room).values_list("person_id", "household_id", "mode") if room else ()
    ):
        found[person] = mode
        if household is not None:
            found[household] = mode
    return found


def _holder(right: VotingRight, representatives: dict[UUID, UUID | None]) -> UUID | None:
    return right.person_id or (representatives.get(right.household_id) if right.household_id else None)


def roll_hash(rights: Iterable[VotingRight]) -> str:
    """SHA-256 over the canonical list of (number, commitment, heads, area): fixes the roll without naming anybody."""
    rows = [[right.number, commit(right), right.heads, right.area_cm2] for right in rights]
    return sha256(merkle.canonical(rows)).hexdigest()


def commit(right: VotingRight) -> str:
    """What the poll log says instead of a name: erasing the salt makes it meaningless and leaves the log valid."""
    return commitment(bytes(right.salt), str(right.pk))
