"""session.serve 送达: each attempt on record, by whatever means, with who did it and when (rules.md §2.17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from consult.kernel import clock
from consult.kernel.act import act
from consult.kernel.errors import invalid, not_found
from consult.kernel.permits import Actor
from consult.kernel.words import say
from consult.people.who import person_id

from .models import Invitation, Service, Session

# In-app service is recorded by the system when it tells; people record what people did.
BY_HAND = frozenset(Service.Means.values) - {Service.Means.IN_APP}
# Posting in every staircase serves a whole community; the ledger names the first few letters and counts the rest.
MOST_AT_ONCE = 5000
NAMED = 20


def serve(
    *,
    actor: Actor,
    session: Session,
    invitations: Sequence[Invitation],
    means: str,
    reached: bool = True,
    at: datetime | None = None,
) -> Session:
    """Record that letters were served (or tried in vain): by telephone, at the door, posted in the staircase …

    `at` is when it was done, now by default; not before the letters were issued and not in the future.
    """
    if means not in BY_HAND:
        raise invalid("means", "请选择送达方式", "Choose how it was served")
    if not 1 <= len(invitations) <= MOST_AT_ONCE:
        raise invalid(
            "invitations",
            f"一次登记 1 至 {MOST_AT_ONCE} 份邀约书的送达",
            f"Record 1 to {MOST_AT_ONCE} letters at a time",
        )
    if any(invitation.session_id != session.pk for invitation in invitations):
        raise not_found()
    with act("session.serve", actor=actor, on=session, given={"invitations": invitations}) as a:
        moment = at or clock.now()
        if moment.tzinfo is None or not a.on.published_at - timedelta(minutes=1) <= moment <= clock.now():
            raise invalid(
                "at",
                "送达时间须在发出邀约之后、现在之前",
                "It was served after the letters were issued and not in the future",
            )
        Service.objects.bulk_create(
            [
                Service(
                    invitation=invitation, means=means, reached=reached, by_id=person_id(actor), at=moment
                )
                for invitation in invitations
            ],
            batch_size=500,
        )
        a.entry(
            data={
                "by": means,
                "by_zh": say(f"service.{means}", "zh"),
                "by_en": say(f"service.{means}", "en"),
                "reached": reached,
                "letters": len(invitations),
                "numbers": [invitation.number for invitation in invitations[:NAMED]],
                "at": moment.astimezone(clock.BEIJING).isoformat(timespec="minutes"),
            }
        )
    return session
