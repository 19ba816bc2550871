"""What is read of resolutions: by the public on the board, by those who work on them, and by the later stage."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from consult.intake.models import Matter, TopicReview
from consult.kernel import clock
from consult.kernel.errors import not_found
from consult.kernel.found import existing, only
from consult.kernel.packs import Pack, load
from consult.kernel.permits import Actor
from consult.people.models import Community, Holding, Role

from . import rules
from .models import Objection, Resolution, Signature

# Who may read a resolution before it is on the board: those who draft, check, sign and supervise.
READERS = frozenset(
    {
        Role.COMMITTEE_STAFF,
        Role.COMMITTEE_MEMBER,
        Role.COMMITTEE_DEPUTY,
        Role.COMMITTEE_DIRECTOR,
        Role.PARTY_SECRETARY,
        Role.PARTY_DEPUTY,
        Role.PARTY_MEMBER,
        Role.SUPERVISOR,
        Role.INSPECTOR,
        Role.LEGAL_ADVISER,
        Role.GRID_LEAD,
        Role.GRID_WORKER,
        Role.EVALUATOR,
    }
)
ABOVE = frozenset({Role.SUBDISTRICT_OFFICER, Role.WORKING_COMMITTEE_SECRETARY})


def _held_today() -> Q:
    today = clock.today()
    return Q(starts__lte=today) & (Q(ends__isnull=True) | Q(ends__gt=today))


def holders(community: UUID, *roles: Role) -> list[UUID]:
    """Who holds one of these roles in the community today."""
    held = Holding.objects.filter(_held_today(), community=community, role__in=roles)
    return list(dict.fromkeys(held.values_list("person_id", flat=True)))


def grid_holders(grid: UUID, *roles: Role) -> list[UUID]:
    held = Holding.objects.filter(_held_today(), grid=grid, role__in=roles)
    return list(dict.fromkeys(held.values_list("person_id", flat=True)))


def subdistrict_officers(community: Community) -> list[UUID]:
    held = Holding.objects.filter(
        _held_today(), subdistrict=community.subdistrict_id, role=Role.SUBDISTRICT_OFFICER
    )
    return list(dict.fromkeys(held.values_list("person_id", flat=True)))


def one_head(community: UUID) -> bool:
    """一肩挑: whether one person is Party secretary and director today."""
    heads = Holding.objects.filter(
        _held_today(), community=community, role__in=[Role.PARTY_SECRETARY, Role.COMMITTEE_DIRECTOR]
    )
    by_role: dict[str, set[UUID]] = {}
    for role, person in heads.values_list("role", "person_id"):
        by_role.setdefault(role, set()).add(person)
    return bool(by_role.get(Role.PARTY_SECRETARY, set()) & by_role.get(Role.COMMITTEE_DIRECTOR, set()))


def pack_of(resolution: Resolution) -> Pack:
    """The pack its session was held under, also where the community has taken another since."""
    return load(resolution.session.pack if resolution.session else resolution.matter.pack)


def study_day(resolution: Resolution) -> date | None:
    """When the Party organization studied the matter before it was decided (§30, last paragraph)."""
    decided = resolution.decided_at.astimezone(clock.BEIJING).date()
    study = resolution.matter.studies.filter(held_on__lte=decided).order_by("-held_on").first()
    return study.held_on if study else None


def goes_to_a_meeting(matter: Matter) -> bool:
    """Whether a meeting of the residents must decide it: the review said so, or enough of them asked for one."""
    if matter.petition_obliged:
        return True
    review = matter.reviews.filter(conclusion=TopicReview.Conclusion.ADMIT).order_by("-at").first()
    return review is not None and review.needs_meeting


def duty_rows(resolution: Resolution) -> list[dict[str, object]]:
    return [
        {
            "position": duty.position,
            "what": duty.what,
            "party": duty.party,
            "person_name": duty.person_name,
            "deadline": duty.deadline,
            "money": duty.money,
            "standard": duty.standard,
        }
        for duty in resolution.duties.all()
    ]


def objection_at_rest(objection: Objection, *, resolution: Resolution, days: int) -> bool:
    assert resolution.publish_until is not None
    answered = objection.answered_at
    return rules.at_rest(
        stage=objection.stage,
        review_asked=objection.review_asked,
        answered_on=answered.astimezone(clock.BEIJING).date() if answered else None,
        publish_until=resolution.publish_until,
        today=clock.today(),
        days=days,
    )


def objections_hold(resolution: Resolution) -> bool:
    """Whether an objection still stands in the way of carrying the resolution out."""
    days = pack_of(resolution).number("objection_answer_days")
    return any(
        not objection_at_rest(objection, resolution=resolution, days=days)
        for objection in resolution.objections.all()
    )


def publication_is_over(resolution: Resolution) -> bool:
    return resolution.publish_until is not None and clock.today() > resolution.publish_until


def state_of(resolution: Resolution) -> str:
    """Its stage, or `unsigned` where it should have been signed by now."""
    late = rules.unsigned(stage=resolution.stage, sign_by=resolution.sign_by, today=clock.today())
    return "unsigned" if late else resolution.stage


def _whole() -> QuerySet[Resolution]:
    return Resolution.objects.select_related(
        "community", "grid", "matter", "session", "motion", "poll"
    ).prefetch_related(
        "duties",
        Prefetch("signatures", Signature.objects.order_by("at")),
        Prefetch("objections", Objection.objects.order_by("at")),
    )


def on_board() -> QuerySet[Resolution]:
    """What anybody may read: what was posted or refused, and what should have been signed and was not (未签发)."""
    public = Q(stage__in=["published", "in_force", "reopened", "refused"]) | Q(
        stage__in=["draft", "checked"], sign_by__lt=clock.today()
    )
    return _whole().filter(public, matter__restricted=False)


def board_item(pk: UUID) -> Resolution:
    return existing(on_board().filter(pk=pk))


def for_reader(actor: Actor) -> QuerySet[Resolution]:
    """Every resolution of the communities this reader works in."""
    communities = {h.community for h in actor.held if h.role in READERS and h.community}
    above = {h.subdistrict for h in actor.held if h.role in ABOVE and h.subdistrict}
    return _whole().filter(Q(community__in=communities) | Q(community__subdistrict__in=above))


def worked_on(actor: Actor, pk: UUID) -> Resolution:
    """One resolution's own page at the desk."""
    return existing(for_reader(actor).filter(pk=pk))


def find(actor: Actor, pk: UUID) -> Resolution:
    """One resolution for a verb: what the reader works on, or what everybody may read."""
    return only(for_reader(actor).filter(pk=pk)) or board_item(pk)


def find_objection(actor: Actor, pk: UUID) -> Objection:
    """An objection: to its own objector, and to those who work on the resolution."""
    found = only(Objection.objects.select_related("resolution", "community").filter(pk=pk))
    mine = found is not None and found.person_id == actor.person
    if found is None or not (mine or for_reader(actor).filter(pk=found.resolution_id).exists()):
        raise not_found()
    return found
