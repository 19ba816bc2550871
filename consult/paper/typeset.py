"""PDF by Typst. A template is layout; everything a person wrote reaches it as JSON and is never markup."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst

from consult.paper import written
from consult.paper.characters import presentable
from consult.paper.errors import PaperError
from consult.paper.fonts import Faces, faces

TEMPLATES = Path(__file__).parent / "templates"


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Set `templates/<template>.typ` with `data`; equal data gives equal bytes.

    `data["head"]` is a mapping with number, community, version and generated_at, an aware datetime which is
    also the time stamp inside the file. Values may be str, int, bool, None, date, datetime, mappings and
    sequences of these; dates are written the Chinese way. Floats are refused (TypeError): amounts are integers.
    Raises PaperError `paper.no_chinese_font` or `paper.not_typeset`.
    """
    made: datetime = data["head"]["generated_at"]
    if made.tzinfo is None:
        raise ValueError("head.generated_at needs its time zone")
    type_faces = faces()
    inputs = {
        "data": json.dumps(_ready(data, type_faces), ensure_ascii=False),
        "song": type_faces.song,
        "hei": type_faces.hei,
    }
    try:
        return typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=type_faces.book,
            ignore_system_fonts=True,
            format="pdf",
            # Archival (fonts inside, text extractable, structure tagged) and readable aloud.
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(made.timestamp()),
            sys_inputs=inputs,
        )
    except typst.TypstError as error:
        raise PaperError(
            "paper.not_typeset",
            zh="这份文书没有排成版，内容没有丢失",
            en=f"The document could not be set; nothing was lost ({template}: {error.message})",
            next_zh="请稍后再试；仍不行时请把文书编号告诉系统管理员",
            next_en="Try again, or give the number of the document to the administrator",
        ) from error


def _ready(value: Any, type_faces: Faces) -> Any:
    match value:
        case str():
            return presentable(value, type_faces)
        case bool() | int() | None:
            return value
        case datetime():
            return written.moment(value)
        case date():
            return written.day(value)
        case Mapping():
            return {key: _ready(item, type_faces) for key, item in value.items()}
        case list() | tuple():
            return [_ready(item, type_faces) for item in value]
        case _:
            raise TypeError(f"a document takes no {type(value).__name__}")
