"""Checking an archive: a good one is good without the database, and whatever is changed in it is found and named."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import DjangoDbBlocker

from consult.kernel import ledger, merkle
from consult.supervision import bundle
from consult.supervision.verifying import BadArchiveError, verify
from tests.supervision import archived
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]


# Made once for the module: it is bytes, and nothing here writes to the database.
_made: list[bytes] = []


@pytest.fixture
def good(request: pytest.FixtureRequest, db: None) -> bytes:
    if not _made:
        world: World = request.getfixturevalue("world")
        _made.append(archived.archive(world, archived.large(world)))
    return _made[0]


def test_a_good_archive_is_good_without_the_database(good: bytes, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.block():
        checked = verify(good, key=ledger.public_key_hex())

    assert checked.title == "用社区闲置用房开设老年助餐点"
    assert checked.entries > 20
    assert checked.plaintexts > 3
    assert checked.key == ledger.public_key_hex()


def test_a_change_of_any_byte_is_found(good: bytes) -> None:
    """Every byte of both ends, where the ZIP's own structure lies, and one in every few of what is between."""
    ends = [*range(200), *range(len(good) - 600, len(good))]
    between = range(200, len(good) - 600, max(1, len(good) // 400))
    missed = []
    for position in [*ends, *between]:
        changed = bytearray(good)
        changed[position] ^= 0x01
        try:
            verify(bytes(changed))
            missed.append(position)
        except BadArchiveError:
            continue

    assert missed == []


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -300])
def test_a_shortened_or_lengthened_file_is_found(good: bytes, cut: int) -> None:
    with pytest.raises(BadArchiveError):
        verify(good[:cut] if cut else b"")
    with pytest.raises(BadArchiveError):
        verify(good + b"\0" * (abs(cut) + 1))
    with pytest.raises(BadArchiveError):
        verify(b"#!" + good)


def test_a_paper_that_was_changed_is_named(good: bytes) -> None:
    name = "01-提出与审核/事项登记表.pdf"

    bad = _bad(_zipped({**_opened(good), name: b"%PDF-1.7 something else"}))

    assert bad.where == name


def test_a_paper_changed_with_its_manifest_breaks_the_seal(good: bytes) -> None:
    """Somebody who can write the manifest anew, and seals with a key of their own."""
    bad = _bad(_resealed(good, {"01-提出与审核/事项登记表.pdf": b"%PDF-1.7 something else"}))

    assert bad.where == "封签"


@pytest.mark.parametrize(
    ("name", "change", "where"),
    [
        ("ledger/entries.json", lambda e: _set_body(e, "matter.raise", "title", "别的题目"), "第"),
        ("ledger/entries.json", lambda e: _rehashed(e, "matter.raise"), "第"),
        ("ledger/entries.json", lambda e: [x for x in e if _verb(x) != "matter.route"], "第"),
        (
            "ledger/entries.json",
            lambda e: [x for x in e if _verb(x) != "matter.close"],
            "ledger/entries.json",
        ),
        ("ledger/entries.json", lambda e: e[::-1], "第"),
        ("ledger/entries.json", lambda e: [], "ledger/entries.json"),
        ("ledger/entries.json", lambda e: {"not": "a list"}, "ledger/entries.json"),
        ("ledger/head.json", lambda h: {**h, "root": "0" * 64}, "ledger/head.json"),
        ("ledger/head.json", lambda h: {**h, "at": "2020-01-01T00:00:00.000Z"}, "ledger/head.json"),
        ("ledger/head.json", lambda h: {"log": h["log"]}, "ledger/head.json"),
        ("ledger/plaintexts.json", lambda p: [{**p[0], "text": "别的话"}, *p[1:]], "ledger/plaintexts.json"),
        ("ledger/plaintexts.json", lambda p: [{**p[0], "salt": "zz"}], "ledger/plaintexts.json"),
        ("resolutions.json", lambda r: _frozen(r, rehash=False), "resolutions.json"),
        ("resolutions.json", lambda r: _frozen(r, rehash=True), "resolutions.json"),
        ("resolutions.json", lambda r: _office(r), "resolutions.json"),
        ("ledger/anchors.json", lambda a: _anchor(a, 0, root="0" * 64), "ledger/anchors.json"),
        ("ledger/anchors.json", lambda a: _anchor(a, 0, path=[]), "ledger/anchors.json"),
        ("ledger/anchors.json", lambda a: _anchor(a, 1, size=1), "ledger/anchors.json"),
        ("ledger/anchors.json", lambda a: [{**a[0], "head": a[1]["head"]}], "ledger/anchors.json"),
    ],
)
def test_what_is_changed_together_with_its_manifest_is_found_where_it_lies(
    good: bytes, name: str, change: Callable[[Any], Any], where: str
) -> None:
    changed = merkle.canonical(change(json.loads(_opened(good)[name])))

    bad = _bad(_resealed(good, {name: changed}))

    assert where in bad.where
    assert bad.zh
    assert str(bad)


def test_a_file_left_out_or_slipped_in_is_found(good: bytes) -> None:
    files = _opened(good)
    missing = {name: content for name, content in files.items() if name != "README.md"}

    assert _bad(_zipped(missing)).where == "README.md"
    assert _bad(_zipped({**files, "99-附件.pdf": b"%PDF"})).where == "99-附件.pdf"


@pytest.mark.parametrize(
    "name", ["ledger/head.json", "ledger/entries.json", "ledger/plaintexts.json", "resolutions.json"]
)
def test_an_archive_without_one_of_its_records_is_not_one(good: bytes, name: str) -> None:
    files = {path: content for path, content in _opened(good).items() if path != name}

    assert _bad(_packed(files, json.loads(_opened(good)["manifest.json"]))).where == name


def test_an_archive_of_another_server_is_told_by_its_key(good: bytes) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    with pytest.raises(BadArchiveError) as caught:
        verify(good, key=other)

    assert caught.value.where == "ledger/head.json"


def test_the_command_says_so_and_ends_with_1_on_a_bad_one(good: bytes, tmp_path: Path) -> None:
    fine, broken = tmp_path / "好 档案.zip", tmp_path / "坏档案.zip"
    fine.write_bytes(good)
    broken.write_bytes(good[:4000] + b"\0" + good[4001:])

    passed, failed = _run(fine, tmp_path), _run(broken, tmp_path)

    assert (passed.returncode, passed.stderr) == (0, "")
    assert "完好" in passed.stdout
    assert "Good" in passed.stdout
    assert failed.returncode == 1
    assert "Bad:" in failed.stderr
    assert _run(tmp_path / "没有.zip", tmp_path).returncode == 1
    assert not list(tmp_path.glob("**/*.sqlite3"))


def _run(path: Path, var: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "verify_archive", str(path)],
        cwd=ROOT,
        env={**os.environ, "CONSULT_VAR": str(var / "empty"), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _bad(data: bytes) -> BadArchiveError:
    with pytest.raises(BadArchiveError) as caught:
        verify(data)
    return caught.value


def _opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _resealed(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The archive with other contents, a manifest that fits them, and a seal by a key of the forger's own."""
    files = _opened(data)
    return _packed({**files, **changed}, json.loads(files["manifest.json"]))


def _packed(files: dict[str, bytes], manifest: dict[str, Any]) -> bytes:
    key = Ed25519PrivateKey.generate()
    about = {name: value for name, value in manifest.items() if name not in ("files", "format")}
    return bundle.pack(
        {name: content for name, content in files.items() if name != bundle.MANIFEST},
        about=about,
        made_at=datetime(2026, 6, 1, tzinfo=UTC),
        key=key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
        sign=lambda covered: key.sign(covered).hex(),
    )


def _verb(entry: dict[str, Any]) -> str:
    verb: str = json.loads(entry["body"])["verb"]
    return verb


def _set_body(entries: list[dict[str, Any]], verb: str, field: str, value: str) -> list[dict[str, Any]]:
    for entry in entries:
        if _verb(entry) == verb:
            body = json.loads(entry["body"])
            body["data"][field] = value
            entry["body"] = merkle.canonical(body).decode()
    return entries


def _rehashed(entries: list[dict[str, Any]], verb: str) -> list[dict[str, Any]]:
    """A changed body with the leaf hash that fits it."""
    for entry in _set_body(entries, verb, "title", "别的题目"):
        entry["leaf"] = merkle.leaf_hash(entry["body"].encode()).hex()
    return entries


def _frozen(resolutions: list[dict[str, Any]], *, rehash: bool) -> list[dict[str, Any]]:
    resolutions[0]["frozen"]["consensus"] = ["别的共识"]
    if rehash:
        digest = sha256(merkle.canonical(resolutions[0]["frozen"])).hexdigest()
        resolutions[0]["sha256"] = digest
        for signature in resolutions[0]["signatures"]:
            signature["sha256"] = digest
    return resolutions


def _office(resolutions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    resolutions[0]["signatures"][0]["office"] = "街道党工委书记"
    return resolutions


def _anchor(anchors: list[dict[str, Any]], which: int, **fields: Any) -> list[dict[str, Any]]:
    anchors[which]["anchors"][0].update(fields)
    return anchors
