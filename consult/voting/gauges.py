"""What voting adds to a room's gauges: how many have voted, and whether enough are there to put the question."""

from __future__ import annotations

from typing import Any

from consult.meeting.models import Room

from .electorate import electorate
from .models import Poll
from .questions import rule_for
from .reads import turnout as told_turnout
from .roll import ways_present
from .rules import Base


def turnout(room: Room) -> dict[str, dict[str, int]] | None:
    """{poll: {"cast", "entitled"}} of the open ones, rounded and delayed as everywhere else; never what was chosen."""
    polls = Poll.objects.filter(session_id=room.session_id, stage="open")
    return {str(poll.pk): {"cast": told_turnout(poll), "entitled": poll.entitled} for poll in polls} or None


def quorum(room: Room) -> dict[str, Any] | None:
    """{"present", "needed", "eligible"} of the question that is to be put, as it stands now; frozen once it is put.

    None where nothing is prepared, or where its rule asks nobody to be there.
    """
    poll = (
        Poll.objects.filter(session_id=room.session_id, stage__in=["prepared", "open"])
        .select_related("session", "motion__matter")
        .order_by("-prepared_at")
        .first()
    )
    if poll is None or poll.over_days:
        return None
    rule = rule_for(poll.rule, poll.session.pack)
    if rule.quorum is None or rule.quorum.of_whom is not Base.PRESENT:
        return None
    if poll.stage == "open":
        present, eligible = poll.present, poll.entitled
    else:
        entitled = electorate(poll, rule)
        present = sum(mode is not None for mode in ways_present(poll, entitled, room))
        eligible = len(entitled)
    return {"present": present, "needed": rule.quorum.share.least(eligible), "eligible": eligible}
