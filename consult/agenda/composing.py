"""session.compose 编排参会人: 1 fixed by the form, N by the topic's category, X computed from who is touched (B25).

Nobody types a name in: people come from the roles they hold and the households they live in, bodies from those on file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from consult.intake.models import Matter
from consult.intake.touched import affected_households
from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.people.models import Body, ExclusiveUnit, Holding, Household, Residency, Role

from . import rules
from .forms import Form
from .models import Participant, Session
from .standing import form_of, matters_of

Part = Participant.Part
COMMITTEE = (Role.COMMITTEE_DIRECTOR, Role.COMMITTEE_DEPUTY, Role.COMMITTEE_MEMBER)
_PARTY = (
    Role.PARTY_SECRETARY,
    Role.PARTY_DEPUTY,
    Role.PARTY_MEMBER,
    Role.BRANCH_MEMBER,
    Role.PARTY_PART_TIME,
)
_MEMBERS: dict[str, tuple[str, ...]] = {
    "representatives": (*COMMITTEE, Role.RESIDENT_REP),
    "council": (Role.COUNCIL_MEMBER,),
    "committee": COMMITTEE,
    "party": _PARTY,
}
# Door by door, as one walks.
DOORS = ("building__compound__name", "building__number", "unit__number", "room", "pk")
# Whose work carries a line of 居委会下设委员会.
_LINE_ROLES = frozenset([*COMMITTEE, Role.COMMITTEE_STAFF])


@dataclass(frozen=True)
class Seat:
    """One participant to be: a person, a household or a body, its part and why it is invited."""

    part: str
    why: str
    person: UUID | None = None
    household: UUID | None = None
    body: UUID | None = None
    role: str = ""


@dataclass
class Plan:
    """Who would be invited. `missing` are kinds of body the form calls for and none is on file (必到主体缺席)."""

    seats: list[Seat] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    may_invite: list[Body] = field(default_factory=list)
    on_file: list[Body] = field(default_factory=list)

    def count(self, part: str) -> int:
        return sum(seat.part == part for seat in self.seats)


def compose(*, actor: Actor, session: Session, bodies: Sequence[UUID] = ()) -> Session:
    """Compose (or compose anew) the participants. `bodies` are ids of stakeholder bodies on file to join X, by kind."""
    with act("session.compose", actor=actor, on=session) as a:
        plan = planned(a.on, bodies=bodies)
        a.on.participants.all().delete()
        Participant.objects.bulk_create(
            [
                Participant(
                    session=a.on,
                    part=seat.part,
                    person_id=seat.person,
                    household_id=seat.household,
                    body_id=seat.body,
                    role=seat.role,
                    why=seat.why,
                )
                for seat in plan.seats
            ],
            batch_size=500,
        )
        counts = {part: plan.count(part) for part in Part.values}
        a.entry(data={"one": counts["1"], "n": counts["N"], "x": counts["X"], "observers": counts["O"]})
    return session


def planned(session: Session, *, bodies: Sequence[UUID] = ()) -> Plan:
    """What `compose` would invite now. At most seven statements, whatever the session's size."""
    form, matters = form_of(session), matters_of(session)
    on_file = list(
        Body.objects.filter(
            Q(community=session.community_id)
            | Q(community=None, subdistrict=session.community.subdistrict_id)
        ).order_by("name")
    )
    held = _held(session)
    touched = _touched(matters)
    seated = _Seated()
    _core(seated, form, on_file)
    _members(seated, form, session, held, touched)
    if form.by_category:
        _by_category(seated, matters, held)
    chosen = _chosen(on_file, bodies)
    seated.add(*(Seat(Part.X, body.get_kind_display(), body=body.pk) for body in chosen))
    if form.needs_stakeholders:
        seated.add(*(Seat(Part.X, "受影响住户", household=home) for home in touched))
    _observers(seated, form, matters, held)
    present = {body.kind for body in on_file}
    return Plan(
        seats=seated.seats,
        missing=[kind for kind in form.core if kind not in present],
        may_invite=[body for body in on_file if body.kind in rules.STAKEHOLDER_KINDS],
        on_file=on_file,
    )


class _Seated:
    """Seats taken so far: a person, a household or a body is invited once, in the first part that calls them."""

    def __init__(self) -> None:
        self.seats: list[Seat] = []
        self._taken: set[tuple[str, UUID]] = set()

    def add(self, *seats: Seat) -> None:
        for seat in seats:
            keys = [
                (kind, pk)
                for kind, pk in (("person", seat.person), ("household", seat.household), ("body", seat.body))
                if pk is not None
            ]
            if keys[0] not in self._taken:
                self._taken.update(keys)
                self.seats.append(seat)


def _held(session: Session) -> list[Holding]:
    today = clock.today()
    return list(
        Holding.objects.filter(community=session.community_id, starts__lte=today)
        .filter(Q(ends__isnull=True) | Q(ends__gt=today))
        .order_by("role", "person_id")
    )


def _touched(matters: Iterable[Matter]) -> list[UUID]:
    """The households touched by any of the matters, door by door."""
    any_of = Q(pk__in=[])
    for matter in matters:
        any_of |= Q(pk__in=affected_households(matter).values("pk"))
    ordered = Household.objects.filter(any_of).order_by(*DOORS)
    return list(ordered.values_list("pk", flat=True))


def _core(seated: _Seated, form: Form, on_file: list[Body]) -> None:
    """1: the bodies the form fixes, invited as bodies; each sends whom it sends."""
    for kind in form.core:
        seated.add(
            *(Seat(Part.ONE, body.get_kind_display(), body=body.pk) for body in on_file if body.kind == kind)
        )


def _members(seated: _Seated, form: Form, session: Session, held: list[Holding], touched: list[UUID]) -> None:
    """A meeting of members: who they are follows from the law or the body's own roll."""
    if form.members == "households":
        homes = Household.objects.filter(community=session.community_id)
        ordered = homes.order_by(*DOORS).values_list("pk", flat=True)
        seated.add(*(Seat(Part.ONE, "户的代表", household=home) for home in ordered))
    elif form.members == "owners":
        _owners(seated, touched)
    elif form.members:
        for role in _MEMBERS[form.members]:
            seated.add(
                *(
                    Seat(Part.ONE, Role(role).label, person=h.person_id, role=role)
                    for h in held
                    if h.role == role
                )
            )


def _owners(seated: _Seated, touched: list[UUID]) -> None:
    """Every ownership party with a door that is touched: one letter each, to its voter where one is known."""
    units = ExclusiveUnit.objects.filter(household__in=touched).select_related("party")
    for unit in units.order_by(
        "household__building__compound__name", "household__building__number", "household__room", "pk"
    ):
        seated.add(Seat(Part.ONE, "业主", person=unit.party.voter_id, household=unit.household_id))


def _by_category(seated: _Seated, matters: list[Matter], held: list[Holding]) -> None:
    """N: who carries the lines of committee work that the topic's category calls for."""
    for line in dict.fromkeys(line for matter in matters for line in rules.lines_for(matter.category)):
        seated.add(
            *(
                Seat(Part.N, f"{line}工作", person=h.person_id, role=h.role)
                for h in held
                if h.category == line and h.role in _LINE_ROLES
            )
        )


def _observers(seated: _Seated, form: Form, matters: list[Matter], held: list[Holding]) -> None:
    """列席: the supervisory committee always (法 §36), the lawyer where the form wants one, and whoever raised it."""
    roles = (Role.SUPERVISOR, Role.LEGAL_ADVISER) if form.advisers else (Role.SUPERVISOR,)
    for role in roles:
        seated.add(
            *(Seat(Part.OBSERVER, role.label, person=h.person_id, role=role) for h in held if h.role == role)
        )
    if form.needs_stakeholders:
        seated.add(
            *(Seat(Part.OBSERVER, "提出人", person=person) for person in _without_a_seat(seated, matters))
        )


def _without_a_seat(seated: _Seated, matters: list[Matter]) -> list[UUID]:
    """Who raised the matters, less those whose own household is invited: one letter is enough."""
    proposers = list(dict.fromkeys(matter.proposer_id for matter in matters))
    invited = {seat.household for seat in seated.seats if seat.household}
    at_home = {
        person
        for person, home in Residency.objects.filter(
            person__in=proposers, state=Residency.State.CONFIRMED
        ).values_list("person_id", "household_id")
        if home in invited
    }
    return [person for person in proposers if person not in at_home]


def _chosen(on_file: list[Body], ids: Sequence[UUID]) -> list[Body]:
    may_sit = {body.pk: body for body in on_file if body.kind in rules.STAKEHOLDER_KINDS}
    if any(pk not in may_sit for pk in ids):
        raise invalid(
            "bodies",
            "利益相关单位须从登记在册的单位中选择，不能另行填写",
            "Stakeholder bodies are chosen from those on file; none is typed in",
        )
    return [may_sit[pk] for pk in dict.fromkeys(ids)]
