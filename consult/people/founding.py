"""Building the map: subdistrict, communities, compounds, grids, buildings, groups. By staff or an administrator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction

from consult.kernel import clock, due, ledger, packs, text
from consult.kernel.errors import invalid, not_permitted
from consult.kernel.permits import Actor

from .acting import doing
from .models import (
    Account,
    Building,
    BuildingUnit,
    Community,
    Grid,
    Holding,
    Household,
    Person,
    ResidentGroup,
    ResidentialCompound,
    Role,
    Subdistrict,
)
from .permits import administers, may_build
from .phones import e164

# Half a year less the month in which whoever convenes should hear of it.
FIRST_ASKED = timedelta(days=150)


def found_subdistrict(
    *, code: str, name: str, administrator: str, phone: str, demo: bool = False
) -> tuple[Subdistrict, Person]:
    """A subdistrict and its first administrator, by the operator at the console (`manage.py subdistrict`).

    The only verb without a ledger entry: ledgers are the communities', and there is none yet.
    """
    with transaction.atomic(), _once("code", "这个街道代码已经有了", "This subdistrict code is taken"):
        subdistrict = Subdistrict.objects.create(
            code=text.plain(code, field="code", limit=8), name=text.plain(name, field="name", limit=40)
        )
        account, _ = Account.objects.get_or_create(phone=e164(phone), defaults={"demo": demo})
        person = Person.objects.create(
            account=account,
            name=text.plain(administrator, field="administrator", limit=40),
            of_age_on=clock.today(),
            demo=demo,
        )
        Holding.objects.create(
            person=person, role=Role.ADMINISTRATOR, subdistrict=subdistrict, starts=clock.today()
        )
    return subdistrict, person


def found_community(
    *,
    actor: Actor,
    subdistrict: Subdistrict,
    code: str,
    name: str,
    short: str,
    city: str,
    pack: str = "cn-2026",
    demo: bool = False,
    office_phone: str = "",
    office_hours: str = "",
    supervision_phone: str = "",
) -> Community:
    """设立社区: opens its ledger. Whether it is a demonstration is said in the first entry and never changes.

    Raises Refusal `invalid` for a code that is taken or a rule pack that is none.
    """
    if not administers(actor, subdistrict.pk):
        raise not_permitted("community.found")
    try:
        packs.load(pack)
    except packs.PackError as error:
        raise invalid("pack", "没有这个规则包", "There is no such rule pack") from error
    with transaction.atomic(), _once("code", "这个社区代码已经有了", "This community code is taken"):
        community = Community.objects.create(
            subdistrict=subdistrict,
            code=text.plain(code, field="code", limit=8),
            name=text.plain(name, field="name", limit=40),
            short=text.plain(short, field="short", limit=8),
            city=text.plain(city, field="city", limit=40),
            pack=pack,
            demo=demo,
            office_phone=text.plain(office_phone, field="office_phone", limit=20, required=False),
            office_hours=text.plain(office_hours, field="office_hours", limit=80, required=False),
            supervision_phone=text.plain(
                supervision_phone, field="supervision_phone", limit=20, required=False
            ),
        )
        ledger.found(
            community=community.pk,
            demo=demo,
            data={"name": community.name, "code": community.code, "pack": pack, "by": str(actor.person)},
        )
        # 居民代表会议每半年至少一次 (法 §28): the agenda asks from then on how long ago the last one was.
        due.schedule(
            community=community.pk,
            kind="representatives_meeting.due",
            subject=community.pk,
            at=clock.now() + FIRST_ASKED,
        )
    return community


def add_compound(*, actor: Actor, community: Community, name: str) -> ResidentialCompound:
    """增设小区: what owners own in common."""
    with (
        doing(
            "compound.add",
            actor=actor,
            communities=[community.pk],
            permitted=may_build(actor, community),
        ) as deed,
        _once("name", "这个小区已经有了", "This compound is there already"),
    ):
        compound = ResidentialCompound.objects.create(
            community=community, name=text.plain(name, field="name", limit=40)
        )
        deed.entry(data={"name": compound.name}, about=[compound.pk])
    return compound


def add_grid(
    *,
    actor: Actor,
    community: Community,
    code: str,
    name: str,
    dedicated: bool = False,
    office_phone: str = "",
    hours: str = "",
) -> Grid:
    """划分网格."""
    with (
        doing(
            "grid.add", actor=actor, communities=[community.pk], permitted=may_build(actor, community)
        ) as deed,
        _once("code", "这个网格代码已经有了", "This grid code is taken"),
    ):
        grid = Grid.objects.create(
            community=community,
            code=text.plain(code, field="code", limit=4),
            name=text.plain(name, field="name", limit=60),
            dedicated=dedicated,
            office_phone=text.plain(office_phone, field="office_phone", limit=20, required=False),
            hours=text.plain(hours, field="hours", limit=80, required=False),
        )
        deed.entry(data={"code": grid.code, "name": grid.name}, about=[grid.pk])
    return grid


def add_building(
    *,
    actor: Actor,
    compound: ResidentialCompound,
    grid: Grid,
    name: str,
    number: int,
    floors: int,
    units: int,
    x: int = 0,
    y: int = 0,
) -> Building:
    """增设楼栋, with its units (单元) numbered from one. `x`, `y` in metres on the grid's map."""
    community = compound.community
    for field, figure, most in (
        ("number", number, 999),
        ("floors", floors, 99),
        ("units", units, 30),
    ):
        if not 1 <= figure <= most:
            raise invalid(field, f"须在 1 到 {most} 之间", f"Must be between 1 and {most}")
    for field, figure in (("x", x), ("y", y)):
        if not 0 <= figure <= 5000:
            raise invalid(field, "须在 0 到 5000 米之间", "Must be between 0 and 5000 metres")
    with (
        doing(
            "building.add",
            actor=actor,
            communities=[community.pk],
            permitted=may_build(actor, community),
        ) as deed,
        _once("name", "这个小区里已经有这栋楼", "This compound has such a building already"),
    ):
        if grid.community_id != community.pk:
            raise invalid(
                "grid", "网格和小区不在同一个社区", "Grid and compound are of different communities"
            )
        building = Building.objects.create(
            community=community,
            compound=compound,
            grid=grid,
            name=text.plain(name, field="name", limit=40),
            number=number,
            floors=floors,
            x=x,
            y=y,
        )
        BuildingUnit.objects.bulk_create(
            [BuildingUnit(building=building, number=n + 1) for n in range(units)]
        )
        deed.entry(data={"name": building.name, "units": units}, about=[building.pk, grid.pk])
    return building


def add_group(*, actor: Actor, grid: Grid, name: str, units: Iterable[BuildingUnit] = ()) -> ResidentGroup:
    """编组 (第十三条): a residents' group of the households on these staircases of the grid."""
    community = grid.community
    staircases = list(units)
    with (
        doing(
            "group.add", actor=actor, communities=[community.pk], permitted=may_build(actor, community)
        ) as deed,
        _once("name", "这个小组已经有了", "This group is there already"),
    ):
        group = ResidentGroup.objects.create(
            community=community, grid=grid, name=text.plain(name, field="name", limit=40)
        )
        joined = Household.objects.filter(unit__in=staircases, grid=grid).update(group=group)
        deed.entry(data={"name": group.name, "households": joined}, about=[group.pk, grid.pk])
    return group


@contextmanager
def _once(field: str, zh: str, en: str) -> Iterator[None]:
    """What is there already is refused by its field, not by the database's error."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise invalid(field, zh, en) from error
