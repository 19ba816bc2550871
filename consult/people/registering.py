"""People entered at a desk: officials and others who are on no household roll, and the register of owners."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db.models import ProtectedError

from consult.kernel import clock, text
from consult.kernel.errors import Refusal, invalid
from consult.kernel.found import only
from consult.kernel.permits import Actor

from .acting import doing
from .models import (
    Account,
    Community,
    ExclusiveUnit,
    Household,
    OwnershipParty,
    Person,
    Subdistrict,
)
from .permits import administers, may_build
from .phones import e164


def register(
    *,
    actor: Actor,
    subdistrict: Subdistrict,
    community: Community | None,
    name: str,
    phone: str | None,
    of_age: bool = True,
    needs_paper: bool = False,
) -> Person:
    """开户: a person with (or without) a number. Without a community it is somebody of the subdistrict.

    Raises Refusal `invalid`, `known_already`.
    """
    if community:
        permitted, ledgers = may_build(actor, community), [community.pk]
    else:
        permitted = administers(actor, subdistrict.pk)
        ledgers = list(Community.objects.filter(subdistrict=subdistrict).values_list("pk", flat=True))
    with doing("person.register", actor=actor, communities=ledgers, permitted=permitted) as deed:
        called = text.plain(name, field="name", limit=40)
        demo = community.demo if community else actor.demo
        account = None
        if phone:
            account, _ = Account.objects.select_for_update().get_or_create(
                phone=e164(phone), defaults={"demo": demo}
            )
            if account.people.filter(name=called, community=community).exists():
                raise Refusal(
                    "known_already",
                    "这个号码下已经有同名的人",
                    "Somebody of this name already uses this number",
                    next_zh="请直接使用已有的人员",
                    next_en="Use the person who is there",
                )
        person = Person.objects.create(
            community=community,
            account=account,
            name=called,
            of_age_on=clock.today() if of_age else None,
            needs_paper=needs_paper,
            demo=demo,
        )
        deed.entry(data={"with_phone": account is not None}, hidden={"name": called}, about=[person.pk])
    return person


def record_owner(
    *,
    actor: Actor,
    household: Household,
    area_cm2: int,
    party: OwnershipParty | None = None,
    name: str = "",
    voter: Person | None = None,
) -> ExclusiveUnit:
    """业主名册: who owns a household's exclusive unit, and its registered area (SPC interpretation §§8–9).

    `party` is an owner who is on file and owns this unit as well: one head, the areas added up. Otherwise `name` makes a
    new one. `voter` is the person who votes for it.
    """
    building = household.building
    community = building.community
    with doing(
        "owner.record", actor=actor, communities=[community.pk], permitted=may_build(actor, community)
    ) as deed:
        if not 10_000 <= area_cm2 <= 100_000_000_000:
            raise invalid(
                "area_cm2", "专有面积须在 1 平方米以上", "The area must be at least one square metre"
            )
        if party and party.compound_id != building.compound_id:
            raise invalid("party", "产权人在另一个小区", "This owner is of another compound")
        if voter and voter.community_id != community.pk:
            raise invalid("voter", "没有这个人", "There is no such person")
        before = only(ExclusiveUnit.objects.select_for_update().filter(household=household))
        owner = party or OwnershipParty(compound=building.compound)
        if name:
            owner.name = text.plain(name, field="name", limit=80)
        elif not party:
            raise invalid("name", "请填写产权人", "Name the owner")
        if voter:
            owner.voter = voter
        owner.save()
        unit = before or ExclusiveUnit(compound=building.compound, household=household)
        left = unit.party_id if before else None
        unit.party, unit.area_cm2 = owner, area_cm2
        unit.save()
        if left and left != owner.pk:
            forget_unless_owning(left)
        deed.entry(data={"area_cm2": area_cm2}, hidden={"owner": owner.name}, about=[unit.pk, owner.pk])
    return unit


def forget_unless_owning(party: UUID) -> None:
    """Drop an owner who owns nothing any more, unless an old voters' roll still names them."""
    with suppress(ProtectedError):
        OwnershipParty.objects.filter(pk=party, units__isnull=True).delete()
