"""A poll that runs over days closes at its announced time: the system closes it, and the close is recorded like any other."""

from __future__ import annotations

from consult.kernel import due
from consult.kernel.act import Act
from consult.kernel.errors import Refusal
from consult.kernel.models import Due
from consult.kernel.permits import SYSTEM

from .closing import close
from .models import Poll


def await_close(a: Act) -> None:
    """Downstream of poll.open."""
    if a.on.closes_at is not None:
        due.schedule(community=a.on.community_id, kind="poll.close", subject=a.on.pk, at=a.on.closes_at)


def close_due(row: Due) -> None:
    """The deadline itself; a poll closed or voided by hand before is left as it is.

    Where paper is still being counted the poll waits for the desk: it takes no more ballots in any case.
    """
    poll = Poll.objects.filter(pk=row.subject, stage="open").first()
    if poll is None:
        return
    try:
        close(actor=SYSTEM, poll=poll)
    except Refusal as refusal:
        if refusal.code != "paper_reconciled":
            raise
