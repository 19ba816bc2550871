"""Which Chinese faces a document is set in, and which characters they can show.

Folders in order: CONSULT_FONTS (an office's own faces), `fonts` under CONSULT_VAR, var/fonts of the checkout,
where the installer unpacks them when it is not root, and Debian's fonts-noto-cjk. The first folder that holds a
known Song (宋体) face decides; 黑体 likewise.
"""

import os
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst

from consult.paper.errors import PaperError

CHECKOUT = Path(__file__).parents[2]
DEBIAN_NOTO = Path("/usr/share/fonts/opentype/noto")

SONG = (
    "SimSun",
    "NSimSun",
    "Songti SC",
    "STSong",
    "Source Han Serif SC",
    "Noto Serif SC",
    "Noto Serif CJK SC",
)
HEI = ("SimHei", "Heiti SC", "STHeiti", "Source Han Sans SC", "Noto Sans SC", "Noto Sans CJK SC")


@dataclass(frozen=True)
class Faces:
    """`song` and `hei` are family names; `book` is what the typesetter may draw from, fallback included."""

    song: str
    hei: str
    book: typst.Fonts
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def shows(self, character: str) -> bool:
        """Whether any face of the book has a glyph for this one character."""
        point = ord(character)
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point <= self.ends[at]


def folders() -> tuple[Path, ...]:
    """The existing font folders, in the order they are searched."""
    own, data = os.environ.get("CONSULT_FONTS"), os.environ.get("CONSULT_VAR")
    wanted = [Path(own)] if own else []
    wanted += [Path(data) / "fonts"] if data else []
    wanted += [CHECKOUT / "var" / "fonts", DEBIAN_NOTO]
    return tuple(dict.fromkeys(folder.resolve() for folder in wanted if folder.is_dir()))


def faces() -> Faces:
    """The faces of this machine. Raises PaperError `paper.no_chinese_font` saying what to install."""
    return _faces(folders())


# Reading four Noto collections takes 0.2 s; a process sets hundreds of documents with the same ones.
@lru_cache(maxsize=4)
def _faces(searched: tuple[Path, ...]) -> Faces:
    song = hei = None
    for folder in searched:
        families = set(_book([folder]).families())
        song = song or next((name for name in SONG if name in families), None)
        hei = hei or next((name for name in HEI if name in families), None)
    if song is None and hei is None:
        raise PaperError(
            "paper.no_chinese_font",
            zh="这台机器上没有中文字体，无法排印文书",
            en="No Chinese font was found, so no document can be set",
            next_zh="请安装：apt-get install fonts-noto-cjk；或把宋体、黑体的字体文件放进 var/fonts；"
            "或用环境变量 CONSULT_FONTS 指定字体文件夹",
            next_en="Install one with apt-get install fonts-noto-cjk, or put font files into var/fonts, or name "
            "their folder in the environment variable CONSULT_FONTS",
        )
    book = _book(list(searched))
    spans = sorted(
        span
        for path, index in {(f.path, f.index) for f in book.fonts()}
        if path
        for span in _spans(path, index)
    )
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return Faces(
        song=song or hei or "",
        hei=hei or song or "",
        book=book,
        starts=tuple(start for start, _ in merged),
        ends=tuple(end for _, end in merged),
    )


def _book(paths: list[Path]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(paths))


def _spans(path: str, index: int) -> Iterator[tuple[int, int]]:
    """Character ranges of one face, from its `cmap` table (OpenType specification, formats 4 and 12)."""
    with open(path, "rb") as file:
        face = 0
        if file.read(4) == b"ttcf":
            file.seek(12 + 4 * index)
            (face,) = struct.unpack(">I", file.read(4))
        file.seek(face + 4)
        (tables,) = struct.unpack(">H", file.read(2))
        file.seek(face + 12)
        directory = file.read(16 * tables)
        for tag, _, offset, length in struct.iter_unpack(">4sIII", directory):
            if tag == b"cmap":
                file.seek(offset)
                yield from _cmap(file.read(length))


def _cmap(table: bytes) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = {struct.unpack_from(">HHI", table, 4 + 8 * n)[2] for n in range(count)}
    forms = {struct.unpack_from(">H", table, at)[0]: at for at in offsets}
    if 12 in forms:  # holds all that format 4 holds, and the planes above
        at = forms[12]
        (groups,) = struct.unpack_from(">I", table, at + 12)
        for start, end, _ in struct.iter_unpack(">III", table[at + 16 : at + 16 + 12 * groups]):
            yield start, end
    elif 4 in forms:
        yield from _segments(table, forms[4])


def _segments(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 4 keeps holes inside its ranges, so each character is looked up by itself."""
    (double,) = struct.unpack_from(">H", table, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", table, at + 14)
    starts, deltas, skips = (struct.unpack_from(f">{count}H", table, at + 16 + double * n) for n in (1, 2, 3))
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for point in range(start, end + 1):
            glyph = (point + deltas[n]) & 0xFFFF
            if skips[n]:
                slot = at + 16 + double * 3 + 2 * n + skips[n] + 2 * (point - start)
                glyph = struct.unpack_from(">H", table, slot)[0] if slot + 2 <= len(table) else 0
            if glyph and point != 0xFFFF:
                yield point, point
