"""The household roll (住户名册) from a file: which rows can be taken, and every one that cannot, with why.

A household is a room. An exclusive unit has one area and one ownership party; who owns several units is settled
where the roll is imported.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from consult.paper import roll_cells, roll_header, sheets_in, sheets_out
from consult.paper.roll_cells import BadRow, RollRow, defect

__all__ = ["BadRow", "RollPreview", "RollRow", "blank", "preview"]


@dataclass(frozen=True)
class RollPreview:
    """`rows` are those without any defect; a row with several defects stands in `bad` several times."""

    rows: list[RollRow]
    bad: list[BadRow]
    ignored_columns: list[str]
    sheet: str
    other_sheets: tuple[str, ...]


def preview(data: bytes, filename: str, *, on: date) -> RollPreview:
    """Reads a roll and imports nothing. `on` is the day on which people are or are not 18.

    Raises PaperError `sheet.*` for a file that cannot be read, `roll.no_header`, `roll.columns_missing` or
    `roll.column_twice` for one that is no roll.
    """
    table = sheets_in.read(data, filename)
    header_at, places, ignored = roll_header.find(table.rows)
    bad: list[BadRow] = []
    taken: list[tuple[RollRow, bool]] = []
    for row in table.rows[header_at + 1 :]:
        reading = roll_cells.Reading(row, places, bad)
        if any(reading.cell(column) for column in places):
            taken.append((roll_cells.read(reading, on), reading.refused))
    bad += _across(row for row, _ in taken)
    refused = {found.row_number for found in bad}
    return RollPreview(
        rows=[row for row, _ in taken if row.row_number not in refused],
        bad=sorted(bad, key=lambda found: found.row_number),
        ignored_columns=ignored,
        sheet=table.sheet,
        other_sheets=table.other_sheets,
    )


def blank() -> bytes:
    """An empty roll to fill in () -> list[BadRow]:
    if len({saidLS) -> list[BadRow]:
    if len({said), with two rows of example below its header."""
    rows = [
        [
            "示例小区",
            "3号楼",
            "2单元",
            "301",
            "示例·甲",
            "",
            "业主",
            "是",
            "1985-03",
            "62.35",
            "示例·甲",
            "否",
            "是",
        ],
        [
            "示例小区",
            "3号楼",
            "2单元",
            "301",
            "示例·乙",
            "",
            "家属",
            "否",
            "2012-09",
            "62.35",
            "示例·甲",
            "否",
            "否",
        ],
    ]
    return sheets_out.xlsx("住户名册", [names[0] for names in roll_header.COLUMNS.values()], rows)


def _across(rows: Iterable[RollRow]) -> list[BadRow]:
    """What only shows when the rows of one room are laid side by side."""
    rooms: dict[tuple[str, str, str, str], list[RollRow]] = defaultdict(list)
    for row in rows:
        if row.building and row.room:
            rooms[row.compound, row.building, row.unit, row.room].append(row)
    bad: list[BadRow] = []
    for people in rooms.values():
        first: dict[str, int] = {}
        for row in people:
            if row.name and row.name in first:
                zh = f"与第 {first[row.name]} 行是同一室的同一人"
                en = f"is the same person in the same room as row {first[row.name]}"
                bad.append(defect(row.row_number, "name", row.name, "duplicate", zh, en))
            first.setdefault(row.name, row.row_number)
        # Nobody is the default: with two representatives neither row is taken.
        bad += _at_odds(
            [row for row in people if row.representative],
            lambda row: str(row.row_number),
            (
                "representative",
                "representatives",
                "同一户有几个户代表",
                "is said of several people of one household",
            ),
        )
        bad += [
            defect(
                row.row_number,
                "representative",
                "是",
                "representative_minor",
                "户代表须满 18 岁",
                "must be 18 or older",
            )
            for row in people
            if row.representative and not row.adult
        ]
        bad += _at_odds(
            [row for row in people if row.area_cm2 is not None],
            lambda row: str(row.area_cm2),
            ("area", "area_differs", "同一室有几个不同的面积", "differs from other rows of the same room"),
        )
        bad += _at_odds(
            [row for row in people if row.ownership_party],
            lambda row: row.ownership_party,
            (
                "party",
                "party_differs",
                "同一室有几个不同的产权人；共有的写在一格里",
                "differs within one room; write co-owners into one cell",
            ),
        )
    return bad


def _at_odds(
    people: list[RollRow], said: Callable[[RollRow], str], what: tuple[str, str, str, str]
) -> list[BadRow]:
    if len({said(row) for row in people}) < 2:
        return []
    column, code, zh, en = what
    numbers = "、".join(str(row.row_number) for row in people)
    return [
        defect(
            row.row_number,
            column,
            _shown(row, column),
            code,
            f"{zh}（第 {numbers} 行）",
            f"{en} (rows {numbers})",
        )
        for row in people
    ]


def _shown(row: RollRow, column: str) -> str:
    match column:
        case "area":
            return f"{(row.area_cm2 or 0) // 10_000}.{(row.area_cm2 or 0) % 10_000 // 100:02d}"
        case "party":
            return row.ownership_party
        case _:
            return "是"
