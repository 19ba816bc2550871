"""The files of a sealed poll: canonical JSON, each with its format named, read with suspicion."""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

Record = dict[str, Any]

CUSTODIAN_SECRET = "consult/custodian-secret/1"
CUSTODIAN = "consult/custodian/1"
KEY_REQUEST = "consult/key-request/1"
POLL_KEY = "consult/poll-key/1"
POLL_BOXES = "consult/poll-boxes/1"
OPENING_REQUEST = "consult/opening-request/1"
HALF = "consult/half-opened/1"
OPENED = "consult/opened/1"

MOST_BYTES = 64 * 1024 * 1024


class FileError(Exception):
    """A file that cannot be used, said in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def canonical(value: Any) -> bytes:
    """The one form that is hashed and signed: sorted keys, no spaces, UTF-8; no floats."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, in hex."""
    return sha256(canonical(value)).hexdigest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unb64(text: object, *, size: int | None = None) -> bytes:
    """Strict base64 of exactly `size` bytes where that is said."""
    try:
        data = base64.b64decode(str(text).encode("ascii"), validate=True)
    except (ValueError, UnicodeError):
        raise _unreadable() from None
    if base64.b64encode(data).decode() != text or (size is not None and len(data) != size):
        raise _unreadable()
    return data


def fingerprint(key: str) -> str:
    """钥匙指纹: sixteen characters of a public key's hash in four groups, short enough to read aloud."""
    text = base64.b32encode(sha256(unb64(key, size=32)).digest()).decode()[:16]
    return "-".join(re.findall("....", text))


def write(path: Path, record: Record, *, private: bool = False) -> None:
    """Write a new file; one that is there already is never overwritten. `private`: for its owner's eyes alone."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            if private:
                path.chmod(0o600)
            file.write(text)
    except FileExistsError:
        raise FileError(
            f"{path} 已经存在，不会覆盖；请换一个文件夹",
            f"{path} exists and is not overwritten; choose another folder",
        ) from None
    except OSError as error:
        raise FileError(f"{path} 写不进去：{error}", f"{path} cannot be written: {error}") from error


def read(path: Path, kind: str) -> Record:
    """The record of a file of this format. Raises FileError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unreadable(path)
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} 打不开：{error}", f"{path} cannot be read: {error}") from error
    return parse(data, kind, path)


def parse(data: bytes, kind: str, path: Path | None = None) -> Record:
    """The record in these bytes. Raises FileError unless it is JSON of this format."""
    try:
        record = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _unreadable(path) from None
    found = record.get("format") if isinstance(record, dict) else None
    if found != kind:
        wanted, got = _NAMES[kind], _NAMES.get(str(found), ("另一种文件", "another kind of file"))
        raise FileError(
            f"{path or '这个文件'}是{got[0]}，这里要的是{wanted[0]}",
            f"{path or 'This file'} is {got[1]}; what is wanted here is {wanted[1]}",
        )
    return dict(record)


_NAMES = {
    CUSTODIAN_SECRET: ("保管人私钥", "a custodian's secret"),
    CUSTODIAN: ("保管人公钥", "a custodian's public key"),
    KEY_REQUEST: ("制钥申请", "a request for a key"),
    POLL_KEY: ("票箱公钥", "a poll's public key"),
    POLL_BOXES: ("锁匣", "a poll's boxes"),
    OPENING_REQUEST: ("开箱申请", "a request to open"),
    HALF: ("半开件", "a half-opened file"),
    OPENED: ("开箱结果", "an opened file"),
}


def _unreadable(path: Path | None = None) -> FileError:
    return FileError(
        f"{path or '这个文件'}读不懂，可能不完整或被改动过",
        f"{path or 'This file'} cannot be read; it may be incomplete or altered",
    )


def field(record: Record, name: str, kind: type | tuple[type, ...] = str) -> Any:
    """A field that must be there and of this type. Raises FileError."""
    value = record.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _unreadable()
    return value


def rows(record: Record, name: str, most: int) -> list[Record]:
    """A list of objects. Raises FileError."""
    found = field(record, name, list)
    if len(found) > most or not all(isinstance(each, dict) for each in found):
        raise _unreadable()
    return list(found)
