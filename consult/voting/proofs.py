"""Papers kept as proof: a PDF as it is, a picture written anew."""

from __future__ import annotations

from consult.kernel.errors import invalid
from consult.paper.photos import reencode

MOST_BYTES = 10 * 1024 * 1024


def kept_as(file: bytes) -> tuple[str, str, bytes]:
    """(content type, suffix, bytes to keep), told by content and not by name. Raises Refusal."""
    if len(file) > MOST_BYTES:
        raise invalid("file", "文件超过 10 MB，请压缩后再传", "The file is larger than 10 MB")
    if file.startswith(b"%PDF-"):
        return "application/pdf", "pdf", file
    if file.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "image/jpeg", "jpg", reencode(file).jpeg
    raise invalid("file", "请上传这份纸面材料的 PDF 或照片", "Upload the paper as a PDF or a picture")
