"""The household roll: previewed row by row, imported as a whole or not at all, and again without doubling anything."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.kernel import clock
from consult.kernel.log import parsed
from consult.kernel.models import Due, LogEntry
from consult.people import residing, rolls
from consult.people.models import (
    Account,
    Building,
    BuildingUnit,
    ExclusiveUnit,
    Household,
    Nomination,
    OwnershipParty,
    Person,
    Residency,
    Roll,
)
from consult.people.roll_plan import _number
from consult.people.roll_write import Written
from tests.expect import refused
from tests.world import START, World

HEADER = "小区,楼栋,单元,室号,姓名,手机,关系,满18岁,出生年月,建筑面积,产权人,需要纸质,户代表"


def file_of(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER.split(","), *rows])
    return text.getvalue().encode("utf-8-sig")


def row(room: str, name: str, **given: str) -> list[str]:
    """A row of 3号楼2单元 (which the small community has) unless it says otherwise."""
    cells = {
        "小区": "槐安里",
        "楼栋": "3号楼",
        "单元": "2单元",
        "室号": room,
        "姓名": name,
        "关系": "业主",
        "满18岁": "是",
        **given,
    }
    return [cells.get(column, "") for column in HEADER.split(",")]


FAMILY = [
    row(
        "901", "张三", 手机="13900000001", 建筑面积="62.35", 产权人="张三", 户代表="是", 出生年月="1960-05-17"
    ),
    row("901", "李四", 手机="13900000001", 关系="家属"),
    row("901", "张小三", 关系="家属", 满18岁="否", 出生年月="2012-09"),
    row("902", "赵六", 手机="13900000002", 关系="租户", 需要纸质="是", 建筑面积="62", 产权人="钱老板"),
]


def preview(world: World, data: bytes, *, by: str = "社工小李") -> rolls.Preview:
    return rolls.preview(actor=world.actor(by), community=world.community, data=data, filename="名册.csv")


def take_in(world: World, rows: Iterable[Iterable[str]], *, skip_bad: bool = False) -> Written:
    seen = preview(world, file_of(rows))
    return rolls.import_roll(actor=world.actor("社工小李"), roll=seen.roll, skip_bad=skip_bad)


def counts() -> dict[str, int]:
    tables = (Household, Person, Account, Residency, ExclusiveUnit, OwnershipParty, Nomination)
    return {table.__name__: table.objects.count() for table in tables}


def test_a_roll_becomes_households_people_and_owners(world: World) -> None:
    written = take_in(world, FAMILY)
    home = Household.objects.get(room="901")
    assert (home.unit, home.grid, home.rented) == (world.units[5], world.grids[1], False)
    lives = Residency.objects.filter(household=home).order_by("person__name")
    assert [(r.person.name, r.relation, r.state) for r in lives] == [
        ("张三", "owner", "confirmed"),
        ("张小三", "family", "confirmed"),
        ("李四", "family", "confirmed"),
    ]
    assert {r.settled_by for r in lives} == {world.people["社工小李"]}
    assert Household.objects.get(room="902").rented
    assert Person.objects.get(name="赵六").needs_paper
    assert (written.households_new, written.people_new, written.units, written.owners) == (2, 4, 2, 2)


def test_one_number_serves_several_people(world: World) -> None:
    take_in(world, FAMILY)
    account = Account.objects.get(phone="+8613900000001")
    assert {person.name for person in account.people.all()} == {"张三", "李四"}
    assert (account.demo, account.phone_verified, account.has_usable_password()) == (True, False, False)
    assert Person.objects.get(name="张小三").account is None


def test_who_is_eighteen_is_counted_from_the_birth_month_as_far_as_it_is_certain(world: World) -> None:
    take_in(
        world,
        [
            *FAMILY,
            row("903", "闰日", 满18岁="", 出生年月="2004-02-29"),
            row("903", "十二月", 关系="家属", 满18岁="", 出生年月="2010-12"),
        ],
    )
    of_age = dict(Person.objects.values_list("name", "of_age_on"))
    assert of_age["张三"] == date(1978, 5, 17)
    assert of_age["李四"] == START.date()
    assert of_age["张小三"] == date(2030, 10, 1)
    assert of_age["闰日"] == date(2022, 3, 1)
    assert of_age["十二月"] == date(2029, 1, 1)


def test_areas_are_whole_square_centimetres(world: World) -> None:
    take_in(world, FAMILY)
    assert ExclusiveUnit.objects.get(household__room="901").area_cm2 == 623_500
    assert ExclusiveUnit.objects.get(household__room="902").area_cm2 == 620_000


def test_an_owner_votes_who_is_one_adult_resident_of_that_name(world: World) -> None:
    take_in(world, FAMILY)
    parties = {
        party.name: party.voter for party in OwnershipParty.objects.filter(name__in=["张三", "钱老板"])
    }
    assert parties == {"张三": Person.objects.get(name="张三"), "钱老板": None}


def test_a_representative_named_on_paper_has_the_adults_words(world: World) -> None:
    take_in(world, FAMILY)
    home = Household.objects.get(room="901")
    assert home.representative == Person.objects.get(name="张三")
    words = Nomination.objects.filter(household=home).values_list("adult__name", "named__name")
    assert set(words) == {("张三", "张三"), ("李四", "张三")}
    assert Household.objects.get(room="902").representative is None


def test_one_entry_says_the_figures_and_the_files_hash_and_no_name(world: World) -> None:
    seen = preview(world, file_of(FAMILY))
    rolls.import_roll(actor=world.actor("社工小李"), roll=seen.roll)
    (entry,) = LogEntry.objects.filter(verb="roll.import")
    data = parsed(entry)["data"]
    assert data["sha256"] == seen.roll.digest
    assert (data["households"], data["people"], data["skipped"]) == (2, 4, 0)
    assert "张三" not in entry.body


def test_a_preview_changes_nothing(world: World) -> None:
    before = counts()
    seen = preview(world, file_of(FAMILY))
    assert (len(seen.plan.doors), len(seen.plan.people), seen.plan.bad) == (2, 4, [])
    assert counts() == before
    assert not LogEntry.objects.filter(verb__startswith="roll").exists()


BAD = [
    (row("901", "甲", 楼栋="99号楼"), "building_unknown"),
    (row("901", "甲", 小区="没有的小区"), "building_unknown"),
    (row("901", "甲", 单元="9单元"), "unit_unknown"),
    (row("901", "甲", 单元=""), "unit_unknown"),
    (row("一个长得实在不像话的房间号码", "甲"), "room_long"),
    (row("901", ""), "missing"),
    (row("901", "甲", 手机="12345"), "phone"),
    (row("901", "甲", 关系="亲戚"), "relation"),
]


@pytest.mark.parametrize(("bad", "code"), BAD, ids=[code for _, code in BAD])
def test_a_bad_row_is_named_and_nothing_is_imported(world: World, bad: list[str], code: str) -> None:
    before = counts()
    seen = preview(world, file_of([*FAMILY, bad]))
    assert [(found.row_number, found.code) for found in seen.plan.bad] == [(6, code)]
    assert seen.plan.bad[0].zh.startswith("第 6 行")
    with refused("bad_rows"):
        rolls.import_roll(actor=world.actor("社工小李"), roll=seen.roll)
    assert counts() == before
    assert not LogEntry.objects.filter(verb="roll.import").exists()


def test_the_operator_may_skip_the_bad_rows(world: World) -> None:
    written = take_in(world, [*FAMILY, row("903", "甲", 楼栋="99号楼")], skip_bad=True)
    assert written.people == 4
    assert parsed(LogEntry.objects.get(verb="roll.import"))["data"]["skipped"] == 1
    assert not Person.objects.filter(name="甲").exists()


def test_who_stands_as_representative_of_two_households_is_a_bad_row(world: World) -> None:
    twice = [row(room, "两头跑", 手机="13900000009", 户代表="是") for room in ("903", "904")]
    seen = preview(world, file_of([*FAMILY, *twice]))
    assert [(bad.row_number, bad.code) for bad in seen.plan.bad] == [
        (6, "represents_two"),
        (7, "represents_two"),
    ]


def test_a_building_that_stands_in_two_compounds_needs_the_compound(world: World) -> None:
    other = world.compound.__class__.objects.create(community=world.community, name="榆园")
    Building.objects.create(
        community=world.community, compound=other, grid=world.grids[1], name="3号楼", number=3
    )
    seen = preview(world, file_of([row("901", "甲", 小区="")]))
    assert {bad.code for bad in seen.plan.bad} in ({"missing"}, {"building_ambiguous"})


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("3号楼", 3),
        ("3栋", 3),
        ("3", 3),
        ("三单元", 3),
        ("十二号楼", 12),
        ("３", 3),
        ("甲", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_people_write_them(said: str, number: int | None) -> None:
    assert _number(said, "号楼栋幢座单元门") == number


class TestAgain:
    def test_the_same_file_again_doubles_nothing(self, world: World) -> None:
        take_in(world, FAMILY)
        before = counts()
        written = take_in(world, FAMILY)
        assert counts() == before
        assert (written.households_new, written.people_new, written.people_changed) == (0, 0, 0)

    def test_what_changed_is_brought_up_to_date(self, world: World) -> None:
        take_in(world, FAMILY)
        changed = [
            *FAMILY[:3],
            row("902", "赵六", 手机="13900000003", 关系="业主", 建筑面积="63", 产权人="赵六"),
        ]
        written = take_in(world, changed)
        person = Person.objects.select_related("account").get(name="赵六")
        assert (person.account.phone, person.needs_paper) == ("+8613900000003", False)
        unit = ExclusiveUnit.objects.get(household__room="902")
        assert (unit.area_cm2, unit.party.name, unit.party.voter) == (630_000, "赵六", person)
        assert not Household.objects.get(room="902").rented
        assert written.people_changed == 1

    def test_a_verified_number_is_not_taken_over_by_a_roll(self, world: World) -> None:
        take_in(world, FAMILY)
        Account.objects.filter(phone="+8613900000002").update(phone_verified=True)
        written = take_in(world, [row("902", "赵六", 手机="13900000666")])
        assert Person.objects.get(name="赵六").account.phone == "+8613900000002"
        assert written.numbers_kept == 1

    def test_nor_the_number_of_somebody_in_office(self, world: World) -> None:
        home = world.homes[30]
        Residency.objects.create(
            community=world.community,
            person=world.people["周书记"],
            household=home,
            relation="owner",
            state="confirmed",
            claimed_at=START,
        )
        Account.objects.filter(pk=world.people["周书记"].account_id).update(phone_verified=False)
        before = world.people["周书记"].account_id
        take_in(world, [row(home.room, "周书记", 手机="13900000666", 单元="2单元")])
        assert Person.objects.get(name="周书记").account_id == before

    def test_a_representative_named_since_stays(self, world: World) -> None:
        take_in(world, FAMILY)
        home = Household.objects.get(room="901")
        home.representative = Person.objects.get(name="李四")
        home.save()
        take_in(world, FAMILY)
        home.refresh_from_db()
        assert home.representative.name == "李四"

    def test_a_claim_that_waits_is_settled_by_the_roll(self, world: World) -> None:
        take_in(world, FAMILY[3:])
        world.person("新来的")
        residing.claim(
            actor=world.actor("新来的"), unit=world.units[5], room="902", relation=Residency.Relation.TENANT
        )
        take_in(world, [*FAMILY, row("902", "新来的", 关系="租户")])
        residency = Residency.objects.get(person=world.people["新来的"])
        assert residency.state == "confirmed"
        assert Person.objects.filter(name="新来的").count() == 1
        assert not Due.objects.filter(settled_at__isnull=True).exists()

    def test_a_file_is_imported_once_and_kept_a_day(self, world: World) -> None:
        seen = preview(world, file_of(FAMILY))
        rolls.import_roll(actor=world.actor("社工小李"), roll=seen.roll)
        assert bytes(Roll.objects.get(pk=seen.roll.pk).data) == b""
        with refused("roll_gone"):
            rolls.import_roll(actor=world.actor("社工小李"), roll=seen.roll)
        forgotten = preview(world, file_of(FAMILY))
        with clock.at(START + timedelta(days=1, hours=1)):
            preview(world, file_of(FAMILY))
        with refused("roll_gone"):
            rolls.import_roll(actor=world.actor("社工小李"), roll=forgotten.roll)


class TestOwnersOfSeveralUnits:
    def test_one_owner_of_two_units_is_one_head(self, world: World) -> None:
        rows = [
            row("901", "张三", 手机="13900000001", 建筑面积="97", 产权人="张三"),
            row("902", "某租户", 关系="租户", 建筑面积="97", 产权人="张三"),
        ]
        seen = preview(world, file_of(rows))
        assert seen.plan.merged == [("张三", 2)]
        take_in(world, rows)
        party = OwnershipParty.objects.get(name="张三")
        assert (party.units.count(), party.voter.name) == (2, "张三")

    def test_namesakes_with_numbers_of_their_own_are_two(self, world: World) -> None:
        rows = [
            row(room, "张三", 手机=phone, 建筑面积="97", 产权人="张三")
            for room, phone in (("901", "13900000001"), ("902", "13900000002"))
        ]
        take_in(world, rows)
        assert OwnershipParty.objects.filter(name="张三").count() == 2
        assert Person.objects.filter(name="张三").count() == 2

    def test_the_same_person_living_in_both_is_one_person(self, world: World) -> None:
        rows = [
            row(room, "张三", 手机="13900000001", 建筑面积="97", 产权人="张三") for room in ("901", "902")
        ]
        take_in(world, rows)
        person = Person.objects.get(name="张三")
        assert person.residencies.count() == 2
        assert OwnershipParty.objects.get(name="张三").voter == person


@pytest.mark.parametrize("by", ["王阿姨", "周书记", "网格员小唐", "街道小高"])
def test_only_staff_and_administrators_import(world: World, by: str) -> None:
    with refused("not_permitted"):
        preview(world, file_of(FAMILY), by=by)
    seen = preview(world, file_of(FAMILY))
    with refused("not_permitted"):
        rolls.import_roll(actor=world.actor(by), roll=seen.roll)


class TestOverHttp:
    @pytest.fixture
    def staff(self, world: World) -> Client:
        browser = Client()
        browser.force_login(world.people["社工小李"].account)
        return browser

    def upload(self, browser: Client, data: bytes, name: str = "名册.csv") -> Any:
        return browser.post("/api/v1/rolls", {"file": SimpleUploadedFile(name, data)})

    def test_upload_look_and_import(self, staff: Client) -> None:
        seen = self.upload(staff, file_of([*FAMILY, row("903", "甲", 楼栋="99号楼")])).json()
        assert (seen["rows"], seen["good"], seen["bad_rows"], seen["households"], seen["people"]) == (
            5,
            4,
            1,
            2,
            4,
        )
        assert (seen["bad"][0]["row"], seen["bad"][0]["name"]) == (6, "楼栋")
        path = f"/api/v1/rolls/{seen['id']}/import"
        refusal = staff.post(path, {}, content_type="application/json")
        assert (refusal.status_code, refusal.json()["code"]) == (409, "bad_rows")
        done = staff.post(path, {"skip_bad": True}, content_type="application/json").json()
        assert (done["stage"], done["facts"]["people_new"]) == ("imported", 4)

    def test_the_blank_form_is_a_roll_itself(self, staff: Client, world: World) -> None:
        answer = staff.get("/api/v1/rolls/blank")
        assert answer.status_code == 200
        seen = self.upload(staff, answer.content, "blank.xlsx")
        assert (seen.status_code, seen.json()["rows"]) == (200, 2)

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"", "empty.csv"),
            (b"\x00\x01\x02", "nonsense.xlsx"),
            (b"a,b\n1,2\n", "other.csv"),
            (b"MZ", "program.exe"),
            (b"\xff\xfe", "名册.csv"),
        ],
    )
    def test_what_is_no_roll_is_refused_and_changes_nothing(
        self, staff: Client, data: bytes, name: str
    ) -> None:
        before = counts()
        answer = self.upload(staff, data, name)
        assert answer.status_code == 422
        assert answer.json()["message"]
        assert answer.json()["message_en"]
        assert counts() == before

    def test_a_resident_uploads_nothing(self, world: World) -> None:
        browser = Client()
        browser.force_login(world.people["王阿姨"].account)
        assert self.upload(browser, file_of(FAMILY)).status_code == 404


def test_a_whole_community_is_imported_in_seconds(world: World) -> None:
    """1,850 households and some 4,500 people: under five seconds of work, as many statements as batches.

    The process's own time is asked: the wall's would measure who else is busy on the machine.
    """
    for n in range(4, 24):
        building = Building.objects.create(
            community=world.community,
            compound=world.compound,
            grid=world.grids[1],
            name=f"{n}号楼",
            number=n,
            floors=24,
        )
        BuildingUnit.objects.create(building=building, number=1)
    rows = []
    for n in range(1850):
        place = {"楼栋": f"{4 + n % 20}号楼", "单元": "1单元"}
        room = f"{1 + n // 20 // 4:02d}{1 + n // 20 % 4:02d}"
        number = f"138{n:08d}"
        rows.append(
            row(room, f"户主{n}", 手机=number, 建筑面积="97", 产权人=f"户主{n}", 户代表="是", **place)
        )
        rows.append(row(room, f"配偶{n}", 手机=number, 关系="家属", **place))
        if n % 100 < 44:
            rows.append(row(room, f"孩子{n}", 关系="家属", 满18岁="否", 出生年月="2015-06", **place))
    data = file_of(rows)
    assert len(rows) > 4500
    began = time.process_time()
    with CaptureQueriesContext(connection) as statements:
        seen = preview(world, data)
        written = rolls.import_roll(actor=world.actor("社工小李"), roll=seen.roll)
    took = time.process_time() - began
    assert (written.households_new, written.people_new, written.representatives) == (1850, len(rows), 1850)
    assert len(statements) < 300
    assert took < 5, f"{took:.1f} s"
    again = rolls.import_roll(actor=world.actor("社工小李"), roll=preview(world, data).roll)
    assert (again.households_new, again.people_new, again.people_changed) == (0, 0, 0)
