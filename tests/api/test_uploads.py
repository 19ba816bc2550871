"""Files that are not what was asked for, to every endpoint that takes one: photos, rolls, papers, a box's keys."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.api.addresses import Endpoint, endpoints
from tests.api.bad import LONG, NOBODYS
from tests.api.test_bad_input import digest, named, readers, wrong_with
from tests.api.town import Town
from tests.intake.steps import picture
from tests.paper.workbooks import rezipped, workbook

FORM = "multipart/form-data"
UPLOADS = [one for one in endpoints("post") if FORM in one.spec.get("requestBody", {}).get("content", {})]
PNG = picture()
SHEET = workbook(["楼栋", "单元", "房号"], ["一号楼", 1, "101"])


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# A picture of 65,000 by 65,000 that fits into a hundred bytes.
BOMB = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000))
    + chunk(b"IEND", b"")
)
FILES: dict[str, tuple[str, bytes] | None] = {
    "no file": None,
    "an empty file": ("a.jpg", b""),
    "text called a photo": ("a.jpg", b"hello"),
    "a paper called a photo": ("a.jpg", b"%PDF-1.7\n1 0 obj\n"),
    "a photo cut off": ("a.png", PNG[: len(PNG) // 2]),
    "a picture that unfolds": ("a.png", BOMB),
    "markup called a photo": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "more than any limit": ("a.jpg", b"\xff\xd8\xff" + b"\x00" * (33 * 1024 * 1024)),
    "a workbook cut off": ("a.xlsx", SHEET[: len(SHEET) // 2]),
    "a workbook without sheets": ("a.xlsx", rezipped(SHEET, {"xl/workbook.xml": b"<workbook/>"})),
    "a workbook of markup": ("a.xlsx", rezipped(SHEET, {"xl/worksheets/sheet1.xml": b"<a" + b"<a" * 9_000})),
    "a workbook that reads files": (
        "a.xlsx",
        rezipped(
            SHEET,
            {"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst>&e;</sst>'},
        ),
    ),
    "an archive that is no workbook": ("a.xlsx", rezipped(SHEET, {"[Content_Types].xml": b""})),
    "a table without a header": ("a.csv", b"1,2,3\n4,5,6\n"),
    "a table with nul": ("a.csv", "楼栋,单元\n一\x00号楼,1\n".encode()),
    "a table of one line": ("a.csv", b"a," * 200_000),
    "a table in no encoding": ("a.csv", b"\xff\xff\x81\x00,\xff\n"),
    "an open quote": ("a.csv", '楼栋,单元\n"一号楼,1\n'.encode() * 50),
    "a record of nothing": ("a.json", b"{}"),
    "a record without an end": ("a.json", b"[" * 200_000),
    "a record of numbers": ("a.json", json.dumps({"poll": 1, "key": 10**40, "custodians": {}}).encode()),
    "a name with a way": ("../../../etc/passwd", b"x"),
    "a long name": ("长" * 3_000 + ".jpg", PNG),
    "a name with nul": ("a\x00.jpg", PNG),
}


def fields(endpoint: Endpoint) -> dict[str, str]:
    """The other fields of its form, filled in."""
    known = {"source": "云州市业主表决平台公告", "title": "方案和预算", "right": NOBODYS, "agent": NOBODYS}
    known |= {"boxes": "[]", "nobody": "true", "checked": "true"}
    wanted = endpoint.spec["requestBody"]["content"][FORM]["schema"]["properties"]
    return {name: known.get(name, "7") for name in wanted if name not in ("file", "text")}


def send(browser: Client, address: str, form: dict[str, str], file: tuple[str, bytes] | None) -> str:
    """What is wrong with the refusal; nothing where it was taken, which is undone."""
    sent: dict[str, Any] = dict(form)
    if file:
        sent["file"] = SimpleUploadedFile(file[0], file[1])
        # Django's own stand-in tidies the name; a browser of ill will does not.
        sent["file"].name = file[0]
    with transaction.atomic():
        answer = browser.post(address, sent)
        if answer.status_code < 300:
            transaction.set_rollback(True)
            return ""
    return wrong_with(answer)


@pytest.mark.parametrize("endpoint", UPLOADS, ids=named)
def test_a_file_that_is_something_else(towns: tuple[Town, Town], endpoint: Endpoint) -> None:
    here, _ = towns
    browsers = readers(here)
    before = digest()
    found = {}
    for role, browser in browsers.items():
        for what, file in FILES.items():
            problem = send(browser, endpoint.of(here), fields(endpoint), file)
            found |= {f"{role}, {what}": problem} if problem else {}
    assert found == {}
    assert digest() == before


@pytest.mark.parametrize("endpoint", UPLOADS, ids=named)
def test_a_field_beside_a_file_that_is_wrong(towns: tuple[Town, Town], endpoint: Endpoint) -> None:
    here, _ = towns
    browser = readers(here)["staff"]
    before = digest()
    found = {}
    for name in fields(endpoint):
        for value in ("", "\x00", LONG, "-1", "9" * 40, NOBODYS, "seven"):
            form = {**fields(endpoint), name: value}
            problem = send(browser, endpoint.of(here), form, ("a.pdf", b"%PDF-1.7\n"))
            found |= {f"{name}={value[:20]!r}": problem} if problem else {}
    assert found == {}
    assert digest() == before


@pytest.mark.parametrize("endpoint", UPLOADS, ids=named)
def test_a_field_or_a_file_that_nobody_asked_for(towns: tuple[Town, Town], endpoint: Endpoint) -> None:
    here, _ = towns
    browser = readers(here)["staff"]
    whole = fields(endpoint)
    for name, value in (("surprise", "seven"), ("second", SimpleUploadedFile("a.png", PNG))):
        answer = browser.post(endpoint.of(here), {**whole, "file": io.BytesIO(PNG), name: value})
        assert (wrong_with(answer), answer.status_code, answer.json()["facts"]["field"]) == ("", 422, name)


@pytest.mark.parametrize("endpoint", UPLOADS, ids=named)
def test_a_form_that_is_none(towns: tuple[Town, Town], endpoint: Endpoint) -> None:
    here, _ = towns
    browser = readers(here)["staff"]
    for raw, kind in (
        (b"{}", "application/json"),
        (b"", FORM),
        (b"--x\r\nContent-Disposition: form-data", f"{FORM}; boundary=x"),
        (b"--x\r\n" * 5_000, f"{FORM}; boundary=x"),
        (b"x" * 100, f"{FORM}; boundary={'y' * 300}"),
    ):
        assert wrong_with(browser.post(endpoint.of(here), raw, content_type=kind)) == "", (kind, raw[:20])
    many = {f"field{n}": "x" for n in range(2_000)}
    assert wrong_with(browser.post(endpoint.of(here), {**many, "file": io.BytesIO(b"x")})) == ""
