"""Building the map by verbs: subdistrict, community, compounds, grids, buildings, groups, bodies, delegations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consult.kernel.ledger import sign_head
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.people import founding, organizing, registering
from consult.people.models import (
    Account,
    Body,
    Community,
    ExclusiveUnit,
    Holding,
    Household,
    OwnershipParty,
    Person,
    Role,
    Subdistrict,
)
from consult.people.who import actor_of
from tests.expect import refused
from tests.world import World


@pytest.fixture
def admin(world: World) -> World:
    world.person("管理员老秦")
    world.hold("管理员老秦", Role.ADMINISTRATOR, community=None)
    return world


def test_a_new_installation_is_founded_from_the_console_up(db: None) -> None:
    call_command("subdistrict", "BS", "白石街道", administrator="秦管理", phone="139 0000 0001")
    admin = Person.objects.get(name="秦管理")
    assert admin.account.phone == "+8613900000001"
    actor = actor_of(admin)
    subdistrict = Subdistrict.objects.get(code="BS")
    community = founding.found_community(
        actor=actor, subdistrict=subdistrict, code="HL", name="红楼社区", short="红楼", city="云州市"
    )
    compound = founding.add_compound(actor=actor, community=community, name="红楼里")
    grid = founding.add_grid(actor=actor, community=community, code="01", name="第一网格")
    building = founding.add_building(
        actor=actor, compound=compound, grid=grid, name="1号楼", number=1, floors=6, units=4, x=10, y=20
    )
    assert [unit.number for unit in building.units.all()] == [1, 2, 3, 4]
    entries = LogEntry.objects.filter(log__community=community.pk).order_by("seq")
    assert [entry.verb for entry in entries] == [
        "community.found",
        "compound.add",
        "grid.add",
        "building.add",
    ]
    assert parsed(entries[0])["data"]["demo"] is False
    assert sign_head(entries[0].log_id).size == 4


def test_the_console_says_what_is_wrong(db: None) -> None:
    with pytest.raises(CommandError, match="11 位手机号码"):
        call_command("subdistrict", "BS", "白石街道", administrator="秦管理", phone="12345")
    assert not Subdistrict.objects.exists()
    assert not Account.objects.exists()


def test_a_code_is_used_once(admin: World) -> None:
    actor, subdistrict = admin.actor("管理员老秦"), admin.community.subdistrict
    with refused("invalid"):
        founding.found_community(
            actor=actor, subdistrict=subdistrict, code="HA", name="又一个", short="又", city="云州市"
        )
    with refused("invalid"):
        founding.add_grid(actor=actor, community=admin.community, code="01", name="又一个")
    with refused("invalid"):
        founding.add_compound(actor=actor, community=admin.community, name="槐安里")
    with refused("invalid"):
        add(admin, name="1号楼")
    assert Community.objects.count() == 2


def test_an_unknown_rule_pack_is_refused(admin: World) -> None:
    with refused("invalid"):
        founding.found_community(
            actor=admin.actor("管理员老秦"),
            subdistrict=admin.community.subdistrict,
            code="NN",
            name="新",
            short="新",
            city="云州市",
            pack="../../etc",
        )


def add(world: World, *, by: str = "社工小李", **given: Any) -> Any:
    asked = {
        "compound": world.compound,
        "grid": world.grids[0],
        "name": "9号楼",
        "number": 9,
        "floors": 6,
        "units": 2,
        **given,
    }
    return founding.add_building(actor=world.actor(by), **asked)


@pytest.mark.parametrize(
    "wrong",
    [{"units": 0}, {"units": 31}, {"floors": 0}, {"number": 0}, {"x": -1}, {"y": 5001}, {"name": " "}],
)
def test_figures_out_of_reach_are_refused_and_nothing_is_added(world: World, wrong: dict[str, Any]) -> None:
    with refused("invalid"):
        add(world, **wrong)
    assert not LogEntry.objects.filter(verb="building.add").exists()


@pytest.mark.parametrize("by", ["王阿姨", "周书记", "网格员小唐", "街道小高"])
def test_places_are_the_staffs_or_an_administrators_to_enter(world: World, by: str) -> None:
    with refused("not_permitted"):
        add(world, by=by)


def test_an_administrator_of_another_subdistrict_builds_nothing_here(world: World) -> None:
    elsewhere = Subdistrict.objects.create(code="ZZ", name="别处")
    person = world.person("外来管理员")
    Holding.objects.create(
        person=person, role=Role.ADMINISTRATOR, subdistrict=elsewhere, starts=date(2025, 1, 1)
    )
    with refused("not_permitted"):
        add(world, by="外来管理员")
    with refused("not_permitted"):
        founding.found_community(
            actor=world.actor("外来管理员"),
            subdistrict=world.community.subdistrict,
            code="NN",
            name="新",
            short="新",
            city="云州市",
        )


def test_a_group_gathers_the_households_of_its_staircases(world: World) -> None:
    group = founding.add_group(
        actor=world.actor("社工小李"), grid=world.grids[0], name="第二小组", units=world.units[:2]
    )
    assert Household.objects.filter(group=group).count() == 12


class TestBodies:
    def test_bodies_refer_up_to_the_subdistrict(self, admin: World) -> None:
        subdistrict = admin.community.subdistrict
        above = organizing.add_body(
            actor=admin.actor("管理员老秦"),
            subdistrict=subdistrict,
            community=None,
            kind=Body.Kind.FEDERATION,
            name="社区发展联合会",
        )
        below = organizing.add_body(
            actor=admin.actor("社工小李"),
            subdistrict=subdistrict,
            community=admin.community,
            kind=Body.Kind.COURTYARD,
            name="槐安里院落自治会",
            parent=above,
        )
        assert list(above.children.all()) == [below]
        logs = {entry.log.community for entry in LogEntry.objects.filter(abouts__subject=above.pk)}
        assert logs == {admin.community.pk, admin.other.pk}

    def test_a_body_above_is_the_administrators_to_enter(self, admin: World) -> None:
        with refused("not_permitted"):
            organizing.add_body(
                actor=admin.actor("社工小李"),
                subdistrict=admin.community.subdistrict,
                community=None,
                kind=Body.Kind.FEDERATION,
                name="社区发展联合会",
            )

    def test_a_body_does_not_stand_below_another_communitys(self, admin: World) -> None:
        foreign = Body.objects.create(
            subdistrict=admin.other.subdistrict,
            community=admin.other,
            kind=Body.Kind.COUNCIL,
            name="别家议事会",
        )
        with refused("invalid"):
            organizing.add_body(
                actor=admin.actor("社工小李"),
                subdistrict=admin.community.subdistrict,
                community=admin.community,
                kind=Body.Kind.COUNCIL,
                name="另一个",
                parent=foreign,
            )

    def test_a_name_is_used_once_a_kind(self, world: World) -> None:
        with refused("invalid"):
            organizing.add_body(
                actor=world.actor("社工小李"),
                subdistrict=world.community.subdistrict,
                community=world.community,
                kind=Body.Kind.COUNCIL,
                name=world.bodies["council"].name,
            )


class TestDelegation:
    def test_what_the_residents_meeting_delegated_is_on_record(self, world: World) -> None:
        made = organizing.record_delegation(
            actor=world.actor("社工小李"),
            community=world.community,
            subjects=["民生项目", "民生项目", "社区用房"],
            decided_on=date(2026, 1, 10),
            valid_until=date(2029, 1, 9),
            record="居务档案 2026-1",
        )
        assert made.subjects == ["民生项目", "社区用房"]
        entry = LogEntry.objects.get(verb="delegation.record")
        assert parsed(entry)["data"]["valid_until"] == "2029-01-09"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"subjects": []},
            {"subjects": [""]},
            {"decided_on": date(2026, 3, 3)},
            {"valid_until": date(2026, 1, 10)},
            {"record": ""},
        ],
    )
    def test_an_incomplete_record_is_refused(self, world: World, wrong: dict[str, Any]) -> None:
        given = {
            "subjects": ["民生项目"],
            "decided_on": date(2026, 1, 10),
            "valid_until": date(2029, 1, 9),
            "record": "居务档案",
            **wrong,
        }
        with refused("invalid"):
            organizing.record_delegation(actor=world.actor("社工小李"), community=world.community, **given)


class TestRegistering:
    def test_an_official_who_is_on_no_roll_gets_an_account(self, world: World) -> None:
        person = registering.register(
            actor=world.actor("社工小李"),
            subdistrict=world.community.subdistrict,
            community=world.community,
            name="法律顾问",
            phone="13900000001",
        )
        assert person.account.phone == "+8613900000001"
        assert (person.demo, person.account.demo) == (True, True)
        assert "法律顾问" not in LogEntry.objects.get(verb="person.register").body

    def test_somebody_without_a_phone_is_registered_too(self, world: World) -> None:
        person = registering.register(
            actor=world.actor("社工小李"),
            subdistrict=world.community.subdistrict,
            community=world.community,
            name="老人家",
            phone=None,
            needs_paper=True,
        )
        assert (person.account, person.needs_paper) == (None, True)

    def test_the_same_name_on_the_same_number_is_there_already(self, world: World) -> None:
        with refused("known_already"):
            registering.register(
                actor=world.actor("社工小李"),
                subdistrict=world.community.subdistrict,
                community=world.community,
                name="王阿姨",
                phone=world.people["王阿姨"].account.phone,
            )


class TestOwners:
    def test_an_owner_of_two_units_is_one_head(self, world: World) -> None:
        one, two = world.homes[:2]
        party = one.exclusive_unit.party
        left = two.exclusive_unit.party
        registering.record_owner(actor=world.actor("社工小李"), household=two, area_cm2=970_000, party=party)
        assert {unit.area_cm2 for unit in ExclusiveUnit.objects.filter(party=party)} == {620_000, 970_000}
        assert not OwnershipParty.objects.filter(pk=left.pk).exists()

    def test_a_new_owner_takes_the_old_ones_place(self, world: World) -> None:
        home = world.homes[0]
        unit = registering.record_owner(
            actor=world.actor("社工小李"),
            household=home,
            area_cm2=620_000,
            name="新业主",
            voter=world.people["小谷"],
        )
        assert (unit.party.name, unit.party.voter) == ("新业主", world.people["小谷"])
        assert ExclusiveUnit.objects.filter(household=home).count() == 1
        assert "新业主" not in LogEntry.objects.get(verb="owner.record").body

    @pytest.mark.parametrize("wrong", [{"area_cm2": 0}, {"area_cm2": -1}, {"name": ""}])
    def test_an_incomplete_record_is_refused(self, world: World, wrong: dict[str, Any]) -> None:
        given = {"area_cm2": 620_000, "name": "新业主", **wrong}
        with refused("invalid"):
            registering.record_owner(actor=world.actor("社工小李"), household=world.homes[0], **given)
