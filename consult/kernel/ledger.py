"""The community ledger: every verb but those of the room stream and the ballots.

It is the audit trail, the residents' timeline and the source of the archive. Its heads are signed with the server's
Ed25519 key: tamper evidence, not a legal seal.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from . import clock, log, merkle
from .errors import Refusal
from .found import only
from .models import Head, Log, LogEntry


def found(*, community: UUID, demo: bool, data: dict[str, Any]) -> Log:
    """Open a community's ledger. Whether it is a demonstration is said in its first entry and never changes."""
    opened = log.open_log(kind=Log.Kind.LEDGER, community=community, demo=demo)
    log.append(opened.pk, [log.Draft(verb="community.found", data={"demo": demo, **data}, about=[community])])
    return opened


def write(*, community: UUID, draft: log.Draft) -> LogEntry:
    """Append one entry. Refuses a set clock outside a demonstration community."""
    ledger = Log.objects.select_for_update().get(community=community, kind=Log.Kind.LEDGER)
    if clock.is_set() and not ledger.demo:
        raise Refusal(
            "back_dated",
            "正式社区的记录不能使用设定的时间",
            "A real community's record cannot be written under a set clock",
            next_zh="请用实际时间办理",
            next_en="Act at the actual time",
        )
    return log.append_to(ledger, [draft])[0]


def head_bytes(*, log_id: UUID, size: int, root: str, at: str) -> bytes:
    """What a head's signature covers."""
    return merkle.canonical({"log": str(log_id), "size": size, "root": root, "at": at})


def sign_head(log_id: UUID) -> Head:
    """The signed head of the log as it stands; one a size."""
    stored = Log.objects.select_for_update().get(pk=log_id)
    existing = only(Head.objects.filter(log=stored, size=stored.size))
    if existing:
        return existing
    root, moment = log.root(stored).hex(), clock.now()
    return Head.objects.create(
        log=stored,
        size=stored.size,
        root=root,
        at=moment,
        key=public_key_hex(),
        signature=sign(head_bytes(log_id=log_id, size=stored.size, root=root, at=log.stamp(moment))),
    )


def head_json(head: Head) -> dict[str, Any]:
    return {
        "log": str(head.log_id),
        "size": head.size,
        "root": head.root,
        "at": log.stamp(head.at),
        "key": head.key,
        "signature": head.signature,
    }


def verify_head(head: dict[str, Any]) -> bool:
    """Whether a head's signature is by the key it names. Whose key that is must be known from elsewhere."""
    covered = head_bytes(log_id=UUID(head["log"]), size=head["size"], root=head["root"], at=head["at"])
    return verify(covered, key=head["key"], signature=head["signature"])


def sign(data: bytes) -> str:
    """The server's Ed25519 over these bytes, in hex."""
    return _private_key().sign(data).hex()


def verify(data: bytes, *, key: str, signature: str) -> bool:
    """Whether `signature` (hex) over these bytes is by the public key `key` (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key_hex() -> str:
    return _private_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@lru_cache
def _private_key() -> Ed25519PrivateKey:
    """The server's signing key, made at first use and kept readable by its owner alone."""
    path = Path(settings.VAR) / "keys" / "ledger.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        # O_EXCL: two processes starting at once must not each keep a key of their own.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
