"""QR codes, by segno: level M, so a fold or a stain does not lose them."""

import io

import segno

from consult.paper.errors import PaperError


def svg(text: str) -> str:
    """An inline `<svg>` with its quiet zone of four modules. Raises PaperError `qr.too_long`."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", xmldecl=False, scale=1, border=4, omitsize=True, light="#fff")
    return out.getvalue().decode()


def png(text: str) -> bytes:
    """PNG, eight pixels a module. Raises PaperError `qr.too_long`."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    try:
        return segno.make(text, micro=False, error="m")
    except segno.DataOverflowError as error:
        raise PaperError(
            "qr.too_long",
            zh="内容太长，放不进一个二维码",
            en="The text does not fit into one QR code",
            next_zh="请改用较短的网址",
            next_en="Use a shorter address",
        ) from error
