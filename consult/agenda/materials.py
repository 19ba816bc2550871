"""session.add_material 会前材料: a text of the staff's or a file, always with its source, hashed as it is shown (E14)."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256

from django.core.files.base import ContentFile

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid
from consult.kernel.permits import Actor
from consult.kernel.text import markdown, plain
from consult.paper.photos import reencode
from consult.people.who import person_id

from .models import Material, MaterialReading, Session

MOST_BYTES = 10 * 1024 * 1024
MOST_MATERIALS = 30
TEXT_LIMIT = 20_000
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", _DOCX: "docx", _XLSX: "xlsx"}


def add_material(
    *, actor: Actor, session: Session, title: str, source: str, text: str = "", file: bytes | None = None
) -> Material:
    """Add one paper to the pack. `text` is Markdown; a `file` is a PDF, DOCX, XLSX or a picture of at most 10 MiB, told by
    its content and not by its name. Pictures are written anew, without what the camera added to them.
    """
    named = plain(title, field="title", limit=80)
    origin = plain(source, field="source", limit=80)
    if bool(text.strip()) == (file is not None):
        raise invalid("text", "请写正文或上传一个文件，二者选一", "Write a text or upload one file, not both")
    with act("session.add_material", actor=actor, on=session) as a:
        if a.on.materials.count() >= MOST_MATERIALS:
            raise invalid(
                "title",
                f"一次会议最多 {MOST_MATERIALS} 份材料",
                f"At most {MOST_MATERIALS} materials a session",
            )
        material = Material(
            session=a.on, title=named, source=origin, added_by_id=person_id(actor), at=clock.now()
        )
        if file is None:
            material.text = _rendered(text)
            material.sha256 = sha256(material.text.encode()).hexdigest()
        else:
            kind, content = _checked(file)
            material.content_type, material.size = kind, len(content)
            material.sha256 = sha256(content).hexdigest()
            # The name on disk is ours: nothing of what was uploaded decides a path.
            material.file.save(f"{material.pk}.{SUFFIXES[kind]}", ContentFile(content), save=False)
        material.save()
        a.entry(
            data={
                "material": str(material.pk),
                "title": named,
                "source": origin,
                "sha256": material.sha256,
                # What came after publishing came late, and says so.
                "after_publishing": a.on.published_at is not None,
            }
        )
    return material


def opened(*, material: Material, reader: Actor) -> None:
    """Count a reader once; who it was is not told to anybody."""
    if reader.person is not None:
        MaterialReading.objects.bulk_create(
            [MaterialReading(material=material, person_id=reader.person)], ignore_conflicts=True
        )


def _rendered(text: str) -> str:
    if len(text) > TEXT_LIMIT:
        raise invalid(
            "text",
            f"正文最多 {TEXT_LIMIT} 个字，请改为上传文件",
            f"At most {TEXT_LIMIT} characters; upload a file",
        )
    return markdown(text)


def _checked(file: bytes) -> tuple[str, bytes]:
    """(content type, bytes to keep). Raises `invalid` for what is too large, empty or of another kind."""
    if len(file) > MOST_BYTES:
        raise invalid("file", "文件超过 10 MB，请压缩或拆分", "The file is larger than 10 MB")
    if file.startswith(b"%PDF-"):
        return "application/pdf", file
    if file.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "image/jpeg", reencode(file).jpeg
    kind = _office(file)
    if kind is None:
        raise invalid(
            "file",
            "只能上传 PDF、Word（docx）、Excel（xlsx）文件或图片",
            "Only PDF, DOCX, XLSX files or pictures can be uploaded",
        )
    return kind, file


def _office(file: bytes) -> str | None:
    """DOCX or XLSX by what the archive lists; nothing of it is unpacked. Macros and other archives are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return _DOCX
    return _XLSX if "xl/workbook.xml" in names else None
