"""Sealing and opening: libsodium's sealed boxes, one inside another, and the signatures of those who opened.

A sealed box needs the public key alone; nobody can tell who sealed it, and it opens with the private key alone. The
poll's private key is sealed to one custodian and that box to another, for every two of three: either alone holds
nothing that opens.
"""

from __future__ import annotations

import json
import re
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from .formats import FileError, b64, canonical, unb64

SEAL_BYTES = 48  # what a sealed box adds: the one-time public key and the authenticator
CODE = re.compile("[A-Z2-7]{16}")
# A score is 1 to 5; what is larger is no ballot, and every program must read it alike.
MOST_NUMBER = 1000


def seal(data: bytes, key: str) -> bytes:
    """Raises FileError for a key that is none (libsodium refuses points of low order)."""
    try:
        return SealedBox(PublicKey(unb64(key, size=32))).encrypt(data)
    except CryptoError:
        raise FileError("这把公钥不能用", "This public key cannot be used") from None


def unseal(data: bytes, secret: bytes) -> bytes | None:
    """What is inside, or None where this key does not open it."""
    try:
        return SealedBox(PrivateKey(secret)).decrypt(data)
    except (CryptoError, ValueError):
        return None


def new_pair() -> tuple[bytes, str]:
    """(private key, public key)."""
    private = PrivateKey.generate()
    return bytes(private), b64(bytes(private.public_key))


def public_of(secret: bytes) -> str:
    return b64(bytes(PrivateKey(secret).public_key))


def new_signer() -> tuple[bytes, str]:
    """(seed, public key) of Ed25519."""
    signer = SigningKey.generate()
    return bytes(signer), b64(bytes(signer.verify_key))


def sign(message: bytes, seed: bytes) -> str:
    return b64(SigningKey(seed).sign(message).signature)


def verifies(message: bytes, signature: str, key: str) -> bool:
    try:
        VerifyKey(unb64(key, size=32)).verify(message, unb64(signature, size=64))
    except (CryptoError, ValueError, FileError):
        return False
    return True


def ballot_bytes(choice: Any, code: str, length: int) -> bytes:
    """A ballot as it is sealed: canonical JSON, filled up with spaces to the length every ballot of the poll has."""
    content = canonical({"choice": choice, "code": code})
    if len(content) > length:
        raise ValueError(f"{len(content)} bytes do not fit into {length}")
    return content.ljust(length)


def read_ballot(content: bytes, length: int) -> dict[str, Any] | None:
    """{choice, code}, or None for what is no ballot.

    Only the one canonical form is taken, so that two programs in two languages cannot read one ballot differently.
    Whether such a choice was on offer is not asked here: the server knows the question.
    """
    try:
        record = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or set(record) != {"choice", "code"} or len(content) != length:
        return None
    code, choice = record["code"], record["choice"]
    if not isinstance(code, str) or not CODE.fullmatch(code) or not _is_choice(choice):
        return None
    try:
        same = content == canonical(record).ljust(length)
    except UnicodeEncodeError:
        return None
    return record if same else None


def _is_choice(choice: Any) -> bool:
    if isinstance(choice, list):
        return all(isinstance(each, str) for each in choice)
    if isinstance(choice, dict):
        return all(
            isinstance(each, int) and not isinstance(each, bool) and 0 <= each <= MOST_NUMBER
            for each in choice.values()
        )
    return isinstance(choice, str)
