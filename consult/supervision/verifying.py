"""Checking an archive without the database, without this server, and without anybody else's entries.

`verify` goes through it in the order somebody would who trusts nothing: the files against the manifest, the entries
against their hashes, the hashes against the signed head, the stages against the flow, and last every byte of the file
against the seal. It stops at the first bad thing and names it.

What it cannot show: that no entry about the matter was left out (the chain of stages shows the gaps that matter), and
whose key it is; the community's key must be known from elsewhere (`key=`).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from consult.kernel import merkle
from consult.kernel.ledger import verify as signed_by
from consult.kernel.ledger import verify_head

from . import bundle, chain

HEAD = "ledger/head.json"
ENTRIES = "ledger/entries.json"
PLAINTEXTS = "ledger/plaintexts.json"
ANCHORS = "ledger/anchors.json"
RESOLUTIONS = "resolutions.json"


class BadArchiveError(Exception):
    """What is wrong, in Chinese and English, and with which file or entry."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        super().__init__(f"{where}: {en}")
        self.where, self.zh, self.en = where, zh, en


@dataclass(frozen=True)
class Checked:
    """A good archive: of which matter, how much was checked, and by which key the head is signed."""

    number: str
    title: str
    files: int
    entries: int
    plaintexts: int
    size: int
    root: str
    at: str
    key: str


def verify(data: bytes, *, key: str | None = None) -> Checked:
    """Check an archive's bytes. Raises BadArchiveError naming the first bad thing."""
    files = _files(data)
    manifest = _manifest(files)
    head = _head(files, key)
    entries = _entries(files, manifest, head)
    _chain(entries, manifest["matter"]["id"])
    plaintexts = _plaintexts(files, entries)
    _resolutions(files, entries)
    _anchors(files, entries, head)
    _seal(data, head)
    return Checked(
        number=manifest["matter"]["number"],
        title=manifest["matter"]["title"],
        files=len(manifest["files"]),
        entries=len(entries),
        plaintexts=plaintexts,
        size=head["size"],
        root=head["root"],
        at=head["at"],
        key=head["key"],
    )


def _files(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(set(names)) != len(names):
                raise BadArchiveError("ZIP", "同一个文件名出现了两次", "a file name stands in it twice")
            found = {}
            for name in names:
                try:
                    found[name] = archive.read(name)
                except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
                    raise BadArchiveError(name, "文件已损坏", "the file is damaged") from error
            return found
    except (zipfile.BadZipFile, ValueError, OSError, UnicodeError, NotImplementedError) as error:
        raise BadArchiveError("ZIP", "不是完整的 ZIP 文件", "this is no whole ZIP file") from error


def _manifest(files: dict[str, bytes]) -> dict[str, Any]:
    manifest: dict[str, Any] = _read(files, bundle.MANIFEST)
    with _in(bundle.MANIFEST):
        if manifest["format"] != bundle.FORMAT:
            raise BadArchiveError(bundle.MANIFEST, "档案格式的版本不认识", "unknown format of archive")
        UUID(manifest["matter"]["id"])
        str(manifest["matter"]["number"] + manifest["matter"]["title"])
        listed = dict(manifest["files"])
    for name, digest in listed.items():
        if name not in files:
            raise BadArchiveError(name, "清单里的文件不在档案中", "a file of the manifest is missing")
        if sha256(files[name]).hexdigest() != digest:
            raise BadArchiveError(
                name, "文件与清单的哈希不符", "the file does not match its hash in the manifest"
            )
    for name in files:
        if name not in listed and name != bundle.MANIFEST:
            raise BadArchiveError(name, "档案里有清单以外的文件", "the file is not in the manifest")
    return manifest


def _head(files: dict[str, bytes], key: str | None) -> dict[str, Any]:
    head: dict[str, Any] = _read(files, HEAD)
    with _in(HEAD):
        good = verify_head(head)
    if not good:
        raise BadArchiveError(HEAD, "树头的签名不对", "the head's signature is wrong")
    if key is not None and head["key"] != key.lower():
        raise BadArchiveError(
            HEAD, "树头不是用给定的公钥签的", "the head is signed by another key than the given one"
        )
    return head


def _entries(files: dict[str, bytes], manifest: dict[str, Any], head: dict[str, Any]) -> list[dict[str, Any]]:
    """The bodies of the matter's entries, each shown to stand in the log under the signed head."""
    bodies: list[dict[str, Any]] = []
    root = bytes.fromhex(head["root"])
    for kept in _read(files, ENTRIES):
        with _in(ENTRIES):
            seq, body, leaf = kept["seq"], kept["body"].encode(), bytes.fromhex(kept["leaf"])
            path = [bytes.fromhex(step) for step in kept["path"]]
            where = f"{ENTRIES} 第 {seq} 条"
            parsed = json.loads(body)
        with _in(where):
            if merkle.canonical(parsed) != body or merkle.leaf_hash(body) != leaf:
                raise BadArchiveError(where, "内容与叶子哈希不符", "the body does not match its leaf hash")
            if not merkle.verify_inclusion(leaf, seq, head["size"], path, root):
                raise BadArchiveError(
                    where,
                    "包含证明不成立：不在签名的记录里",
                    "not in the signed log: its inclusion proof fails",
                )
            if parsed["seq"] != seq or manifest["matter"]["id"] not in parsed["about"]:
                raise BadArchiveError(where, "不是这个事项的记录", "the entry is not about this matter")
            if bodies and (parsed["seq"] <= bodies[-1]["seq"] or parsed["at"] < bodies[-1]["at"]):
                raise BadArchiveError(where, "次序不对", "the entry is out of order")
        bodies.append(parsed)
    if not bodies:
        raise BadArchiveError(ENTRIES, "没有一条记录", "there is no entry")
    return bodies


def _chain(entries: list[dict[str, Any]], matter: str) -> None:
    gap = chain.first_gap(entries, matter)
    if gap is not None:
        where = ENTRIES if gap.seq is None else f"{ENTRIES} 第 {gap.seq} 条"
        raise BadArchiveError(where, gap.zh, gap.en)


def _plaintexts(files: dict[str, bytes], entries: list[dict[str, Any]]) -> int:
    """Each text opens a commitment of one of the entries."""
    committed = {digest for entry in entries for digest in entry.get("hidden", {}).values()}
    count = 0
    for kept in _read(files, PLAINTEXTS):
        with _in(PLAINTEXTS):
            digest, salt, text = kept["commitment"], bytes.fromhex(kept["salt"]), kept["text"].encode()
            good = digest in committed and sha256(salt + text).hexdigest() == digest
        if not good:
            raise BadArchiveError(
                PLAINTEXTS,
                f"明文与承诺 {digest[:12]}… 不符",
                f"a text does not open its commitment {digest[:12]}…",
            )
        count += 1
    return count


def _resolutions(files: dict[str, bytes], entries: list[dict[str, Any]]) -> None:
    """Frozen texts against the hash in their signing entry, and signatures against that hash."""
    signed = {
        (entry["about"][0], entry["verb"]): entry["data"]["sha256"]
        for entry in entries
        if entry["verb"] in ("resolution.sign", "resolution.countersign")
    }
    for kept in _read(files, RESOLUTIONS):
        with _in(RESOLUTIONS):
            where, digest = (
                f"{RESOLUTIONS} {kept['number']}",
                sha256(merkle.canonical(kept["frozen"])).hexdigest(),
            )
            if digest != kept["sha256"]:
                raise BadArchiveError(where, "决议文本与哈希不符", "the text does not match its hash")
            for signature in kept["signatures"]:
                verb = f"resolution.{signature['act']}"
                if signed.get((kept["id"], verb)) != digest or signature["sha256"] != digest:
                    raise BadArchiveError(
                        where, "签发记录里的哈希是另一个", "the ledger says that another text was signed"
                    )
                covered = merkle.canonical(
                    {
                        "resolution": kept["id"],
                        "act": signature["act"],
                        "sha256": digest,
                        "office": signature["office"],
                        "at": signature["at"],
                    }
                )
                if not signed_by(covered, key=signature["key"], signature=signature["signature"]):
                    raise BadArchiveError(where, "签发的签名不对", "a signature on the resolution is wrong")


def _anchors(files: dict[str, bytes], entries: list[dict[str, Any]], head: dict[str, Any]) -> None:
    """Each room's and poll's log only grew since the root that the community's ledger holds of it."""
    held = {entry["seq"]: entry["data"] for entry in entries}
    for kept in _read(files, ANCHORS):
        with _in(ANCHORS):
            where, now = f"{ANCHORS} {kept['name']}", kept["head"]
            if not verify_head(now) or now["key"] != head["key"]:
                raise BadArchiveError(
                    where, "日志树头的签名不对", "the log's head is not signed by the ledger's key"
                )
            for anchor in kept["anchors"]:
                said = _anchor_in(held.get(anchor["entry"], {}), now["log"])
                if said is None or (said["size"], said["root"]) != (anchor["size"], anchor["root"]):
                    raise BadArchiveError(where, "锚定与记录不符", "the anchor is not what the ledger holds")
                grown = merkle.verify_consistency(
                    anchor["size"],
                    bytes.fromhex(anchor["root"]),
                    now["size"],
                    bytes.fromhex(now["root"]),
                    [bytes.fromhex(step) for step in anchor["path"]],
                )
                if not grown:
                    raise BadArchiveError(
                        where, "日志在锚定之后被改过", "the log was changed after it was anchored"
                    )


def _anchor_in(data: dict[str, Any], log: str) -> dict[str, Any] | None:
    return next((anchor for anchor in anchors_of(data) if anchor["log"] == log), None)


def anchors_of(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The roots of other logs that an entry holds: `stream` of a room, `head` of a poll."""
    stream, head = data.get("stream"), data.get("head")
    if isinstance(stream, dict) and "root" in stream:
        yield {"log": stream.get("id"), "size": stream.get("size"), "root": stream["root"]}
    if isinstance(head, dict) and "root" in head:
        yield {"log": head.get("log"), "size": head.get("size"), "root": head["root"]}


def _seal(data: bytes, head: dict[str, Any]) -> None:
    comment = data[-bundle.SEAL_LENGTH :]
    with _in("封签"):
        seal = json.loads(comment)
        good = (
            bundle.seal_of(key=seal["key"], signature=seal["seal"]) == comment
            and seal["key"] == head["key"]
            and signed_by(
                bundle.sealed_bytes(sha256(data[: -bundle.SEAL_LENGTH]).hexdigest()),
                key=seal["key"],
                signature=seal["seal"],
            )
        )
    if not good:
        raise BadArchiveError(
            "封签", "档案文件被改动过，与封签不符", "the file was changed: it does not match its seal"
        )


def _read(files: dict[str, bytes], name: str) -> Any:
    if name not in files:
        raise BadArchiveError(name, "缺少这个文件", "the file is missing")
    with _in(name):
        return json.loads(files[name])


@contextmanager
def _in(where: str) -> Iterator[None]:
    """What is not in the form it should have is bad, and not a crash."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise BadArchiveError(where, "内容不合格式", "not in the form it should have") from error
