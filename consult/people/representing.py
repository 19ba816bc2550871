"""Who represents a household: named by its adults together, by nobody else, and nobody is the default."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from consult.kernel import clock
from consult.kernel.errors import Refusal, invalid
from consult.kernel.permits import Actor
from consult.notice import outbox

from . import rules
from .acting import doing
from .models import Household, Nomination, Person, Residency
from .reads import household_label
from .who import person_id


def name_representative(*, actor: Actor, household: Household, named: Person) -> rules.Naming:
    """指定户代表: one adult's word, which may be changed. What the words come to stands in `rules.named_by`.

    Agreed, it takes effect at once; once they are at odds nobody represents the household until they agree again. With
    too few words nothing changes. Everybody in the household is told what changed. Raises Refusal `invalid` (no adult of
    this household), `represents_another`.
    """
    with doing(
        "household.name_representative",
        actor=actor,
        communities=[household.community_id],
        permitted=actor.of_age and household.pk in actor.homes,
    ) as deed:
        locked = (
            Household.objects.select_for_update(of=("self",))
            .select_related("building__compound", "unit")
            .get(pk=household.pk)
        )
        everybody = members(locked)
        adults: set[UUID] = {pk for pk, of_age in everybody.items() if of_age}
        if named.pk not in adults:
            raise invalid(
                "person",
                "户代表须是本户已核验的成年人",
                "The representative must be a confirmed adult of this household",
            )
        Nomination.objects.update_or_create(
            household=locked, adult_id=person_id(actor), defaults={"named": named, "at": clock.now()}
        )
        said: dict[UUID, UUID] = dict(
            Nomination.objects.filter(household=locked).values_list("adult_id", "named_id")
        )
        verdict = rules.named_by(adults, said)
        outcome, agreed = verdict
        before = locked.representative_id
        if outcome is not rules.Naming.TOO_FEW and agreed != before:
            _change(locked, agreed)
            _tell(locked, everybody, agreed)
        deed.entry(data={"outcome": outcome.value}, about=[locked.pk, *([agreed] if agreed else [])])
    household.representative_id = locked.representative_id
    return outcome


def forget(household: Household, person: UUID) -> None:
    """Somebody lives there no longer: their word and words for them go, and what is left is counted anew."""
    locked = (
        Household.objects.select_for_update(of=("self",))
        .select_related("building__compound", "unit")
        .get(pk=household.pk)
    )
    Nomination.objects.filter(Q(adult=person) | Q(named=person), household=locked).delete()
    if locked.representative_id != person:
        return
    everybody = members(locked)
    said: dict[UUID, UUID] = dict(
        Nomination.objects.filter(household=locked).values_list("adult_id", "named_id")
    )
    adults: set[UUID] = {pk for pk, of_age in everybody.items() if of_age}
    verdict = rules.named_by(adults, said)
    agreed = verdict[1]
    _change(locked, agreed)
    _tell(locked, everybody, agreed)


def members(household: Household) -> dict[UUID, bool]:
    """Everybody confirmed in a household, and whether they are eighteen."""
    today = clock.today()
    rows = Residency.objects.filter(household=household, state=Residency.State.CONFIRMED).values_list(
        "person_id", "person__of_age_on"
    )
    return {person: bool(of_age_on and of_age_on <= today) for person, of_age_on in rows}


def _change(household: Household, agreed: UUID | None) -> None:
    if agreed and Household.objects.filter(representative=agreed).exclude(pk=household.pk).exists():
        raise Refusal(
            "represents_another",
            "这个人已经代表另一户，一个人只能代表一户",
            "This person represents another household already; one person represents one household",
            next_zh="请推举另一位成年人",
            next_en="Name another adult",
        )
    household.representative_id = agreed
    household.save(update_fields=["representative"])


def _tell(household: Household, everybody: dict[UUID, bool], agreed: UUID | None) -> None:
    """Behind the same door the name is known: the notice says it."""
    name = Person.objects.values_list("name", flat=True).get(pk=agreed) if agreed else ""
    outbox.tell_all(
        community=household.community_id,
        people=everybody,
        template="household.represented" if agreed else "household.at_odds",
        facts={"home": household_label(household), "name": name},
        about=household.pk,
    )
