"""Living somewhere: claimed by the person, confirmed or refused by the grid worker (rules.md §2.17: 新居民).

No landlord is asked: a tenant lives there like anybody else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from consult.kernel import clock, due, ledger, text, workdays
from consult.kernel.errors import Refusal, invalid, wrong_stage
from consult.kernel.found import only
from consult.kernel.log import Draft
from consult.kernel.models import Due
from consult.kernel.packs import load
from consult.kernel.permits import Actor
from consult.notice import outbox

from .acting import Deed, doing
from .models import BuildingUnit, Community, Holding, Household, Person, Residency, Role
from .permits import grid_lead_here, grid_worker_here
from .reads import household_label, now_held
from .who import person_id

DUE = "residency.confirm"
CLAIMS_AT_A_TIME = 3
LIVE = (Residency.State.CLAIMED, Residency.State.CONFIRMED)


def claim(*, actor: Actor, unit: BuildingUnit, room: str, relation: Residency.Relation) -> Residency:
    """登记住户: say in which room one lives. Due in the pack's working days (two); then it goes to the grid lead.

    Raises Refusal `invalid` (no such room), `claimed_already`, `too_many_claims`, `lives_elsewhere`.
    """
    household = only(
        Household.objects.select_related("building__compound", "unit", "community").filter(
            unit=unit, room=_room(room)
        )
    )
    if household is None:
        raise invalid("room", "这个单元没有这个房号", "There is no such room on this staircase")
    community = household.community
    with doing(
        "residency.claim",
        actor=actor,
        communities=[community.pk],
        permitted=actor.person is not None,
    ) as deed:
        person = Person.objects.select_for_update().get(pk=person_id(actor))
        _belongs(person, community)
        live = list(Residency.objects.filter(person=person, state__in=LIVE))
        if any(residency.household_id == household.pk for residency in live):
            raise _refusal("claimed_already", "您已经登记过这一户", "You have claimed this household already")
        if sum(residency.state == Residency.State.CLAIMED for residency in live) >= CLAIMS_AT_A_TIME:
            raise _refusal(
                "too_many_claims", "您登记的住户还没有核验完", "Your earlier claims are still being checked"
            )
        moment = clock.now()
        residency = Residency.objects.create(
            community=community, person=person, household=household, relation=relation, claimed_at=moment
        )
        at = deadline(community, moment)
        due.schedule(community=community.pk, kind=DUE, subject=residency.pk, at=at)
        deed.entry(
            data={"relation": str(relation)},
            hidden={"home": household_label(household)},
            about=[residency.pk, person.pk],
        )
        outbox.tell_all(
            community=community.pk,
            people=[worker.person_id for worker in keepers(household)],
            template="residency.claimed",
            facts={"home": household_label(household)},
            about=residency.pk,
        )
    return residency


def confirm(*, actor: Actor, residency: Residency, of_age: bool | None = None) -> Residency:
    """核验住户: the grid worker of the grid has seen that it is so. `of_age` corrects what the person said of it."""
    with _settling("residency.confirm", actor=actor, residency=residency) as (deed, locked):
        locked.state = Residency.State.CONFIRMED
        _settle(locked, actor)
        person = locked.person
        if of_age is not None and of_age != is_of_age(person):
            person.of_age_on = clock.today() if of_age else None
            person.save(update_fields=["of_age_on"])
        if locked.relation == Residency.Relation.TENANT:
            Household.objects.filter(pk=locked.household_id).update(rented=True)
        deed.entry(
            data={"relation": locked.relation, "of_age": is_of_age(person)}, about=[locked.pk, person.pk]
        )
        _tell_claimant(locked, "residency.confirmed", {})
    return locked


def refuse(*, actor: Actor, residency: Residency, reason: str) -> Residency:
    """不予核验, with the reason the person reads."""
    why = text.plain(reason, field="reason", limit=200)
    with _settling("residency.refuse", actor=actor, residency=residency) as (deed, locked):
        locked.state = Residency.State.REFUSED
        _settle(locked, actor)
        deed.entry(data={}, hidden={"reason": why}, about=[locked.pk, locked.person_id])
        _tell_claimant(locked, "residency.refused", {"reason": why})
    return locked


def overdue(row: Due) -> None:
    """Two working days have passed: the grid lead is told, and may confirm in the worker's place."""
    residency = only(
        Residency.objects.select_related("household__building__compound", "household__unit").filter(
            pk=row.subject, state=Residency.State.CLAIMED
        )
    )
    if residency is None:
        return
    label = household_label(residency.household)
    ledger.write(
        community=row.community,
        draft=Draft(verb="residency.overdue", about=[residency.pk, residency.person_id]),
    )
    leads = now_held().filter(role=Role.GRID_LEAD, grid=residency.household.grid_id)
    outbox.tell_all(
        community=row.community,
        people=leads.values_list("person_id", flat=True),
        template="residency.overdue",
        facts={"home": label},
        about=residency.pk,
    )


def deadline(community: Community, claimed_at: datetime) -> datetime:
    """The end of the last working day in which a claim is to be settled."""
    days = load(community.pack).number("household_claim_workdays")
    last = workdays.add_workdays(claimed_at.astimezone(clock.BEIJING).date(), days)
    return datetime.combine(last + timedelta(days=1), time(0), tzinfo=clock.BEIJING)


def keeps(actor: Actor, residency: Residency, *, workers: bool) -> bool:
    """Whether a claim is this actor's to settle. `workers`: whether the grid has a worker at all.

    Nobody settles their own. The lead steps in where the worker is late, or where there is none.
    """
    if actor.person == residency.person_id:
        return False
    if grid_worker_here(actor, residency.household):
        return True
    late = clock.now() >= deadline(residency.household.community, residency.claimed_at)
    return grid_lead_here(actor, residency.household) and (late or not workers)


def keepers(household: Household) -> QuerySet[Holding]:
    """The workers of a household's grid."""
    return now_held().filter(role=Role.GRID_WORKER, grid=household.grid_id)


def is_of_age(person: Person) -> bool:
    return person.of_age_on is not None and person.of_age_on <= clock.today()


@contextmanager
def _settling(verb: str, *, actor: Actor, residency: Residency) -> Iterator[tuple[Deed, Residency]]:
    """What confirm and refuse share: the claim locked, permit, stage."""
    with transaction.atomic():
        locked = (
            Residency.objects.select_for_update(of=("self",))
            .select_related(
                "person", "household__community", "household__building__compound", "household__unit"
            )
            .get(pk=residency.pk)
        )
        permitted = keeps(actor, locked, workers=keepers(locked.household).exists())
        with doing(verb, actor=actor, communities=[locked.community_id], permitted=permitted) as deed:
            if locked.state != Residency.State.CLAIMED:
                raise wrong_stage(verb, locked.state)
            yield deed, locked


def _settle(residency: Residency, actor: Actor) -> None:
    residency.settled_at = clock.now()
    residency.settled_by_id = actor.person
    residency.save(update_fields=["state", "settled_at", "settled_by"])
    due.cancel(kind=DUE, subject=residency.pk)


def _tell_claimant(residency: Residency, template: str, facts: dict[str, Any]) -> None:
    outbox.tell(
        community=residency.community_id,
        person=residency.person_id,
        template=template,
        facts={"home": household_label(residency.household), **facts},
        about=residency.pk,
    )


def _room(typed: str) -> str:
    """Full-width digits and blanks are how phones type."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def _belongs(person: Person, community: Community) -> None:
    """Who introduced themselves to the wrong community moves; who lives or works in one does not live in another."""
    if person.community_id == community.pk:
        return
    tied = (
        Residency.objects.filter(person=person, state__in=LIVE).exists()
        or now_held().filter(person=person).exists()
    )
    if tied:
        raise Refusal(
            "lives_elsewhere",
            "您已登记在另一个社区",
            "You are registered in another community",
            next_zh="请用“增加一个人”另作介绍，再登记这里的住户",
            next_en="Introduce yourself once more under “Add a person”, then claim the household here",
        )
    person.community = community
    person.save(update_fields=["community"])


def _refusal(code: str, zh: str, en: str) -> Refusal:
    return Refusal(
        code,
        zh,
        en,
        next_zh="请等网格员核验，或打社区电话询问",
        next_en="Wait for the grid worker, or ask the community office",
    )
