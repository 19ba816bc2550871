"""Writing a household roll: everything in bulk, and what is there already is brought up to date, not doubled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from consult.kernel import clock
from consult.kernel.models import Due
from consult.kernel.permits import Actor
from consult.paper.roll import RollRow

from .models import (
    Account,
    Community,
    ExclusiveUnit,
    Holding,
    Household,
    Nomination,
    OwnershipParty,
    Person,
    Residency,
)
from .residing import DUE
from .roll_plan import Door, Plan, Who, who

BATCH = 500


@dataclass
class Written:
    """What an import did, in figures: the entry's data."""

    households: int = 0
    households_new: int = 0
    people: int = 0
    people_new: int = 0
    people_changed: int = 0
    numbers_kept: int = 0
    units: int = 0
    owners: int = 0
    representatives: int = 0


@dataclass
class Roll:
    """The rows being written, and what they have become so far."""

    plan: Plan
    community: Community
    actor: Actor
    homes: dict[Door, Household] = field(default_factory=dict)
    people: dict[Who, Person] = field(default_factory=dict)
    written: Written = field(default_factory=Written)


def write(*, plan: Plan, community: Community, actor: Actor) -> Written:
    """Write a plan. The number of statements grows with the batches, not with the rows."""
    roll = Roll(plan=plan, community=community, actor=actor)
    _households(roll)
    _people(roll)
    _residencies(roll)
    _owners(roll)
    _representatives(roll)
    return roll.written


def _households(roll: Roll) -> None:
    plan = roll.plan
    there = {(home.unit_id, home.room): home for home in Household.objects.filter(community=roll.community)}
    groups = {home.unit_id: home.group_id for home in there.values() if home.group_id}
    new: list[Household] = []
    changed: list[Household] = []
    for door, rows in plan.doors.items():
        rented = any(row.relation == "tenant" for row in rows)
        home = there.get(door)
        if home is None:
            building = plan.buildings[plan.units[door[0]].building_id]
            home = Household(
                community=roll.community,
                grid_id=building.grid_id,
                building=building,
                unit_id=door[0],
                room=door[1],
                rented=rented,
                group_id=groups.get(door[0]),
            )
            new.append(home)
        elif home.rented != rented:
            home.rented = rented
            changed.append(home)
        roll.homes[door] = home
    Household.objects.bulk_create(new, batch_size=BATCH)
    Household.objects.bulk_update(changed, ["rented"], batch_size=BATCH)
    roll.written.households, roll.written.households_new = len(roll.homes), len(new)


def _people(roll: Roll) -> None:
    plan, today = roll.plan, clock.today()
    accounts = _accounts(roll)
    at_home, by_number = _known(roll)
    guarded = set(Holding.objects.filter(community=roll.community).values_list("person_id", flat=True))
    new: list[Person] = []
    changed: dict[UUID, Person] = {}
    for door, rows in plan.doors.items():
        for row in rows:
            key = who(row, door)
            account = accounts.get(f"+86{row.phone}") if row.phone else None
            person = (
                roll.people.get(key) or at_home.get((roll.homes[door].pk, row.name)) or by_number.get(key)
            )
            if person is None:
                person = Person(
                    community=roll.community,
                    account=account,
                    name=row.name,
                    of_age_on=_of_age_on(row, today),
                    needs_paper=row.needs_paper,
                    demo=roll.community.demo,
                )
                new.append(person)
            elif key not in roll.people and _update(roll, person, row, account, today, guarded):
                changed[person.pk] = person
            roll.people[key] = person
    Person.objects.bulk_create(new, batch_size=BATCH)
    Person.objects.bulk_update(
        list(changed.values()), ["account", "of_age_on", "needs_paper"], batch_size=BATCH
    )
    figures = roll.written
    figures.people, figures.people_new, figures.people_changed = len(roll.people), len(new), len(changed)


def _accounts(roll: Roll) -> dict[str, Account]:
    phones = {f"+86{row.phone}" for row in roll.plan.rows if row.phone}
    there = {account.phone: account for account in _among(Account.objects, "phone", phones)}
    new = [
        Account(phone=phone, demo=roll.community.demo, password="!")
        for phone in sorted(phones - there.keys())
    ]
    Account.objects.bulk_create(new, batch_size=BATCH)
    return there | {account.phone: account for account in new}


def _known(roll: Roll) -> tuple[dict[tuple[UUID, str], Person], dict[Who, Person]]:
    """Who is there already: by door and name, and by name and number."""
    live = Residency.objects.filter(
        community=roll.community, state__in=[Residency.State.CLAIMED, Residency.State.CONFIRMED]
    ).select_related("person__account")
    at_home = {(residency.household_id, residency.person.name): residency.person for residency in live}
    numbered = Person.objects.filter(community=roll.community, account__isnull=False).select_related(
        "account"
    )
    by_number = {
        (person.name, person.account.phone.removeprefix("+86")): person
        for person in numbered
        if person.account
    }
    # One object a person, however found: two would be written over each other.
    same = {person.pk: person for person in by_number.values()}
    return {key: same.get(person.pk, person) for key, person in at_home.items()}, by_number


def _update(
    roll: Roll, person: Person, row: RollRow, account: Account | None, today: date, guarded: set[UUID]
) -> bool:
    before = (person.account_id, person.of_age_on, person.needs_paper)
    if account and account.pk != person.account_id:
        verified = person.account is not None and person.account.phone_verified
        if verified or person.pk in guarded:
            # A roll does not take a sign-in away from whoever holds it: that would be a way to become them.
            roll.written.numbers_kept += 1
        else:
            person.account = account
    of_age_on = _of_age_on(row, today)
    known = person.of_age_on is not None and person.of_age_on <= today
    if not (row.adult and row.born is None and known):
        person.of_age_on = of_age_on
    person.needs_paper = row.needs_paper
    return before != (person.account_id, person.of_age_on, person.needs_paper)


def _of_age_on(row: RollRow, today: date) -> date | None:
    """The eighteenth birthday. Of a birth month only its end is certain; of “yes”, that it has passed."""
    if row.born is None:
        return today if row.adult else None
    year, month, *day = (int(part) for part in row.born.split("-"))
    if not day:
        return date(year + 18 + month // 12, month % 12 + 1, 1)
    try:
        return date(year + 18, month, day[0])
    except ValueError:
        return date(year + 18, month, day[0] - 1) + timedelta(days=1)


def _residencies(roll: Roll) -> None:
    """Who stands on the roll lives there: confirmed by whoever imports it; a claim that waits is settled by it."""
    moment = clock.now()
    live = Residency.objects.filter(
        community=roll.community, state__in=[Residency.State.CLAIMED, Residency.State.CONFIRMED]
    )
    there = {(residency.person_id, residency.household_id): residency for residency in live}
    new: list[Residency] = []
    changed: list[Residency] = []
    settled: list[UUID] = []
    for door, rows in roll.plan.doors.items():
        for row in rows:
            person, home = roll.people[who(row, door)], roll.homes[door]
            residency = there.get((person.pk, home.pk))
            if residency is None:
                residency = Residency(
                    community=roll.community,
                    person=person,
                    household=home,
                    relation=row.relation,
                    state=Residency.State.CONFIRMED,
                    claimed_at=moment,
                    settled_at=moment,
                    settled_by_id=roll.actor.person,
                )
                there[person.pk, home.pk] = residency
                new.append(residency)
            elif residency.state == Residency.State.CLAIMED or residency.relation != row.relation:
                if residency.state == Residency.State.CLAIMED:
                    settled.append(residency.pk)
                    residency.settled_at, residency.settled_by_id = moment, roll.actor.person
                residency.state, residency.relation = Residency.State.CONFIRMED, row.relation
                changed.append(residency)
    Residency.objects.bulk_create(new, batch_size=BATCH)
    Residency.objects.bulk_update(
        changed, ["state", "relation", "settled_at", "settled_by"], batch_size=BATCH
    )
    for due in _among(Due.objects.filter(kind=DUE, settled_at__isnull=True), "subject", settled):
        Due.objects.filter(pk=due.pk).update(settled_at=moment)


def _owners(roll: Roll) -> None:
    there = {
        unit.household_id: unit
        for unit in ExclusiveUnit.objects.filter(household__community=roll.community).select_related("party")
    }
    new_parties: list[OwnershipParty] = []
    changed_parties: dict[UUID, OwnershipParty] = {}
    new_units: list[ExclusiveUnit] = []
    changed_units: list[ExclusiveUnit] = []
    for owner in roll.plan.owners:
        units = [there.get(roll.homes[door].pk) for door in owner.doors]
        party = next((unit.party for unit in units if unit and unit.party.name == owner.name), None)
        voter = roll.people[owner.voter] if owner.voter else None
        if party is None:
            compound = roll.plan.buildings[roll.plan.units[owner.doors[0][0]].building_id].compound
            party = OwnershipParty(compound=compound, name=owner.name, voter=voter)
            new_parties.append(party)
        elif voter and party.voter_id is None:
            party.voter = voter
            changed_parties[party.pk] = party
        for door, unit in zip(owner.doors, units, strict=True):
            area = next(row.area_cm2 for row in roll.plan.doors[door] if row.area_cm2)
            if unit is None:
                new_units.append(
                    ExclusiveUnit(
                        compound=party.compound, household=roll.homes[door], party=party, area_cm2=area
                    )
                )
            elif (unit.party_id, unit.area_cm2) != (party.pk, area):
                unit.party, unit.area_cm2 = party, area
                changed_units.append(unit)
            roll.written.units += 1
    OwnershipParty.objects.bulk_create(new_parties, batch_size=BATCH)
    OwnershipParty.objects.bulk_update(list(changed_parties.values()), ["voter"], batch_size=BATCH)
    ExclusiveUnit.objects.bulk_create(new_units, batch_size=BATCH)
    ExclusiveUnit.objects.bulk_update(changed_units, ["party", "area_cm2"], batch_size=BATCH)
    roll.written.owners = len(roll.plan.owners)


def _representatives(roll: Roll) -> None:
    """Named on paper by the adults together: each adult's word stands in the file. A word given since is not undone."""
    moment = clock.now()
    taken = set(
        Household.objects.filter(community=roll.community, representative__isnull=False).values_list(
            "representative_id", flat=True
        )
    )
    spoken = set(
        Nomination.objects.filter(household__community=roll.community).values_list("household_id", flat=True)
    )
    named: list[Household] = []
    words: list[Nomination] = []
    for door, rows in roll.plan.doors.items():
        home = roll.homes[door]
        row = next((row for row in rows if row.representative), None)
        if row is None:
            continue
        person = roll.people[who(row, door)]
        if home.representative_id or home.pk in spoken or person.pk in taken:
            continue
        home.representative = person
        named.append(home)
        adults = {roll.people[who(other, door)].pk for other in rows if other.adult}
        words += [Nomination(household=home, adult_id=adult, named=person, at=moment) for adult in adults]
    Household.objects.bulk_update(named, ["representative"], batch_size=BATCH)
    Nomination.objects.bulk_create(words, batch_size=BATCH)
    roll.written.representatives = len(named)


def _among(rows: Any, column: str, values: Iterable[Any]) -> list[Any]:
    """Rows whose column is one of many values, a few hundred at a time: databases limit their parameters."""
    wanted = list(values)
    found: list[Any] = []
    for start in range(0, len(wanted), BATCH):
        found += rows.filter(Q(**{f"{column}__in": wanted[start : start + BATCH]}))
    return found
