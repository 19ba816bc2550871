"""The archive as one file: a ZIP with a manifest inside and a seal at its end. Plain functions over bytes.

Files are stored uncompressed, so that any tool opens them and equal contents give equal bytes. The manifest names every
file with its SHA-256. The ZIP's comment, its very last bytes, is the seal: the server's Ed25519 over the hash of all
the bytes before it, so that not one of them can change unseen.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from consult.kernel.merkle import canonical

MANIFEST = "manifest.json"
FORMAT = 1
KEY_HEX, SIGNATURE_HEX = 64, 128


def seal_of(*, key: str, signature: str) -> bytes:
    """The comment at the end of the file; of one length, whatever it says."""
    return canonical({"key": key, "seal": signature})


SEAL_LENGTH = len(seal_of(key="0" * KEY_HEX, signature="0" * SIGNATURE_HEX))


def sealed_bytes(digest: str) -> bytes:
    """What the seal's signature covers: the SHA-256 (hex) of everything before the comment."""
    return canonical({"archive": digest})


def manifest_of(files: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    return canonical(
        {
            "format": FORMAT,
            **about,
            "files": {path: sha256(content).hexdigest() for path, content in files.items()},
        }
    )


def pack(
    files: Mapping[str, bytes],
    *,
    about: Mapping[str, Any],
    made_at: datetime,
    key: str,
    sign: Callable[[bytes], str],
) -> bytes:
    """The whole archive. `made_at` is in the communities' own time; `sign` gives an Ed25519 signature in hex."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in [*files.items(), (MANIFEST, manifest_of(files, about))]:
            entry = zipfile.ZipInfo(path, made_at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
        archive.comment = b" " * SEAL_LENGTH
    unsealed = out.getvalue()[:-SEAL_LENGTH]
    signature = sign(sealed_bytes(sha256(unsealed).hexdigest()))
    return unsealed + seal_of(key=key, signature=signature)
