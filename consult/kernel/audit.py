"""Whether the logs in this database are whole: what a restore, or a suspicious operator, asks."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from . import ledger, merkle
from .models import Head, Log, LogEntry, Plaintext


def faults() -> Iterator[str]:
    """One sentence for each thing that is wrong, the log and position first; nothing when all is well.

    Every leaf is hashed anew from the body that is stored, the tree grown from the leaves and compared with the head
    in the log's row and with each signed head. Costs one pass over all entries; takes no locks.
    """
    for log in Log.objects.order_by("pk"):
        yield from _log_faults(log)
    for kept in Plaintext.objects.iterator():
        if sha256(bytes(kept.salt) + kept.text.encode()).hexdigest() != kept.commitment:
            yield f"plaintext {kept.commitment}: the words do not match their commitment"


def _log_faults(log: Log) -> Iterator[str]:
    name = f"{log.kind} {log.pk}"
    heads = {head.size: head for head in Head.objects.filter(log=log)}
    peaks: list[bytes] = []
    size = 0
    for entry in LogEntry.objects.filter(log=log).order_by("seq").iterator():
        if entry.seq != size:
            yield f"{name}: entry {size} is missing"
            return
        leaf = merkle.leaf_hash(entry.body.encode())
        if leaf != bytes(entry.leaf):
            yield f"{name}: entry {size} was changed"
            return
        peaks = merkle.append(peaks, size, leaf)
        size += 1
        yield from _head_faults(name, heads.pop(size, None), peaks)
    if size != log.size or b"".join(peaks) != bytes(log.peaks):
        yield f"{name}: the log has {size} entries, its head says {log.size}"
    for missing in heads:
        if missing > size:
            yield f"{name}: a signed head speaks of {missing} entries, the log has {size}"


def _head_faults(name: str, head: Head | None, peaks: list[bytes]) -> Iterator[str]:
    if head is None:
        return
    if head.root != merkle.peaks_root(peaks).hex():
        yield f"{name}: the signed head at {head.size} has another root"
    elif not ledger.verify_head(ledger.head_json(head)):
        yield f"{name}: the signature of the head at {head.size} does not hold"
