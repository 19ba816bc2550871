"""Browser and custodian speak of one sealed box: tweetnacl and blakejs held to PyNaCl, which is libsodium, both ways.

The vectors of frontend/src/sealed/sealed.test.ts are checked here, so that they cannot drift with the browser's code.
"""

from __future__ import annotations

import base64
import json
from hashlib import blake2b, sha256
from typing import Any

import pytest
from nacl.public import Box, PrivateKey, SealedBox

from consult.voting.custody import boxes, ceremony
from consult.voting.custody.formats import b64, fingerprint

from .page_steps import FRONTEND, needs_node, page

VECTORS: list[dict[str, Any]] = json.loads((FRONTEND / "src" / "sealed" / "vectors.json").read_text())
LENGTH = 64


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["choice"]))
def test_the_browsers_vectors_are_libsodiums(vector: dict[str, Any]) -> None:
    raw = {name: base64.b64decode(vector[name]) for name in ("secret", "once", "content", "sealed")}
    secret, once = PrivateKey(raw["secret"]), PrivateKey(raw["once"])
    assert boxes.ballot_bytes(vector["choice"], vector["code"], vector["length"]) == raw["content"]
    assert b64(bytes(secret.public_key)) == vector["key"]
    assert SealedBox(secret).decrypt(raw["sealed"]) == raw["content"]
    assert SealedBox(secret).decrypt(base64.b64decode(vector["sealed_by_pynacl"])) == raw["content"]
    # crypto_box_seal as libsodium documents it: ephemeral_pk ‖ box(m, recipient_pk, ephemeral_sk,
    # nonce=blake2b(ephemeral_pk ‖ recipient_pk)).
    nonce = blake2b(bytes(once.public_key) + bytes(secret.public_key), digest_size=24).digest()
    written = Box(once, secret.public_key).encrypt(raw["content"], nonce).ciphertext
    assert bytes(once.public_key) + written == raw["sealed"]
    assert sha256(raw["sealed"]).hexdigest() == vector["hash"]


@needs_node
@pytest.mark.parametrize("choice", ["yes", "abstain", ["C", "A"], {"A": 5, "乙": 1}])
def test_a_ballot_sealed_in_the_browser_opens_with_pynacl(choice: Any) -> None:
    secret, key = boxes.new_pair()
    sealed = page("sealed/ballot", "sealBallot", choice, {"key": key, "length": LENGTH})
    envelope = base64.b64decode(sealed["envelope"])
    assert len(envelope) == LENGTH + boxes.SEAL_BYTES
    assert sha256(envelope).hexdigest() == sealed["hash"]
    content = boxes.unseal(envelope, secret)
    assert content is not None
    assert boxes.read_ballot(content, LENGTH) == {"choice": choice, "code": sealed["code"]}


class Files:
    """One poll's files, made by either program."""

    def __init__(self) -> None:
        pairs = [ceremony.make_custodian(name) for name in ("吕监督", "王阿姨", "何主任")]
        self.secrets, self.publics = [a for a, _ in pairs], [b for _, b in pairs]
        self.asked = {
            "format": "consult/key-request/1",
            "poll": "3f0c5a34-7e0e-4c53-9d44-000000000001",
            "number": "QY-HA-2026-0001-1-P1",
            "title": "开设助餐点",
        }

    def request(self, key: str, choices: list[Any]) -> dict[str, Any]:
        sealed = [
            boxes.seal(boxes.ballot_bytes(choice, f"{'ABCDEFGHIJKLMNO'}{'ABCDEFGH'[n]}", LENGTH), key)
            for n, choice in enumerate(choices)
        ]
        return ceremony.make_request(
            kind="unsealing",
            poll=self.asked["poll"],
            number=self.asked["number"],
            title=self.asked["title"],
            community="槐安社区",
            key=key,
            length=LENGTH,
            envelopes=[b64(each) for each in (*sealed, b"\x00" * (LENGTH + 48))],
        )


CHOICES: list[Any] = ["yes", "no", ["B", "A"], {"A": 5, "\u4e19": 2}]


@needs_node
def test_boxes_made_by_the_program_are_opened_by_the_page() -> None:
    files = Files()
    made, held = ceremony.make_poll_key(files.asked, files.publics)
    request = files.request(made["key"], CHOICES)
    half = page("custody/ceremony", "openFirst", request, held, files.secrets[2])
    opened = page("custody/ceremony", "openSecond", request, half, files.secrets[0])
    assert [ballot["choice"] for ballot in opened["ballots"]] == CHOICES
    assert [each["why"] for each in opened["malformed"]] == ["cannot_be_opened"]
    first, second = ceremony.check_opened(request, made["custodians"], opened)
    assert (first["name"], second["name"]) == ("何主任", "吕监督")
    by_program = ceremony.open_second(request, half, files.secrets[0])
    assert by_program == opened, "the program makes of it, byte for byte, what the page makes"


@needs_node
def test_boxes_made_by_the_page_are_opened_by_the_program() -> None:
    files = Files()
    made = page("custody/ceremony", "makePollKey", files.asked, files.publics)
    request = files.request(made["key"]["key"], CHOICES)
    half = ceremony.open_first(request, made["boxes"], files.secrets[0])
    opened = ceremony.open_second(request, half, files.secrets[1])
    assert [ballot["choice"] for ballot in opened["ballots"]] == CHOICES
    ceremony.check_opened(request, ceremony.custodians_of(made["key"]), opened)


@needs_node
def test_a_custodian_made_by_the_page_serves_the_program() -> None:
    files = Files()
    new = page("custody/ceremony", "makeCustodian", "吕监督")
    made, held = ceremony.make_poll_key(files.asked, [new["public"], *files.publics[1:]])
    request = files.request(made["key"], ["yes"])
    half = ceremony.open_first(request, held, new["secret"])
    assert ceremony.open_second(request, half, files.secrets[1])["ballots"][0]["choice"] == "yes"
    half = page("custody/ceremony", "openFirst", request, held, files.secrets[1])
    assert ceremony.open_second(request, half, new["secret"])["first"]["name"] == "王阿姨"


@needs_node
def test_the_page_refuses_what_the_program_refuses() -> None:
    files = Files()
    made, held = ceremony.make_poll_key(files.asked, files.publics)
    request = files.request(made["key"], ["yes"])
    half = ceremony.open_first(request, held, files.secrets[0])
    stranger, _ = ceremony.make_custodian("外人")

    def second(half: Any, secret: Any) -> Any:
        return page("custody/ceremony", "openSecond", request, half, secret)

    assert second(half, files.secrets[0]) == {"wrong": "same_person"}
    assert second(half, stranger) == {"wrong": "not_yours"}
    assert second({**half, "request": "0" * 64}, files.secrets[1]) == {"wrong": "other_request"}
    forged = {**half, "first": {**half["first"], "name": "别人", "signature": b64(bytes(64))}}
    assert second(forged, files.secrets[1]) == {"wrong": "signature"}


@needs_node
def test_a_fingerprint_is_the_same_in_both() -> None:
    _, key = boxes.new_pair()
    assert page("sealed/ballot", "fingerprint", key) == fingerprint(key)
