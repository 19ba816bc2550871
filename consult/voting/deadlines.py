"""A poll that runs over days: who may vote is called upon to, and at its announced time the system closes it.

The close is recorded like any other. The call is the worker's: a notice for each of 5,000 households took as long to write
as the roll itself, while the verb that opens the poll holds the community's ledger.
"""

from __future__ import annotations

from consult.kernel import clock, due
from consult.kernel.act import Act
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.kernel.log import stamp
from consult.kernel.models import Due
from consult.kernel.permits import SYSTEM
from consult.notice.outbox import tell_all

from .closing import close
from .holding import holders
from .models import Poll


def await_close(a: Act) -> None:
    """Downstream of poll.open."""
    if a.on.closes_at is not None:
        due.schedule(community=a.on.community_id, kind="poll.call", subject=a.on.pk, at=clock.now())
        due.schedule(community=a.on.community_id, kind="poll.close", subject=a.on.pk, at=a.on.closes_at)


def call_due(row: Due) -> None:
    """Tell whoever may use a right, once, and until when."""
    poll = only(Poll.objects.select_related("motion").filter(pk=row.subject, stage="open"))
    if poll is not None and poll.closes_at is not None:
        tell_all(
            community=poll.community_id,
            people=holders(poll),
            template="poll.opened",
            facts={"motion": poll.motion.title, "until": stamp(poll.closes_at)},
            about=poll.pk,
        )


def close_due(row: Due) -> None:
    """The deadline itself; a poll closed or voided by hand before is left as it is.

    Where paper is still being counted the poll waits for the desk: it takes no more ballots in any case.
    """
    poll = only(Poll.objects.filter(pk=row.subject, stage="open"))
    if poll is None:
        return
    try:
        close(actor=SYSTEM, poll=poll)
    except Refusal as refusal:
        if refusal.code != "paper_reconciled":
            raise
