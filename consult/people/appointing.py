"""Roles given and ended: with a scope, a term, and the prohibitions of rules.md §2.16."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from consult.kernel import clock
from consult.kernel.errors import Refusal, invalid
from consult.kernel.permits import Actor
from consult.notice import outbox

from . import offices, rules
from .acting import doing
from .models import (
    Body,
    Building,
    Community,
    Grid,
    Holding,
    Household,
    Kinship,
    Person,
    ResidentGroup,
    Role,
    Subdistrict,
)
from .permits import administers, may_build
from .reads import now_held
from .signals import roles_changed

# Held above the communities, in the subdistrict.
ABOVE = frozenset({Role.SUBDISTRICT_OFFICER, Role.WORKING_COMMITTEE_SECRETARY, Role.ADMINISTRATOR})
# What the community's own workers may enter: those whom residents elect or organizations send. Offices that decide, that
# see residents' names, or that give roles are an administrator's to enter.
BY_STAFF = frozenset(
    {
        Role.RESIDENT_REP,
        Role.BUILDING_LEAD,
        Role.COUNCIL_MEMBER,
        Role.ORG_REP,
        Role.OWNERS_COMMITTEE_MEMBER,
    }
)
_CLASHES = {
    "supervises_itself": (
        "居委会成员不得担任居务监督委员会成员（组织法第三十六条）",
        "Members of the residents' committee may not sit on its supervisory committee (Organic Law §36)",
    ),
    "supervises_kin": (
        "居委会成员的近亲属不得担任居务监督委员会成员（组织法第三十六条）",
        "Close kin of committee members may not sit on its supervisory committee (Organic Law §36)",
    ),
    "kin_in_committee": (
        "居委会成员之间实行近亲属回避（组织法第八条）",
        "Close kin may not sit on the residents' committee together (Organic Law §8)",
    ),
}


@dataclass(frozen=True)
class Scope:
    """Where a role reaches; each narrower place must lie in the community."""

    community: Community | None = None
    grid: Grid | None = None
    building: Building | None = None
    group: ResidentGroup | None = None
    body: Body | None = None


def give(
    *,
    actor: Actor,
    person: Person,
    role: Role,
    subdistrict: Subdistrict,
    scope: Scope,
    category: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> Holding:
    """任职. From `starts` (today) to before `ends` (open). Nobody gives a role to themselves.

    Raises Refusal `invalid`, `own_role`, `holds_already`, `office_taken`, `under_age`, or a prohibition of `rules.clash`.
    """
    community = scope.community
    with doing(
        "role.give",
        actor=actor,
        communities=_ledgers(subdistrict, community),
        permitted=_may_appoint(actor, role, subdistrict, community),
    ) as deed:
        begins = starts or clock.today()
        _check_scope(role, scope, subdistrict)
        _check_term(begins, ends)
        if person.pk == actor.person:
            raise Refusal(
                "own_role",
                "不能给自己任职",
                "Nobody gives a role to themselves",
                next_zh="请由另一位管理员办理",
                next_en="Ask another administrator",
            )
        # One appointment at a time: two at once must not each find the office free, or the kin not yet there.
        if community:
            Community.objects.select_for_update().get(pk=community.pk)
        _check_person(person, role)
        _check_office(person, role, scope, begins, ends)
        holding = Holding.objects.create(
            person=person,
            role=role,
            subdistrict=subdistrict,
            community=community,
            grid=scope.grid,
            building=scope.building,
            group=scope.group,
            body=scope.body,
            category=category,
            starts=begins,
            ends=ends,
        )
        deed.entry(data=_entry(holding), about=[holding.pk, person.pk])
        _told(holding, "role.given")
    return holding


def end(*, actor: Actor, holding: Holding, on: date | None = None) -> Holding:
    """免职 (or the term is over): the role is held no more from `on` (today)."""
    with doing(
        "role.end",
        actor=actor,
        communities=_ledgers(holding.subdistrict, holding.community),
        permitted=_may_appoint(actor, Role(holding.role), holding.subdistrict, holding.community),
    ) as deed:
        locked = (
            Holding.objects.select_for_update(of=("self",))
            .select_related(*offices.RELATED)
            .get(pk=holding.pk)
        )
        last = max(on or clock.today(), locked.starts)
        if last < clock.today() or (locked.ends is not None and locked.ends <= last):
            raise invalid("on", "任职已经结束，或日期早于今天", "The role has ended, or the date has passed")
        locked.ends = last
        locked.save(update_fields=["ends"])
        deed.entry(data={**_entry(locked), "ends": last.isoformat()}, about=[locked.pk, locked.person_id])
        _told(locked, "role.ended")
    return locked


def committee_figures(community: Community) -> dict[str, Any]:
    """How many sit on the residents' committee, and whether that is unusual (§8: five to nine)."""
    members = now_held().filter(community=community, role__in=rules.COMMITTEE)
    size = members.values("person_id").distinct().count()
    return {"members": size, "unusual": not rules.committee_size_usual(size)}


def representatives_figures(community: Community) -> dict[str, Any]:
    """How many represent how many households, and whether that is unusual (§13: one for every 20 to 50)."""
    elected = now_held().filter(community=community, role=Role.RESIDENT_REP)
    number = elected.values("person_id").distinct().count()
    households = Household.objects.filter(community=community).count()
    return {
        "representatives": number,
        "households": households,
        "unusual": not rules.representatives_usual(number, households),
    }


def figures(community: Community | None) -> dict[str, Any]:
    """Figures to warn by that an appointment changes; none above the communities."""
    if community is None:
        return {}
    return {
        "committee": committee_figures(community),
        "representatives": representatives_figures(community),
    }


def _ledgers(subdistrict: Subdistrict, community: Community | None) -> list[UUID]:
    """What happens above the communities stands in the ledger of each."""
    if community:
        return [community.pk]
    return list(Community.objects.filter(subdistrict=subdistrict).values_list("pk", flat=True))


def _may_appoint(actor: Actor, role: Role, subdistrict: Subdistrict, community: Community | None) -> bool:
    if administers(actor, subdistrict.pk):
        return True
    return role in BY_STAFF and community is not None and may_build(actor, community)


def _check_scope(role: Role, scope: Scope, subdistrict: Subdistrict) -> None:
    community = scope.community
    if (role in ABOVE) != (community is None):
        raise invalid("community", "这个角色的范围不对", "This role belongs to the other level")
    if community and community.subdistrict_id != subdistrict.pk:
        raise invalid("community", "社区不在这个街道", "The community is of another subdistrict")
    for field, place in (
        ("grid", scope.grid),
        ("building", scope.building),
        ("group", scope.group),
        ("body", scope.body),
    ):
        if place and place.community_id not in (community.pk if community else None, None):
            raise invalid(field, "不在这个社区", "Not of this community")
    if role in (Role.GRID_WORKER, Role.GRID_LEAD) and scope.grid is None:
        raise invalid("grid", "请选择网格", "Choose the grid")
    if role == Role.BUILDING_LEAD and scope.building is None:
        raise invalid("building", "请选择楼栋", "Choose the building")


def _check_term(starts: date, ends: date | None) -> None:
    if ends is not None and ends <= starts:
        raise invalid("ends", "任期须晚于开始的日期", "The term must end after it starts")


def _check_person(person: Person, role: Role) -> None:
    if role == Role.RESIDENT_REP and not (person.of_age_on and person.of_age_on <= clock.today()):
        raise Refusal("under_age", "居民代表须满十八岁", "A representative must be eighteen or older")


def _check_office(person: Person, role: Role, scope: Scope, starts: date, ends: date | None) -> None:
    """Whether the office is free in that term and the person may hold it."""
    during = Holding.objects.filter(Q(ends__isnull=True) | Q(ends__gt=starts))
    if ends is not None:
        during = during.filter(starts__lt=ends)
    same = during.filter(
        person=person,
        role=role,
        community=scope.community,
        grid=scope.grid,
        building=scope.building,
        group=scope.group,
        body=scope.body,
    )
    if same.exists():
        raise Refusal("holds_already", "这个人已经担任这个角色", "This person holds this role already")
    if role in rules.SINGLE and during.filter(community=scope.community, role=role).exists():
        raise Refusal(
            "office_taken",
            "这个职务现在有人担任",
            "This office is held by somebody",
            next_zh="请先办理前任的免职",
            next_en="End the present term first",
        )
    if scope.community is None:
        return
    here = during.filter(community=scope.community)
    found = rules.clash(
        role,
        own=set(here.filter(person=person).values_list("role", flat=True)),
        of_kin=set(here.filter(person__in=kin_of(person)).values_list("role", flat=True)),
    )
    if found:
        zh, en = _CLASHES[found]
        raise Refusal(found, zh, en, next_zh="请另选人选", next_en="Choose somebody else")


def kin_of(person: Person) -> list[UUID]:
    """Close kin (近亲属) on file."""
    pairs = Kinship.objects.filter(Q(one=person) | Q(other=person)).values_list("one_id", "other_id")
    return [one if other == person.pk else other for one, other in pairs]


def _entry(holding: Holding) -> dict[str, Any]:
    return {
        "role": holding.role,
        "scope": offices.scope_of(holding),
        "starts": holding.starts.isoformat(),
        "ends": holding.ends.isoformat() if holding.ends else None,
    }


def _told(holding: Holding, template: str) -> None:
    role = Role(holding.role)
    community = holding.community_id or holding.person.community_id
    if community:
        outbox.tell(
            community=community,
            person=holding.person_id,
            template=template,
            facts={
                "role": role.label,
                "role_en": offices.ENGLISH[role],
                "scope": offices.scope_of(holding),
            },
            about=holding.pk,
        )
    transaction.on_commit(lambda: roles_changed.send(sender=None, person=holding.person_id))
