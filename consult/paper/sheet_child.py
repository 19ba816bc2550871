"""Reads one workbook from standard input and answers in JSON; started by `sheets_in.py`, alone in its process.

A script, not a module: it knows nothing of the project, and dies at 768 MiB or 20 s of computing.
Arguments: most rows, most columns, most characters a cell. The answer: `refused` (None, "limits", "broken"),
`sheet`, `other_sheets`, and `rows` as [row number, cells].
"""

import datetime
import io
import json
import resource
import sys
from typing import Any

resource.setrlimit(resource.RLIMIT_AS, (768 * 2**20, 768 * 2**20))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

from python_calamine import (  # noqa: E402 - the limits come first
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MAX_TEXT = 32 * 2**20


def string(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet itself shows: 62.349999999999994 was typed as 62.35.
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()


def rows_of(sheet: CalamineSheet) -> list[list[str]]:
    rows = [[string(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1]) if left < len(row) else []
    return rows


def answer(data: bytes, most_rows: int, most_columns: int, most_characters: int) -> dict[str, Any]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            meta.name
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        ]
        if not names:
            return {"refused": "broken"}
        sheet = workbook.get_sheet_by_name(names[0])
        last_row, last_column = sheet.end or (0, 0)
        if last_row >= most_rows or last_column >= most_columns:
            return {"refused": "limits"}
        rows = rows_of(sheet)
    except CalamineError:
        return {"refused": "broken"}
    lengths = [len(cell) for row in rows for cell in row]
    if max(lengths, default=0) > most_characters or sum(lengths) > MAX_TEXT:
        return {"refused": "limits"}
    return {
        "refused": None,
        "sheet": names[0],
        "other_sheets": names[1:],
        "rows": [[number, row] for number, row in enumerate(rows, start=1) if any(row)],
    }


if __name__ == "__main__":
    limits = [int(argument) for argument in sys.argv[1:]]
    json.dump(answer(sys.stdin.buffer.read(), *limits), sys.stdout)
