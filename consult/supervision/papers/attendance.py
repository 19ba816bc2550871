"""应到、实到、列席、缺席: who was to come to a session, who of them came, and who sat in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from consult.agenda.forms import FORMS
from consult.agenda.models import Invitation, Participant, Session
from consult.kernel.numbered import by_number
from consult.meeting.models import Presence
from consult.paper.documents.sessions import Absence
from consult.people.models import Residency
from consult.voting.holding import speaking_for_bodies
from consult.voting.models import Poll
from consult.voting.rules import Unit
from consult.voting.rules_record import rule_from_record

_UNITS: dict[str, str] = {Unit.HOUSEHOLD: "户", Unit.STAKEHOLDER: "方"}


@dataclass(frozen=True)
class Attendance:
    """`eligible` and `present` with their units. Who was not to come and came is an observer (任何居民都可列席, §2.17)."""

    eligible: str
    present: str
    attendees: tuple[str, ...]
    observers: tuple[str, ...]
    absences: tuple[Absence, ...]


def by_presence(poll: Poll) -> bool:
    """Whether those present were counted when its question was put."""
    return not poll.over_days and rule_from_record(poll.rule_text).counts_presence


def of_roll(poll: Poll, number: int) -> str:
    return f"{number} {_UNITS.get(poll.unit, '人')}"


def invited(session: Session) -> dict[str, tuple[str, ...]]:
    """{part: who}: bodies by name; persons and households by why they were invited, and how many."""
    bodies: dict[str, list[str]] = defaultdict(list)
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in session.participants.select_related("body").order_by("pk"):
        if row.body is not None:
            bodies[row.part].append(row.body.name)
        else:
            counted[row.part][row.why, "户" if row.household_id else "人"] += 1
    return {
        part: (
            *sorted(bodies[part]),
            *(f"{why} {number} {unit}" for (why, unit), number in sorted(counted[part].items())),
        )
        for part in Participant.Part.values
    }


def there(session: Session, came: Iterable[Presence]) -> Attendance:
    """Who came by who was invited: in person, for a household, for a body, or sent by somebody."""
    # A meeting of members is complete by its members: those it touches sit in on it.
    parts = ("1",) if FORMS[session.form].members else ("1", "N", "X")
    rows = list(session.participants.filter(part__in=parts))
    guests = set(session.participants.filter(part="O", person__isnull=False).values_list("person", flat=True))
    bodies = {row.body_id for row in rows if row.body_id}
    letters = list(
        Invitation.objects.filter(session=session, participant__part__in=parts)
        .select_related("participant__person")
        .order_by(*by_number())
    )
    spoke = dict.fromkeys(person for _, person in speaking_for_bodies(bodies=bodies))
    awaited = {
        *(row.person_id for row in rows),
        *(letter.delegate_id for letter in letters),
        *spoke,
    } - {None}
    homes = {row.household_id for row in rows if row.household_id}
    names: dict[bool, dict[object, str]] = {True: {}, False: {}}
    came = list(came)
    people = {presence.person_id for presence in came}
    at_home = Residency.objects.filter(
        state=Residency.State.CONFIRMED, household__in=homes, person__in=people
    )
    doors = dict(at_home.values_list("person_id", "household_id"))
    met = set()
    for presence in came:
        door = presence.household_id or doors.get(presence.person_id)
        # Where nobody was invited by name, whoever came attended.
        own = presence.person_id not in guests and (
            not rows or presence.person_id in awaited or door in homes
        )
        names[own][presence.person_id] = presence.person.name
        met.add(door)
    absences = [
        Absence(name=letter.participant.person.name, reason=Invitation.Reply(letter.reply).label)
        for letter in letters
        if letter.participant.person and not {letter.participant.person_id, letter.delegate_id} & people
    ]
    silent = len(homes - met)
    missing = len(bodies - {body for body, person in speaking_for_bodies(bodies=bodies) if person in people})
    absences += [Absence(name=f"{silent} 户", reason="没有人到会")] if silent else []
    absences += [Absence(name=f"{missing} 家单位", reason="没有人到会")] if missing else []
    persons = sum(row.person_id is not None for row in rows)
    counted = ((persons, "人"), (len(homes), "户"), (len(bodies), "家单位"))
    return Attendance(
        eligible="、".join(f"{number} {unit}" for number, unit in counted if number) or f"{len(people)} 人",
        present=f"{len(names[True])} 人",
        attendees=tuple(names[True].values()),
        observers=tuple(names[False].values()),
        absences=tuple(absences),
    )
