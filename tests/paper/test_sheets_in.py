"""Reading what strangers upload as tables."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from consult.paper import sheets_in
from consult.paper.errors import PaperError
from consult.paper.sheets_in import Row
from tests.paper.workbooks import rezipped, saved, workbook


def code(data: bytes, filename: str = "名册.xlsx") -> str:
    with pytest.raises(PaperError) as refused:
        sheets_in.read(data, filename)
    error = refused.value
    assert error.zh
    assert error.en
    assert error.next_zh
    assert error.next_en
    return error.code


def test_a_workbook_is_read_as_strings_with_the_row_numbers_the_spreadsheet_shows() -> None:
    data = workbook(
        ["手机", "面积", "生日", "会前", "文字", "对"],
        [],
        [13800001234, 62.35, date(1985, 3, 1), datetime(1985, 3, 1, 8, 5), "  005 ", True],  # noqa: DTZ001 - as sheets keep it
        [199_0000_0007, 62.349999999999994, None, None, "a\nb", False],
    )
    table = sheets_in.read(data, "名册.XLSX")
    assert table.sheet == "名册"
    assert table.rows == (
        Row(1, ("手机", "面积", "生日", "会前", "文字", "对")),
        Row(3, ("13800001234", "62.35", "1985-03-01", "1985-03-01 08:05", "005", "是")),
        Row(4, ("19900000007", "62.35", "", "", "a\nb", "否")),
    )


def test_a_formula_is_its_stored_value_and_is_never_evaluated() -> None:
    plain = workbook(["x", "y"], ["=1+1", '=HYPERLINK("http://example.org","点我")'])
    assert sheets_in.read(plain, "a.xlsx").rows == (Row(1, ("x", "y")),)
    stored = zipfile.ZipFile(io.BytesIO(plain)).read("xl/worksheets/sheet1.xml")
    stored = stored.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>7</v>").replace(
        b"<f>1+1</f><v/>", b"<f>1+1</f><v>7</v>"
    )
    data = rezipped(plain, {"xl/worksheets/sheet1.xml": stored})
    assert sheets_in.read(data, "a.xlsx").rows[1] == Row(2, ("7", ""))


def test_merged_cells_all_hold_the_merged_value() -> None:
    data = workbook(
        ["楼栋", "姓名"], ["3号楼", "甲"], [None, "乙"], [None, "丙"], ["4号楼", "丁"], merged=["A2:A4"]
    )
    assert [row.cells for row in sheets_in.read(data, "a.xlsx").rows][1:] == [
        ("3号楼", "甲"),
        ("3号楼", "乙"),
        ("3号楼", "丙"),
        ("4号楼", "丁"),
    ]


def test_the_first_visible_sheet_is_read_and_the_others_are_named() -> None:
    book = Workbook()
    book.worksheets[0].append(["藏着"])
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("名册").append(["看见"])
    book.create_sheet("说明").append(["别的"])
    book.active = 1
    table = sheets_in.read(saved(book), "a.xlsx")
    assert (table.sheet, table.other_sheets) == ("名册", ("说明",))
    assert table.rows == (Row(1, ("看见",)),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_csv_is_read_in_the_encodings_offices_save(encoding: str) -> None:
    data = '姓名,住址\r\n张三,"三号楼,""二""单元"\r\n\r\n 李四 ,\r\n'.encode(encoding)
    assert sheets_in.read(data, "名册.csv").rows == (
        Row(1, ("姓名", "住址")),
        Row(2, ("张三", '三号楼,"二"单元')),
        Row(4, ("李四", "")),
    )


def test_rare_names_survive_gb18030() -> None:
    data = "姓名\n𠮷野㐂\n".encode("gb18030")
    assert sheets_in.read(data, "a.csv").rows[1].cells == ("𠮷野㐂",)


def test_what_the_bytes_are_decides_over_the_name() -> None:
    assert sheets_in.read(workbook(["甲"]), "其实.csv").rows == (Row(1, ("甲",)),)
    assert sheets_in.read("甲\n".encode(), "其实.xlsx").rows == (Row(1, ("甲",)),)


@pytest.mark.parametrize(
    ("data", "filename", "expected"),
    [
        (b"", "a.csv", "sheet.empty"),
        (b" \r\n ,, \n", "a.csv", "sheet.empty"),
        (workbook(), "a.xlsx", "sheet.empty"),
        (b"%PDF-1.7", "a.pdf", "sheet.kind"),
        (b"x", "名册", "sheet.kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx", "sheet.old_or_locked"),
        (b"PK\x03\x04" + b"\0" * 60, "a.xlsx", "sheet.broken"),
        (workbook(["甲"])[:-400], "a.xlsx", "sheet.broken"),
        (b"\x7fELF\x00\x01\x02", "a.xlsx", "sheet.broken"),
        ("甲\0乙".encode(), "a.csv", "sheet.broken"),
        (b"\xff\xff\xff\xff", "a.csv", "sheet.encoding"),
        ('甲,乙\n"没有关上的引号'.encode(), "a.csv", "sheet.csv"),
        (b"a" * (sheets_in.MAX_BYTES + 1), "a.csv", "sheet.too_big"),
        (b"a" * (sheets_in.MAX_CELL + 1), "a.csv", "sheet.too_much"),
        (b"," * sheets_in.MAX_COLUMNS, "a.csv", "sheet.too_much"),
        (b"a\n" * (sheets_in.MAX_ROWS + 1), "a.csv", "sheet.too_much"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    data: bytes, filename: str, expected: str
) -> None:
    assert code(data, filename) == expected


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert code(out.getvalue()) == "sheet.broken"


def test_parts_that_are_no_xml_are_refused() -> None:
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        assert code(rezipped(workbook(["甲"]), {part: b"<worksheet><sheetData><row><c"})) in (
            "sheet.broken",
            "sheet.empty",
        )


def test_a_bomb_is_refused_by_its_stated_size_before_it_is_unpacked() -> None:
    bomb = rezipped(workbook(["甲"]), {"xl/worksheets/sheet1.xml": b" " * (sheets_in.MAX_UNPACKED + 1)})
    assert len(bomb) < 200_000
    assert code(bomb) == "sheet.too_much"


def test_a_part_larger_than_it_states_is_refused() -> None:
    data = _zip_with_false_size(workbook(["甲"]), "xl/sharedStrings.xml", _deflated_strings(10_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.getinfo("xl/sharedStrings.xml").file_size == 1000
    assert code(data) in ("sheet.too_much", "sheet.broken")


def test_one_huge_text_shared_by_many_cells_ends_the_child_and_not_the_server() -> None:
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 2001))
    namespace = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {
        "xl/sharedStrings.xml": b"<sst %s><si><t>%s</t></si></sst>" % (namespace, b"a" * 2**20),
        "xl/worksheets/sheet1.xml": b"<worksheet %s><sheetData>%s</sheetData></worksheet>"
        % (namespace, cells),
    }
    data = rezipped(workbook(["甲"]), parts)
    assert len(data) < 30_000
    assert code(data) == "sheet.too_much"


def test_two_far_apart_cells_do_not_take_the_memory_of_all_between_them() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "甲"
    book.worksheets[0]["XFD1048576"] = "乙"
    data = saved(book)
    assert len(data) < 10_000
    assert code(data) == "sheet.too_much"


def test_one_long_text_shared_by_many_cells_is_refused() -> None:
    data = workbook(*[["长" * 30_000]] * 3)
    assert code(data) == "sheet.too_much"


def test_too_many_rows_columns_and_parts_are_refused() -> None:
    assert code(workbook(["x"] * (sheets_in.MAX_COLUMNS + 1))) == "sheet.too_much"
    tall = Workbook(write_only=True)
    sheet = tall.create_sheet()
    for _ in range(sheets_in.MAX_ROWS + 1):
        sheet.append(["x"])
    assert code(saved(tall)) == "sheet.too_much"
    parts = {f"xl/extra/{n}.xml": b"" for n in range(sheets_in.MAX_PARTS)}
    assert code(rezipped(workbook(["甲"]), parts)) == "sheet.too_much"


def test_entities_of_a_document_type_are_not_expanded() -> None:
    plain = workbook(["甲"])
    sheet = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
    <c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>"""
    try:
        rows = sheets_in.read(rezipped(plain, {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx").rows
    except PaperError:
        return
    assert "root:" not in str(rows)


def _deflated_strings(times: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    out = squeeze.compress(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
    out += squeeze.compress(b"<si><t>aaaaaaaaaaaaaaaaaaaa</t></si>" * times + b"</sst>")
    return out + squeeze.flush()


def _zip_with_false_size(data: bytes, name: str, deflated: bytes) -> bytes:
    """The workbook with one part replaced by a deflate stream whose headers state a thousand bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, b"x" * 1000)
    whole = bytearray(out.getvalue())
    local = whole.index(b"PK\x03\x04", whole.rindex(b"PK\x03\x04"))
    directory = whole.index(b"PK\x01\x02")
    entry = whole.rindex(b"PK\x01\x02")
    header_end = local + 30 + len(name)
    grown = len(deflated) - (directory - header_end)
    struct.pack_into("<I", whole, local + 18, len(deflated))
    struct.pack_into("<I", whole, entry + 20, len(deflated))
    end = whole.rindex(b"PK\x05\x06")
    struct.pack_into("<I", whole, end + 16, directory + grown)
    return bytes(whole[:header_end]) + deflated + bytes(whole[directory:])
