"""Living there no longer (迁出): said by the person, or seen by the grid worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from consult.kernel import clock, due, text
from consult.kernel.errors import invalid, wrong_stage
from consult.kernel.permits import Actor
from consult.notice import outbox

from .acting import doing
from .models import Residency
from .permits import grid_lead_here, grid_worker_here
from .reads import household_label
from .representing import forget
from .residing import DUE


def end(*, actor: Actor, residency: Residency, reason: str = "") -> Residency:
    """residency.end: a claim is taken back, a household is left. The household's word on who represents it is counted anew.

    Oneself may without a reason; the grid's worker or lead says what they saw, and the person is told.
    """
    own = actor.person == residency.person_id
    why = text.plain(reason, field="reason", limit=200, required=False)
    with doing(
        "residency.end",
        actor=actor,
        communities=[residency.community_id],
        permitted=own or keeps_grid(actor, residency),
    ) as deed:
        if not own and not why:
            raise invalid("reason", "请写明怎么知道已经迁出", "Say how you know that they have moved away")
        locked = (
            Residency.objects.select_for_update(of=("self",))
            .select_related("household__building__compound", "household__unit")
            .get(pk=residency.pk)
        )
        if locked.state not in (Residency.State.CLAIMED, Residency.State.CONFIRMED):
            raise wrong_stage("residency.end", locked.state)
        close(locked, by=actor.person)
        deed.entry(
            data={"own": own}, hidden={"reason": why} if why else {}, about=[locked.pk, locked.person_id]
        )
        if not own:
            _tell(locked, {"reason": why})
    return locked


def close(residency: Residency, *, by: UUID | None) -> None:
    """End a live residency, locked by the caller, with what follows for its household."""
    residency.state = Residency.State.ENDED
    residency.settled_at, residency.settled_by_id = clock.now(), by
    residency.save(update_fields=["state", "settled_at", "settled_by"])
    due.cancel(kind=DUE, subject=residency.pk)
    forget(residency.household, residency.person_id)


def keeps_grid(actor: Actor, residency: Residency) -> bool:
    return grid_worker_here(actor, residency.household) or grid_lead_here(actor, residency.household)


def _tell(residency: Residency, facts: dict[str, Any]) -> None:
    outbox.tell(
        community=residency.community_id,
        person=residency.person_id,
        template="residency.ended",
        facts={"home": household_label(residency.household), **facts},
        about=residency.pk,
    )
