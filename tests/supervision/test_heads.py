"""The public key and the latest heads, for everybody."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consult.kernel import ledger
from consult.kernel.models import Log
from consult.supervision.heads import fingerprint
from tests.world import World


def head(community: UUID) -> None:
    ledger.sign_head(Log.objects.get(kind=Log.Kind.LEDGER, community=community).pk)


def test_anybody_gets_the_key_and_the_heads_signed_with_it(world: World) -> None:
    head(world.community.pk)

    told = Client().get("/api/v1/ledger").json()

    assert (told["algorithm"], told["key"]) == ("Ed25519", ledger.public_key_hex())
    here, there = told["items"]
    assert (here["community"]["name"], there["community"]["name"]) == ("槐安社区", "新澜社区")
    assert ledger.verify_head(here["head"])
    assert here["head"]["key"] == told["key"]
    assert there["head"] is None


def test_the_latest_head_is_told_in_few_statements(world: World) -> None:
    head(world.community.pk)
    ledger.found(community=UUID(int=7), demo=True, data={})
    with CaptureQueriesContext(connection) as asked:
        Client().get("/api/v1/ledger")
    assert len(asked) == 3


def test_a_fingerprint_is_short_enough_to_be_read_aloud() -> None:
    assert fingerprint("00" * 32) == "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"
