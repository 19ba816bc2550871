"""The typesetter: what a person wrote stays text, equal data gives equal bytes, missing type is said."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from consult.paper import fonts, typeset, word
from consult.paper.documents import intake, resolution
from consult.paper.errors import PaperError
from consult.paper.fonts import faces
from tests.paper import samples
from tests.paper.reading import folded, text

MARKUP = (
    '#include "base.typ"',
    '#import "@preview/cetz:0.3.0"',
    "#sys.inputs.data #panic() #{1+1}",
    "$ x^2 $ 与 $(1)",
    "*粗* _斜_ `码` ~",
    "@引用 <标签>",
    "= 标题 == 标题",
    "- 列表 + 编号 / 词条: 释义",
    r"反斜杠 \ 和 \u{41} 和 \#",
    "// 注释 /* 注释 */",
    "[方括号] ] [ ) } {",
    "https://example.org/?a=1&b=2",
    "'单引号' \"双引号\" -- --- ...",
)


@pytest.mark.parametrize("written", MARKUP)
def test_markup_in_what_people_write_is_printed_letter_by_letter(written: str) -> None:
    everywhere = replace(
        samples.MATTER_RECORD, title=written, description=written, endorsers=(written,), photos=(written,)
    )
    assert text(intake.matter_record(everywhere)).count(folded(written)) == 4
    resolved = replace(
        samples.RESOLUTION,
        title=written,
        consensus=(written,),
        tally=written,
        issuer=written,
        rights=(written,),
    )
    assert text(resolution.resolution(resolved)).count(folded(written)) >= 5


def test_line_ends_make_paragraphs_and_empty_ones_are_left_out() -> None:
    whole = text(resolution.resolution(replace(samples.RESOLUTION, tally="第一段\r\n\r\n第二段\r第三段")))
    assert "第一段第二段第三段" in whole


def test_equal_data_gives_equal_bytes_in_this_process_and_another() -> None:
    here = resolution.resolution(samples.RESOLUTION)
    assert resolution.resolution(samples.RESOLUTION) == here
    program = "import sys; from tests.paper import samples; sys.stdout.buffer.write(samples.DOCUMENTS['resolution']())"
    there = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=fonts.CHECKOUT, env=os.environ
    )
    assert there.stdout == here
    assert resolution.resolution(replace(samples.RESOLUTION, tally="另一个结果")) != here


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("𠮷野、㐂、马𬘡", "𠮷野、㐂、马𬘡"),
        ("名\ue000字", "名〓（U+E000）字"),
        ("ꦲ", "〓（U+A9B2）"),
        ("好👍🏽", "好〓〓"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("零\u200b宽\ufeff度\u00ad", "零宽度"),
        ("葛\U000e0100", "葛"),
        ("空\x00\x07\x0b控制", "空控制"),
        ("制\t表\u2028行", "制 表 行"),
        ("半\ud800个", "半个"),
    ],
)
def test_what_no_face_can_show_is_marked_and_what_prints_nothing_is_left_out(
    written: str, printed: str
) -> None:
    whole = text(intake.matter_record(replace(samples.MATTER_RECORD, description=written)))
    assert folded(printed) in whole


@pytest.mark.parametrize("unbroken", ["a", "https://a.example/", "！", "—", "9f8e", "Щ"])
def test_a_run_without_blanks_breaks_inside_its_column(unbroken: str) -> None:
    run = unbroken * (400 // len(unbroken))
    row = replace(samples.RESPONSIBILITIES[0], matter=run)
    pdf = resolution.resolution(replace(samples.RESOLUTION, tally=run, title=run, responsibilities=(row,)))
    assert text(pdf).count(unbroken) >= 3 * run.count(unbroken)
    # 156 mm hold some 30 characters of 15 pt, twice as many where they are narrow; a column of 34 mm some 25.
    lines = [line for page in PdfReader(io.BytesIO(pdf)).pages for line in page.extract_text().splitlines()]
    assert max(map(len, lines)) < 100


@given(st.text(st.characters(), max_size=200))
@settings(max_examples=30, deadline=None)
def test_no_text_whatever_keeps_a_document_from_being_set(written: str) -> None:
    everywhere = replace(
        samples.RESOLUTION,
        head=replace(samples.RESOLUTION.head, number=written, community=written),
        title=written,
        tally=written,
        consensus=(written, written),
        issuer=written,
    )
    assert resolution.resolution(everywhere).startswith(b"%PDF")
    assert word.resolution(everywhere).startswith(b"PK")


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        typeset.pdf("notice", {"head": {"generated_at": samples.at(4, 2)}, "area": 97.5})


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 4, 2, 9, 30)  # noqa: DTZ001 - the mistake this is about
    with pytest.raises(ValueError, match="time zone"):
        typeset.pdf("notice", {"head": {"generated_at": naive}})


def test_a_template_that_meets_data_it_cannot_set_is_a_refusal_with_a_next_step() -> None:
    with pytest.raises(PaperError) as refused:
        typeset.pdf("notice", {"head": {"generated_at": samples.at(4, 2)}})
    assert refused.value.code == "paper.not_typeset"
    assert refused.value.next_zh
    assert refused.value.next_en


def test_templates_load_no_package_and_evaluate_nothing() -> None:
    sources = {path.name: path.read_text() for path in typeset.TEMPLATES.glob("*.typ")}
    assert "base.typ" in sources
    for name, source in sources.items():
        assert "@" not in source, name
        assert "eval(" not in source, name


@pytest.fixture
def no_system_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine on which only what a test puts there is found."""
    monkeypatch.setattr(fonts, "DEBIAN_NOTO", tmp_path / "absent")
    monkeypatch.setattr(fonts, "CHECKOUT", tmp_path)
    monkeypatch.delenv("CONSULT_FONTS", raising=False)
    monkeypatch.setenv("CONSULT_VAR", str(tmp_path / "data"))
    yield tmp_path
    fonts._faces.cache_clear()


def test_a_machine_without_chinese_type_is_told_what_to_install(no_system_fonts: Path) -> None:
    with pytest.raises(PaperError) as refused:
        resolution.resolution(samples.RESOLUTION)
    assert refused.value.code == "paper.no_chinese_font"
    assert "fonts-noto-cjk" in refused.value.next_zh
    assert "CONSULT_FONTS" in refused.value.next_en


def test_faces_are_found_where_the_installer_unpacks_them_and_an_office_own_come_first(
    no_system_fonts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noto = Path("/usr/share/fonts/opentype/noto")
    if not noto.is_dir():
        pytest.skip("needs Debian's fonts-noto-cjk")
    unpacked = no_system_fonts / "var" / "fonts"
    unpacked.mkdir(parents=True)
    (unpacked / "hei.ttc").symlink_to(noto / "NotoSansCJK-Regular.ttc")
    assert (faces().song, faces().hei) == ("Noto Sans CJK SC", "Noto Sans CJK SC")
    office = no_system_fonts / "office"
    office.mkdir()
    (office / "song.ttc").symlink_to(noto / "NotoSerifCJK-Regular.ttc")
    monkeypatch.setenv("CONSULT_FONTS", str(office))
    assert (faces().song, faces().hei) == ("Noto Serif CJK SC", "Noto Sans CJK SC")
    assert "槐安议" in text(resolution.resolution(samples.RESOLUTION))
