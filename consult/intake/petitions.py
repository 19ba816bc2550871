"""联名召集 (法 §§26, 28): enough signatures oblige convening, wherever the matter stands; nobody can block it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from consult.kernel import clock, packs
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.found import only
from consult.kernel.permits import SYSTEM, Actor
from consult.kernel.text import plain
from consult.people.models import Community, Holding, Household, Person, Residency, Role
from consult.people.who import person_id

from . import deadlines, rules_powers
from .desks import SECRETARY, STAFF, at_desk, tell_desk, tell_followers
from .models import Matter, Petition, PetitionSignature, Route
from .permits import may_petition

Kind = Petition.Kind
_SHARE = {
    Kind.ADULTS: "petition.adults_share",
    Kind.HOUSEHOLDS: "petition.households_share",
    Kind.REPRESENTATIVES: "petition.representatives_share",
    Kind.REPRESENTATIVES_MEETING: "petition.reps_meeting_share",
}


def start(*, actor: Actor, matter: Matter, kind: str, text: str) -> Petition:
    """发起联名. How many could sign is counted now and kept; whoever starts it signs it, where they count themselves."""
    if kind not in Kind.values:
        raise invalid("kind", "请选择由谁联名", "Choose who signs")
    said = plain(text, field="text", limit=500)
    with transaction.atomic():
        with act("petition.start", actor=actor, on=matter, given={"kind": kind}) as a:
            base = base_of(kind, a.on.community)
            petition = Petition.objects.create(
                community=a.on.community,
                matter=a.on,
                kind=kind,
                starter_id=person_id(actor),
                text=said,
                base=base,
                needed=rules_powers.signatures_needed(
                    base=base, percent=packs.load(a.on.pack).number(_SHARE[Kind(kind)])
                ),
                started_at=clock.now(),
            )
            if may_petition(actor, kind=kind, community=a.on.community_id):
                _add(petition, person_id(actor))
            a.entry(
                data={"kind": kind, "base": base, "needed": petition.needed, "reason": said},
                about=[petition.pk],
            )
        _oblige_if_enough(petition)
    return petition


def sign(*, actor: Actor, petition: Petition) -> Petition:
    """签名. Its entry speaks of the petition alone: who signed is nobody's reading on the matter's page."""
    with transaction.atomic():
        with act("petition.sign", actor=actor, on=petition) as a:
            _add(a.on, person_id(actor))
            a.entry()
        _oblige_if_enough(petition)
    return petition


def withdraw(*, actor: Actor, petition: Petition) -> Petition:
    """撤回联名, by whoever started it, before there are enough."""
    with act("petition.withdraw", actor=actor, on=petition) as a:
        a.entry(about=[a.on.matter_id])
    return petition


def base_of(kind: str, community: Community) -> int:
    """How many could sign: adults with a confirmed home, households, or residents' representatives, as of today.

    Every household counts, also one that has not named its representative yet: 1/10 of the few that have would be too
    easily reached.
    """
    today = clock.today()
    if kind == Kind.ADULTS:
        adults = Person.objects.filter(
            community=community,
            of_age_on__lte=today,
            residencies__state=Residency.State.CONFIRMED,
            residencies__community=community,
        )
        return adults.distinct().count()
    if kind == Kind.HOUSEHOLDS:
        return Household.objects.filter(community=community).count()
    held = Holding.objects.filter(community=community, role=Role.RESIDENT_REP, starts__lte=today)
    return held.filter(Q(ends__isnull=True) | Q(ends__gt=today)).values("person").distinct().count()


def _add(petition: Petition, person: UUID) -> None:
    home = None
    if petition.kind == Kind.HOUSEHOLDS:
        home = only(Household.objects.filter(community=petition.community_id, representative=person))
    PetitionSignature.objects.create(petition=petition, person_id=person, household=home, at=clock.now())


def _oblige_if_enough(petition: Petition) -> None:
    if petition.signatures.count() >= petition.needed:
        oblige(petition)


def oblige(petition: Petition) -> None:
    """达到即应当召集, done by the system. A matter that was turned down, or not decided yet, is listed; what is under way
    already stays where it is, and is flagged all the same."""
    matter = Matter.objects.select_for_update().select_related("community").get(pk=petition.matter_id)
    matter.petition_obliged = True
    matter.save(update_fields=["petition_obliged"])
    stood = matter.stage
    with act("petition.oblige", actor=SYSTEM, on=petition) as a:
        a.on.obliged_at = clock.now()
        a.carry([matter])
        a.entry(data={"kind": a.on.kind, "needed": a.on.needed, "base": a.on.base})
    if matter.stage != stood:
        matter.route, matter.merged_into = Route.LARGE, None
        matter.save(update_fields=["route", "merged_into"])
        deadlines.stop(matter, *deadlines.CLOCKS.values(), deadlines.ERASE)
    tell_followers(matter, "petition.obliged")
    tell_desk(matter, at_desk(matter, STAFF + SECRETARY), "petition.obliged")
