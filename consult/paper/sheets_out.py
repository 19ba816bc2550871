"""Tables out: XLSX and CSV in which what a person typed stays text, whatever it begins with."""

import csv as csv_format
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import count
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from consult.paper.written import CHINA

Value = str | int | date | datetime | None

# What a spreadsheet takes for the beginning of a formula, in full width too (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# What XML 1.0 cannot carry.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Excel reads _x0041_ inside a string as the character U+0041; an underscore is written as _x005F_.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet named `title`, a fixed header row, and every str a text cell (格式“文本”).

    Integers stay numbers; dates are text in ISO form, moments in Chinese time; None is an empty cell.
    Characters that XML forbids are left out.
    """
    lines = [[_plain(value) for value in row] for row in rows]
    if any(len(line) != len(columns) for line in lines):
        raise ValueError("every row needs one value a column")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", _FORBIDDEN.sub("", title))[:31].strip() or "表")
    # Wide enough for the first rows, East Asian characters counted twice.
    for letter, *cells in zip(map(get_column_letter, count(1)), columns, *lines[:200], strict=False):
        sheet.column_dimensions[letter].width = min(max(map(_width, cells)) + 2, 60)
    sheet.freeze_panes = "A2"

    def styled(font: Font) -> list[Cell]:
        made = [WriteOnlyCell(sheet) for _ in columns]
        for cell in made:
            # The format 文本 keeps it text when somebody edits the cell.
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = font
        return made

    def append(line: Sequence[str | int | None], cells: list[Cell]) -> None:
        written: list[Cell | int | None] = []
        for cell, value in zip(cells, line, strict=True):
            if isinstance(value, str):
                cell.value = _ESCAPE.sub("_x005F_", _FORBIDDEN.sub("", value))
                # openpyxl makes "=…" a formula by itself: the type is set after the value.
                cell.data_type = "s"
            written.append(cell if isinstance(value, str) else value)
        sheet.append(written)

    append(columns, styled(Font(bold=True)))
    # Each row is written at once, so its cells serve the next one: 9.9 s for 20,000 rows became 2.
    reused = styled(Font())
    for line in lines:
        append(line, reused)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads the Chinese.

    A text that a spreadsheet would take for a formula gets a leading apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv_format.writer(out, lineterminator="\r\n")
    for row in (columns, *rows):
        writer.writerow([_guarded(value) for value in map(_plain, row)])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str | int | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def _guarded(value: str | int | None) -> str | int | None:
    if isinstance(value, str):
        text = _FORBIDDEN.sub("", value)
        return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
    return value


def _width(value: str | int | None) -> int:
    lines = str(value if value is not None else "").split("\n")
    return max(sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in lines)
