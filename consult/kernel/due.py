"""Deadlines. The row is the queue: a worker claims it with a conditional update and settles it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import models, transaction

from . import clock
from .models import Due

log = structlog.get_logger()
CLAIM = timedelta(seconds=60)
HANDLERS: dict[str, Callable[[Due], None]] = {}


def schedule(*, community: UUID, kind: str, subject: UUID, at: datetime) -> None:
    """Set (or move) the one open deadline of this kind for this subject.

    Raises LookupError for a kind that `wiring.DEADLINES` does not name: its row would fail for ever.
    """
    if kind not in HANDLERS:
        raise LookupError(f"nothing settles a deadline of kind {kind!r}: name it in wiring.DEADLINES")
    moved = Due.objects.filter(kind=kind, subject=subject, settled_at__isnull=True).update(
        at=at, claimed_until=None
    )
    if not moved:
        Due.objects.create(community=community, kind=kind, subject=subject, at=at)


def cancel(*, kind: str, subject: UUID) -> None:
    Due.objects.filter(kind=kind, subject=subject, settled_at__isnull=True).update(settled_at=clock.now())


def claim() -> Due | None:
    """One due row, ours for a minute. The update's own condition decides between two workers, not the read before it."""
    moment = clock.now()
    open_now = Due.objects.filter(settled_at__isnull=True, at__lte=moment).filter(
        models.Q(claimed_until__isnull=True) | models.Q(claimed_until__lt=moment)
    )
    for row in open_now.order_by("at", "id")[:20]:
        won = open_now.filter(pk=row.pk).update(claimed_until=moment + CLAIM, tries=models.F("tries") + 1)
        if won:
            row.refresh_from_db()
            return row
    return None


def settle_all(limit: int = 500) -> int:
    """Settle what is due now; the number settled. A handler that fails leaves its row to be claimed again."""
    done = 0
    while done < limit and (row := claim()):
        try:
            with transaction.atomic():
                # Marked first, so that a handler may set the next deadline of the same kind.
                Due.objects.filter(pk=row.pk).update(settled_at=clock.now())
                HANDLERS[row.kind](row)
        except Exception:
            log.exception("deadline failed", kind=row.kind, due=str(row.pk), tries=row.tries)
            # Later each time, so that one broken row does not keep the others waiting.
            Due.objects.filter(pk=row.pk).update(claimed_until=clock.now() + CLAIM * min(row.tries, 60))
        done += 1
    return done
