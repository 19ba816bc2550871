"""The append-only log: what the ledger, the room stream and the poll log are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid4

from . import clock, merkle
from .models import About, Log, LogEntry, Plaintext


@dataclass(frozen=True)
class Draft:
    """An entry to be. `hidden` texts are stored behind salted commitments; `data` is hashed and kept as it is."""

    verb: str
    actor: UUID | None = None
    behalf: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    about: Sequence[UUID] = ()


def open_log(*, kind: Log.Kind, community: UUID, demo: bool = False, pk: UUID | None = None) -> Log:
    """`pk`: a poll's log bears the poll's own id, so that a receipt names both with one."""
    return Log.objects.create(pk=pk or uuid4(), kind=kind, community=community, demo=demo)


def append(log_id: UUID, drafts: Iterable[Draft]) -> list[LogEntry]:
    """Append entries in order under the log's row lock; the caller is in a transaction.

    The log's time never runs backwards: an entry made under an earlier clock takes the time of the one before it,
    so that a wrong clock on one machine shows as equal times and not as a reordered history.
    """
    return append_to(Log.objects.select_for_update().get(pk=log_id), drafts)


def append_to(log: Log, drafts: Iterable[Draft]) -> list[LogEntry]:
    """The same, to a log whose row the caller has locked."""
    peaks = [bytes(log.peaks[i : i + 32]) for i in range(0, len(log.peaks), 32)]
    before = LogEntry.objects.filter(log=log, seq=log.size - 1).values_list("at", flat=True)
    moment = max([clock.now(), *before])
    rows: list[LogEntry] = []
    plain: list[Plaintext] = []
    abouts: list[tuple[int, UUID]] = []
    for draft in drafts:
        seq = log.size
        body = _body(draft, seq, moment, plain)
        leaf = merkle.leaf_hash(body)
        peaks = merkle.append(peaks, seq, leaf)
        log.size += 1
        abouts += [(len(rows), subject) for subject in dict.fromkeys(draft.about)]
        rows.append(
            LogEntry(
                log=log, seq=seq, verb=draft.verb, at=moment, actor=draft.actor, body=body.decode(), leaf=leaf
            )
        )
    if not rows:
        return rows
    LogEntry.objects.bulk_create(rows)
    About.objects.bulk_create([About(entry=rows[i], subject=subject) for i, subject in abouts])
    Plaintext.objects.bulk_create(plain)
    log.peaks = b"".join(peaks)
    log.save(update_fields=["size", "peaks"])
    return rows


def _body(draft: Draft, seq: int, moment: datetime, plain: list[Plaintext]) -> bytes:
    value: dict[str, Any] = {
        "seq": seq,
        "at": stamp(moment),
        "verb": draft.verb,
        "actor": str(draft.actor) if draft.actor else None,
        "about": [str(subject) for subject in draft.about],
        "data": draft.data,
    }
    if draft.behalf:
        value["behalf"] = str(draft.behalf)
    if draft.hidden:
        value["hidden"] = {name: _commit(text, draft.actor, plain) for name, text in draft.hidden.items()}
    return merkle.canonical(value)


def _commit(text: str, person: UUID | None, plain: list[Plaintext]) -> str:
    salt = token_bytes(16)
    digest = commitment(salt, text)
    plain.append(Plaintext(commitment=digest, salt=salt, text=text, person=person))
    return digest


def commitment(salt: bytes, text: str) -> str:
    """SHA-256 of salt and text, in hex. The salt (16 random bytes) keeps short texts from being guessed."""
    return sha256(salt + text.encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """A moment as logs and APIs write it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def root(log: Log) -> bytes:
    return merkle.peaks_root([bytes(log.peaks[i : i + 32]) for i in range(0, len(log.peaks), 32)])


def leaves(log: Log) -> list[bytes]:
    return [bytes(leaf) for leaf in log.entries.order_by("seq").values_list("leaf", flat=True)]


def parsed(entry: LogEntry) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(entry.body)
    return body
