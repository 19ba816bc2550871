"""One row of a household roll: what its cells mean, and every defect of theirs."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from consult.paper.roll_header import COLUMNS, REQUIRED
from consult.paper.sheets_in import Row

Relation = Literal["owner", "tenant", "family"]

RELATIONS: dict[str, Relation] = {
    **dict.fromkeys(("业主", "产权人", "房主", "owner"), "owner"),
    **dict.fromkeys(("租户", "租客", "承租人", "tenant"), "tenant"),
    **dict.fromkeys(("家属", "家人", "家庭成员", "亲属", "配偶", "子女", "父母", "family"), "family"),
}
YES = frozenset(("是", "有", "对", "√", "✓", "1", "y", "yes", "true"))
NO = frozenset(("", "否", "无", "不", "×", "0", "n", "no", "false"))


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person in one room. `born` is YYYY-MM or YYYY-MM-DD as far as the roll knows it."""

    row_number: int
    compound: str
    building: str
    unit: str
    room: str
    name: str
    phone: str | None
    relation: Relation
    adult: bool
    born: str | None
    area_cm2: int | None
    ownership_party: str
    needs_paper: bool
    representative: bool


@dataclass(frozen=True, slots=True)
class BadRow:
    """One defect of one row: the column by its Chinese name, what stands there, and what to do."""

    row_number: int
    column: str
    value: str
    code: str
    zh: str
    en: str


def defect(number: int, column: str, value: str, code: str, zh: str, en: str) -> BadRow:
    column_zh = COLUMNS[column][0]
    what_zh = f"“{value}”" if value else ""
    what_en = f" “{value}”" if value else ""
    return BadRow(
        number,
        column_zh,
        value,
        code,
        f"第 {number} 行，{column_zh}{what_zh}：{zh}。",
        f"Row {number}, {column_zh}{what_en}: {en}.",
    )


@dataclass
class Reading:
    """Takes the cells of one row and notes what is wrong with them."""

    row: Row
    places: dict[str, int]
    bad: list[BadRow]
    refused: bool = field(default=False)

    def cell(self, column: str) -> str:
        place = self.places.get(column, len(self.row.cells))
        return self.row.cells[place] if place < len(self.row.cells) else ""

    def refuse(self, column: str, code: str, zh: str, en: str) -> None:
        self.refused = True
        self.bad.append(defect(self.row.number, column, self.cell(column), code, zh, en))

    def place(self, column: str) -> str:
        value = " ".join(unicodedata.normalize("NFKC", self.cell(column)).split())
        if not value and (column in REQUIRED or (column == "compound" and column in self.places)):
            self.refuse(column, "missing", "没有填", "is empty")
        return self.within(column, value, 40)

    def within(self, column: str, value: str, most: int) -> str:
        if len(value) > most:
            self.refuse(column, "too_long", f"超过 {most} 个字", f"is longer than {most} characters")
        return value

    def name(self) -> str:
        # Not NFKC: it would replace compatibility ideographs, and a name is what the person writes.
        value = " ".join("".join(c for c in self.cell("name") if unicodedata.category(c)[0] != "C").split())
        if not value:
            self.refuse("name", "missing", "没有填", "is empty")
        return self.within("name", value, 40)

    def phone(self) -> str | None:
        digits = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", self.cell("phone")))
        digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
        if not digits:
            return None
        if not re.fullmatch(r"1[3-9][0-9]{9}", digits):
            self.refuse(
                "phone",
                "phone",
                "不是 11 位手机号；没有手机可以留空",
                "is not a mobile number of 11 digits; leave it empty if there is none",
            )
        return digits

    def relation(self) -> Relation:
        value = self.cell("relation").lower()
        if value not in RELATIONS:
            self.refuse(
                "relation",
                "relation",
                "须填 业主、租户 或 家属",
                "must be 业主 (owner), 租户 (tenant) or 家属 (family)",
            )
        return RELATIONS.get(value, "family")

    def yes_no(self, column: str) -> bool:
        value = unicodedata.normalize("NFKC", self.cell(column)).lower()
        if value not in YES and value not in NO:
            self.refuse(column, "yes_no", "须填 是 或 否", "must be 是 (yes) or 否 (no)")
        return value in YES

    def area(self) -> int | None:
        value = unicodedata.normalize("NFKC", self.cell("area")).replace(" ", "")
        value = re.sub(r"(m2|平方米|平米|平)$", "", value)
        if not value:
            return None
        digits = re.fullmatch(r"([0-9]{1,6})(?:\.([0-9]{1,2}))?", value)
        cm2 = int(digits[1]) * 10_000 + int((digits[2] or "").ljust(2, "0")) * 100 if digits else 0
        if cm2 == 0:
            self.refuse(
                "area",
                "area",
                "须是平方米数，最多两位小数，如 62.35",
                "must be square metres with two decimals at most, such as 62.35",
            )
        return cm2 or None

    def born(self, on: date) -> tuple[str | None, bool]:
        """The birth month as written, and whether the person is 18 on that day for certain."""
        value = unicodedata.normalize("NFKC", self.cell("born"))
        if not value:
            return None, False
        digits = re.fullmatch(r"([0-9]{4})[-/.年]?([0-9]{1,2})(?:[-/.月]?([0-9]{1,2})?日?)", value)
        try:
            if digits is None:
                raise ValueError(value)
            year, month, day = int(digits[1]), int(digits[2]), int(digits[3] or 1)
            birthday = date(year, month, day)
            if not date(1900, 1, 1) <= birthday <= on:
                raise ValueError(value)
        except ValueError:
            self.refuse(
                "born",
                "born",
                "看不懂，请写成 1985-03 或 1985-03-01",
                "is not a date such as 1985-03 or 1985-03-01",
            )
            return None, False
        if digits[3]:
            # Born on 29 February: of age on 1 March of a common year.
            return birthday.isoformat(), (year + 18, month, day) <= (on.year, on.month, on.day)
        # Without the day only the end of the month is certain.
        return f"{year:04d}-{month:02d}", (year + 18, month) < (on.year, on.month)

    def adult(self, of_age: bool, born: str | None) -> bool:
        said = self.cell("adult")
        if not said:
            if born is None and not self.cell("born"):
                self.refuse(
                    "adult",
                    "adult_unknown",
                    "和“出生年月”至少填一项",
                    "or 出生年月 (birth month) must be filled in",
                )
            return of_age
        adult = self.yes_no("adult")
        if born is not None and adult != of_age:
            self.refuse(
                "adult", "adult_conflict", f"与出生年月 {born} 不一致", f"contradicts the birth month {born}"
            )
        return adult


def read(reading: Reading, on: date) -> RollRow:
    born, of_age = reading.born(on)
    return RollRow(
        row_number=reading.row.number,
        compound=reading.place("compound"),
        building=reading.place("building"),
        unit=reading.place("unit"),
        room=reading.place("room"),
        name=reading.name(),
        phone=reading.phone(),
        relation=reading.relation(),
        adult=reading.adult(of_age, born),
        born=born,
        area_cm2=reading.area(),
        ownership_party=reading.within("party", " ".join(reading.cell("party").split()), 80),
        needs_paper=reading.yes_no("needs_paper"),
        representative=reading.yes_no("representative"),
    )
