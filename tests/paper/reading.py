"""What a reader of a PDF finds in it."""

import io

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    """The text of each page without blanks and line ends, which typesetting moves about."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return "".join(pages(pdf))


def folded(words: str) -> str:
    return "".join(words.split())
