"""槐安社区 and 新澜社区 in 青榆街道: grids, compounds, buildings. Fictional."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """Buildings alike: `numbers` of them, `units` staircases each, `floors` high, `doors` a floor and staircase.

    `metres` is the average exclusive area in m², where the compound has an owners' register; else 0.
    """

    compound: str
    grid: str
    name: str
    numbers: tuple[int, ...]
    units: int
    floors: int
    doors: int
    metres: int = 0

    @property
    def households(self) -> int:
        return len(self.numbers) * self.units * self.floors * self.doors


@dataclass(frozen=True)
class Place:
    """A community as the demo founds it. Shares are in percent; `adults` is the exact number of residents of 18 and over."""

    code: str
    name: str
    short: str
    grids: tuple[tuple[str, str, bool, int], ...]  # code, name, dedicated, how many representatives
    blocks: tuple[Block, ...]
    adults: int
    rented: int
    elders: int
    first_phone: int
    multiple_owners: int = 0
    rented_by_grid: tuple[tuple[str, int], ...] = ()


HUAIAN = Place(
    code="HA",
    name="槐安社区",
    short="槐安",
    grids=(
        ("01", "槐安里1–7号楼", False, 9),
        ("02", "槐安里8–14号楼", False, 9),
        ("03", "槐安东里1–6号楼", False, 9),
        ("04", "榆园公寓1–2号楼及沿街", False, 8),
    ),
    blocks=(
        Block("槐安里", "01", "{n}号楼", tuple(range(1, 8)), 4, 6, 2, 62),
        Block("槐安里", "02", "{n}号楼", tuple(range(8, 15)), 4, 6, 2, 62),
        Block("槐安东里", "03", "{n}号楼", tuple(range(1, 7)), 3, 6, 3),
        Block("榆园公寓", "04", "{n}号楼", (1, 2), 1, 18, 8),
        Block("榆园公寓", "04", "沿街", (3,), 1, 2, 12),
    ),
    adults=2960,
    rented=18,
    elders=26,
    first_phone=1000,
)

XINLAN = Place(
    code="XL",
    name="新澜社区",
    short="新澜",
    grids=(
        ("01", "新澜苑一期1–4号楼", False, 10),
        ("02", "新澜苑一期5–8号楼", False, 10),
        ("03", "新澜苑二期9–12号楼", False, 11),
        ("04", "云锦湾1–5号楼", False, 11),
        ("05", "澜汇中心", True, 6),
    ),
    blocks=(
        Block("新澜苑", "01", "{n}号楼", (1, 2, 3, 4), 2, 16, 3, 97),
        Block("新澜苑", "02", "{n}号楼", (5, 6, 7, 8), 2, 16, 3, 97),
        Block("新澜苑", "03", "{n}号楼", (9, 10, 11, 12), 2, 18, 3, 97),
        Block("云锦湾", "04", "{n}号楼", (1, 2, 3, 4, 5), 2, 11, 4),
        Block("澜汇中心", "05", "公寓", (1,), 1, 21, 10),
    ),
    adults=4120,
    rented=27,
    elders=12,
    first_phone=4000,
    multiple_owners=24,
    rented_by_grid=(("05", 60),),
)

PLACES = (HUAIAN, XINLAN)
