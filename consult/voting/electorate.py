"""Who may vote, by what one vote stands for and within which place (谁有票)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from consult.agenda.forms import FORMS
from consult.agenda.models import Participant
from consult.kernel import clock
from consult.people.models import Body, ExclusiveUnit, Holding, Household, Person, Residency, Role

from .models import Poll
from .rules import Unit, VoteRule

# 居民代表会议由居委会成员和居民代表组成 (§28).
COMMITTEE = (Role.COMMITTEE_DIRECTOR, Role.COMMITTEE_DEPUTY, Role.COMMITTEE_MEMBER)
# 支部党员大会 is of all its members (支部工作条例 §11); 兼职委员 belong to branches of their own.
PARTY = (Role.PARTY_SECRETARY, Role.PARTY_DEPUTY, Role.PARTY_MEMBER, Role.BRANCH_MEMBER)
# Which column of a household each kind of place is.
PLACES = {
    "compound": "building__compound_id",
    "grid": "grid_id",
    "building": "building_id",
    "unit": "unit_id",
}


@dataclass(frozen=True)
class Entitled:
    """One right to be: exactly one of the four is set."""

    label: str
    person: UUID | None = None
    household: UUID | None = None
    party: UUID | None = None
    body: UUID | None = None
    area_cm2: int = 0


def electorate(poll: Poll, rule: VoteRule) -> list[Entitled]:
    """Everybody entitled within the poll's scope, in the order the roll prints them; read once for one poll object."""
    if "electorate" not in poll.__dict__:
        poll.__dict__["electorate"] = _read(poll, rule)
    found: list[Entitled] = poll.__dict__["electorate"]
    return found


def _read(poll: Poll, rule: VoteRule) -> list[Entitled]:
    match Unit(poll.unit):
        case Unit.HOUSEHOLD:
            return _households(within(poll))
        case Unit.PERSON:
            return _adults(within(poll))
        case Unit.OWNER | Unit.AFFECTED_OWNER:
            return _owners(within(poll))
        case Unit.REPRESENTATIVE:
            return _holders(_held(poll, (Role.RESIDENT_REP, *COMMITTEE)))
        case Unit.PARTY_MEMBER:
            return _holders(_of_its_body(poll, _held(poll, PARTY)))
        case Unit.MEMBER:
            return _members(poll, rule)
        case Unit.STAKEHOLDER:
            return _invited(poll, (Participant.Part.X,))


def within(poll: Poll) -> QuerySet[Household]:
    """The households of the poll's scope: {"kind": community|compound|grid|building|unit, "ids": […]}."""
    households = Household.objects.filter(community_id=poll.community_id)
    kind, ids = poll.scope["kind"], poll.scope["ids"]
    return households if kind == "community" else households.filter(**{f"{PLACES[kind]}__in": ids})


def _households(places: QuerySet[Household]) -> list[Entitled]:
    rows = places.order_by(
        "building__compound__name", "building__number", "building__name", "unit__number", "room", "pk"
    )
    named = rows.values_list("pk", "building__compound__name", "building__name", "unit__number", "room")
    return [
        Entitled(f"{compound}{building}{unit}单元{room}", household=pk)
        for pk, compound, building, unit, room in named
    ]


def _adults(places: QuerySet[Household]) -> list[Entitled]:
    """18 岁以上居民 with a confirmed home in the scope; one right a person however many homes."""
    homes = Residency.objects.filter(household__in=places, state=Residency.State.CONFIRMED)
    people = Person.objects.filter(pk__in=homes.values("person_id"), of_age_on__lte=clock.today())
    rows = people.order_by("name", "pk").values_list("pk", "name")
    return [Entitled(name, person=pk) for pk, name in rows]


def _owners(places: QuerySet[Household]) -> list[Entitled]:
    """One ownership party one head, the areas of its units within the scope added up.

    All units of one buyer, and all that the developer has not sold or handed over, are one head (最高法建筑物区分所有权解释
    §§8–9 [V:L4]); co-owners of a unit are one party.
    """
    area: dict[UUID, int] = defaultdict(int)
    label: dict[UUID, str] = {}
    units = ExclusiveUnit.objects.filter(household__in=places).order_by(
        "household__building__compound__name",
        "household__building__number",
        "household__unit__number",
        "household__room",
        "pk",
    )
    for party, cm2, compound, building, number, room in units.values_list(
        "party_id",
        "area_cm2",
        "household__building__compound__name",
        "household__building__name",
        "household__unit__number",
        "household__room",
    ):
        area[party] += cm2
        label.setdefault(party, f"{compound}{building}{number}单元{room}产权人")
    return [Entitled(label[party], party=party, area_cm2=cm2) for party, cm2 in area.items()]


def _held(poll: Poll, roles: Iterable[str]) -> QuerySet[Holding]:
    today = clock.today()
    return Holding.objects.filter(community_id=poll.community_id, role__in=roles, starts__lte=today).filter(
        Q(ends__isnull=True) | Q(ends__gt=today)
    )


def _of_its_body(poll: Poll, holdings: QuerySet[Holding]) -> QuerySet[Holding]:
    """Where the session names the body that meets, its members; a community may have several branches or councils."""
    body = poll.session.body_id
    return holdings.filter(body_id=body) if body is not None else holdings


def _members(poll: Poll, rule: VoteRule) -> list[Entitled]:
    """The members of the body that meets; in a consultation those who are invited to it, observers apart."""
    members = FORMS[poll.session.form].members
    if rule.code == "COMMITTEE_MAJ" or members == "committee":
        return _holders(_of_its_body(poll, _held(poll, COMMITTEE)))
    if rule.code == "COUNCIL_MAJ" or members == "council":
        return _holders(_of_its_body(poll, _held(poll, (Role.COUNCIL_MEMBER,))))
    return _invited(poll, (Participant.Part.ONE, Participant.Part.N, Participant.Part.X))


def _holders(holdings: QuerySet[Holding]) -> list[Entitled]:
    rows = holdings.order_by("person__name", "person_id").values_list("person_id", "person__name")
    return [Entitled(name, person=pk) for pk, name in dict.fromkeys(rows)]


def _invited(poll: Poll, parts: Iterable[str]) -> list[Entitled]:
    """Participants of these parts: a person for themselves, a household by its representative, a body by who speaks for it."""
    rows = Participant.objects.filter(session_id=poll.session_id, part__in=parts)
    persons = Person.objects.filter(pk__in=rows.filter(person__isnull=False).values("person_id"))
    places = rows.filter(person__isnull=True, household__isnull=False).values("household_id")
    bodies = Body.objects.filter(
        pk__in=rows.filter(person__isnull=True, household__isnull=True, body__isnull=False).values("body_id")
    )
    return [
        *(Entitled(name, person=pk) for pk, name in persons.order_by("name", "pk").values_list("pk", "name")),
        *_households(Household.objects.filter(pk__in=places)),
        *(Entitled(name, body=pk) for pk, name in bodies.order_by("name", "pk").values_list("pk", "name")),
    ]
