"""What is read of orders, evaluations and rectifications."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from consult.intake.models import Matter
from consult.intake.touched import affected_households
from consult.intake.visible import visible
from consult.kernel import clock
from consult.kernel.errors import not_found
from consult.kernel.found import existing, only
from consult.kernel.packs import load
from consult.kernel.permits import Actor
from consult.people.models import Person, Residency, Role
from consult.people.permits import DESK_ROLES
from consult.resolution.models import Resolution
from consult.resolution.reads import objections_hold, publication_is_over

from . import rules
from .models import ArchiveFile, Evaluation, Inspection, Order, Progress, Rectification, Round

# Who supervises, inspects or evaluates reads everything of the community's orders, and so do those who run them.
READERS = frozenset(
    {
        Role.SUPERVISOR,
        Role.INSPECTOR,
        Role.EVALUATOR,
        Role.PARTY_SECRETARY,
        Role.PARTY_DEPUTY,
        Role.COMMITTEE_DIRECTOR,
        Role.COMMITTEE_DEPUTY,
        Role.COMMITTEE_STAFF,
        Role.GRID_LEAD,
        Role.GRID_WORKER,
    }
)
ABOVE = frozenset({Role.SUBDISTRICT_OFFICER, Role.WORKING_COMMITTEE_SECRETARY})
OPEN = ("issued", "under_way", "reported")
DONE = ("verified", "closed")


def overseen(actor: Actor) -> Q:
    """The condition on anything with a `community` for what this actor oversees."""
    communities = {h.community for h in actor.held if h.role in READERS and h.community}
    above = {h.subdistrict for h in actor.held if h.role in ABOVE and h.subdistrict}
    return Q(community__in=communities) | Q(community__subdistrict__in=above)


def oversees(actor: Actor) -> bool:
    return any(h.role in READERS | ABOVE for h in actor.held)


def orders_for(actor: Actor) -> QuerySet[Order]:
    """Orders the actor oversees or carries out, and those of matters the actor may read: progress is public."""
    readable = Matter.objects.filter(visible(actor)).values("pk")
    return Order.objects.select_related(
        "community", "matter__community", "resolution", "rectification", "duty"
    ).filter(overseen(actor) | Q(owner=actor.person) | Q(matter__in=readable))


def find_order(actor: Actor, pk: UUID) -> Order:
    if actor.person is None:
        raise not_found()
    return existing(orders_for(actor).filter(pk=pk))


def find_matter(actor: Actor, pk: UUID) -> Matter:
    """A matter the actor may read."""
    if actor.person is None:
        raise not_found()
    seen = visible(actor) | overseen(actor) & Q(restricted=False)
    return existing(Matter.objects.select_related("community", "grid").filter(seen, pk=pk))


def follows(actor: Actor, matter: Matter) -> bool:
    """Whether the actor oversees, inspects or evaluates this community's work: reads who does it, and why some are not
    satisfied."""
    return _reads(actor, matter, READERS)


def may_read_archive(actor: Actor, matter: Matter) -> bool:
    """The archive names people, also who raised it without their name: for the desks and supervisors of its community, and
    the subdistrict above it. Inspectors and outside evaluators read the matter itself, with its names masked."""
    return _reads(actor, matter, READERS & DESK_ROLES)


def _reads(actor: Actor, matter: Matter, roles: frozenset[Role]) -> bool:
    return any(
        (h.role in roles and h.community == matter.community_id)
        or (h.role in ABOVE and h.subdistrict == matter.community.subdistrict_id)
        for h in actor.held
    )


def archive_of(actor: Actor, pk: UUID) -> ArchiveFile:
    matter = find_matter(actor, pk)
    found = only(ArchiveFile.objects.select_related("matter__community").filter(matter=matter))
    if found is None or not may_read_archive(actor, matter):
        raise not_found()
    return found


def orders_of(matter: Matter) -> QuerySet[Order]:
    return Order.objects.filter(matter=matter)


def still_to_do(matter: Matter, *, besides: Order | None = None) -> bool:
    """Whether an order of the matter is unverified, a duty in force has no order, or a rectification has none."""
    unverified = orders_of(matter).filter(stage__in=OPEN)
    if besides is not None:
        unverified = unverified.exclude(pk=besides.pk)
    return (
        unverified.exists()
        or Resolution.objects.filter(
            matter=matter, stage__in=["published", "in_force"], duties__order__isnull=True
        )
        .filter(duties__isnull=False)
        .exists()
        or Rectification.objects.filter(matter=matter, closed_at__isnull=True, orders__isnull=True).exists()
    )


def handled_by(order: Order) -> set[UUID]:
    """Who carries an order out: its owner, and whoever reported progress on it."""
    people = set(Progress.objects.filter(order=order).values_list("by_id", flat=True))
    return people | ({order.owner_id} if order.owner_id else set())


def inspected_by(matter: Matter) -> set[UUID]:
    """Everybody who inspected or verified an order of the matter."""
    people = set(Inspection.objects.filter(order__matter=matter).values_list("inspector_id", flat=True))
    verified = orders_of(matter).filter(verified_by__isnull=False)
    return people | {pk for pk in verified.values_list("verified_by_id", flat=True) if pk}


def latest_round(matter: Matter) -> Round | None:
    return Round.objects.filter(matter=matter).order_by("-number").first()


def counted(round_: Round) -> QuerySet[Evaluation]:
    """The evaluations the three rates are made of: those of the proposer and the affected."""
    return Evaluation.objects.filter(round=round_).exclude(by=Evaluation.By.THIRD_PARTY)


def figures_of(round_: Round) -> rules.Figures:
    return rules.count(counted(round_))


def percent_of(matter: Matter) -> int:
    return load(matter.pack).number("satisfaction_percent")


def asked(matter: Matter) -> QuerySet[Person]:
    """Whom an evaluation asks: the proposer, the representatives of the households touched, and the adults of those
    that have named none."""
    homes = affected_households(matter)
    adults = Residency.objects.filter(
        state=Residency.State.CONFIRMED,
        household__in=homes.filter(representative__isnull=True),
        person__of_age_on__lte=clock.today(),
    )
    return Person.objects.filter(
        Q(pk=matter.proposer_id)
        | Q(pk__in=homes.filter(representative__isnull=False).values("representative"))
        | Q(pk__in=adults.values("person"))
    )


def everybody_answered(round_: Round) -> bool:
    answered = Evaluation.objects.filter(round=round_).values("person")
    return not asked(round_.matter).exclude(pk__in=answered).exists()


def unfinished_publication(matter: Matter) -> bool:
    """Whether a resolution of the matter is still to be posted, or its days on the board are not over."""
    resolutions: Iterable[Resolution] = matter.resolutions.exclude(stage__in=["refused", "reopened"])
    return any(not publication_is_over(resolution) for resolution in resolutions)


def unfiled(matter: Matter) -> bool:
    """Whether a charter or convention of the matter is still to be filed with the subdistrict (法 §31)."""
    return bool(
        matter.resolutions.filter(
            stage__in=["published", "in_force"], needs_filing=True, filed_on__isnull=True
        ).exists()
    )


def unanswered_objection(matter: Matter) -> bool:
    posted = matter.resolutions.filter(stage__in=["published", "in_force"]).prefetch_related("objections")
    return any(objections_hold(resolution) for resolution in posted.select_related("session", "matter"))
