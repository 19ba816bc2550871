"""session.add_material: texts and files with their source and hash; what is in a file decides what it is."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from consult.agenda.materials import MOST_BYTES, add_material, opened
from consult.agenda.models import Material, Session
from consult.kernel.errors import Refusal
from consult.kernel.log import parsed
from consult.kernel.models import LogEntry
from consult.paper.errors import PaperError
from tests.agenda import scene
from tests.expect import refused
from tests.world import World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


def give(world: World, session: Session, by: str = "社工小李", **fields: Any) -> Material:
    fields.setdefault("title", "方案")
    fields.setdefault("source", "街道社区办")
    return add_material(actor=world.actor(by), session=session, **fields)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "<xml/>")
    return out.getvalue()


def picture() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "王阿姨家门口"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_text_is_cleaned_hashed_and_entered(world: World) -> None:
    session = scene.drafted(world)

    made = give(world, session, text="# 预算\n\n八万元<script>x</script>")

    assert "预算" in made.text
    assert "<script" not in made.text
    assert made.sha256 == sha256(made.text.encode()).hexdigest()
    data = parsed(LogEntry.objects.get(verb="session.add_material"))["data"]
    assert (data["sha256"], data["source"], data["after_publishing"]) == (made.sha256, "街道社区办", False)


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [
        (PDF, "application/pdf", "pdf"),
        (
            archive("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        (
            archive("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
    ],
)
def test_a_file_is_kept_as_it_came_under_its_own_kind(
    world: World, content: bytes, kind: str, suffix: str
) -> None:
    made = give(world, scene.drafted(world), file=content)

    assert (made.content_type, made.size, made.sha256) == (kind, len(content), sha256(content).hexdigest())
    assert made.file.name.endswith(f"{made.pk}.{suffix}")
    assert made.file.read() == content


def test_a_picture_loses_what_the_camera_added(world: World) -> None:
    made = give(world, scene.drafted(world), file=picture())

    kept = Image.open(made.file)
    assert (made.content_type, kept.size) == ("image/jpeg", (40, 30))
    assert not kept.getexif()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04 not an archive",
        archive("notes.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("[Content_Types].xml", "ppt/presentation.xml"),
        PDF + b"\x00" * MOST_BYTES,
    ],
    ids=["empty", "program", "page", "svg", "torn", "zip", "macros", "slides", "large"],
)
def test_other_files_are_refused_and_nothing_is_kept(world: World, content: bytes) -> None:
    session = scene.drafted(world)
    with pytest.raises(Refusal) as caught:
        give(world, session, file=content)
    assert (caught.value.code, caught.value.facts["field"]) == ("invalid", "file")
    assert not session.materials.exists()


def test_a_broken_picture_is_refused(world: World) -> None:
    with pytest.raises(PaperError):
        give(world, scene.drafted(world), file=b"\xff\xd8\xff broken")


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "正文", "file": PDF},
        {},
        {"text": "  "},
        {"text": "字" * 20_001},
        {"text": "正文", "source": ""},
        {"text": "正文", "title": "题" * 81},
    ],
)
def test_a_material_is_one_text_or_one_file_with_its_source(world: World, fields: dict[str, Any]) -> None:
    with refused("invalid"):
        give(world, scene.drafted(world), **fields)


def test_what_comes_after_publishing_says_so(world: World) -> None:
    session = scene.published(world)
    give(world, session, text="补充说明")
    entry = LogEntry.objects.filter(verb="session.add_material").order_by("-seq").first()
    assert entry is not None
    assert parsed(entry)["data"]["after_publishing"] is True


def test_readers_are_counted_once_each(world: World) -> None:
    made = give(world, scene.drafted(world), text="正文")
    for name in ("王阿姨", "小谷", "王阿姨"):
        opened(material=made, reader=world.actor(name))
    assert made.readings.count() == 2


def test_a_file_goes_out_as_a_download_and_a_text_as_cleaned_html(world: World) -> None:
    session = scene.published(world)
    text = session.materials.get()
    file = give(world, session, title="图纸", file=PDF)
    browser = Client()
    browser.force_login(world.people["小谷"].account)

    answer = browser.get(f"/api/v1/materials/{file.pk}")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert browser.get(f"/api/v1/materials/{text.pk}").json()["html"] == text.text
    assert Client().get(f"/api/v1/materials/{file.pk}").status_code == 401


def test_a_draft_sessions_materials_are_not_for_residents(world: World) -> None:
    made = give(world, scene.drafted(world), text="草稿")
    browser = Client()
    browser.force_login(world.people["小谷"].account)
    assert browser.get(f"/api/v1/materials/{made.pk}").status_code == 404


def test_residents_add_nothing(world: World) -> None:
    with refused("not_permitted"):
        give(world, scene.drafted(world), by="小谷", text="正文")
