"""The resolution as a Word file says the same as the PDF."""

import io
from dataclasses import replace

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn

from consult.paper import word
from consult.paper.documents.resolution import Resolution
from tests.paper import samples
from tests.paper.reading import folded
from tests.paper.test_documents import SAYS


def opened(paper: Resolution) -> DocumentType:
    return Document(io.BytesIO(word.resolution(paper)))


def text(document: DocumentType) -> str:
    words = [paragraph.text for paragraph in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return folded("".join(words))


def test_it_says_what_the_pdf_says() -> None:
    whole = text(opened(samples.RESOLUTION))
    for words in SAYS["resolution"]:
        assert folded(words) in whole
    assert "（待签发）" not in whole
    for words in SAYS["unsigned_resolution"]:
        assert folded(words) in text(opened(samples.UNSIGNED_RESOLUTION))


def test_the_responsibility_list_has_its_six_columns_and_every_row() -> None:
    table = opened(samples.RESOLUTION).tables[1]
    heads = ["事项", "责任主体", "责任人", "时限", "资金来源", "验收标准"]
    assert [cell.text for cell in table.rows[0].cells] == heads
    assert len(table.rows) == 1 + len(samples.RESPONSIBILITIES)
    assert [cell.text for cell in table.rows[3].cells][2:4] == ["网格员·小柏", "2026年5月25日"]


def test_chinese_faces_are_named_for_chinese_characters() -> None:
    runs = [run for paragraph in opened(samples.RESOLUTION).paragraphs for run in paragraph.runs if run.text]
    faces = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs if run._element.rPr is not None}
    assert faces == {"宋体", "黑体"}


def test_markup_in_what_people_write_stays_text() -> None:
    written = "{{ 7*7 }} {% if x %} <w:p/> &amp; ]]> \x00\x0b\ud800𠮷"
    whole = text(opened(replace(samples.RESOLUTION, tally=written, title=written)))
    assert whole.count(folded("{{ 7*7 }} {% if x %} <w:p/> &amp; ]]> 𠮷")) == 2


def test_the_footer_names_the_file_and_counts_pages() -> None:
    footer = opened(samples.RESOLUTION).sections[0].footer.paragraphs[0]
    assert "居务档案" in footer.text
    assert "槐安议〔2026〕第3号" in footer.text
    assert "PAGE" in footer._p.xml
