"""QR codes."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from consult.paper import qr
from consult.paper.errors import PaperError

URL = "https://consult.example/n/QY-HA-2026-0001"


def test_a_code_is_an_svg_element_on_white_with_its_quiet_zone() -> None:
    element = ElementTree.fromstring(qr.svg(URL))
    assert element.tag == "{http://www.w3.org/2000/svg}svg"
    # Version 3 has 29 modules, and four quiet ones on either side.
    assert element.attrib["viewBox"] == "0 0 37 37"
    assert qr.svg(URL) == qr.svg(URL) != qr.svg(URL + "1")


def test_a_code_is_a_square_png_white_at_its_edges() -> None:
    picture = Image.open(io.BytesIO(qr.png(URL))).convert("L")
    assert picture.size == (37 * 8, 37 * 8)
    assert picture.getpixel((0, 0)) == 255
    assert picture.getpixel((4 * 8 + 1, 4 * 8 + 1)) == 0


def test_text_is_data_and_never_markup() -> None:
    assert "script" not in qr.svg("<script>alert(1)</script>")


def test_too_long_a_text_is_refused_with_what_to_do() -> None:
    with pytest.raises(PaperError) as refused:
        qr.svg("长" * 3000)
    assert refused.value.code == "qr.too_long"
    assert refused.value.next_zh
