"""Where the header of a household roll stands and which column is which, by Chinese or English names."""

import re
import unicodedata

from consult.paper.errors import PaperError
from consult.paper.sheets_in import Row

# The first name is what messages and the blank form say.
COLUMNS: dict[str, tuple[str, ...]] = {
    "compound": ("小区", "小区名称", "compound"),
    "building": ("楼栋", "楼号", "栋", "幢", "building"),
    "unit": ("单元", "单元号", "unit"),
    "room": ("室号", "房号", "门牌号", "房间号", "室", "room"),
    "name": ("姓名", "name"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "phone", "mobile"),
    "relation": ("关系", "与房屋关系", "居住关系", "relation"),
    "adult": ("满18岁", "是否满18岁", "满18周岁", "18岁以上", "成年", "adult"),
    "born": ("出生年月", "出生日期", "出生年月日", "birth month", "birth date", "born"),
    "area": ("建筑面积", "专有面积", "专有部分面积", "面积", "area", "exclusive area"),
    "party": ("产权人", "产权方", "ownership party"),
    "needs_paper": ("需要纸质", "是否需要纸质", "纸质", "needs paper"),
    "representative": ("户代表", "是否户代表", "representative"),
}
REQUIRED = ("building", "room", "name", "relation")

HEADER_WITHIN = 20
"""The header stands in one of the first rows: titles above it are usual."""


def find(rows: tuple[Row, ...]) -> tuple[int, dict[str, int], list[str]]:
    """Where the header stands, the place of each known column, and the columns that are not known."""
    known = {name: column for column, names in COLUMNS.items() for name in names}
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        found = [known.get(_plain(cell)) for cell in row.cells]
        if len({column for column in found if column}) < 3:
            continue
        twice = {COLUMNS[column][0] for column in found if column and found.count(column) > 1}
        if twice:
            raise PaperError(
                "roll.column_twice",
                zh=f"表头里有重复的列：{'、'.join(sorted(twice))}",
                en=f"Columns appear twice: {', '.join(sorted(twice))}",
                next_zh="请每种只留一列",
                next_en="Keep one of each",
            )
        missing = [COLUMNS[column][0] for column in REQUIRED if column not in found]
        if "adult" not in found and "born" not in found:
            missing.append("满18岁 或 出生年月")
        if missing:
            raise PaperError(
                "roll.columns_missing",
                zh=f"缺少这些列：{'、'.join(missing)}",
                en=f"Columns are missing: {', '.join(missing)}",
                next_zh="请补上，或下载空白名册对照",
                next_en="Add them, or compare with the blank roll",
            )
        places = {column: place for place, column in enumerate(found) if column}
        ignored = [cell for cell, column in zip(row.cells, found, strict=True) if cell and not column]
        return at, places, ignored
    expected = "、".join(names[0] for names in COLUMNS.values())
    raise PaperError(
        "roll.no_header",
        zh=f"前 {HEADER_WITHIN} 行里没有找到表头",
        en=f"No header within the first {HEADER_WITHIN} rows",
        next_zh=f"请下载空白名册对照；可用的列：{expected}",
        next_en=f"Compare with the blank roll; its columns: {expected}",
    )


def _plain(cell: str) -> str:
    """建筑面积（㎡） and Needs_Paper are recognised as 建筑面积 and needs paper."""
    plain = re.sub(r"\(.*?\)|[*:]", "", unicodedata.normalize("NFKC", cell)).replace("_", " ").lower()
    words = " ".join(plain.split())
    return words if words.isascii() else words.replace(" ", "")
