"""What anybody may keep, to hold the ledgers against it later: the server's public key and the heads it signed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db.models import OuterRef, Subquery

from consult.kernel import ledger
from consult.kernel.models import Head, Log
from consult.kernel.paging import page
from consult.people.models import Community


def published(*, cursor: str | None, limit: int) -> dict[str, Any]:
    """The key, its fingerprint, and the latest head signed of each community's ledger. Three statements.

    A head is signed when a file is archived, a vote opens or a resolution is signed; a ledger that has had none of
    these shows none.
    """
    kept = Log.objects.filter(kind=Log.Kind.LEDGER)
    founded = Community.objects.filter(pk__in=kept.values("community"))
    communities, following = page(founded, by="subdistrict__code code", cursor=cursor, limit=limit)
    books = dict(kept.filter(community__in=[one.pk for one in communities]).values_list("community", "pk"))
    newest = Head.objects.filter(log=OuterRef("log")).order_by("-size").values("pk")[:1]
    latest = {head.log_id: head for head in Head.objects.filter(log__in=books.values(), pk=Subquery(newest))}
    key = ledger.public_key_hex()
    return {
        "algorithm": "Ed25519",
        "key": key,
        "fingerprint": fingerprint(key),
        "items": [
            {
                "community": {"id": community.pk, "name": community.name},
                "head": ledger.head_json(latest[books[community.pk]])
                if books[community.pk] in latest
                else None,
            }
            for community in communities
        ],
        "next": following,
    }


def fingerprint(key: str) -> str:
    """The first 16 bytes of the key's SHA-256 in groups of four, to be read aloud: 1a2b 3c4d …"""
    digest = sha256(bytes.fromhex(key)).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))
