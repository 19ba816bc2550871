"""The household roll: every row is taken or its every defect is named."""

from datetime import date

import pytest

from consult.paper import roll
from consult.paper.errors import PaperError
from consult.paper.roll import RollPreview, RollRow
from tests.paper.workbooks import workbook

ON = date(2026, 4, 1)
HEADER = (
    "楼栋",
    "单元",
    "室号",
    "姓名",
    "手机",
    "关系",
    "满18岁",
    "建筑面积",
    "产权人",
    "需要纸质",
    "户代表",
)
WANG = ("3号楼", "2单元", "301", "王阿姨", "13800001234", "业主", "是", "62.35", "王阿姨", "", "是")


def preview(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, on: date = ON) -> RollPreview:
    lines = [",".join(f'"{cell}"' for cell in row) for row in (header, *rows)]
    return roll.preview("\n".join(lines).encode(), "名册.csv", on=on)


def changed(**cells: str) -> tuple[str, ...]:
    """王阿姨's row with some of its cells changed."""
    return tuple(cells.get(column, value) for column, value in zip(HEADER, WANG, strict=True))


def codes(found: RollPreview) -> list[tuple[int, str, str]]:
    return [(bad.row_number, bad.column, bad.code) for bad in found.bad]


def test_a_right_row_becomes_a_person_in_a_room() -> None:
    found = preview(WANG)
    assert found.bad == []
    assert found.rows == [
        RollRow(
            row_number=2,
            compound="",
            building="3号楼",
            unit="2单元",
            room="301",
            name="王阿姨",
            phone="13800001234",
            relation="owner",
            adult=True,
            born=None,
            area_cm2=623_500,
            ownership_party="王阿姨",
            needs_paper=False,
            representative=True,
        )
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"手机": "1380000123"}, "手机", "phone"),
        ({"手机": "12800001234"}, "手机", "phone"),
        ({"手机": "010-62345678"}, "手机", "phone"),
        ({"手机": "1.38E+10"}, "手机", "phone"),
        ({"室号": ""}, "室号", "missing"),
        ({"楼栋": " "}, "楼栋", "missing"),
        ({"姓名": ""}, "姓名", "missing"),
        ({"姓名": "长" * 41}, "姓名", "too_long"),
        ({"关系": "朋友"}, "关系", "relation"),
        ({"关系": ""}, "关系", "relation"),
        ({"满18岁": ""}, "满18岁", "adult_unknown"),
        ({"满18岁": "可能"}, "满18岁", "yes_no"),
        ({"满18岁": "否"}, "户代表", "representative_minor"),
        ({"建筑面积": "约六十"}, "建筑面积", "area"),
        ({"建筑面积": "62.355"}, "建筑面积", "area"),
        ({"建筑面积": "-62"}, "建筑面积", "area"),
        ({"建筑面积": "0"}, "建筑面积", "area"),
        ({"建筑面积": "1,062"}, "建筑面积", "area"),
        ({"需要纸质": "看情况"}, "需要纸质", "yes_no"),
        ({"户代表": "2"}, "户代表", "yes_no"),
        ({"产权人": "长" * 81}, "产权人", "too_long"),
    ],
)
def test_each_defect_is_named_with_its_row_its_column_and_its_code(
    cells: dict[str, str], column: str, code: str
) -> None:
    neighbour = ("3号楼", "2单元", "302", "李叔", "", "租户", "是", "", "", "是", "")
    found = preview(neighbour, changed(**cells), changed(姓名="赵大爷", 室号="401"))
    assert (3, column, code) in codes(found)
    assert {bad.row_number for bad in found.bad} == {3}
    assert [row.name for row in found.rows] == ["李叔", "赵大爷"]
    for bad in found.bad:
        assert bad.zh.startswith("第 3 行，")
        assert bad.en.startswith("Row 3, ")


def test_a_row_with_several_defects_names_them_all() -> None:
    found = preview(changed(手机="1", 关系="?", 建筑面积="x", 室号=""))
    assert {bad.code for bad in found.bad} == {"phone", "relation", "area", "missing"}
    assert found.rows == []


def test_the_same_person_twice_in_a_room_is_named_the_second_time() -> None:
    found = preview(changed(户代表=""), changed(户代表="", 手机=""))
    assert codes(found) == [(3, "姓名", "duplicate")]
    assert "第 2 行" in found.bad[0].zh
    assert [row.row_number for row in found.rows] == [2]


def test_the_same_name_in_another_room_is_another_row_of_that_owner() -> None:
    assert len(preview(WANG, changed(室号="302")).rows) == 2


def test_of_two_representatives_of_one_household_neither_is_taken() -> None:
    found = preview(WANG, changed(姓名="王叔"), changed(姓名="王小妹", 户代表="否"))
    assert codes(found) == [(2, "户代表", "representatives"), (3, "户代表", "representatives")]
    assert "2、3" in found.bad[0].zh
    assert [row.name for row in found.rows] == ["王小妹"]


def test_one_room_has_one_area_and_one_ownership_party() -> None:
    found = preview(WANG, changed(姓名="王叔", 户代表="", 建筑面积="63", 产权人="王叔"), changed(室号="302"))
    assert codes(found) == [
        (2, "建筑面积", "area_differs"),
        (2, "产权人", "party_differs"),
        (3, "建筑面积", "area_differs"),
        (3, "产权人", "party_differs"),
    ]
    assert found.bad[2].value == "63.00"
    assert [row.room for row in found.rows] == ["302"]


def test_one_phone_may_serve_a_whole_household() -> None:
    assert preview(WANG, changed(姓名="王叔", 户代表="")).bad == []


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("138 0000 1234", "13800001234"),
        ("+86 138-0000-1234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("199-0000-0007", "19900000007"),
        ("", None),
    ],
)
def test_phones_are_taken_as_people_write_them(written: str, phone: str | None) -> None:
    assert preview(changed(手机=written)).rows[0].phone == phone


@pytest.mark.parametrize(
    ("written", "cm2"),
    [
        ("62.35", 623_500),
        ("62.3㎡", 623_000),
        ("62 平方米", 620_000),
        ("６２．３５", 623_500),
        ("", None),
        ("0.01", 100),
    ],
)
def test_areas_become_whole_square_centimetres(written: str, cm2: int | None) -> None:
    assert preview(changed(建筑面积=written)).rows[0].area_cm2 == cm2


BORN = ("楼栋", "室号", "姓名", "关系", "满18岁", "出生年月")


@pytest.mark.parametrize(
    ("written", "born", "adult"),
    [
        ("1985-03", "1985-03", True),
        ("1985年3月", "1985-03", True),
        ("1985.3", "1985-03", True),
        ("198503", "1985-03", True),
        ("1985/3/9", "1985-03-09", True),
        ("1985年3月9日", "1985-03-09", True),
        ("19850309", "1985-03-09", True),
        ("2008-04-01", "2008-04-01", True),
        ("2008-04-02", "2008-04-02", False),
        # Without the day a birthday in this month is not certain.
        ("2008-04", "2008-04", False),
        ("2008-03", "2008-03", True),
    ],
)
def test_birth_months_are_read_and_say_who_is_of_age_that_day(written: str, born: str, adult: bool) -> None:
    row = preview(("1", "101", "甲", "业主", "", written), header=BORN).rows[0]
    assert (row.born, row.adult) == (born, adult)


def test_a_leap_day_birth_is_of_age_on_the_first_of_march() -> None:
    born = ("1", "101", "甲", "业主", "", "2004-02-29")
    assert not preview(born, header=BORN, on=date(2022, 2, 28)).rows[0].adult
    assert preview(born, header=BORN, on=date(2022, 3, 1)).rows[0].adult


@pytest.mark.parametrize(
    ("said", "written", "code"),
    [
        ("", "三月", "born"),
        ("", "1985-13", "born"),
        ("", "1985-02-30", "born"),
        ("", "1885-02", "born"),
        ("", "2027-01", "born"),
        ("否", "1985-03", "adult_conflict"),
        ("是", "2015-03", "adult_conflict"),
        ("", "", "adult_unknown"),
    ],
)
def test_a_birth_month_that_cannot_be_is_named(said: str, written: str, code: str) -> None:
    found = preview(("1", "101", "甲", "业主", said, written), header=BORN)
    assert [bad.code for bad in found.bad] == [code]


def test_headers_are_found_in_any_order_in_english_and_below_a_title() -> None:
    lines = (
        "槐安社区住户名册,,,,,,\n,,,,,,\n"
        "Name,备注,Room,Needs_Paper,building,18岁以上,Relation\n"
        "Ding,老人,101,Y,2,yes,Owner\n"
    )
    found = roll.preview(lines.encode("utf-8-sig"), "roll.csv", on=ON)
    assert found.ignored_columns == ["备注"]
    assert [(row.row_number, row.name, row.needs_paper, row.relation) for row in found.rows] == [
        (4, "Ding", True, "owner")
    ]


def test_units_beside_a_header_do_not_hide_it() -> None:
    header = tuple(
        {"建筑面积": "建筑面积（㎡）", "手机": "手 机(选填)", "姓名": "*姓名"}.get(name, name)
        for name in HEADER
    )
    assert preview(WANG, header=header).rows[0].area_cm2 == 623_500


def test_a_compound_is_needed_where_the_roll_has_its_column() -> None:
    found = preview(("", *WANG), ("槐安里", *changed(室号="302")), header=("小区", *HEADER))
    assert codes(found) == [(2, "小区", "missing")]
    assert found.rows[0].compound == "槐安里"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (("甲", "乙", "丙"), "roll.no_header"),
        (tuple(name for name in HEADER if name != "室号"), "roll.columns_missing"),
        (tuple(name for name in HEADER if name != "满18岁"), "roll.columns_missing"),
        ((*HEADER, "手机号码"), "roll.column_twice"),
    ],
)
def test_a_file_that_is_no_roll_is_refused_with_what_is_missing(header: tuple[str, ...], code: str) -> None:
    with pytest.raises(PaperError) as refused:
        preview(WANG, header=header)
    assert refused.value.code == code
    if code == "roll.columns_missing":
        assert "室号" in refused.value.zh or "出生年月" in refused.value.zh


def test_a_workbook_with_numbers_dates_and_merged_rooms_is_read() -> None:
    header = ["楼栋", "室号", "姓名", "手机", "关系", "出生年月", "建筑面积", "产权人"]
    data = workbook(
        ["住户名册", *[None] * 7],
        header,
        [3, 301, "王阿姨", 13800001234, "业主", date(1960, 5, 6), 62.35, "王阿姨"],
        [None, None, "王叔", None, "家属", 195804, None, None],
        merged=["A1:H1", "A3:A4", "B3:B4", "G3:G4", "H3:H4"],
    )
    found = roll.preview(data, "名册.xlsx", on=ON)
    assert found.bad == []
    assert [(r.building, r.room, r.name, r.phone, r.born, r.area_cm2) for r in found.rows] == [
        ("3", "301", "王阿姨", "13800001234", "1960-05-06", 623_500),
        ("3", "301", "王叔", None, "1958-04", 623_500),
    ]


def test_what_looks_like_a_formula_is_a_name_like_any_other() -> None:
    rows = preview(changed(姓名="=HYPERLINK(1)"), changed(姓名="@x", 户代表="")).rows
    assert [row.name for row in rows] == ["=HYPERLINK(1)", "@x"]


def test_the_blank_roll_reads_back_without_a_defect() -> None:
    found = roll.preview(roll.blank(), "空白名册.xlsx", on=ON)
    assert found.bad == []
    assert found.ignored_columns == []
    assert len(found.rows) == 2


def test_a_roll_without_people_is_an_empty_preview() -> None:
    found = preview()
    assert (found.rows, found.bad) == ([], [])
