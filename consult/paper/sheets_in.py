"""XLSX and CSV files read into rows of strings, with the limits a stranger's file needs.

A workbook is read by calamine in a child process (`sheet_child.py`): a file of 5 kB with one cell in A1 and one
in XFD1048576 makes calamine ask for 512 GiB and aborts the process it runs in (measured with 0.9.1), and that
must not be the process that holds the meetings.
"""

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from consult.paper.errors import PaperError

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 500
MAX_ROWS = 20_020
"""20,000 rows of a roll, and what stands above its header."""
MAX_COLUMNS = 60
MAX_CELL = 1_000
"""Characters in one cell."""
CHILD_SECONDS = 30

CHILD = Path(__file__).with_name("sheet_child.py")

_SAVE_AS = "请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再上传"
_SAVE_AS_EN = "Save it as .xlsx or CSV in Excel or WPS and upload it again"


@dataclass(frozen=True)
class Row:
    """One row that holds something. `number` is the one the spreadsheet shows, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`sheet` is the one that was read (empty for CSV), `other_sheets` the visible ones that were not."""

    rows: tuple[Row, ...]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


def read(data: bytes, filename: str) -> Table:
    """The first visible sheet of an XLSX file, or a CSV file (UTF-8 with or without BOM, GB18030).

    Every cell is a string without blanks at its ends: a number that is whole loses its ".0" (13800001234), a
    date is ISO (1985-03-01), a formula is what the file last stored for it and is never evaluated. Cells
    merged in the sheet all hold the merged value. Raises PaperError `sheet.*`.
    """
    suffix = PurePath(filename).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise PaperError(
            "sheet.kind",
            zh=f"只能读取 .xlsx 和 .csv 文件，这个文件是“{suffix or '无后缀'}”",
            en=f"Only .xlsx and .csv files can be read, not “{suffix or 'no suffix'}”",
            next_zh=_SAVE_AS,
            next_en=_SAVE_AS_EN,
        )
    if len(data) > MAX_BYTES:
        raise PaperError(
            "sheet.too_big",
            zh=f"文件超过 {MAX_BYTES // 2**20} MB",
            en=f"The file is larger than {MAX_BYTES // 2**20} MB",
            next_zh="请只留名册一张表，去掉图片后再上传",
            next_en="Keep only the roll, without pictures",
        )
    if not data.strip():
        raise _empty()
    # What the bytes are decides, not what the name says.
    if data.startswith(b"PK"):
        table = _workbook(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise PaperError(
            "sheet.old_or_locked",
            zh="这是旧版 .xls 文件，或设了打开密码",
            en="This is an old .xls file, or one with a password",
            next_zh=_SAVE_AS,
            next_en=_SAVE_AS_EN,
        )
    else:
        table = _csv(data)
    if not table.rows:
        raise _empty()
    return table


def _empty() -> PaperError:
    return PaperError(
        "sheet.empty",
        zh="表里没有内容",
        en="The sheet is empty",
        next_zh="请检查名册是不是在第一张工作表",
        next_en="Check that the roll is on the first sheet",
    )


def _broken() -> PaperError:
    return PaperError(
        "sheet.broken",
        zh="文件已损坏，或不是表格文件",
        en="The file is damaged or is not a spreadsheet",
        next_zh=_SAVE_AS,
        next_en=_SAVE_AS_EN,
    )


def _too_much(what: str, what_en: str) -> PaperError:
    return PaperError(
        "sheet.too_much",
        zh=f"表格太大：{what}",
        en=f"The sheet is too large: {what_en}",
        next_zh="请删去多余的行、列和工作表，或分成几个文件导入",
        next_en="Delete spare rows, columns and sheets, or import it in parts",
    )


def _workbook(data: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _broken() from error
    # Before anything is unpacked. A file that lies about its sizes meets the child's memory limit.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _too_much(
            f"解压后超过 {MAX_UNPACKED // 2**20} MB", f"more than {MAX_UNPACKED // 2**20} MB unpacked"
        )
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _broken()
    limits = (str(MAX_ROWS), str(MAX_COLUMNS), str(MAX_CELL))
    try:
        child = subprocess.run(
            [sys.executable, "-I", str(CHILD), *limits],
            input=data,
            capture_output=True,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much("读取用时过长", "it takes too long to read") from error
    if child.returncode != 0:
        raise _too_much("读取时超出内存或时间限制", "reading it passes the limits of memory or time")
    answer = json.loads(child.stdout)
    match answer["refused"]:
        case None:
            rows = tuple(Row(number, tuple(cells)) for number, cells in answer["rows"])
            return Table(rows, sheet=answer["sheet"], other_sheets=tuple(answer["other_sheets"]))
        case "limits":
            raise _limits()
        case _:
            raise _broken()


def _limits() -> PaperError:
    return _too_much(
        f"最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列，每格 {MAX_CELL} 字",
        f"at most {MAX_ROWS} rows, {MAX_COLUMNS} columns and {MAX_CELL} characters a cell",
    )


def _csv(data: bytes) -> Table:
    if b"\0" in data:
        raise _broken()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise PaperError(
            "sheet.encoding",
            zh="读不出文字编码",
            en="The text encoding is unknown",
            next_zh="请另存为 UTF-8 编码的 CSV，或 .xlsx",
            next_en="Save it as CSV in UTF-8, or as .xlsx",
        )
    rows: list[Row] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS or any(len(cell) > MAX_CELL for cell in cells):
                raise _limits()
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                rows.append(Row(number, stripped))
    except csv.Error as error:
        raise PaperError(
            "sheet.csv",
            zh=f"第 {len(rows) + 1} 行附近的引号或分隔符不对",
            en=f"Quotes or separators near row {len(rows) + 1} are wrong",
            next_zh=_SAVE_AS,
            next_en=_SAVE_AS_EN,
        ) from error
    return Table(tuple(rows))
