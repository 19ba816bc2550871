"""签发、书面异议、复核: who signs, over which hash, after which proof of being themselves.

The signature is the server's Ed25519 over hash, office and time: evidence against later change, not a legal seal
(domain rules §2.13). The paper that is printed carries the office's own seal.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from consult.agenda.numbering import next_numbers
from consult.kernel import clock, due, ledger, merkle
from consult.kernel.act import Act, act
from consult.kernel.errors import check_seen
from consult.kernel.log import stamp
from consult.kernel.permits import Actor
from consult.kernel.text import plain
from consult.notice.outbox import tell_all
from consult.people.models import Role
from consult.people.who import person_id
from consult.voting.evidence import note_signature

from .freezing import hash_of, text_of
from .models import Resolution, Signature
from .permits import SIGNERS
from .reads import holders, one_head, subdistrict_officers

REGISTER = "议"


def sign(*, actor: Actor, resolution: Resolution, seen: str | None = None) -> Resolution:
    """resolution.sign 签发: numbers the text, freezes it and signs its hash.

    Within three working days of the decision (rules.md §2.17); later it is still signed, and showed as 未签发 till then.
    `seen` is the hash of the text on the signer's screen: what was edited meanwhile is not signed unread (`text_changed`).
    """
    with act("resolution.sign", actor=actor, on=resolution) as a:
        check_seen(seen, hash_of(text_of(a.on)))
        a.on.number = next_numbers(a.on.community, REGISTER)[0]
        a.on.frozen = text_of(a.on)
        a.on.sha256 = hash_of(a.on.frozen)
        a.on.needs_countersign = a.on.kind != Resolution.Kind.GRID and one_head(a.on.community_id)
        office = Role(SIGNERS[a.on.kind]).label
        a.on.save()
        _write(a, Signature.Act.SIGN, office)
        if a.on.poll is not None:
            note_signature(a.on.poll, actor=actor, number=a.on.number, sha256=a.on.sha256, office=str(office))
        a.entry(
            data={
                "number": a.on.number,
                "title": a.on.title,
                "office": office,
                "sha256": a.on.sha256,
                "needs_countersign": a.on.needs_countersign,
            },
            about=[a.on.matter_id],
        )
        due.cancel(kind="resolution.unsigned", subject=a.on.pk)
        tell_all(
            community=a.on.community_id,
            people=holders(
                a.on.community_id,
                Role.SUPERVISOR if a.on.needs_countersign else Role.COMMITTEE_STAFF,
            ),
            template="resolution.countersign_asked" if a.on.needs_countersign else "resolution.signed",
            facts={"title": a.on.title, "number": a.on.number},
            about=a.on.pk,
        )
    return resolution


def countersign(*, actor: Actor, resolution: Resolution) -> Resolution:
    """resolution.countersign 复核: a supervisory committee member, where one person heads both (§2.16)."""
    with act("resolution.countersign", actor=actor, on=resolution) as a:
        office = Role.SUPERVISOR.label
        _write(a, Signature.Act.COUNTERSIGN, office)
        a.entry(
            data={"number": a.on.number, "title": a.on.title, "office": office, "sha256": a.on.sha256},
            about=[a.on.matter_id],
        )
        tell_all(
            community=a.on.community_id,
            people=holders(a.on.community_id, Role.COMMITTEE_STAFF),
            template="resolution.signed",
            facts={"title": a.on.title, "number": a.on.number},
            about=a.on.pk,
        )
    return resolution


def refuse(*, actor: Actor, resolution: Resolution, reason: str) -> Resolution:
    """resolution.refuse: the secretary's reasoned objection under §31, on the board and with the subdistrict."""
    why = plain(reason, field="reason", limit=1000)
    with act("resolution.refuse", actor=actor, on=resolution) as a:
        a.on.refusal = why
        a.entry(data={"title": a.on.title, "reason": why}, about=[a.on.matter_id])
        due.cancel(kind="resolution.unsigned", subject=a.on.pk)
        tell_all(
            community=a.on.community_id,
            people=[
                *subdistrict_officers(a.on.community),
                *holders(a.on.community_id, Role.COMMITTEE_DIRECTOR, Role.SUPERVISOR, Role.COMMITTEE_STAFF),
                a.on.matter.proposer_id,
            ],
            template="resolution.refused",
            facts={"title": a.on.title, "reason": why},
            about=a.on.pk,
        )
    return resolution


def signed_bytes(*, resolution: UUID, act: str, sha256: str, office: str, at: datetime) -> bytes:
    """What a signature covers, as canonical JSON."""
    return merkle.canonical(
        {"resolution": str(resolution), "act": act, "sha256": sha256, "office": office, "at": stamp(at)}
    )


def _write(a: Act, kind: Signature.Act, office: str) -> None:
    assert a.actor.factor_at is not None  # the guard asked for it
    moment = clock.now()
    Signature.objects.create(
        resolution=a.on,
        act=kind,
        person_id=person_id(a.actor),
        office=office,
        sha256=a.on.sha256,
        signature=ledger.sign(
            signed_bytes(resolution=a.on.pk, act=kind, sha256=a.on.sha256, office=office, at=moment)
        ),
        key=ledger.public_key_hex(),
        factor_at=a.actor.factor_at,
        at=moment,
    )
