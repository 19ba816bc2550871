"""决议书 and 会议记录 as DOCX: the same content as the PDF, for offices that pass their documents on in Word or WPS.

宋体 and 黑体 are named and not embedded: every Chinese office machine has them.
"""

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from consult.paper import qr, written
from consult.paper.characters import legible
from consult.paper.documents.parts import Signature
from consult.paper.documents.resolution import Resolution
from consult.paper.documents.sessions import NOTHING_FOLLOWED, Minutes, MotionVote

SONG = "宋体"
HEI = "黑体"
ORDINALS = (*"一二三四五六七八九十", "十一")
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


# A table is its head, its rows and the widths of its columns in millimetres.
Table = tuple[Sequence[str], Sequence[Sequence[str]], Sequence[int]]


def resolution(paper: Resolution) -> bytes:
    """The resolution as a Word file; unsigned it carries empty signature lines and （待签发）."""
    document = _page(paper.title, paper)
    _line(document, paper.issuer, face=HEI, size=12, align=CENTRE)
    _line(document, paper.title, face=SONG, size=21, bold=True, align=CENTRE)
    _line(document, paper.head.number, size=12, align=CENTRE)
    _write_sections(document, _sections(paper))
    _signatures(document, paper)
    return _saved(document)


def minutes(paper: Minutes) -> bytes:
    """The minutes as a Word file, with lines to sign on a page of their own."""
    document = _page(f"会议记录：{paper.session_title}", paper)
    _line(document, "会议记录", face=SONG, size=21, bold=True, align=CENTRE)
    _line(document, f"{paper.session_title}　{paper.head.number}", size=12, align=CENTRE)
    _write_sections(document, _parts_of_minutes(paper))
    document.add_page_break()  # type: ignore[no-untyped-call]
    _line(document, "签字页", face=HEI, size=15, align=CENTRE)
    signs = [
        f"主持人 {paper.chair}",
        f"记录人 {paper.recorder}",
        *(f"监票人 {one}" for one in paper.scrutineers),
    ]
    _table(
        document,
        ("姓名", "签名"),
        [(one, "") for one in (*signs, *paper.attendees, *paper.observers)],
        (60, 90),
    )
    return _saved(document)


def _parts_of_minutes(paper: Minutes) -> list[tuple[str, list[str | Table]]]:
    opinions: Table = (
        ("意见人", "意见", "答复"),
        [(one.name, one.text, one.answer or "未答复") for one in paper.opinions],
        (30, 62, 62),
    )
    actions: Table = (
        ("行动", "责任主体（人）", "时限"),
        [(one.what, one.who, one.due) for one in paper.follow_ups],
        (90, 32, 32),
    )
    frozen = f"本记录已定稿，正文 SHA-256：{paper.sha256}。" if paper.sha256 else "本记录尚未定稿。"
    return [
        (
            "会议",
            [
                f"形式：{paper.form}（规则版本 {paper.pack_version}）",
                f"时间：{written.moment(paper.started_at)} 至 {written.moment(paper.ended_at)}　地点：{paper.place}",
                f"主持人：{paper.chair}　记录人：{paper.recorder}",
                f"应到 {paper.eligible}，实到 {paper.present}",
                f"出席：{'、'.join(paper.attendees) or '无'}",
                f"缺席及原因：{'、'.join(f'{one.name}（{one.reason}）' for one in paper.absences) or '无'}",
                f"列席：{'、'.join(paper.observers) or '无'}",
            ],
        ),
        ("议程", [*_numbered(paper.agenda)]),
        ("发言", [f"{one.speaker}：{one.words}" for one in paper.remarks] or ["无。"]),
        ("书面意见及答复", [opinions] if paper.opinions else ["无。"]),
        ("会上记下的", [*_numbered(paper.points)]),
        (
            "动议与表决",
            [
                f"{one.number} {one.text}{''.join(f'　修正：{each}' for each in one.amendments)}　{_votes(one)}{one.result}"
                for one in paper.votes
            ]
            or ["本次会议没有付表决的动议。"],
        ),
        ("主持人裁定", [*_numbered(paper.rulings)]),
        ("分歧与少数意见", [*_numbered(paper.reservations)]),
        ("后续行动", [actions] if paper.follow_ups else [NOTHING_FOLLOWED]),
        (
            "确认和异议",
            [
                frozen,
                f"参会人 {paper.approved} 人已在线确认。",
                *(f"{one.name} 提出异议：{one.text}" for one in paper.objections),
            ],
        ),
        ("附件", [*_numbered(paper.attachments)]),
    ]


def _votes(vote: MotionVote) -> str:
    return f"赞成 {vote.yes}，反对 {vote.no}，弃权 {vote.abstain}。" if vote.yes is not None else ""


def _write_sections(document: DocumentType, sections: list[tuple[str, list[str | Table]]]) -> None:
    for ordinal, (title, content) in zip(ORDINALS[: len(sections)], sections, strict=True):
        heading = _line(document, f"{ordinal}、{title}", face=HEI, size=15, indent=True)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.space_before = Pt(9)
        for part in content:
            if isinstance(part, str):
                for text in part.split("\n"):
                    if text.strip():
                        _line(document, text, size=15, indent=True)
            else:
                _table(document, *part)


def _saved(document: DocumentType) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sections(paper: Resolution) -> list[tuple[str, list[str | Table]]]:
    sessions: Table = (
        ("次", "形式", "日期", "地点", "结果"),
        [
            (str(n), held.form, written.day(held.held_on), held.place, held.outcome)
            for n, held in enumerate(paper.sessions, start=1)
        ],
        (10, 26, 32, 36, 52),
    )
    responsibilities: Table = (
        ("事项", "责任主体", "责任人", "时限", "资金来源", "验收标准"),
        [
            (r.matter, r.party, r.person, written.day(r.due), r.funding, r.standard)
            for r in paper.responsibilities
        ],
        (30, 22, 19, 30, 24, 31),
    )
    opinion = paper.legal_opinion
    legal = [
        f"社区律师{opinion.adviser}于{written.day(opinion.given_on)}出具意见：{opinion.text}"
        if opinion
        else f"本{paper.called}未另附法律意见。"
    ]
    if paper.party_study_on:
        studied = written.day(paper.party_study_on)
        legal.append(f"社区党组织已于{studied}研究讨论（《城市居民委员会组织法》第三十条）。")
    if paper.filing_number:
        legal.append(f"备案号：{paper.filing_number}")
    return [
        (
            "议题与协商经过",
            [f"本{paper.called}就事项 {paper.matter_number} “{paper.topic}”作出。协商会次如下：", sessions],
        ),
        ("参加主体", [f"{group.name}：{group.members}" for group in paper.participants]),
        (paper.settles, [*_numbered(paper.consensus)]),
        ("保留意见", [*_numbered(paper.reservations)]),
        ("表决结果", [paper.tally]),
        ("责任清单", [responsibilities]),
        ("实施监督人", [paper.supervisor]),
        ("法律意见与研究讨论", [*legal]),
        ("权利告知", [*_numbered(paper.rights)]),
    ]


def _numbered(items: Sequence[str]) -> Iterable[str]:
    return [f"{n}. {item}" for n, item in enumerate(items, start=1)] or ["无。"]


def _page(title: str, paper: Resolution | Minutes) -> DocumentType:
    document = Document()
    properties = document.core_properties
    properties.title = legible(f"{title} {paper.head.number}")[:255]
    properties.author = legible(paper.head.community)[:255]
    properties.created = properties.modified = paper.head.generated_at
    # Chinese line breaking and punctuation, whatever the language of the machine that opens it.
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(33), Mm(30)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer.paragraphs[0]
    footer.alignment = CENTRE
    made = written.moment(paper.head.generated_at)
    version = f"　第{paper.head.version}版" if paper.head.version else ""
    _write(footer, f"居务档案　{paper.head.number}{version}　— ", size=9)
    _page_number(footer)
    _write(footer, f" —　{paper.head.community}　{made}", size=9)
    return document


def _line(
    document: DocumentType,
    text: str,
    *,
    face: str = SONG,
    size: float,
    bold: bool = False,
    indent: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> Paragraph:
    paragraph = document.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(1.6 * size)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _write(paragraph, text, face=face, size=size, bold=bold)
    return paragraph


def _write(paragraph: Paragraph, text: str, *, face: str = SONG, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(legible(text))
    run.font.name = face
    run.font.size = Pt(size)
    run.bold = bold
    # Word keeps the face for Chinese characters in an attribute of its own.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _table(
    document: DocumentType, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    table = document.add_table(rows=0, cols=len(head))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for number, row in enumerate((head, *rows)):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width = Mm(width)
            _write(cell.paragraphs[0], text, face=SONG if number else HEI, size=10.5)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)


def _signatures(document: DocumentType, paper: Resolution) -> None:
    signed = [*paper.signatures, *([paper.countersignature] if paper.countersignature else [])]
    for signature in signed:
        _line(document, _signature(signature), size=12)
        if signature.signed_at and signature.text_hash:
            _line(document, f"SHA-256 {signature.text_hash}", size=7.5)
    if all(signature.signed_at is None for signature in paper.signatures):
        _line(document, "（待签发）", face=HEI, size=12)
    right = WD_ALIGN_PARAGRAPH.RIGHT
    issued = written.day(paper.issued_on) if paper.issued_on else "　　年　　月　　日"
    _line(document, paper.issuer, size=15, align=right)
    _line(document, "（盖章处）", face=HEI, size=15, align=right)
    _line(document, issued, size=15, align=right)
    picture = document.add_paragraph()
    picture.paragraph_format.keep_with_next = True
    picture.add_run().add_picture(io.BytesIO(qr.png(paper.url)), width=Mm(26))
    _line(document, "扫码查看公开页", size=9)


def _signature(signature: Signature) -> str:
    if signature.signed_at is None:
        return f"{signature.role}　{signature.name}　签名：＿＿＿＿＿＿＿＿　　年　　月　　日"
    return f"{signature.role}　{signature.name}　{written.moment(signature.signed_at)}"
