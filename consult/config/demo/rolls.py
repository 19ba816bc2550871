"""The household rolls of the demo as the spreadsheets a community would upload: made the same every time.

People are a surname and how neighbours call them (赵先生, 孙奶奶): nobody's name. Phones are 1990000xxxx and belong to
demonstration accounts, to which no gateway ever sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from consult.paper.sheets_out import xlsx

from .places import Block, Place

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
COLUMNS = (
    "小区",
    "楼栋",
    "单元",
    "室号",
    "姓名",
    "手机",
    "关系",
    "出生年月",
    "建筑面积",
    "产权人",
    "需要纸质",
    "户代表",
)


@dataclass(frozen=True)
class Door:
    block: Block
    building: str
    unit: int
    room: str


def doors(place: Place) -> list[Door]:
    """Every household's door, in the order of the buildings."""
    return [
        Door(block, block.name.format(n=number), unit, f"{floor}{door:02d}")
        for block in place.blocks
        for number in block.numbers
        for unit in range(1, block.units + 1)
        for floor in range(1, block.floors + 1)
        for door in range(1, block.doors + 1)
    ]


def roll(place: Place, *, today: date) -> bytes:
    """The community's roll as XLSX."""
    return xlsx(f"{place.name}住户名册（演示）", list(COLUMNS), rows(place, today=today))


def rows(place: Place, *, today: date) -> list[list[str]]:
    random = Random(f"consult-{place.code}")
    found = doors(place)
    adults = _adults(place, len(found), random)
    areas = _areas(found, random)
    registered = [at for at, area in enumerate(areas) if area]
    # Some owners hold a second unit, let to others: one ownership party, one head.
    first_of = dict(zip(registered[::-1], registered[: place.multiple_owners], strict=False))
    owners: dict[int, tuple[str, str, date]] = {}
    phone = place.first_phone
    sheet: list[list[str]] = []
    for at, door in enumerate(found):
        second = at in first_of
        rented = second or random.randrange(100) < dict(place.rented_by_grid).get(
            door.block.grid, place.rented
        )
        if at in first_of.values():
            rented = False
        people = _people(place, adults[at], rented, random, today)
        party = f"{door.block.compound}{door.building}{door.unit}-{door.room}产权人" if areas[at] else ""
        if second:
            name, number, born = owners[first_of[at]]
            people = _distinct([(name, "业主", born), *people])[1:]
            sheet.append(_row(door, name, number, "业主", born, areas[at], name))
        for who, (name, relation, born) in enumerate(people):
            adult = (today - born).days >= 18 * 366
            elder = (today - born).days >= 60 * 365
            paper = elder and random.randrange(100) < 8 and at not in first_of.values()
            number = ""
            if who == 0 and paper:
                # On paper only a name tells two owners apart: neighbours add where they live.
                name = f"{door.building}{door.unit}单元{name}"
            if who == 0 and not paper:
                number, phone = f"1990000{phone:04d}", phone + 1
            if who == 0 and not rented and areas[at]:
                party = name
                owners[at] = (name, number, born)
            # Nine doors in ten have named their representative; the rest are still to do so.
            speaks = who == 0 and adult and at % 10 != 9
            registers = who == 0 and not second
            sheet.append(
                _row(
                    door,
                    name,
                    number,
                    relation,
                    born,
                    areas[at] if registers else "",
                    party if registers else "",
                    paper=paper,
                    speaks=speaks,
                )
            )
    return sheet


def _row(
    door: Door,
    name: str,
    phone: str,
    relation: str,
    born: date,
    area: str,
    party: str,
    *,
    paper: bool = False,
    speaks: bool = False,
) -> list[str]:
    return [
        door.block.compound,
        door.building,
        str(door.unit),
        door.room,
        name,
        phone,
        relation,
        born.strftime("%Y-%m"),
        area,
        party,
        "是" if paper else "",
        "是" if speaks else "",
    ]


def _adults(place: Place, households: int, random: Random) -> list[int]:
    """How many adults live behind each door; they add up to the community's figure."""
    counts = [2] * households
    order = list(range(households))
    while sum(counts) != place.adults:
        missing = place.adults - sum(counts)
        random.shuffle(order)
        for at in order[: abs(missing)]:
            if missing > 0 and counts[at] < 4:
                counts[at] += 1
            elif missing < 0 and counts[at] > 1:
                counts[at] -= 1
    # Some live alone and some with grown children: move one from a door to the next, the sum stays.
    for at in range(0, households - 1, 3):
        if counts[at] > 1 and counts[at + 1] < 4:
            counts[at] -= 1
            counts[at + 1] += 1
    return counts


def _people(
    place: Place, adults: int, rented: bool, random: Random, today: date
) -> list[tuple[str, str, date]]:
    relation = "租户" if rented else "业主"
    surname = random.choice(SURNAMES)
    old = random.randrange(100) < place.elders
    found: list[tuple[str, str, date]] = []
    for nth in range(adults):
        elder = old and nth < 2
        title = (("爷爷", "奶奶") if elder else ("先生", "女士", "小哥", "姑娘"))[nth % (2 if elder else 4)]
        years = random.randrange(62, 86) if elder else random.randrange(24, 58) - 3 * nth
        found.append(
            (
                f"{surname if nth == 0 else random.choice(SURNAMES)}{title}",
                relation if rented or nth == 0 else "家人",
                date(today.year - max(19, years), random.randrange(1, 13), 1),
            )
        )
    if not rented and not old and random.randrange(100) < 30:
        found.append(
            (f"{surname}同学", "家人", date(today.year - random.randrange(6, 16), random.randrange(1, 13), 1))
        )
    return _distinct(found)


def _distinct(people: list[tuple[str, str, date]]) -> list[tuple[str, str, date]]:
    """Nobody twice behind one door: a second 赵先生 becomes 小赵先生."""
    seen: set[str] = set()
    kept: list[tuple[str, str, date]] = []
    for name, relation, born in people:
        while name in seen:
            name = f"小{name}"
        seen.add(name)
        kept.append((name, relation, born))
    return kept


def _areas(found: list[Door], random: Random) -> list[str]:
    """Areas in m², as the register writes them, for the compounds that have one.

    They differ in pairs around the average, so that a compound of 1,200 units of 97 m² sums to exactly 116,400.
    """
    areas = ["" for _ in found]
    registered = [at for at, door in enumerate(found) if door.block.metres]
    for one, other in zip(registered[::2], registered[1::2], strict=True):
        difference = random.randrange(0, 900)
        for at, sign in ((one, 1), (other, -1)):
            hundredths = found[at].block.metres * 100 + sign * difference
            areas[at] = f"{hundredths // 100}.{hundredths % 100:02d}"
    return areas
