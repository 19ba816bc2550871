"""What stands on a session's agenda, and who is bound up with it: asked by guards and verbs, a statement each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from consult.intake.models import Matter, Petition, TopicReview
from consult.intake.rules_powers import OBLIGES
from consult.kernel import clock
from consult.kernel.numbered import by_number
from consult.people.models import Delegation

from . import rules
from .forms import FORMS, Form
from .models import Motion, Session

# Motions that are still to be decided: withdrawn ones are history.
LIVE = ("drafted", "pending", "put")


def form_of(session: Session) -> Form:
    return FORMS[session.form]


def takes(session: Session, matter: Matter) -> bool:
    """Whether a session of this form and place may deliberate a matter at its present stage.

    A meeting that enough people called for is held at whatever stage: also on what is decided and posted already.
    """
    form = form_of(session)
    if matter.restricted or matter.community_id != session.community_id:
        return False
    if matter.stage not in form.stages and session.form not in owed(matter):
        return False
    if form.level == "grid":
        return matter.grid_id is not None and matter.grid_id == session.grid_id
    if form.level == "building":
        return matter.building_id is not None and matter.building_id == session.building_id
    return True


def matters_of(session: Session) -> list[Matter]:
    """The matters on the agenda, each once, in its order."""
    items = session.items.filter(matter__isnull=False).select_related("matter").order_by("position")
    return list({item.matter_id: item.matter for item in items if item.matter is not None}.values())


def moves_matters(session: Session) -> bool:
    """A Party branch or committee meeting looks at a matter beside its course; it does not move it along."""
    return form_of(session).members not in ("party", "committee")


def live_motions(session: Session) -> list[Motion]:
    return list(session.motions.filter(stage__in=LIVE).select_related("matter").order_by(*by_number()))


def everybody_touched(matter: Matter) -> bool:
    """Whether a matter touches the whole community, and so is all residents' (法 §30, last item)."""
    return bool(matter.affected.get("kind") == "community")


def owners_decide(matter: Matter) -> bool:
    """Whether a matter is for the owners alone: 民法典 §278, or a large one about what they own in common (§2.17)."""
    return matter.owners_decision or (matter.owners_common is True and matter.route == "large")


def obliged(matters: list[Matter], form: str) -> set[UUID]:
    """Those of the matters for which enough people signed to oblige a meeting of this form.

    Brought back after its vote failed (`matter.again`), a matter needs a new petition.
    """
    kinds = [kind for kind, meeting in OBLIGES.items() if meeting == form]
    if not kinds or not matters:
        return set()
    petitions = Petition.objects.filter(
        matter__in=matters, matter__petition_obliged=True, kind__in=kinds, stage="obliged"
    )
    return set(petitions.values_list("matter_id", flat=True))


def owed(matter: Matter) -> set[str]:
    """The forms of meeting that enough people called for on this matter and that have not been opened since."""
    return {
        OBLIGES[petition.kind]
        for petition in Petition.objects.filter(matter=matter, stage="obliged")
        if not Session.objects.filter(
            form=OBLIGES[petition.kind], items__matter=matter, opened_at__gte=petition.obliged_at
        ).exists()
    }


def authorized_subject(
    *, session: Session, delegation: Delegation | None, matter: Matter, text: str = "", claimed: str = ""
) -> tuple[rules.Reserved | None, str | None]:
    """(the item of §30 that reserves this to the residents' meeting, the authorized subject that covers it).

    The first is None where nothing is reserved; the second where no authorization in force on the session's day covers it.
    `text` is the motion's own, where one is asked about.
    """
    item = rules.reserved(text=f"{matter.title}\n{text}", everybody=everybody_touched(matter))
    if item is None or delegation is None:
        return item, None
    day = session.starts_at.astimezone(clock.BEIJING).date()
    if not rules.in_force(decided_on=delegation.decided_on, valid_until=delegation.valid_until, day=day):
        return item, None
    # Not by what its proposer wrote: the words of the decision count.
    whole = f"{text}\n{matter.title}"
    return item, rules.covering(
        item=item, subjects=delegation.subjects, category=matter.category, text=whole, claimed=claimed
    )


@dataclass(frozen=True)
class Interested:
    """Who is bound up with what a session deliberates, and so does not chair or scrutinize it."""

    reviewers: frozenset[UUID]
    proposers: frozenset[UUID]
    movers: frozenset[UUID]


def interested(session: Session) -> Interested:
    matters = matters_of(session)
    reviews = TopicReview.objects.filter(matter__in=matters, conclusion=TopicReview.Conclusion.ADMIT)
    return Interested(
        reviewers=frozenset(reviews.values_list("reviewer_id", flat=True)),
        proposers=frozenset(matter.proposer_id for matter in matters),
        movers=frozenset(session.motions.filter(stage__in=LIVE).values_list("mover_id", flat=True)),
    )
