"""What a poll publishes so that anybody can check it: docs/voting-evidence.md is the format, recount.py a verifier of it.

While a poll is open its entries stay unpublished: of a named poll they would be a partial result, of a secret one the
exact turnout. The leaves are shown late and in steps, as turnout is.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from consult.kernel import clock, ledger, log, merkle
from consult.kernel.found import existing
from consult.kernel.models import Head, LogEntry
from consult.kernel.permits import Actor

from .counting import ballot_lines
from .models import Poll, VotingRight
from .roll import row

# Turnout while open is told in steps of five and not before the minute is over, so that nobody can be picked out by
# watching it move.
STEP = 5
EVERY = timedelta(seconds=60)
README = Path(__file__).with_name("evidence_readme.md")
RECOUNT = settings.BASE / "recount.py"
# A ZIP stores when its files were made; one export of a closed poll is to be the same bytes whenever it is asked for.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def find(poll: UUID) -> Poll:
    """A poll whose evidence is public: it was opened here, its agenda is published, its matter shown. Raises not_found."""
    return existing(
        Poll.objects.filter(pk=poll, log__isnull=False, session__published_at__isnull=False)
        .filter(motion__matter__restricted=False)
        .exclude(stage="prepared")
        .select_related("motion", "community", "log")
    )


def last_minute() -> datetime:
    now = clock.now()
    return now - timedelta(seconds=now.timestamp() % EVERY.total_seconds())


def shown_size(poll: Poll) -> int:
    """How many leaves are public now: while it is open, those under the last head that showed five ballots more."""
    assert poll.log is not None
    if poll.stage != "open":
        return poll.log.size
    size, told, cast = opening_size(poll), 0, [0]
    entries = entries_of(poll).filter(at__lte=last_minute())
    for verb, body in entries.values_list("verb", "body"):
        used = len(json.loads(body)["data"]["rights"]) if verb == "PAPER_BATCH" else verb == "CAST"
        cast.append(cast[-1] + used)
    for head in heads_of(poll, len(cast) - 1).values_list("size", flat=True):
        if cast[head] - told >= STEP:
            size, told = head, cast[head]
    return size


def opening_size(poll: Poll) -> int:
    """The entries up to OPEN: they are public from the first moment."""
    return entries_of(poll).filter(verb__in=["KEY", "REHEARSAL", "OPEN"]).count()


def entries_of(poll: Poll) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(log=poll.log_id).order_by("seq")


def heads_of(poll: Poll, size: int) -> QuerySet[Head]:
    return Head.objects.filter(log=poll.log_id, size__lte=size).order_by("size")


def export(poll: Poll) -> bytes:
    """The ZIP of a poll's evidence."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(poll).items():
            archive.writestr(zipfile.ZipInfo(name, NO_DATE), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def files(poll: Poll) -> dict[str, bytes]:
    """{name: content} of the export."""
    size = shown_size(poll)
    found = {
        "README.md": README.read_bytes(),
        "recount.py": RECOUNT.read_bytes(),
        "leaves.txt": _lines(bytes(leaf).hex().encode() for leaf in _column(poll, "leaf", size)),
        "heads.jsonl": _lines(merkle.canonical(ledger.head_json(head)) for head in heads_of(poll, size)),
    }
    if poll.stage != "closed":
        opening = _column(poll, "body", opening_size(poll))
        return {**found, "opening.jsonl": _lines(body.encode() for body in opening)}
    found["log.jsonl"] = _lines(body.encode() for body in _column(poll, "body", size))
    found["roll.jsonl"] = _lines(merkle.canonical(each) for each in roll_rows(poll))
    if poll.secret:
        found["ballots.jsonl"] = ballot_lines(poll)
    return found


def roll_rows(poll: Poll) -> list[dict[str, Any]]:
    """The roll as it was frozen: conflicts that came later are entries of the log."""
    later = {log.parsed(entry)["data"]["number"] for entry in entries_of(poll).filter(verb="CONFLICT")}
    rights = VotingRight.objects.filter(poll=poll).order_by("number")
    return [{**row(right), "recused": bool(right.conflict) and right.number not in later} for right in rights]


def _column(poll: Poll, name: str, size: int) -> list[Any]:
    return list(entries_of(poll).filter(seq__lt=size).values_list(name, flat=True))


def _lines(lines: Any) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def leaf(poll: Poll, seq: int) -> str:
    """The leaf hash of one entry, hex; empty where it is not public (yet)."""
    if seq >= shown_size(poll):
        return ""
    found = entries_of(poll).filter(seq=seq).values_list("leaf", flat=True).first()
    return bytes(found).hex() if found is not None else ""


def note_signature(poll: Poll, *, actor: Actor, number: str, sha256: str, office: str) -> None:
    """SIGN: the resolution made of this poll's result was signed. A poll held elsewhere has no log."""
    if poll.log_id is not None:
        said = {"number": number, "sha256": sha256, "office": office}
        log.append(poll.log_id, [log.Draft(verb="SIGN", actor=actor.person, data=said)])
        ledger.sign_head(poll.log_id)
