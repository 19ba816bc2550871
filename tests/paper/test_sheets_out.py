"""Tables that staff open in a spreadsheet: what residents typed stays text."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from consult.paper import sheets_in, sheets_out

ATTACKS = (
    '=HYPERLINK("http://evil.example","点我")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_workbook_is_a_formula(attack: str) -> None:
    data = sheets_out.xlsx("表", [attack, "乙"], [[attack, "平常"]])
    for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        assert [cell.data_type for cell in row] == ["s", "s"]
        assert [cell.number_format for cell in row] == ["@", "@"]
        assert str(row[0].value).strip() == attack.strip()
    assert sheets_in.read(data, "a.xlsx").rows[1].cells == (attack.strip(), "平常")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_csv_cell_that_would_be_a_formula_begins_with_an_apostrophe(attack: str) -> None:
    data = sheets_out.csv(["甲", attack], [[attack, "平常"]])
    cells = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert cells.count("'" + attack.replace('"', '""')) == 2
    assert "'平常" not in cells


def test_numbers_stay_numbers_and_times_are_chinese_time() -> None:
    moment = datetime(2026, 4, 1, 16, 30, tzinfo=UTC)
    row = [5, -5, None, date(2026, 4, 1), moment, True]
    data = sheets_out.xlsx("表", list("abcdef"), [row])
    cells = [cell.value for cell in load_workbook(io.BytesIO(data)).worksheets[0][2]]
    assert cells == [5, -5, None, "2026-04-01", "2026-04-02 00:30", "是"]
    assert sheets_out.csv(list("abcdef"), [row]).decode("utf-8-sig").splitlines()[1] == (
        "5,-5,,2026-04-01,2026-04-02 00:30,是"
    )


def test_text_that_looks_like_another_type_stays_text() -> None:
    texts = ["12:30", "1/2", "00123", "1e5", "TRUE", "2026-04-01", "19900000007", "#REF!", "50%"]
    data = sheets_out.xlsx("表", texts, [texts])
    assert [cell.value for cell in load_workbook(io.BytesIO(data)).worksheets[0][2]] == texts
    assert sheets_in.read(data, "a.xlsx").rows[1].cells == tuple(texts)


def test_characters_that_xml_forbids_are_left_out_and_escapes_stay_literal() -> None:
    data = sheets_out.xlsx("a:b/[c]" + "长" * 40, ["甲"], [["a\x00\x0b\ud800\ufffeb"], ["_x0041_"]])
    table = sheets_in.read(data, "a.xlsx")
    assert [row.cells for row in table.rows[1:]] == [("ab",), ("_x0041_",)]
    assert len(table.sheet) <= 31


def test_a_row_of_the_wrong_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="one value a column"):
        sheets_out.xlsx("表", ["甲", "乙"], [["只有一个"]])
